// `entente quarantine mend`: the next revision of a record in quarantine, or a recheck after the gates were changed.
#include <iostream>
#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/batch.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/facts.h"
#include "gateway/cli/files.h"
#include "gateway/cli/format_flag.h"
#include "gateway/cli/json.h"
#include "gateway/cli/quarantine.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  FactFlags facts;
  std::string national_id, file, format, batch, formats;
  bool recheck = false;
};

// One record of a file. Its bytes stay with it, since the unit points into them.
struct OneRecord {
  std::string bytes;
  std::optional<adapters::Unit> unit;
  int64_t units = 0;
  std::string refusal;
};

absl::StatusOr<std::unique_ptr<OneRecord>> ReadOne(const adapters::Format& format, const std::string& file) {
  absl::StatusOr<std::string> bytes = ReadFile(file);
  if (!bytes.ok()) return bytes.status();
  auto one = std::make_unique<OneRecord>();
  one->bytes = *std::move(bytes);
  format.Split(
      one->bytes,
      [&](const adapters::Unit& unit) {
        ++one->units;
        one->unit = unit;
      },
      [&](const adapters::Refusal& refusal) { one->refusal = refusal.Message(true); });
  if (!one->refusal.empty()) return absl::InvalidArgumentError(absl::StrCat(NameOfFile(file), ": ", one->refusal));
  if (one->units == 1) return one;
  return absl::InvalidArgumentError(
      absl::StrCat(NameOfFile(file), " holds ", one->units, " records, expected the mended one alone"));
}

// A row without an id of its own is known by a digest of its bytes: mended, it has another.
bool IsDerived(const std::string& national_id) { return absl::StartsWith(national_id, "sha256:"); }

absl::Status CheckIsIt(const adapters::Format& format, const adapters::Unit& unit, const std::string& national_id) {
  const absl::StatusOr<adapters::Decoded> decoded = format.Decode(unit);
  if (!decoded.ok()) return decoded.status();
  const std::string& id = decoded->record.header().national_id();
  if (id == national_id || (IsDerived(id) && IsDerived(national_id))) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the file holds the record `", id, "`, expected `", national_id, "`"));
}

void PrintMended(const v1::SubmitReply& reply) {
  JsonObject line;
  line.Add("recordId", reply.record_id());
  line.Add("nationalId", reply.national_id());
  line.Add("revision", std::to_string(reply.revision()));
  line.AddFlag("released", !reply.quarantined());
  line.Add("missing", reply.missing_size());
  std::cout << line.Finish() << "\n";
  SayMissing(reply.missing());
}

// Under its new id the row is another record to the gateway; the one it takes the place of must not stay behind.
ExitCode DropOld(Client& client, const std::string& old_id, const v1::SubmitReply& reply) {
  if (reply.national_id() == old_id) return kDone;
  const absl::StatusOr<v1::WithdrawReply> withdrawn = client.Withdraw(old_id, {.reason = "mended"});
  if (!withdrawn.ok()) return Refuse(withdrawn.status());
  Say(absl::StrCat("the row has a new id, since its bytes changed; `", old_id, "` is withdrawn"));
  return kDone;
}

ExitCode Send(Client& client, const Flags& flags, Submission submission) {
  // What is not in quarantine is amended by `entente submit`.
  const absl::Status there = client.ShowQuarantined(flags.national_id).status();
  if (!there.ok()) return Refuse(there);
  SubmitOptions options = std::move(submission.options);
  auto* native = std::get_if<v1::NativeRecord>(&submission.content);
  const absl::StatusOr<v1::SubmitReply> reply =
      native != nullptr ? client.Submit(std::move(*native), std::move(options))
                        : client.Submit(std::move(std::get<v1::Record>(submission.content)), std::move(options));
  if (!reply.ok()) return Refuse(reply.status());
  PrintMended(*reply);
  if (DropOld(client, flags.national_id, *reply) != kDone) return kRefused;
  return reply->quarantined() ? kRefused : kDone;
}

