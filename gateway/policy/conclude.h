// Rules 5 and 6: what the grants of all controllers come to, and by which rule that is told.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "gateway/policy/facts.h"
#include "gateway/policy/grants.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/rule_book.h"

namespace entente::policy {

// A grant and the permit it comes from.
struct Candidate {
  Grant grant;
  const Clause* clause;
  bool to_requester;  // it is lent to the bureau whose notice was carried out, as such
};
using Candidates = absl::InlinedVector<Candidate, 8>;
using Answers = absl::InlinedVector<Candidates, 1>;  // one a controller

// Sets the decision's effect, rule, terms and grants: a release, a hit, or nothing left.
void Conclude(const Answers& answers, const Facts& facts, absl::Time now,
              const std::shared_ptr<const std::vector<std::string>>& caveats, Decision& decision);

}  // namespace entente::policy
