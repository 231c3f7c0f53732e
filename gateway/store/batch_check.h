// What every store demands of a batch before it touches anything.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "gateway/store/store.h"

namespace entente::store {

// InvalidArgument: the parts of the batch do not fit together. AlreadyExists: its audit indices were given already.
absl::Status CheckBatch(const Batch& batch, uint64_t next_audit_index);

}  // namespace entente::store
