// A Format whose editions are compiled mappings.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/lens/plan.h"
#include "adapters/core/lens/trace.h"

namespace entente::adapters {

// The plans are the editions of one format, the newest last; each tells its own files.
absl::StatusOr<std::unique_ptr<Format>> MakeLensFormat(std::vector<std::unique_ptr<Plan>> plans);

// The compiled editions behind a format, the newest last; none behind one that is no mapping (`common`).
std::vector<const Plan*> PlansOf(const Format& format);

// Format::Decode, and what became of each leaf by which line. A format that is no mapping leaves no trace.
absl::StatusOr<Decoded> DecodeTraced(const Format& format, const Unit& unit, Trace* trace);

}  // namespace entente::adapters
