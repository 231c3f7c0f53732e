#include "gateway/core/pointing.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/core/judge_holders.h"
#include "gateway/core/lookup_keys.h"
#include "gateway/core/papers.h"

namespace entente::core {
namespace {

constexpr int kPointedPage = 256;  // records, and papers

absl::StatusOr<std::vector<store::Revision>> PointingAt(const Parts& parts, const store::Revision& row,
                                                        const store::Before& bound, int limit) {
  return parts.store->ByKeyBefore(LinkKey(*parts.sealer, row.country, row.national_id), bound, limit);
}

std::string Format(const store::Before& bound) { return absl::StrCat(bound.position, " ", bound.entry); }

absl::StatusOr<store::Before> Parse(const std::string& text) {
  const std::vector<std::string> numbers = absl::StrSplit(text, ' ');
  store::Before bound;
  const bool good = numbers.size() == 2 && absl::SimpleAtoi(numbers[0], &bound.position) &&
                    absl::SimpleAtoi(numbers[1], &bound.entry);
  return good ? absl::StatusOr<store::Before>(bound) : DamagedPaper();
}

// Of two changes that are not worked off yet the wider counts. Nothing: nobody points at it.
absl::StatusOr<std::optional<store::Paper>> PaperFor(const Parts& parts, const store::Revision& row,
                                                     store::Before bound) {
  const auto pointing = PointingAt(parts, row, bound, 1);
  if (!pointing.ok()) return pointing.status();
  if (pointing->empty()) return std::optional<store::Paper>();
  const absl::StatusOr<std::string> noted = parts.store->GetPaper(kPointedShelf, row.record_id);
  if (!noted.ok() && !absl::IsNotFound(noted.status())) return noted.status();
  if (noted.ok()) {
    const absl::StatusOr<store::Before> earlier = Parse(*noted);
    if (!earlier.ok()) return earlier.status();
    bound.position = std::max(bound.position, earlier->position);
    bound.entry = std::max(bound.entry, earlier->entry);
  }
  return std::optional<store::Paper>({kPointedShelf, row.record_id, Format(bound)});
}

// True: nothing is left that may be told otherwise.
absl::StatusOr<bool> LookAtPointing(const Parts& parts, const store::Paper& paper, Reconciliation& page) {
  const absl::StatusOr<store::Before> bound = Parse(paper.bytes);
  if (!bound.ok()) return bound.status();
  const absl::StatusOr<store::Revision> row = parts.store->Latest(paper.name);
  if (!row.ok()) return row.status();
  const auto pointing = PointingAt(parts, *row, *bound, kPointedPage);
  if (!pointing.ok()) return pointing.status();
  for (const store::Revision& other : *pointing) {
    if (page.full()) return false;
    if (page.moves(other.record_id)) continue;  // it points at two of them
    if (const absl::Status status = page.Move(other); !status.ok()) return status;
    if (const absl::Status status = page.Judge(other, store::kMoved); !status.ok()) return status;
  }
  return pointing->size() < kPointedPage;
}

}  // namespace

absl::Status NotePointed(const Parts& parts, const store::Revision& row, Changed what, Reconciliation& page) {
  const absl::StatusOr<store::Position> end = page.LogEnd();
  if (!end.ok()) return end.status();
  store::Before bound{.position = *end};
  if (what == Changed::kItself) bound.entry = row.audit_index;
  auto paper = PaperFor(parts, row, bound);
  if (!paper.ok()) return paper.status();
  if (*paper) page.Put(**std::move(paper));
  return absl::OkStatus();
}

absl::Status NotePointed(const Parts& parts, const std::string& record_id, Changes& changes) {
  const absl::StatusOr<store::Revision> row = parts.store->Latest(record_id);
  if (!row.ok()) return row.status();
  const absl::StatusOr<store::Position> last = parts.store->LastPosition();
  if (!last.ok()) return last.status();
  auto paper = PaperFor(parts, *row, {.position = *last + 1});
  if (!paper.ok()) return paper.status();
  if (*paper) changes.papers.push_back(**std::move(paper));
  return absl::OkStatus();
}

absl::StatusOr<bool> StepPointed(const Parts& parts, uint64_t met) {
  const absl::StatusOr<std::vector<store::Paper>> papers = parts.store->FirstPapers(kPointedShelf, kPointedPage);
  if (!papers.ok()) return papers.status();
  if (papers->empty()) return false;
  Reconciliation page(parts, parts.active->get(), met, "link");
  for (const store::Paper& paper : *papers) {
    const absl::StatusOr<bool> done = LookAtPointing(parts, paper, page);
    if (!done.ok()) return done.status();
    if (*done) page.Finish(paper);
    if (page.full()) break;
  }
  if (const absl::Status status = page.Commit(); !status.ok()) return status;
  return true;
}

}  // namespace entente::core
