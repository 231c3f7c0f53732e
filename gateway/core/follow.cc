#include "gateway/core/follow.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/core/holding.h"
#include "gateway/core/judge_holders.h"
#include "gateway/core/papers.h"
#include "gateway/core/pointing.h"

namespace entente::core {
namespace {

constexpr int kFollowPage = 256;
constexpr char kPlace[] = "log";
// How far it is is written down with every change, and else only so often: to look again costs little.
constexpr store::Position kWriteEvery = 2'048;

absl::StatusOr<Followed> WrittenDown(store::Store& store) {
  const absl::StatusOr<std::string> bytes = store.GetPaper(kPlaceShelf, kPlace);
  if (absl::IsNotFound(bytes.status())) return Followed();
  if (!bytes.ok()) return bytes.status();
  const std::vector<std::string> numbers = absl::StrSplit(*bytes, ' ');
  Followed followed;
  if (!absl::SimpleAtoi(numbers[0], &followed.place)) return DamagedPaper();
  // Before links were followed the place stood alone.
  if (numbers.size() > 1 && !absl::SimpleAtoi(numbers[1], &followed.entries)) return DamagedPaper();
  return followed;
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

absl::StatusOr<Followed> FollowedSoFar(const Parts& parts, const Followed& followed) {
  const absl::StatusOr<Followed> written = WrittenDown(*parts.store);
  if (!written.ok()) return written.status();
  return followed.place >= written->place ? followed : *written;
}

absl::StatusOr<bool> StepLog(const Parts& parts, Followed& followed) {
  const absl::StatusOr<Followed> written = WrittenDown(*parts.store);
  if (!written.ok()) return written.status();
  Followed next = followed.place >= written->place ? followed : *written;
  const auto rows = parts.store->LogAfter(next.place, kFollowPage);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return false;
  // What is met on this page is noted here.
  Reconciliation page(parts, parts.active->get(), std::numeric_limits<uint64_t>::max(), "amendment");
  for (const store::Revision& row : *rows) {
    if (const absl::Status status = JudgeOlder(row, page, parts); !status.ok()) return status;
    next.place = row.position;
    if (row.audit_index >= next.entries) {
      next.entries = row.audit_index + 1;
      if (const absl::Status status = NotePointed(parts, row, Changed::kItself, page); !status.ok()) return status;
    }
    if (page.full()) break;
  }
  if (!page.empty() || next.place - written->place >= kWriteEvery) {
    page.Put({kPlaceShelf, kPlace, absl::StrCat(next.place, " ", next.entries)});
    if (const absl::Status status = page.Commit(); !status.ok()) return status;
  }
  followed = next;
  return true;
}

}  // namespace entente::core
