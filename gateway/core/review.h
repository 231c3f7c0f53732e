// Copies that time takes away: the end of a grant narrows a copy or calls it back.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/core/parts.h"

namespace entente::core {

// `met`: as for Reconciliation. True: some were due and are written.
absl::StatusOr<bool> StepReviews(const Parts& parts, uint64_t met);

}  // namespace entente::core
