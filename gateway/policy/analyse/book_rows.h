// What dimensions are made of: rows of several books at once, the words that their rules name, and sets of values.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "gateway/policy/analyse/dimensions.h"
#include "gateway/policy/match.h"

namespace entente::policy {

template <typename RowOf>
Scratch Joined(const Books& books, RowOf row_of) {
  Scratch all;
  for (const RuleBook* book : books) {
    const Scratch row = row_of(*book);
    all.insert(all.end(), row.begin(), row.end());
  }
  return all;
}

Fact FactOf(const Values& values);
// The rules whose condition on the key the fact meets.
Scratch RowOfKey(const Books& books, size_t key, const Fact& fact);

// A word like this one that is none of those.
std::string Unlike(std::string word, const std::set<std::string>& named);
std::set<std::string> Named(const Books& books, size_t key);
// Whether some rule has a condition on the key; whether some row of the books has a rule.
bool Reads(const Books& books, size_t key);
bool Any(const Books& books, Row RuleBook::*row);

// Every set of values whose rows differ, from single ones on; false when there are more than `most`.
bool AddSets(size_t most, std::vector<Values>& sets, const std::function<Scratch(const Values&)>& row_of);
// One set of values for each row, in order.
std::vector<Values> Distinct(std::vector<Values> sets, const std::function<Scratch(const Values&)>& row_of);

}  // namespace entente::policy
