// Of two books, the rules that are not the same in both: where none of them matches, nothing can differ.
#pragma once

#include "gateway/policy/policy_set.h"

namespace entente::policy {

struct ChangedRules {
  Row before, after;  // a bit a rule of each book

  bool any() const;
};

ChangedRules FindChangedRules(const PolicySet& before_set, const RuleBook& before, const PolicySet& after_set,
                              const RuleBook& after);

}  // namespace entente::policy
