// Finds the policies: policies/network.yaml, the floor, and policies/<CC>/policy.yaml.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/core/active.h"
#include "gateway/server/config.h"

namespace entente::server {

// Participants and gates as they stand on disk now.
absl::StatusOr<core::ActiveSources> ReadSources(const Config& config);
// The policies a first start begins with; nothing is compiled yet.
absl::StatusOr<core::PolicySources> ReadFirstPolicies(const Config& config);

}  // namespace entente::server
