// Many submissions over one stream, and over the next one when that breaks.
#pragma once

#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/connection.h"
#include "entente/options.h"

namespace entente {

struct BulkSource {
  std::function<std::optional<v1::SubmitRequest>()> next;  // its `sequence` is overwritten
  std::function<void(uint64_t number, const absl::StatusOr<v1::SubmitReply>&)> on_reply;
};

absl::Status SubmitAllOver(Connection& connection, const RetryOptions& retry, const SubmitAllOptions& options,
                           const BulkSource& source);

}  // namespace entente
