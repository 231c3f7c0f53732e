#include "gateway/core/consents.h"

#include "absl/strings/str_cat.h"
#include "gateway/core/papers.h"
#include "gateway/core/policy_proposal.h"

namespace entente::core {
namespace {

std::string KeyOf(const std::string& record_id, const std::string& participant, const std::string& purpose) {
  return absl::StrCat(record_id, " ", participant, " ", purpose);
}

}  // namespace

absl::Status Consents::Load(store::Store& store) {
  const auto shelf = ReadShelf<v1::ReleaseConsent>(store, kConsentShelf);
  if (!shelf.ok()) return shelf.status();
  for (const auto& [name, consent] : *shelf) Put(consent);
  return absl::OkStatus();
}

void Consents::Put(const v1::ReleaseConsent& consent) {
  policy::ReleaseConsent given;
  given.field_sets.assign(consent.field_sets().begin(), consent.field_sets().end());
  given.minors = consent.minors_included();
  given.until = FromProto(consent.until());
  const std::lock_guard<std::mutex> lock(mutex_);
  consents_[KeyOf(consent.record_id(), consent.participant(), consent.purpose())] = std::move(given);
  any_ = true;
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
