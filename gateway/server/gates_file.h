// The gates that records are held to, from a file, or as they come with the program (gateway/gates/gates.yaml).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "gateway/core/active.h"

namespace entente::server {

// `file` empty: the built-in ones. NotFound, or InvalidArgument with file, line and column.
absl::StatusOr<core::GatesPtr> ReadGates(const std::string& file);
absl::StatusOr<core::GatesPtr> ParseGates(const std::string& file_name, const std::string& text);

// The built-in file: one to start from.
extern const char kDefaultGates[];

}  // namespace entente::server
