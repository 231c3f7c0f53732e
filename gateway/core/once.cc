#include "gateway/core/once.h"

#include <utility>

#include "gateway/core/errors.h"

namespace entente::core {
namespace {

// Withdrawals and deletions carry no content; how many of them a repeat may lie behind.
constexpr int kWithdrawalsMax = 8;

bool EndsIt(store::State state) { return state == store::State::kWithdrawn || state == store::State::kDeleted; }

absl::StatusOr<store::Revision> LastWithContent(const WriterView& view, const Identity& identity,
                                                store::Revision latest) {
  for (int i = 0; i < kWithdrawalsMax && EndsIt(latest.state) && latest.revision > 1; ++i) {
    auto before = view.ByRevision(identity.country, identity.system, identity.national_id, latest.revision - 1);
    if (absl::IsNotFound(before.status())) break;
    if (!before.ok()) return before.status();
    latest = *std::move(before);
  }
  return latest;
}

absl::StatusOr<PlaceInOrder> FindStated(const WriterView& view, const Identity& identity, store::Revision latest) {
  auto same = view.ByRevision(identity.country, identity.system, identity.national_id, identity.stated_revision);
  if (same.ok()) {
    if (same->content_digest == identity.content_digest) {
      return PlaceInOrder{PlaceInOrder::Kind::kRepeat, same->revision, *std::move(same)};
    }
    return WithReason(absl::AlreadyExistsError("this revision was submitted before with other content"),
                      v1::IDEMPOTENCY_CONFLICT);
  }
  if (!absl::IsNotFound(same.status())) return same.status();
  if (identity.stated_revision < latest.revision) {
    return WithReason(absl::AbortedError("a later revision of this record is there already"), v1::CONCURRENT_CHANGE);
  }
  return PlaceInOrder{PlaceInOrder::Kind::kNext, identity.stated_revision, std::move(latest)};
}

}  // namespace

absl::StatusOr<PlaceInOrder> FindPlace(const WriterView& view, const Identity& identity) {
  auto latest = view.LatestSubmitted(identity.country, identity.system, identity.national_id);
  if (absl::IsNotFound(latest.status())) {
    return PlaceInOrder{PlaceInOrder::Kind::kNew, identity.stated_revision == 0 ? 1 : identity.stated_revision, {}};
  }
  if (!latest.ok()) return latest.status();
  if (identity.stated_revision != 0) return FindStated(view, identity, *std::move(latest));
  const int64_t next = latest->revision + 1;
  absl::StatusOr<store::Revision> content = LastWithContent(view, identity, *latest);
  if (!content.ok()) return content.status();
  if (content->content_digest == identity.content_digest) {
    return PlaceInOrder{PlaceInOrder::Kind::kRepeat, content->revision, *std::move(content)};
  }
  return PlaceInOrder{PlaceInOrder::Kind::kNext, next, *std::move(latest)};
}

}  // namespace entente::core
