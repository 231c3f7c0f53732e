#include "gateway/cli/policy_explain.h"

#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_folder.h"
#include "gateway/cli/policy_records.h"
#include "gateway/cli/words.h"
#include "gateway/policy/analyse/specimen.h"

namespace entente::cli {
namespace {

struct Flags {
  PolicyFlags policy;
  ConnectionFlags connection;
  std::string to, purpose, holder, time;
  std::vector<std::string> files;
  bool json = false, copy = false;
};

const char* EffectName(policy::Effect effect) {
  switch (effect) {
    case policy::Effect::kDeny:
      return "deny";
    case policy::Effect::kHit:
      return "hit";
    case policy::Effect::kRelease:
      return "release";
    case policy::Effect::kOwn:
      return "own";
  }
  return "deny";
}

v1::Record Copy(const v1::Record& record, const policy::Decision& decision) {
  const auto every_link = [](const v1::Link&) { return true; };
  return policy::Redact(record, decision, every_link, record.header().revision());
}

void PrintJson(const v1::Record& record, const policy::Decision& decision, bool copy) {
  JsonObject line;
  line.Add("originator", record.header().originator().country());
  line.Add("nationalId", record.header().national_id());
  line.Add("effect", EffectName(decision.effect));
  line.Add("rule", decision.rule);
  line.AddRaw("matching", JsonTexts(decision.matching));
  line.AddRaw("caveats", JsonTexts(decision.caveats));
  if (decision.until != absl::InfiniteFuture()) {
    line.Add("until", absl::FormatTime(absl::RFC3339_sec, decision.until, absl::UTCTimeZone()));
  }
  std::vector<std::string> near;
  for (const policy::NearMiss& miss : decision.near_misses) near.push_back(absl::StrCat(miss.rule, ": ", miss.key));
  line.AddRaw("nearMisses", JsonTexts(near));
  line.AddRaw("policyDigests", JsonTexts(decision.digests));
  const bool leaves = decision.effect == policy::Effect::kRelease || decision.effect == policy::Effect::kOwn;
  if (copy && leaves) line.AddRaw("copy", ToJson(Copy(record, decision)));
  std::cout << line.Finish() << "\n";
}

void Print(const v1::Record& record, const policy::Decision& decision, const policy::Question& question,
           const Flags& flags) {
  if (flags.json) return PrintJson(record, decision, flags.copy);
  std::cout << record.header().originator().country() << " " << record.header().national_id() << "\n"
            << policy::Explain(decision, question) << "\n";
}

// Decision ids are 16 hexadecimal digits, which no folder of policies is called.
bool IsDecision(const Flags& flags) {
  const std::string& id = flags.policy.dir;
  return flags.files.empty() && id.size() == 16 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// A past decision, asked of the gateway that made it.
ExitCode ExplainPast(const Flags& flags) {
  ConnectionFlags connection = flags.connection;
  connection.purpose = flags.purpose;
  return WithAdministration(connection, [&](Administration& office) {
    v1::ExplainDecisionRequest request;
    request.set_decision_id(flags.policy.dir);
    const auto reply = office.ExplainDecision(std::move(request));
    if (!reply.ok()) return Refuse(reply.status());
    std::cout << (flags.json ? ToJson(*reply) : reply->text()) << "\n";
    return kDone;
  });
}

ExitCode Explain(const Flags& flags) {
  if (IsDecision(flags)) return ExplainPast(flags);
  if (flags.files.empty() || flags.to.empty() || flags.purpose.empty()) {
    return Usage("explain takes a decision's id, or a folder of policies with records, --to and --purpose");
  }
  absl::Time now = absl::Now();
  std::string error;
  if (!flags.time.empty() && !absl::ParseTime(absl::RFC3339_full, flags.time, &now, &error)) {
    return Usage(absl::StrCat("--time `", flags.time, "` is no instant, expected 2026-11-24T10:00:00Z"));
  }
  if (flags.copy && !flags.json) return Usage("--copy needs --json");
  const absl::StatusOr<LoadedFolder> loaded = ReadPolicyFolder(flags.policy);
  if (!loaded.ok()) return Usage(std::string(loaded.status().message()));
  const absl::StatusOr<policy::PolicySetPtr> policies = Compile(*loaded);
  if (!policies.ok()) return Refuse(policies.status());
  const absl::StatusOr<std::vector<v1::Record>> records = ReadRecords(flags.files);
  if (!records.ok()) return Refuse(records.status());
  for (const v1::Record& record : *records) {
    policy::Question question;
    question.record = &record;
    question.facts = policy::ExtractFacts(record, now, [&](const std::string& country, const std::string& national_id) {
      return policy::RequestersAmong(*records, country, national_id);
    });
    question.recipient = flags.to;
    question.purpose = flags.purpose;
    question.now = now;
    question.holder = flags.holder;
    Print(record, policy::Decide(**policies, question), question, flags);
  }
  return kDone;
}

}  // namespace

void AddPolicyExplain(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      policy.Add("explain", "What a recipient would see of records, and by which rules; or a past decision by its id",
                 "entente policy explain policies --to EC --purpose criminal-investigation records.jsonl",
                 [flags] { return Explain(*flags); });
  AddPolicyFlags(command, &flags->policy);
  command.Texts("files", &flags->files, "Records in the common format; -: standard input");
  command.Text("--to", &flags->to, "The recipient: COUNTRY or COUNTRY/system");
  command.Text("--purpose", &flags->purpose, "What it asks for");
  command.Text("--holder", &flags->holder, "Who would pass it on; else the originator");
  command.Text("--time", &flags->time, "As if it were then, 2026-11-24T10:00:00Z; else now");
  command.Flag("--json", &flags->json, "One JSON line a record");
  command.Flag("--copy", &flags->copy, "With the copy the recipient would get");
  AddConnectionFlags(command, &flags->connection, false);
}

}  // namespace entente::cli
