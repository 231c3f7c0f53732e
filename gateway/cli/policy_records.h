// Records that the offline policy commands are asked about.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/record.pb.h"

namespace entente::cli {

// The records of the files, in the common format; "-" is standard input.
absl::StatusOr<std::vector<v1::Record>> ReadRecords(const std::vector<std::string>& files);

}  // namespace entente::cli
