#include "gateway/policy/narrowing.h"

namespace entente::policy {

Narrowing NarrowingOf(const RuleBook& book, const Scratch& matching, const std::string& purpose) {
  Narrowing narrowing;
  for (size_t word = 0; word < book.words; ++word) {
    for (uint64_t bits = matching[word] & book.restricts[word]; bits != 0; bits &= bits - 1) {
      const Clause& clause = book.clauses[word * 64 + static_cast<size_t>(__builtin_ctzll(bits))];
      const bool none = clause.purposes && !clause.purposes->contains(purpose);
      narrowing.sets = none ? FieldSets{0} : static_cast<FieldSets>(narrowing.sets & clause.sets);
      if (clause.retention >= 0) narrowing.lengths.push_back(clause.retention);
      narrowing.caveats |= clause.caveats;
    }
  }
  return narrowing;
}

bool IsBeyondEnvelope(FieldSets sets) {
  constexpr FieldSets kBeyond = static_cast<FieldSets>(~0b111u);  // bit 0 is no set, 1 and 2 add no condition
  return (sets & kBeyond) != 0;
}

}  // namespace entente::policy
