// Finds the policies: policies/network.yaml, the floor, and policies/<CC>/policy.yaml.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "gateway/core/active.h"

namespace entente::server {

// Participants and policies as they stand on disk now; nothing is compiled yet.
absl::StatusOr<core::ActiveSources> ReadSources(const std::string& participants_file, const std::string& policy_folder);

}  // namespace entente::server
