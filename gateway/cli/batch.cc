#include "gateway/cli/batch.h"

#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

std::string BatchName(const std::string& given, const std::string& file) {
  return given.empty() ? std::filesystem::path(file).filename().string() : given;
}

// What the cutting found, in the words of a refusal by a gateway.
absl::Status StatusFor(const adapters::Refusal& refusal) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::RECORD_UNREADABLE);
  detail.set_expected(refusal.expected);
  const std::string found = refusal.found.empty() ? "it cannot be read" : absl::StrCat("found `", refusal.found, "`");
  return MakeFailure(absl::StatusCode::kInvalidArgument, found, detail);
}

}  // namespace

absl::StatusOr<Submission> SubmissionOf(const adapters::Format& format, const adapters::Unit& unit,
                                        SubmitOptions options) {
  Submission submission;
  submission.options = std::move(options);
  if (format.name() == "common") {
    absl::StatusOr<adapters::Decoded> decoded = format.Decode(unit);
    if (!decoded.ok()) return decoded.status();
    submission.content = std::move(decoded->record);
    return submission;
  }
  v1::NativeRecord native;
  native.set_format(format.name());
  native.set_data(unit.data.data(), unit.data.size());
  native.set_preamble(unit.preamble.data(), unit.preamble.size());
  native.set_occurrence(unit.occurrence);
  submission.content = std::move(native);
  return submission;
}

Batch::Batch(const adapters::Format& format, BatchOptions options) : format_(format), options_(std::move(options)) {}

absl::Status Batch::Add(const std::string& file) {
  absl::StatusOr<InputFile> input = InputFile::Open(file);
  if (!input.ok()) return input.status();
  const std::string& name = names_.emplace_back(NameOfFile(file));
  const std::string_view kept = files_.emplace_back(*std::move(input)).bytes();
  size_bytes_ += kept.size();
  if (format_.JoinsFiles()) {
    together_.push_back({name, kept});
    return absl::OkStatus();
  }
  Cut(name, std::vector<adapters::NamedFile>{{"", kept}});
  return absl::OkStatus();
}

void Batch::Cut(const std::string& name, const std::vector<adapters::NamedFile>& files) {
  format_.SplitFiles(
      files,
      [&](const adapters::Unit& unit) {
        pieces_.push_back({&name, unit});
      },
      [&](const adapters::Refusal& refusal) { PrintRefusal(name, refusal.where, StatusFor(refusal)); });
}

ExitCode Batch::Send(Client& client) {
  if (!together_.empty()) Cut(names_.front(), together_);
  if (!options_.receipts_file.empty()) {
    if (const absl::Status named = CheckNamesFile("--receipts", options_.receipts_file); !named.ok()) {
      return Usage(std::string(named.message()));
    }
    receipts_.open(options_.receipts_file, std::ios::binary | std::ios::trunc);
    if (!receipts_) return Usage(absl::StrCat("`", options_.receipts_file, "` cannot be written"));
  }
  progress_ = std::make_unique<Progress>("submitting", size_bytes_);
  const absl::Status end = client.SubmitAll(
      [this] { return Next(); },
      [this](uint64_t number, const absl::StatusOr<v1::SubmitReply>& reply) { Answer(number, reply); });
  progress_.reset();
  const size_t unsent = pieces_.size() - next_;
  std::string count = absl::StrCat(acknowledged_, " acknowledged");
  if (repeated_ > 0) absl::StrAppend(&count, " (", repeated_, " of them again)");
  absl::StrAppend(&count, ", ", refused_, " refused");
  if (quarantined_ > 0) {
    absl::StrAppend(&count, "; ", quarantined_, " of the acknowledged lack something and are kept in quarantine, ",
                    "shown to nobody: `entente quarantine list` tells which");
  }
  if (unsent > 0) absl::StrAppend(&count, ", ", unsent, " not sent");
  std::cout.flush();
  if (!end.ok()) Refuse(end);
  Say(count);
  if (receipts_.is_open()) receipts_.close();
  if (receipts_.fail()) return Refuse(absl::UnavailableError("the receipts could not all be written"));
  return end.ok() && refused_ == 0 ? kDone : kRefused;
}

std::optional<Submission> Batch::Next() {
  while (next_ < pieces_.size()) {
    const Piece& piece = pieces_[next_++];
    absl::StatusOr<Submission> submission = Read(piece);
    if (submission.ok()) {
      sent_.push_back(next_ - 1);
      return *std::move(submission);
    }
    PrintRefusal(*piece.file, piece.unit.where, submission.status());
  }
  return std::nullopt;
}

absl::StatusOr<Submission> Batch::Read(const Piece& piece) const {
  SubmitOptions options;
  options.facts = options_.facts;
  options.batch = BatchName(options_.name, *piece.file);
  return SubmissionOf(format_, piece.unit, std::move(options));
}

void Batch::Answer(uint64_t number, const absl::StatusOr<v1::SubmitReply>& reply) {
  const Piece& piece = pieces_[sent_[number]];
  if (reply.ok()) {
    PrintReply(piece, *reply);
  } else {
    PrintRefusal(*piece.file, piece.unit.where, reply.status());
  }
  progress_->Advance(piece.unit.data.size());
}

void Batch::PrintReply(const Piece& piece, const v1::SubmitReply& reply) {
  ++acknowledged_;
  if (reply.repeated_submission()) ++repeated_;
  JsonObject line;
  line.Add("file", *piece.file);
  line.Add("where", piece.unit.where);
  line.Add("recordId", reply.record_id());
  line.Add("nationalId", reply.national_id());
  line.Add("revision", std::to_string(reply.revision()));
  line.AddFlag("repeatedSubmission", reply.repeated_submission());
  line.Add("auditLeaf", absl::Base64Escape(reply.audit_leaf()));
  if (reply.quarantined()) {
    ++quarantined_;
    line.AddFlag("quarantined", true);
    line.Add("missing", reply.missing_size());
  }
  std::cout << line.Finish() << "\n";
  if (reply.has_receipt()) KeepReceipt(piece, reply.receipt());
}

void Batch::PrintRefusal(const std::string& file, const std::string& where, const absl::Status& why) {
  ++refused_;
  JsonObject line;
  line.Add("file", file);
  line.Add("where", where);
  line.AddRaw("failure", ToJson(FailureOf(why)));
  std::cout << line.Finish() << "\n";
  if (progress_) progress_->Clear();
  const std::string words = absl::StrCat(file, ": ", where.empty() ? "" : where + ": ", std::string(why.message()));
  Refuse(MakeFailure(why.code(), words, DetailOf(why)));
}

void Batch::KeepReceipt(const Piece& piece, v1::Receipt receipt) {
  if (!receipts_.is_open()) return;
  receipt.set_where(piece.unit.where);
  JsonObject line;
  line.Add("file", *piece.file);
  line.AddRaw("receipt", ToJson(receipt));
  receipts_ << line.Finish() << "\n";
}

}  // namespace entente::cli
