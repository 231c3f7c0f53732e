// Use case: participants and gates are read again, validated, and take effect together or not at all. Policies are the
// store's, and change by activation alone (policy_change.h).
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

// FailedPrecondition, POLICY_INVALID: what is in `sources` is faulty, or a policy does not go with it. What did not
// change since `before` is taken over.
absl::StatusOr<ActivePtr> ReadActive(store::Store& store, const SourceReader& sources,
                                     const ActivePtr& before = nullptr);

// What a first start would be made of.
absl::Status CheckFirst(const SourceReader& sources, const PolicyReader& policies);

// Blocks: not for a network thread. `peer` is who asked, empty for the gateway itself. Aborted, CONCURRENT_CHANGE: a
// policy became active meanwhile.
absl::StatusOr<Reloaded> Reload(const Parts& parts, const SourceReader& sources, const std::string& peer,
                                const v1::RequestContext& context);

}  // namespace entente::core
