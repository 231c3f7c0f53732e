// A Format whose editions are compiled mappings.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/lens/plan.h"

namespace entente::adapters {

// The plans are the editions of one format, the newest last; each tells its own files.
absl::StatusOr<std::unique_ptr<Format>> MakeLensFormat(std::vector<std::unique_ptr<Plan>> plans);

}  // namespace entente::adapters
