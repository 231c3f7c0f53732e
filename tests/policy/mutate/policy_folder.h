// A folder of policies as the suites of this folder use it: who takes part, the floor, and each country's two files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/yaml.h"

namespace entente::policy_test {

struct CountryFiles {
  policy::Source policy;
  policy::Source tests;
};

struct PolicyFolder {
  policy::Node participants;  // the file, as a tree
  policy::Network network;
  policy::Source floor;
  std::map<std::string, CountryFiles> countries;  // those that have a policy
};

// `dir` holds participants.yaml and policies/.
absl::StatusOr<PolicyFolder> ReadPolicyFolder(const std::string& dir);

std::vector<policy::Source> Policies(const PolicyFolder& folder);

}  // namespace entente::policy_test
