#include "gateway/core/review.h"

#include "gateway/core/judge_holders.h"
#include "gateway/core/pointing.h"

namespace entente::core {
namespace {

constexpr int kReviewPage = 256;

}  // namespace

absl::StatusOr<bool> StepReviews(const Parts& parts, uint64_t met) {
  Reconciliation page(parts, parts.active->get(), met, "time");
  const absl::StatusOr<std::vector<store::Holder>> due = parts.store->HoldersDue(page.now(), kReviewPage);
  if (!due.ok()) return due.status();
  if (due->empty()) return false;
  for (const store::Holder& held : *due) {
    const absl::StatusOr<store::Revision> row = parts.store->Latest(held.record_id);
    if (!row.ok()) return row.status();
    const size_t before = page.size();
    if (const absl::Status status = page.JudgeOne(*row, held, store::kMoved); !status.ok()) return status;
    // One that cannot be read would stand in the way of all that are due after it.
    if (page.size() == before) {
      page.Settle(held);
    } else if (const absl::Status status = NotePointed(parts, *row, Changed::kAccess, page); !status.ok()) {
      return status;
    }
    if (page.full()) break;
  }
  if (const absl::Status status = page.Commit(); !status.ok()) return status;
  return true;
}

}  // namespace entente::core
