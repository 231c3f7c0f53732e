// Writes a small file whole or not at all.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"

namespace entente::server {

absl::Status WriteFile(const std::string& path, const std::string& bytes, mode_t mode);

}  // namespace entente::server
