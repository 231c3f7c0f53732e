#include "gateway/policy/analyse/book_rows.h"

#include <algorithm>
#include <utility>

#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

// Codes that say nothing are no values: a record never has them as such.
bool IsValue(size_t key, const std::string& word) { return key == kOperation || key == kSystem || IsKnown(word); }

}  // namespace

Fact FactOf(const Values& values) {
  Fact fact;
  for (const std::string& value : values) fact.Add(value);
  return fact;
}

Scratch RowOfKey(const Books& books, size_t key, const Fact& fact) {
  return Joined(books, [&](const RuleBook& book) { return Passing(book, book.keys[key], fact); });
}

std::string Unlike(std::string word, const std::set<std::string>& named) {
  while (named.contains(word)) word += "x";
  return word;
}

std::set<std::string> Named(const Books& books, size_t key) {
  std::set<std::string> named;
  for (const RuleBook* book : books) {
    for (const auto& [word, row] : book->keys[key].named) {
      if (IsValue(key, word)) named.insert(word);
    }
  }
  return named;
}

bool Reads(const Books& books, size_t key) {
  return std::any_of(books.begin(), books.end(), [&](const RuleBook* book) { return book->keys[key].used; });
}

bool Any(const Books& books, Row RuleBook::*row) {
  return std::any_of(books.begin(), books.end(), [&](const RuleBook* book) {
    return std::any_of((book->*row).begin(), (book->*row).end(), [](uint64_t word) { return word != 0; });
  });
}

bool AddSets(size_t most, std::vector<Values>& sets, const std::function<Scratch(const Values&)>& row_of) {
  const std::vector<Values> single = sets;
  std::set<Scratch> seen;
  for (const Values& values : sets) seen.insert(row_of(values));
  for (size_t at = 0; at < sets.size(); ++at) {
    for (const Values& one : single) {
      Values both = sets[at];
      if (std::find(both.begin(), both.end(), one[0]) != both.end()) continue;
      both.push_back(one[0]);
      if (!seen.insert(row_of(both)).second) continue;
      if (sets.size() >= most) return false;
      sets.push_back(std::move(both));
    }
  }
  return true;
}

std::vector<Values> Distinct(std::vector<Values> sets, const std::function<Scratch(const Values&)>& row_of) {
  std::set<Scratch> seen;
  std::erase_if(sets, [&](const Values& values) { return !seen.insert(row_of(values)).second; });
  return sets;
}

}  // namespace entente::policy
