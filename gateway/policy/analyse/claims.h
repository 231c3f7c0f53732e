// Invariants as a proof walks them: what each forbids to be lent, and the requests of which it says so.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/analyse/possible_needs.h"
#include "gateway/policy/policy_set.h"

namespace entente::policy {

// An invariant and the file it stands in.
struct Claim {
  const Invariant* invariant;
  std::string file;
};

// A country's own and the floor's.
std::vector<Claim> ClaimsFor(const PolicySet& policies, const std::string& country);

// The value that a grant of these sets would lend against the claim; null: none.
const PossibleNeed* Lent(const Claim& claim, const std::string& kind, bool subjects, FieldSets sets, bool hit,
                         bool minors);

// The shapes of invariants, compiled as forbids of a floor of their own: bit i of its rows is the i-th claim.
RuleBook CompileShapes(const std::vector<Claim>& claims, const Network& network);

}  // namespace entente::policy
