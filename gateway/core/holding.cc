#include "gateway/core/holding.h"

#include <openssl/sha.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/policy/access.h"

namespace entente::core {
namespace {

std::string Sha256Of(const std::string& bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

bool SameButForLinks(const std::string& a, const std::string& b) {
  return a.substr(0, SHA256_DIGEST_LENGTH) == b.substr(0, SHA256_DIGEST_LENGTH);
}

}  // namespace

void NumberView(v1::Record& copy, int64_t view_revision) {
  copy.mutable_header()->set_revision(view_revision);
  copy.mutable_header()->set_action(view_revision > 1 ? v1::ACTION_AMEND : v1::ACTION_NEW);
}

std::string ViewDigest(v1::Record copy, const v1::Terms& terms) {
  copy.mutable_header()->clear_revision();
  copy.mutable_header()->clear_action();
  v1::Header links;
  links.mutable_links()->Swap(copy.mutable_header()->mutable_links());
  std::string bytes = copy.SerializeAsString();
  absl::StrAppend(&bytes, "\n", terms.until().seconds(), ".", terms.until().nanos());
  for (const std::string& caveat : terms.caveats()) absl::StrAppend(&bytes, "\n", caveat);
  return Sha256Of(bytes) + Sha256Of(links.SerializeAsString());
}

store::Holder AfterRelease(const store::Revision& row, const Looking& looking, const Look& look,
                           const std::string& view_digest, const std::optional<store::Holder>& held) {
  store::Holder next;
  // A hit is no copy: the first true one is the first view, and retention begins with it.
  const bool copy = held && !IsHitOnly(*held);
  next.record_id = row.record_id;
  next.participant = looking.system().name();
  next.purpose = looking.purpose();
  next.first_release = copy ? held->first_release : looking.now();
  next.view_revision = copy ? held->view_revision : 0;
  next.view_position = copy ? held->view_position : row.position;
  next.changed = copy ? held->changed : looking.now();
  next.debt = copy ? held->debt : store::Holder::Debt::kNone;
  const bool kept = copy && held->status == store::Holder::Status::kHeld;
  const bool same = kept && held->view_digest == view_digest;
  if (!same) {
    ++next.view_revision;
    next.view_position = row.position;
  }
  if (!same && kept && SameButForLinks(held->view_digest, view_digest)) {
    if (next.debt == store::Holder::Debt::kNone) next.debt = store::Holder::Debt::kQuiet;
  } else if (!same) {
    next.changed = looking.now();
    next.debt = copy ? store::Holder::Debt::kUntold : store::Holder::Debt::kNone;
  }
  next.view_digest = view_digest;
  next.until = look.decision.until;
  if (look.facts != nullptr) next.review = policy::NextChange(*look.facts, look.decision);
  return next;
}

store::Holder AfterEnd(store::Holder held, store::Holder::Status status, store::Position position, absl::Time now) {
  held.status = status;
  held.debt = store::Holder::Debt::kUntold;
  held.changed = now;
  held.view_position = position;
  ++held.view_revision;
  return held;
}

bool SameRow(const std::optional<store::Holder>& a, const std::optional<store::Holder>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->view_revision == b->view_revision && a->view_position == b->view_position && a->status == b->status &&
         IsHitOnly(*a) == IsHitOnly(*b) && a->review == b->review && a->debt == b->debt;
}

}  // namespace entente::core
