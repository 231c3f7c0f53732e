// Runs a plan from left to right: a tree of native values into a Record, each leaf with its fate.
#pragma once

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/lens/plan.h"
#include "adapters/core/lens/trace.h"

namespace entente::adapters {

// `tree` was filled by the plan's frame from `unit`. `trace`: what became of each leaf, and by which line; may be null.
absl::StatusOr<Decoded> DecodeTree(const Plan& plan, const Unit& unit, Tree* tree, Trace* trace = nullptr);

// The leaves of what is in no record, by the mapping's `envelope`.
v1::Receipt EnvelopeReceipt(const Plan& plan, const Tree& tree);

// An unknown word as the field keeps it: a Code has room for it, an amount and a date have `given`.
void KeepUnknown(const Line& line, std::string_view word, Value* value);

}  // namespace entente::adapters
