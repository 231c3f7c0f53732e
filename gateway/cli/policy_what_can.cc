// `entente policy what-can`: what a recipient may have, for a purpose, of everybody's records.
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_analysis.h"
#include "gateway/cli/policy_folder.h"
#include "gateway/cli/words.h"
#include "gateway/policy/analyse/what_can.h"

namespace entente::cli {
namespace {

struct Flags {
  PolicyFlags policy;
  std::string to, purpose, time;
  bool json = false;
};

void PrintJson(const policy::Allowance& allowance) {
  JsonObject line;
  line.AddRaw("originators", JsonTexts(allowance.originators));
  line.Add("what", allowance.what);
  line.Add("records", allowance.records);
  line.Add("when", allowance.when);
  line.Add("terms", allowance.terms);
  line.Add("rule", allowance.rule);
  std::cout << line.Finish() << "\n";
}

void Print(const policy::Allowance& allowance) {
  std::cout << absl::StrJoin(allowance.originators, ", ") << ": " << allowance.what << " of " << allowance.records
            << (allowance.when.empty() ? "" : " ") << allowance.when << (allowance.terms.empty() ? "" : ", ")
            << allowance.terms << " (" << allowance.rule << ")\n";
}

ExitCode Run(const Flags& flags) {
  absl::Time now = absl::Now();
  if (!flags.time.empty() && !absl::ParseTime(absl::RFC3339_full, flags.time, &now, nullptr)) {
    return Usage(absl::StrCat("--time `", flags.time, "` is no instant, expected 2026-11-24T10:00:00Z"));
  }
  const absl::StatusOr<LoadedFolder> loaded = ReadPolicyFolder(flags.policy);
  if (!loaded.ok()) return Usage(std::string(loaded.status().message()));
  const absl::StatusOr<policy::PolicySetPtr> policies = Compile(*loaded);
  if (!policies.ok()) return Refuse(policies.status());
  const auto allowances = policy::WhatCan(**policies, flags.to, flags.purpose, now);
  if (absl::IsNotFound(allowances.status())) return Usage(std::string(allowances.status().message()));
  if (!allowances.ok()) return Refuse(allowances.status());
  for (const policy::Allowance& allowance : *allowances) flags.json ? PrintJson(allowance) : Print(allowance);
  if (allowances->empty() && !flags.json) std::cout << "nothing\n";
  return kDone;
}

}  // namespace

void AddPolicyWhatCan(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command = policy.Add(
      "what-can", "What a recipient may have for a purpose: whose records, which, which values, on which terms",
      "entente policy what-can policies --to EC --purpose victim-protection", [flags] { return Run(*flags); });
  AddPolicyFlags(command, &flags->policy);
  command.Text("--to", &flags->to, "The recipient: COUNTRY or COUNTRY/system").Required();
  command.Text("--purpose", &flags->purpose, "What it asks for").Required();
  command.Text("--time", &flags->time, "From then on, 2026-11-24T10:00:00Z; else from now");
  command.Flag("--json", &flags->json, "One JSON line each");
}

}  // namespace entente::cli
