// The next row of the table of holders: what a recipient's copy becomes when something reaches it.
#pragma once

#include <optional>
#include <string>

#include "entente/v1/record.pb.h"
#include "gateway/core/looking.h"
#include "gateway/store/store.h"

namespace entente::core {

// Gives a copy the revision and the action of its view: the record's own would tell of revisions the holder never saw.
void NumberView(v1::Record& copy, int64_t view_revision);

// Of a copy and the terms that bind its holder; its revision and action left out. Which policies decided is no part of
// it: another version that says the same changes no copy. Its links come last, in a digest of their own.
std::string ViewDigest(v1::Record copy, const v1::Terms& terms);

// The row after a release of `copy`, whose header has no revision of the view yet. The same view keeps its revision; a
// changed one is to be answered for, unless only its links changed: what they tell is other owners', and the record's
// owner, who lists what is not answered for, must not learn of it.
store::Holder AfterRelease(const store::Revision& row, const Looking& looking, const Look& look,
                           const std::string& view_digest, const std::optional<store::Holder>& held);
// After a withdrawal, a deletion or a recall reached the holder.
store::Holder AfterEnd(store::Holder held, store::Holder::Status status, store::Position position, absl::Time now);

// Told of a hit, and holding nothing: such a row only keeps the hit from being told twice.
inline constexpr char kHitView[] = "hit";
inline bool IsHitOnly(const store::Holder& holder) { return holder.view_digest == kHitView; }

// No feed told the holder of its view yet.
inline bool IsUntold(const store::Holder& holder) {
  return holder.debt == store::Holder::Debt::kUntold || holder.debt == store::Holder::Debt::kQuiet;
}

// Nobody changed the row since it was read: two streams of one system must not both count a view up.
bool SameRow(const std::optional<store::Holder>& a, const std::optional<store::Holder>& b);

}  // namespace entente::core
