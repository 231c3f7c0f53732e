// `entente policy shadow`: a candidate beside the active policy, counted and without effect.
#include <iostream>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_change.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  std::string what;
  bool end = false, json = false;
};

void Print(const v1::ShadowReport& report) {
  TextTable table({"to", "purpose", "now", "by rule", "candidate", "by rule", "decisions"});
  table.Right(6);
  for (const v1::ShadowCount& count : report.counts()) {
    table.Add({count.recipient(), count.purpose(), count.effect(), count.rule(), count.candidate_effect(),
               count.candidate_rule(), absl::StrCat(count.decisions())});
  }
  if (!table.empty()) std::cout << table.ToString(OutputWidth());
  Say(absl::StrCat(report.decisions(), " decisions about ", report.country(), "'s records were made beside",
                   table.empty() ? "; none differed" : ""));
  if (report.over()) Say("a policy became active since, and nothing more is counted: begin again");
}

ExitCode ShadowRun(const Flags& flags) {
  v1::ShadowPolicyRequest request;
  request.set_end(flags.end);
  if (absl::StartsWith(flags.what, "sha256:")) {
    request.set_digest(flags.what);
  } else if (!flags.what.empty()) {
    const absl::StatusOr<std::string> text = ReadFile(flags.what);
    if (!text.ok()) return Usage(std::string(text.status().message()));
    request.set_text(*text);
  }
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto reply = office.ShadowPolicy(request);
    if (!reply.ok()) return Refuse(reply.status());
    if (flags.json) {
      std::cout << ToJson(reply->report()) << "\n";
    } else {
      Print(reply->report());
    }
    return kDone;
  });
}

}  // namespace

void AddPolicyShadow(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command = policy.Add(
      "shadow", "Have a candidate decide beside the active policy, without effect; without one, tell where it differed",
      "entente policy shadow --profile admin.yaml policies/EC/policy.yaml", [flags] { return ShadowRun(*flags); });
  command.Text("policy", &flags->what, "A policy file, or the whole digest of a version, to begin with");
  command.Flag("--end", &flags->end, "Tell, and end it");
  command.Flag("--json", &flags->json, "As JSON");
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
