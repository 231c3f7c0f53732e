#include "gateway/core/follow.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/core/holding.h"
#include "gateway/core/judge_holders.h"
#include "gateway/core/papers.h"

namespace entente::core {
namespace {

constexpr int kFollowPage = 256;
constexpr char kPlace[] = "log";
// How far it is is written down with every change, and else only so often: to look again costs little.
constexpr store::Position kWriteEvery = 2'048;

absl::StatusOr<store::Position> PlaceOf(store::Store& store) {
  const absl::StatusOr<std::string> bytes = store.GetPaper(kPlaceShelf, kPlace);
  if (absl::IsNotFound(bytes.status())) return 0;
  if (!bytes.ok()) return bytes.status();
  store::Position place = 0;
  if (!absl::SimpleAtoi(*bytes, &place)) return absl::DataLossError("a paper of the gateway's own is damaged");
  return place;
}

// What was released by the feeds from this very row is up to date. What changes moves the record: its feeds may be past
// this row already.
absl::Status JudgeOlder(const store::Revision& row, Reconciliation& page, const Parts& parts) {
  const absl::StatusOr<std::vector<store::Holder>> holders = parts.store->HoldersOf(row.record_id);
  if (!holders.ok()) return holders.status();
  for (const store::Holder& held : *holders) {
    if (held.view_position >= row.position) continue;
    if (const absl::Status status = page.JudgeOne(row, held, store::kMoved); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> StepLog(const Parts& parts, store::Position& followed) {
  const absl::StatusOr<store::Position> written = PlaceOf(*parts.store);
  if (!written.ok()) return written.status();
  const store::Position from = std::max(*written, followed);
  const auto rows = parts.store->LogAfter(from, kFollowPage);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return false;
  Reconciliation page(parts, parts.active->get(), "amendment");
  for (const store::Revision& row : *rows) {
    if (const absl::Status status = JudgeOlder(row, page, parts); !status.ok()) return status;
  }
  const store::Position last = rows->back().position;
  if (!page.empty() || last - *written >= kWriteEvery) {
    page.Put({kPlaceShelf, kPlace, absl::StrCat(last)});
    if (const absl::Status status = page.Commit(); !status.ok()) return status;
  }
  followed = last;
  return true;
}

}  // namespace entente::core
