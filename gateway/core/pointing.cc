#include "gateway/core/pointing.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/core/lookup_keys.h"
#include "gateway/core/papers.h"

namespace entente::core {
namespace {

constexpr int kPointedPage = 256;

absl::StatusOr<std::vector<store::Revision>> PointingAt(const Parts& parts, const store::Revision& row,
                                                        store::Position before, int limit) {
  return parts.store->ByKeyBefore(LinkKey(*parts.sealer, row.country, row.national_id), before, limit);
}

// True: nothing is left that stands before the place.
absl::StatusOr<bool> LookAtPointing(const Parts& parts, const store::Paper& paper, int limit, Reconciliation& page) {
  store::Position before = 0;
  if (!absl::SimpleAtoi(paper.bytes, &before)) return DamagedPaper();
  const absl::StatusOr<store::Revision> row = parts.store->Latest(paper.name);
  if (!row.ok()) return row.status();
  const auto pointing = PointingAt(parts, *row, before, limit);
  if (!pointing.ok()) return pointing.status();
  for (const store::Revision& other : *pointing) {
    page.Move(other.record_id);  // and so it is done with
    if (const absl::Status status = page.Judge(other, store::kMoved); !status.ok()) return status;
  }
  return static_cast<int>(pointing->size()) < limit;
}

}  // namespace

absl::Status NotePointed(const Parts& parts, const store::Revision& row, store::Position before,
                         Reconciliation& page) {
  const auto pointing = PointingAt(parts, row, before, 1);
  if (!pointing.ok()) return pointing.status();
  if (pointing->empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> noted = parts.store->GetPaper(kPointedShelf, row.record_id);
  if (!noted.ok() && !absl::IsNotFound(noted.status())) return noted.status();
  store::Position earlier = 0;
  if (noted.ok() && !absl::SimpleAtoi(*noted, &earlier)) return DamagedPaper();
  page.Put({kPointedShelf, row.record_id, absl::StrCat(std::max(before, earlier))});
  return absl::OkStatus();
}

absl::StatusOr<bool> StepPointed(const Parts& parts) {
  const absl::StatusOr<std::vector<store::Paper>> papers = parts.store->Papers(kPointedShelf);
  if (!papers.ok()) return papers.status();
  if (papers->empty()) return false;
  Reconciliation page(parts, parts.active->get(), "link");
  for (const store::Paper& paper : *papers) {
    const int left = kPointedPage - static_cast<int>(page.size());
    if (left <= 0) break;
    const absl::StatusOr<bool> done = LookAtPointing(parts, paper, left, page);
    if (!done.ok()) return done.status();
    if (*done) page.Finish(paper);
  }
  if (const absl::Status status = page.Commit(); !status.ok()) return status;
  return true;
}

}  // namespace entente::core
