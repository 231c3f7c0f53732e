// Reading what the user named, and writing what must not be overwritten or read by others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::cli {

// "-" is standard input. NotFound says which file cannot be read, and why.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// As messages name it: "standard input" for "-".
std::string NameOfFile(const std::string& path);

// InvalidArgument when `out` is one of the files read: writing would destroy it before it is read.
absl::Status CheckNoInput(const std::string& out, const std::vector<std::string>& inputs);

// InvalidArgument when `out`, given with this flag, is "-".
absl::Status CheckNamesFile(std::string_view flag, const std::string& out);

// A new file with these permissions from its first instant. AlreadyExists: nothing was touched.
absl::Status WriteNewFile(const std::string& path, std::string_view bytes, unsigned mode);

// Replaces a small file so that a reader sees the old or the new one, never half of it.
absl::Status ReplaceFile(const std::string& path, std::string_view bytes);

}  // namespace entente::cli
