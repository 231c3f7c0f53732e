// The files of one `entente submit`, cut into records and sent over one connection.
#pragma once

#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/core/format.h"
#include "entente/client.h"
#include "gateway/cli/command.h"
#include "gateway/cli/input_file.h"
#include "gateway/cli/progress.h"

namespace entente::cli {

struct BatchOptions {
  std::string name;  // empty: each file's own name
  v1::SubmissionFacts facts;
  std::string receipts_file;  // empty: receipts are not kept
};

// The gateway reads a national record itself, from its exact bytes. A common one is sent as the message that it is.
absl::StatusOr<Submission> SubmissionOf(const adapters::Format& format, const adapters::Unit& unit,
                                        SubmitOptions options);

class Batch {
 public:
  Batch(const adapters::Format& format, BatchOptions options);

  // Reads and cuts a file ("-" is standard input). Nothing is sent yet.
  absl::Status Add(const std::string& file);
  ExitCode Send(Client& client);

 private:
  // One record of a file, cut out and not yet read.
  struct Piece {
    const std::string* file = nullptr;
    adapters::Unit unit;
  };

  void Cut(const std::string& name, const std::vector<adapters::NamedFile>& files);
  std::optional<Submission> Next();
  absl::StatusOr<Submission> Read(const Piece& piece) const;
  void Answer(uint64_t number, const absl::StatusOr<v1::SubmitReply>& reply);
  void PrintReply(const Piece& piece, const v1::SubmitReply& reply);
  void PrintRefusal(const std::string& file, const std::string& where, const absl::Status& why);
  void KeepReceipt(const Piece& piece, v1::Receipt receipt);

  const adapters::Format& format_;
  const BatchOptions options_;
  // They stay in place, since the pieces point into them.
  std::deque<std::string> names_;
  std::deque<InputFile> files_;
  std::vector<adapters::NamedFile> together_;  // of a format that joins its files
  std::vector<Piece> pieces_;
  std::vector<size_t> sent_;  // by the submission's number: which piece
  size_t next_ = 0;
  uint64_t size_bytes_ = 0, acknowledged_ = 0, repeated_ = 0, refused_ = 0, quarantined_ = 0;
  std::unique_ptr<Progress> progress_;
  std::ofstream receipts_;
};

}  // namespace entente::cli
