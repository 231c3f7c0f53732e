#include "tests/policy/mutate/judge.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/policy/analyse/narrowing_only.h"
#include "gateway/policy/analyse/prove.h"
#include "gateway/policy/policy_test_file.h"

namespace entente::policy_test {

using policy::TestCase;

namespace {

// The first invariant that some request breaks; empty: all hold. `country`: its policy alone.
std::string BrokenInvariant(const policy::PolicySet& policies, const std::string& country) {
  policy::ProveOptions options;
  options.country = country;
  const auto proofs = policy::Prove(policies, options, [](const std::string&, uint64_t, uint64_t) {});
  if (!proofs.ok()) return std::string(proofs.status().message());
  for (const policy::Proof& proof : *proofs) {
    for (const policy::InvariantResult& result : proof.invariants) {
      if (result.broken) return absl::StrCat(result.file, ":", result.line, ": ", result.broken->sentence);
    }
  }
  return "";
}

}  // namespace

Judge::Judge(const PolicyFolder& folder) : folder_(folder) {
  std::vector<policy::Fault> faults;
  const auto policies = policy::Load(folder.network, folder.floor, Policies(folder), &faults);
  if (!policies.ok()) {
    trouble_ = std::string(policies.status().message());
    return;
  }
  faults.clear();
  for (const auto& [country, files] : folder.countries) {
    std::vector<TestCase>& tests = tests_[country] = policy::ReadTestFile(files.tests, faults);
    for (const TestCase& test : tests) {
      const policy::PolicyTestResult result = policy::RunPolicyTest(**policies, test);
      if (!result.passed && trouble_.empty()) {
        trouble_ = absl::StrCat(files.tests.name, ":", result.line, ": ", result.name, ": ", result.message);
      }
    }
  }
  if (trouble_.empty()) trouble_ = BrokenInvariant(**policies, "");
  if (!faults.empty()) trouble_ = faults.front().ToString();
}

// Tests that name the rule are the likeliest to notice, and then whichever noticed the mutant before.
bool Judge::FailsATest(const policy::PolicySet& policies, const std::string& rule, std::vector<TestCase>& tests) {
  for (const bool named : {true, false}) {
    for (auto test = tests.begin(); test != tests.end(); ++test) {
      if ((test->rule == rule) != named || policy::RunPolicyTest(policies, *test).passed) continue;
      std::rotate(tests.begin(), test, test + 1);
      return true;
    }
  }
  return false;
}

// A notice's decision asks the policies of those who requested it too.
std::vector<policy::Source> Judge::Needed(const std::string& country, const std::string& text) const {
  std::set<std::string> others;
  for (const TestCase& test : tests_.at(country)) {
    for (const policy::AskedRecord& asked : test.records) {
      others.insert(asked.record.header().originator().country());
      for (const v1::Code& code : asked.record.notice().requested_by()) others.insert(code.common());
    }
  }
  std::vector<policy::Source> sources = {{folder_.countries.at(country).policy.name, text}};
  for (const std::string& other : others) {
    const auto files = folder_.countries.find(other);
    if (other != country && files != folder_.countries.end()) sources.push_back(files->second.policy);
  }
  return sources;
}

Fate Judge::OfCountry(const std::string& country, const Mutant& mutant) {
  const auto policies = policy::Load(folder_.network, folder_.floor, Needed(country, mutant.text), nullptr);
  if (!policies.ok()) return Fate::kRefused;
  if (FailsATest(**policies, mutant.rule, tests_.at(country))) return Fate::kFailsATest;
  if (!BrokenInvariant(**policies, country).empty()) return Fate::kBreaksAnInvariant;
  const auto written =
      policy::Load(folder_.network, folder_.floor, Needed(country, folder_.countries.at(country).policy.text), nullptr);
  const bool alike = policy::IsNarrowingOnly(**written, **policies) && policy::IsNarrowingOnly(**policies, **written);
  return alike ? Fate::kChangesNothing : Fate::kSurvives;
}

Fate Judge::OfFloor(const Mutant& mutant) {
  const auto policies = policy::Load(folder_.network, {folder_.floor.name, mutant.text}, Policies(folder_), nullptr);
  if (!policies.ok()) return Fate::kRefused;
  const bool fails = std::any_of(tests_.begin(), tests_.end(),
                                 [&](auto& tests) { return FailsATest(**policies, mutant.rule, tests.second); });
  if (fails) return Fate::kFailsATest;
  return BrokenInvariant(**policies, "").empty() ? Fate::kSurvives : Fate::kBreaksAnInvariant;
}

}  // namespace entente::policy_test
