// Finds the policies: policies/network.yaml, the floor, and policies/<CC>/policy.yaml.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/core/active.h"
#include "gateway/server/config.h"

namespace entente::server {

// Participants, policies and gates as they stand on disk now; nothing is compiled yet.
absl::StatusOr<core::ActiveSources> ReadSources(const Config& config);

}  // namespace entente::server
