// Reads the participants file (README.md has a sample).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "gateway/core/participants.h"

namespace entente::server {

// InvalidArgument with file, line and column. Officers' certificates are read from files beside it.
absl::StatusOr<core::ParticipantsPtr> ReadParticipants(const std::string& file);

}  // namespace entente::server
