// `entente policy check | test` and `entente reload`; the other policy commands have files of their own.
#include <algorithm>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_analysis.h"
#include "gateway/cli/policy_change.h"
#include "gateway/cli/policy_explain.h"
#include "gateway/cli/policy_folder.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct CheckFlags {
  PolicyFlags policy;
  bool json = false;
};

void PrintFaults(const std::vector<policy::Fault>& faults) {
  for (const policy::Fault& fault : faults) {
    JsonObject line;
    line.Add("file", fault.file);
    line.Add("line", fault.line);
    line.Add("column", fault.column);
    line.Add("message", fault.message);
    line.AddFlag("lint", fault.lint);
    std::cout << line.Finish() << "\n";
  }
}

void SayOverlays(const policy::PolicySet& policies) {
  const auto instant = [](absl::Time time) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
  };
  for (const policy::OverlayTimes& overlay : policy::Overlays(policies)) {
    Say(absl::StrCat(overlay.file, ":", overlay.line, ": the overlay `", overlay.id, "` counts from ",
                     instant(overlay.from), " until ", instant(overlay.until), ", and then copies ",
                     overlay.recall ? "are recalled" : "stay"));
  }
}

ExitCode Check(const CheckFlags& flags) {
  const absl::StatusOr<LoadedFolder> loaded = ReadPolicyFolder(flags.policy);
  if (!loaded.ok()) return Usage(std::string(loaded.status().message()));
  const std::vector<policy::Fault> faults = policy::CheckFolder(loaded->network, loaded->folder);
  const bool good = std::all_of(faults.begin(), faults.end(), [](const policy::Fault& fault) { return fault.lint; });
  if (flags.json) {
    PrintFaults(faults);
    return good ? kDone : kRefused;
  }
  SayFaults(faults);
  const auto policies = policy::Load(loaded->network, loaded->folder.floor, loaded->folder.policies, nullptr);
  if (policies.ok()) SayOverlays(**policies);
  std::cout << absl::StrCat(loaded->folder.policies.size(), " policies, ", faults.size(),
                            " findings: ", good ? "they load" : "they do not load")
            << "\n";
  return good ? kDone : kRefused;
}

// Runs one country's file; what failed is said with its line.
absl::StatusOr<size_t> RunTests(const policy::PolicySet& policies, const policy::Source& source, size_t* failed) {
  std::vector<policy::Fault> faults;
  absl::StatusOr<std::vector<policy::PolicyTestResult>> results = policy::RunPolicyTests(policies, source, &faults);
  SayFaults(faults);
  if (!results.ok()) return results.status();
  for (const policy::PolicyTestResult& result : *results) {
    std::cout << (result.passed ? "passed  " : "FAILED  ") << source.name << ":" << result.line << "  " << result.name
              << "\n";
    if (result.passed) continue;
    ++*failed;
    Say(absl::StrCat(source.name, ":", result.line, ": `", result.name, "`: ", result.message));
  }
  return results->size();
}

ExitCode Test(const PolicyFlags& flags) {
  const absl::StatusOr<LoadedFolder> loaded = ReadPolicyFolder(flags);
  if (!loaded.ok()) return Usage(std::string(loaded.status().message()));
  const absl::StatusOr<policy::PolicySetPtr> policies = Compile(*loaded);
  if (!policies.ok()) return Refuse(policies.status());
  size_t tests = 0, failed = 0, broken = 0;
  for (const policy::Source& source : loaded->folder.tests) {
    const absl::StatusOr<size_t> ran = RunTests(**policies, source, &failed);
    broken += ran.ok() ? 0 : 1;
    tests += ran.ok() ? *ran : 0;
  }
  std::cout << absl::StrCat(tests, " tests, ", failed, " failed",
                            broken == 0 ? "" : absl::StrCat(", ", broken, " files cannot be read"))
            << "\n";
  return failed + broken == 0 ? kDone : kRefused;
}

ExitCode Reload(const ConnectionFlags& flags) {
  return WithAdministration(flags, [](Administration& office) {
    const absl::StatusOr<v1::ReloadReply> reply = office.Reload({});
    if (!reply.ok()) return Refuse(reply.status());
    std::cout << ToJson(*reply) << "\n";
    return kDone;
  });
}

}  // namespace

void AddPolicy(const Command& app) {
  const Command policy = app.AddFamily("policy", "Check, test and explain policies; propose, approve and activate them",
                                       "entente policy check policies");
  const auto flags = std::make_shared<PolicyFlags>();
  const auto check_flags = std::make_shared<CheckFlags>();
  const Command check = policy.Add(
      "check", "Tell every fault of a folder of policies, with line and column, and when overlays count",
      "entente policy check policies --participants participants.yaml", [check_flags] { return Check(*check_flags); });
  AddPolicyFlags(check, &check_flags->policy);
  check.Flag("--json", &check_flags->json, "One JSON line a fault");
  AddPolicyFlags(policy.Add("test", "Run the countries' own tests, policy_test.yaml", "entente policy test policies",
                            [flags] { return Test(*flags); }),
                 flags.get());
  AddPolicyProve(policy);
  AddPolicyDiff(policy);
  AddPolicyWhoCan(policy);
  AddPolicyWhatCan(policy);
  AddPolicySchema(policy);
  AddPolicyExplain(policy);
  const auto connection = std::make_shared<ConnectionFlags>();
  AddConnectionFlags(
      app.Add("reload", "Have a gateway read its participants and gates again (administrators)",
              "entente reload --profile admin.yaml", [connection] { return Reload(*connection); }),
      connection.get());
  AddPolicyChange(policy);
  AddPolicyReplay(policy);
  AddPolicyShadow(policy);
  AddPolicyRecalls(policy);
}

}  // namespace entente::cli