ExitCode MendOne(const Flags& flags) {
  const absl::StatusOr<Formats> formats = Formats::Load(flags.formats);
  if (!formats.ok()) return Usage(std::string(formats.status().message()));
  const absl::StatusOr<const adapters::Format*> format = formats->Find(flags.format);
  if (!format.ok()) return Usage(std::string(format.status().message()));
  absl::StatusOr<v1::SubmissionFacts> facts = FactsOf(flags.facts);
  if (!facts.ok()) return Usage(std::string(facts.status().message()));
  const absl::StatusOr<std::unique_ptr<OneRecord>> one = ReadOne(**format, flags.file);
  if (absl::IsNotFound(one.status())) return Usage(std::string(one.status().message()));
  if (!one.ok()) return Refuse(one.status());
  const adapters::Unit& unit = *(*one)->unit;
  if (const absl::Status is = CheckIsIt(**format, unit, flags.national_id); !is.ok()) return Refuse(is);
  SubmitOptions options;
  options.facts = *std::move(facts);
  options.batch = flags.batch;
  absl::StatusOr<Submission> submission = SubmissionOf(**format, unit, std::move(options));
  if (!submission.ok()) return Refuse(submission.status());
  return WithClient(flags.connection, [&](Client& client) { return Send(client, flags, *std::move(submission)); });
}

void PrintRechecked(const v1::QuarantinedRecord& record, bool released) {
  JsonObject line;
  line.Add("nationalId", record.national_id());
  line.Add("revision", std::to_string(record.revision()));
  line.AddFlag("released", released);
  line.Add("missing", record.missing_size());
  std::cout << line.Finish() << "\n";
}

ExitCode Recheck(const Flags& flags) {
  return WithClient(flags.connection, [&](Client& client) {
    const absl::StatusOr<v1::RecheckQuarantinedReply> reply = client.RecheckQuarantined(flags.national_id);
    if (!reply.ok()) return Refuse(reply.status());
    for (const v1::QuarantinedRecord& record : reply->released()) PrintRechecked(record, true);
    for (const v1::QuarantinedRecord& record : reply->kept()) PrintRechecked(record, false);
    Say(absl::StrCat(reply->released_size(), " released, ", reply->kept_size(), " kept in quarantine"));
    return reply->kept().empty() ? kDone : kRefused;
  });
}

ExitCode Mend(const Flags& flags) {
  if (flags.recheck) {
    return flags.file.empty() ? Recheck(flags) : Usage("--recheck judges what is there, expected no file beside it");
  }
  if (flags.national_id.empty() || flags.file.empty() || flags.format.empty()) {
    return Usage("expected a national id, the file with the mended record, and --from; or --recheck");
  }
  return MendOne(flags);
}

}  // namespace

void AddQuarantineMend(const Command& family) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      family.Add("mend", "Submit a mended record: released, or what is still missing (exit code 1)",
                 "entente quarantine mend --profile xpo.yaml 2018/77 --from interpol-notice --matter ordinary \\\n"
                 "      --reviewer 'legal office' --review-date 2026-11-24 notice.json\n"
                 "  entente quarantine mend --profile xpo.yaml --recheck     after the gateway's gates were changed",
                 [flags] { return Mend(*flags); });
  command.Text("national-id", &flags->national_id, "The record's id in one's own system");
  command.Text("file", &flags->file, "The file with the mended record alone; -: standard input");
  AddFormatsFlag(command, &flags->formats);
  command.Text("--from", &flags->format, "Its format; `entente formats` lists them");
  command.Text("--batch", &flags->batch, "The batch's name, kept and told to nobody");
  command.Flag("--recheck", &flags->recheck,
               "Have that record, or all in quarantine, judged by the gates now in force");
  AddFactFlags(command, &flags->facts);
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
