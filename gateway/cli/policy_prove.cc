// `entente policy prove`: holds the policies' invariants over every possible request.
#include <iostream>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_analysis.h"
#include "gateway/cli/policy_folder.h"
#include "gateway/cli/progress.h"
#include "gateway/cli/words.h"
#include "gateway/policy/analyse/prove.h"

namespace entente::cli {
namespace {

struct Flags {
  PolicyFlags policy;
  std::string country, counterexample;
  bool json = false;
};

std::string Instant(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

std::string Whose(const policy::Proof& proof) { return proof.country.empty() ? "floor" : proof.country; }

std::string ExampleAsJson(const policy::Counterexample& example) {
  JsonObject object;
  object.Add("sentence", example.sentence);
  object.Add("to", example.recipient);
  object.Add("purpose", example.purpose);
  object.Add("time", Instant(example.now));
  if (example.first_release) object.Add("copyOf", Instant(*example.first_release));
  object.Add("path", example.path);
  object.AddFlag("shown", example.shown);
  object.Add("rule", example.rule);
  std::vector<std::string> records;
  for (const v1::Record& record : example.records) records.push_back(ToJson(record));
  object.AddRaw("records", JsonObjects(records));
  return object.Finish();
}

void PrintJson(const policy::Proof& proof) {
  JsonObject line;
  line.Add("policy", Whose(proof));
  line.Add("classes", static_cast<int64_t>(proof.classes));
  line.Add("visited", static_cast<int64_t>(proof.visited));
  line.AddFlag("held", proof.held());
  std::vector<std::string> results;
  for (const policy::InvariantResult& result : proof.invariants) {
    JsonObject object;
    object.Add("invariant", result.text);
    object.Add("file", result.file);
    object.Add("line", result.line);
    object.AddFlag("held", !result.broken);
    if (result.broken) object.AddRaw("counterexample", ExampleAsJson(*result.broken));
    results.push_back(object.Finish());
  }
  line.AddRaw("invariants", JsonObjects(results));
  std::cout << line.Finish() << "\n";
}

void Print(const policy::Proof& proof) {
  size_t broken = 0;
  for (const policy::InvariantResult& result : proof.invariants) broken += result.broken ? 1 : 0;
  std::cout << Whose(proof) << ": ";
  if (proof.invariants.empty()) {
    std::cout << "no invariants";
  } else {
    std::cout << proof.invariants.size() - broken << " held, " << broken << " broken";
  }
  std::cout << ", over " << proof.classes << " classes of requests\n";
  for (const policy::InvariantResult& result : proof.invariants) {
    std::cout << (result.broken ? "  BROKEN  " : "  held    ") << result.file << ":" << result.line << "  "
              << result.text << "\n";
    if (result.broken) std::cout << "          " << result.broken->sentence << "\n";
  }
}

// The records of the first one, to be asked about with `policy explain`.
ExitCode Write(const std::vector<policy::Proof>& proofs, const std::string& file) {
  for (const policy::Proof& proof : proofs) {
    for (const policy::InvariantResult& result : proof.invariants) {
      if (!result.broken) continue;
      std::string lines;
      for (const v1::Record& record : result.broken->records) absl::StrAppend(&lines, ToJson(record), "\n");
      if (absl::Status status = ReplaceFile(file, lines); !status.ok()) return Refuse(status);
      Say(absl::StrCat("`", file, "` holds it: ask `entente policy explain` with --to ", result.broken->recipient,
                       " --purpose ", result.broken->purpose, " --time ", Instant(result.broken->now)));
      return kRefused;
    }
  }
  return kDone;
}

ExitCode Run(const Flags& flags) {
  const absl::StatusOr<LoadedFolder> loaded = ReadPolicyFolder(flags.policy);
  if (!loaded.ok()) return Usage(std::string(loaded.status().message()));
  const absl::StatusOr<policy::PolicySetPtr> policies = Compile(*loaded);
  if (!policies.ok()) return Refuse(policies.status());
  policy::ProveOptions options;
  options.country = flags.country;
  const absl::Time start = absl::Now();
  std::map<std::string, Progress> bars;
  std::map<std::string, uint64_t> told;
  const auto progress = [&](const std::string& country, uint64_t done, uint64_t all) {
    const std::string what = absl::StrCat("proving ", country.empty() ? "the floor" : country);
    Progress& bar = bars.try_emplace(country, what, all, "classes of requests").first->second;
    uint64_t& before = told[country];
    bar.Advance(done - before, done - before);
    before = done;
  };
  const auto proofs = policy::Prove(**policies, options, progress);
  bars.clear();
  if (absl::IsNotFound(proofs.status())) return Usage(std::string(proofs.status().message()));
  if (!proofs.ok()) return Refuse(proofs.status());
  uint64_t classes = 0;
  bool held = true;
  for (const policy::Proof& proof : *proofs) {
    flags.json ? PrintJson(proof) : Print(proof);
    classes += proof.classes;
    held = held && proof.held();
  }
  Say(absl::StrFormat("%d classes of requests in %.2f s", classes, absl::ToDoubleSeconds(absl::Now() - start)));
  if (!held && !flags.counterexample.empty()) return Write(*proofs, flags.counterexample);
  return held ? kDone : kRefused;
}

}  // namespace

void AddPolicyProve(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      policy.Add("prove", "Hold every invariant over every possible request; a broken one gets a counterexample",
                 "entente policy prove policies --country CL", [flags] { return Run(*flags); });
  AddPolicyFlags(command, &flags->policy);
  command.Text("--country", &flags->country, "One country's policy, with the floor's invariants; else all");
  command.Text("--counterexample", &flags->counterexample, "Write the first one's records there, for `policy explain`");
  command.Flag("--json", &flags->json, "One JSON line a policy");
}

}  // namespace entente::cli
