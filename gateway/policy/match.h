// Which rules of a book match: a few ANDs and ORs over rows of bits.
//
// Rule 7: of a fact with several values a permit needs at least one, all of them known and inside; a forbid or restrict
// needs one inside or unknown. Rule 8: a missing fact matches a forbid or restrict, never a permit.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/policy/facts.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/rule_book.h"

namespace entente::policy {

inline constexpr size_t kPurposeKey = kFactKeys;  // the purpose, matched beside the facts

// Leaves in `rules` those of which every condition on facts and purpose holds.
void KeepMatching(const RuleBook& book, const Facts& facts, std::string_view purpose, Scratch& rules);

// The same with the reasons: which conditions fail.
struct FactMatch {
  Scratch pass;                                // rules of which every condition holds
  Scratch one, more;                           // rules of which one, or more than one, fails
  std::array<Scratch, kFactKeys + 1> failing;  // by key; empty where no rule has a condition on it
};
void MatchFacts(const RuleBook& book, const Facts& facts, std::string_view purpose, FactMatch& match);

// The same for one key alone: rules whose condition on it the fact meets.
Scratch Passing(const RuleBook& book, const KeyRows& key, const Fact& fact);

// Rules live at `now` that a declined floor permit does not take out. Of an overlay that ended and lets copies stay, all
// of its rules live on for a copy that was first released while it lasted: what stays is no more than what was given.
Scratch LiveRules(const RuleBook& book, absl::Time now, std::optional<absl::Time> first_release = std::nullopt);

// Rules that address the recipient; `row` is the book's for it.
Scratch AddressedBy(const RuleBook& book, const Row& row, const Facts& facts, std::string_view country);

// Permits that fail by exactly one key, in the book's order.
void AddNearMisses(const RuleBook& book, const FactMatch& facts, const Scratch& live, const Scratch& addressed,
                   std::vector<NearMiss>& near_misses);

// Calls `visit(index)` for each bit that is set, lowest first.
template <typename Visit>
void ForEachBit(const Scratch& row, Visit visit) {
  for (size_t word = 0; word < row.size(); ++word) {
    for (uint64_t bits = row[word]; bits != 0; bits &= bits - 1) {
      visit(word * 64 + static_cast<size_t>(__builtin_ctzll(bits)));
    }
  }
}

}  // namespace entente::policy
