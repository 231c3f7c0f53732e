// What one class of requests is given after a change that it was not given before, and the other way round.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/analyse/lending.h"

namespace entente::policy {

// In words, so that equal changes are told once. Empty: none.
struct EffectChange {
  std::string gained, lost;              // field sets: "victim.*, narrative"
  std::string gained_match, lost_match;  // field sets that a hit may be had on
  std::string terms;                     // of what is shown before and after

  bool empty() const;
  friend auto operator<=>(const EffectChange&, const EffectChange&) = default;
};

EffectChange CompareEffects(const std::vector<Lending>& before, const std::vector<Lending>& after,
                            const std::vector<PossibleNeed>& needs, absl::Time released);

// What is given at all, as a gain over nothing, with the terms it is given on: "kept P90D, bound by not-as-evidence".
EffectChange WholeEffect(const std::vector<Lending>& lendings, const std::vector<PossibleNeed>& needs,
                         absl::Time released);

}  // namespace entente::policy
