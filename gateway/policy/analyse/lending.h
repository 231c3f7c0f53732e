// What the rules that match lend, in the policies' own words: so that two versions of a policy can be compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/policy/analyse/possible_needs.h"
#include "gateway/policy/policy_set.h"

namespace entente::policy {

// A grant after the restricts narrowed it, with the ends it has, of which the earliest counts.
struct Lending {
  std::string rule;
  FieldSets sets = 0;
  bool hit = false;
  bool minors = false;
  bool to_requester = false;
  std::vector<Retention> lengths;  // from the first release
  std::optional<absl::Time> recalled;
  Names caveats;

  bool Covers(const PossibleNeed& need, bool minor) const {
    return (need.sets & ~sets) == 0 && (minors || !minor) && (!hit || need.key);
  }
};

// Nothing when a forbid is among them. `asked`: the recipient asked for the notice that the record carried out.
std::vector<Lending> LendingsOf(const PolicySet& policies, const RuleBook& book, const Scratch& matching,
                                const std::string& purpose, bool asked);

// Whether a copy lent so never outlives one lent the other way, whenever it is released; when in doubt, false.
bool EndsNoLater(const Lending& one, const Lending& other);

// "P1Y6M".
std::string RetentionInWords(Retention retention);

// The ends that count: "P90D", "until 2031-06-11T05:00:00Z", or both. `released` settles which of two lengths is
// shorter.
std::string EndInWords(const Lending& lending, absl::Time released);
absl::Time EndOf(const Lending& lending, absl::Time released);

}  // namespace entente::policy
