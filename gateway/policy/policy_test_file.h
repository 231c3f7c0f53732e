// `policy_test.yaml`: a country's own tests of its policy, with a frozen time. Run by `entente policy test`. Pure over
// texts: who calls reads the files.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/policy/policy.h"

namespace entente::policy {

struct PolicyTestResult {
  std::string name;
  int line = 0;  // of the test in its file
  bool passed = false;
  std::string message;  // what came out instead, one line a difference; empty when passed
};

// A malformed file is a fault, and no test of it runs. A failed test is a result.
absl::StatusOr<std::vector<PolicyTestResult>> RunPolicyTests(const PolicySet& policies, const Source& tests,
                                                             std::vector<Fault>* faults);

// One test of a file, against any policies.
struct TestCase;
PolicyTestResult RunPolicyTest(const PolicySet& policies, const TestCase& test);

// A policies folder: network.yaml, and of each country policy.yaml, acceptance.yaml and policy_test.yaml where it has
// them. All that `entente policy check` tells, in the order of the files.
struct PolicyFolder {
  Source floor;
  std::vector<Source> policies;
  std::vector<Source> acceptances;
  std::vector<Source> tests;
};
std::vector<Fault> CheckFolder(const Network& network, const PolicyFolder& folder);

}  // namespace entente::policy
