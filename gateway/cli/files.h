// Reading what the user named, and writing what must not be overwritten or read by others.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::cli {

// "-" is standard input. NotFound says which file cannot be read, and why.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// As messages name it: "standard input" for "-".
std::string NameOfFile(const std::string& path);

// A new file with these permissions from its first instant. AlreadyExists: nothing was touched.
absl::Status WriteNewFile(const std::string& path, std::string_view bytes, unsigned mode);

// Replaces a small file so that a reader sees the old or the new one, never half of it.
absl::Status ReplaceFile(const std::string& path, std::string_view bytes);

}  // namespace entente::cli
