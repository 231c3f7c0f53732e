// Rule 4: what all the restricts that match leave of any grant.
#pragma once

#include <string>

#include "absl/container/inlined_vector.h"
#include "gateway/policy/rule_book.h"

namespace entente::policy {

struct Narrowing {
  FieldSets sets = 0xFFFF;              // what may remain
  absl::InlinedVector<int, 4> lengths;  // caps, as indices into PolicySet's lengths
  Caveats caveats;                      // added
};

Narrowing NarrowingOf(const RuleBook& book, const Scratch& matching, const std::string& purpose);

// A grant of nothing else lends nothing.
bool IsBeyondEnvelope(FieldSets sets);

}  // namespace entente::policy
