#include "gateway/core/consents.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/papers.h"
#include "gateway/core/policy_proposal.h"

namespace entente::core {
namespace {

std::string KeyOf(const std::string& record_id, const std::string& participant, const std::string& purpose) {
  return absl::StrCat(record_id, " ", participant, " ", purpose);
}

policy::ReleaseConsent GivenBy(const v1::ReleaseConsent& consent) {
  policy::ReleaseConsent given;
  given.field_sets.assign(consent.field_sets().begin(), consent.field_sets().end());
  given.minors = consent.minors_included();
  given.until = FromProto(consent.until());
  return given;
}

}  // namespace

std::string ConsentName(const v1::ReleaseConsent& consent) {
  return KeyOf(consent.record_id(), consent.participant(), consent.purpose());
}

absl::StatusOr<std::optional<policy::ReleaseConsent>> ConsentThen(store::Store& store, const std::string& record_id,
                                                                  const std::string& participant,
                                                                  const std::string& purpose, absl::Time then) {
  const auto paper = FindPaper<v1::ReleaseConsent>(store, kConsentShelf, KeyOf(record_id, participant, purpose));
  if (!paper.ok()) return paper.status();
  if (!*paper || FromProto((*paper)->given()) > then) return std::optional<policy::ReleaseConsent>();
  return std::optional(GivenBy(**paper));
}

absl::Status Consents::Load(store::Store& store, absl::Time now) {
  const auto shelf = ReadShelf<v1::ReleaseConsent>(store, kConsentShelf);
  if (!shelf.ok()) return shelf.status();
  for (const auto& [name, consent] : *shelf) {
    if (FromProto(consent.until()) > now) Put(consent);
  }
  return absl::OkStatus();
}

void Consents::Put(const v1::ReleaseConsent& consent) {
  policy::ReleaseConsent given = GivenBy(consent);
  const std::lock_guard<std::mutex> lock(mutex_);
  first_end_ = std::min(first_end_, given.until);
  consents_[ConsentName(consent)] = std::move(given);
  any_ = true;
}

void Consents::Forget(absl::Time now) {
  if (!any_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (now < first_end_) return;
  first_end_ = absl::InfiniteFuture();
  for (auto it = consents_.begin(); it != consents_.end();) {
    if (it->second.until <= now) {
      it = consents_.erase(it);
    } else {
      first_end_ = std::min(first_end_, (it++)->second.until);
    }
  }
  any_ = !consents_.empty();
}

std::optional<policy::ReleaseConsent> Consents::For(const std::string& record_id, const std::string& participant,
                                                    const std::string& purpose) const {
  if (!any_) return std::nullopt;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = consents_.find(KeyOf(record_id, participant, purpose));
  return found == consents_.end() ? std::nullopt : std::optional(found->second);
}

bool Consents::HasAny(const std::string& record_id) const {
  if (!any_) return false;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto first = consents_.lower_bound(record_id + " ");
  return first != consents_.end() && first->first.rfind(record_id + " ", 0) == 0;
}

}  // namespace entente::core
