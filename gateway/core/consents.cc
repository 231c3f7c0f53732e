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

// As they were given.
absl::StatusOr<std::vector<v1::ReleaseConsent>> InOrder(store::Store& store) {
  auto shelf = ReadShelf<v1::ReleaseConsent>(store, kConsentShelf);
  if (!shelf.ok()) return shelf.status();
  std::vector<v1::ReleaseConsent> consents;
  for (auto& [name, consent] : *shelf) consents.push_back(std::move(consent));
  std::stable_sort(consents.begin(), consents.end(), [](const v1::ReleaseConsent& a, const v1::ReleaseConsent& b) {
    return FromProto(a.given()) < FromProto(b.given());
  });
  return consents;
}

}  // namespace

std::string ConsentName(const v1::ReleaseConsent& consent) {
  return absl::StrCat(KeyOf(consent.record_id(), consent.participant(), consent.purpose()), " ", consent.request_id());
}

absl::StatusOr<std::optional<policy::ReleaseConsent>> ConsentThen(store::Store& store, const std::string& record_id,
                                                                  const std::string& participant,
                                                                  const std::string& purpose, absl::Time then) {
  const auto consents = InOrder(store);
  if (!consents.ok()) return consents.status();
  std::optional<policy::ReleaseConsent> last;
  for (const v1::ReleaseConsent& consent : *consents) {
    const bool same = consent.record_id() == record_id && consent.participant() == participant &&
                      consent.purpose() == purpose && FromProto(consent.given()) <= then;
    if (same) last = GivenBy(consent);
  }
  return last;
}

absl::Status Consents::Load(store::Store& store, absl::Time now) {
  const auto consents = InOrder(store);
  if (!consents.ok()) return consents.status();
  for (const v1::ReleaseConsent& consent : *consents) {
    if (FromProto(consent.until()) > now) Put(consent);
  }
  return absl::OkStatus();
}

void Consents::Put(const v1::ReleaseConsent& consent) {
  policy::ReleaseConsent given = GivenBy(consent);
  const std::lock_guard<std::mutex> lock(mutex_);
  first_end_ = std::min(first_end_, given.until);
  consents_[KeyOf(consent.record_id(), consent.participant(), consent.purpose())] = std::move(given);
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
