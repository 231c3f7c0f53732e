// Use case: participants, policies and gates are read again, validated, and take effect together or not at all.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/active.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct Reloaded {
  std::vector<std::string> digests;  // of the policies now active, floor first
  bool changed = false;
};

// FailedPrecondition, POLICY_INVALID: the first faults, each with file, line and column.
// What did not change since `before` is taken over.
absl::StatusOr<ActivePtr> ReadActive(const SourceReader& sources, const ActivePtr& before = nullptr);

// Blocks: not for a network thread. `peer` is who asked, empty for the gateway itself.
absl::StatusOr<Reloaded> Activate(const Parts& parts, const SourceReader& sources, const std::string& peer,
                                  const v1::RequestContext& context);

}  // namespace entente::core
