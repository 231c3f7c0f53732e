#include "gateway/policy/onward.h"

#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

// What was held under unknown terms counts as bound, and so does what bears a marking nobody can read.
bool IsBound(const Question& question, const Facts& facts) {
  const Fact& markings = facts.keys[kMarkings];
  const bool marked =
      std::find(markings.values.begin(), markings.values.end(), kNoOnwardSharing) != markings.values.end();
  return !question.holding || question.holding->caveats.contains(kNoOnwardSharing) || marked || markings.unknown;
}

// The latest end of the consents that name this record, recipient and purpose and still run.
std::optional<absl::Time> ConsentedUntil(const Question& question, const Facts& facts, std::string_view recipient) {
  std::optional<absl::Time> until;
  for (const Consent& consent : question.consents) {
    const bool names_recipient = consent.recipient == recipient || consent.recipient == CountryOf(recipient);
    if (consent.national_id != facts.national_id || !names_recipient || consent.purpose != question.purpose ||
        consent.until <= question.now) {
      continue;
    }
    until = std::max(until.value_or(consent.until), consent.until);
  }
  return until;
}

}  // namespace

Onward CheckOnward(const Question& question, const Facts& facts, std::string_view recipient) {
  Onward onward;
  if (question.holder.empty() || CountryOf(question.holder) == facts.originator) return onward;
  const std::optional<Holding>& holding = question.holding;
  if (IsBound(question, facts)) {
    const std::optional<absl::Time> consented = ConsentedUntil(question, facts, recipient);
    if (!consented) return {"onward-without-consent"};
    onward.limit = *consented;
  }
  if (holding && !holding->purpose.empty() && holding->purpose != question.purpose) return {"onward-other-purpose"};
  if (holding && holding->until) onward.limit = std::min(onward.limit, *holding->until);
  return onward;
}

}  // namespace entente::policy
