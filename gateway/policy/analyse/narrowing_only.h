// Whether a change of policies only takes away, so that it may act at once with one signature.
#pragma once

#include "gateway/policy/policy.h"

namespace entente::policy {

// Whether every request that can be made from `from` on is given no more by `after` than by `before`: no value and no
// match that it had not, no longer, and with no fewer caveats. True is certain; false also stands for doubt (other
// participants, retentions that cannot be compared, too many classes of requests to look at).
bool IsNarrowingOnly(const PolicySet& before, const PolicySet& after, absl::Time from = absl::InfinitePast());

}  // namespace entente::policy
