// What a hit is called outside: an opaque word, new each time, from which nobody else can tell the record.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "gateway/store/sealer.h"

namespace entente::core {

absl::StatusOr<std::string> MakeHandle(store::Sealer& sealer, const std::string& participant,
                                       const std::string& record_id);

// NotFound: no handle that this participant was given.
absl::StatusOr<std::string> ReadHandle(store::Sealer& sealer, const std::string& participant,
                                       const std::string& handle);

}  // namespace entente::core
