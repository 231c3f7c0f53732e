// A format as the user named it.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"

namespace entente::cli {

// InvalidArgument lists the formats there are.
absl::StatusOr<const adapters::Format*> FindFormat(const std::string& name);

}  // namespace entente::cli
