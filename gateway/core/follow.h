// Amendments and withdrawals, as they come into the log: whoever holds the record is told what it is now, also when it
// never comes to ask.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/core/parts.h"

namespace entente::core {

// Follows the log from `followed` on, or from what is written down when that is further; true: there may be more of it.
absl::StatusOr<bool> StepLog(const Parts& parts, store::Position& followed);

}  // namespace entente::core
