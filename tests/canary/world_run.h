// One world, from its first submission to its last fetch, everything that comes back searched and compared.
#pragma once

#include <memory>
#include <optional>

#include "tests/canary/findings.h"
#include "tests/canary/judge.h"
#include "tests/canary/wire.h"

namespace entente::canary {

struct WorldOptions {
  uint64_t seed = 0;
  int records = 0;
  Blindness blindness;
};

// All that an error says, but for the ids that are new in each.
std::string ErrorBytes(const grpc::Status& status);

class WorldRun {
 public:
  WorldRun(Host& host, const WorldOptions& options, Findings& findings);
  void Run();

 private:
  void Submit();
  void CountDecisions();
  void Watch(int pass);
  void WatchEnds();
  void Fetch(int count);
  void Check(int count);
  void Withdraw(int count);
  void SearchWhatWasWritten();

  void LookAtFeed(size_t recipient, const Feed& feed);
  void LookAtRelease(size_t recipient, const v1::Event& event);
  void LookAtFetch(const FetchCall& call, std::optional<size_t> record, const std::string& unknown);
  void LookAtHit(size_t recipient, const v1::Event& event);
  void LookAtWithdrawal(const WithdrawCall& call, std::optional<size_t> record, const std::string& unknown);
  void LookAtCheck(const CheckCall& call, const std::string& number);
  void LookAtCandidate(size_t recipient, const v1::Candidate& candidate);

  // A token in the bytes that none of `shown` covers is a leak.
  void Search(const std::string& where, std::string_view bytes, const Shown& shown);
  // Of a record that the gateway names by its id; none: it named something else.
  std::optional<size_t> RecordOf(const std::string& record_id) const;
  std::string Where(size_t recipient, const std::string& what) const;
  std::string Everywhere(const std::string& what) const {
    return "seed " + std::to_string(options_.seed) + ", " + what;
  }
  std::unique_ptr<FetchCall> FetchOf(size_t recipient, std::optional<size_t> record, bool by_name);

  Host& host_;
  const WorldOptions options_;
  Findings& findings_;
  differential::Chance chance_;
  const std::vector<std::string> formats_;
  std::vector<v1::Record> records_;
  std::unique_ptr<Judge> judge_;
  std::vector<std::string> record_ids_, cursors_;
  std::map<std::string, size_t> by_id_;
  std::vector<bool> withdrawn_;
  std::vector<int64_t> holders_;  // of each record
  std::vector<std::string> numbers_;
  std::string nothing_found_;  // what a check says of a number that nobody submitted
};

}  // namespace entente::canary
