// How a refusal travels inside an absl::Status: as a payload, so that the message itself never holds a record's value.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "adapters/core/format.h"

namespace entente::adapters {

absl::Status RefusalStatus(const Refusal& refusal);

// At most 80 characters, cut between characters, without line ends.
std::string Clip(std::string_view text);

}  // namespace entente::adapters
