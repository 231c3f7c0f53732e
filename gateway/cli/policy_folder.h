// A folder of policies as the offline commands read it: network.yaml, and of each country its policy, acceptance and
// tests. Who takes part comes from a participants file.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/cli/command.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/policy_test_file.h"

namespace entente::cli {

struct PolicyFlags {
  std::string dir, participants;
};

struct LoadedFolder {
  policy::Network network;
  policy::PolicyFolder folder;
};

void AddPolicyFlags(const Command& command, PolicyFlags* flags);

// Without a participants file: the one in the folder or beside it, else the countries that have a folder of their own.
absl::StatusOr<LoadedFolder> ReadPolicyFolder(const PolicyFlags& flags);

// The compiled policies; all faults are said, and kRefused means that they do not load.
absl::StatusOr<policy::PolicySetPtr> Compile(const LoadedFolder& loaded);

// One line a fault on standard error; false when one of them is more than a lint.
bool SayFaults(const std::vector<policy::Fault>& faults);

}  // namespace entente::cli
