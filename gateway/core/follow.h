// New records, amendments and withdrawals, as they come into the log: whoever holds the record is told what it is now,
// also when it never comes to ask, and what points at it is looked at again (pointing.h).
#pragma once

#include "absl/status/statusor.h"
#include "gateway/core/parts.h"

namespace entente::core {

// How far the log was followed. A revision that only moved was met where it stood before: its entry tells.
struct Followed {
  store::Position place = 0;
  uint64_t entries = 0;  // of the audit log: revisions with an entry below this were met
};

// `followed`, or what is written down when that is further.
absl::StatusOr<Followed> FollowedSoFar(const Parts& parts, const Followed& followed);

// Follows the log from `followed` on, or from what is written down when that is further; true: there may be more of it.
absl::StatusOr<bool> StepLog(const Parts& parts, Followed& followed);

}  // namespace entente::core
