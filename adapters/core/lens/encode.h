// Runs a plan from right to left: a Record into native bytes, and a receipt of every value that could not be said.
#pragma once

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/lens/plan.h"

namespace entente::adapters {

absl::StatusOr<Encoded> EncodeRecord(const Plan& plan, const v1::Record& record);

}  // namespace entente::adapters
