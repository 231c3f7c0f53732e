#include "gateway/policy/match.h"

#include <algorithm>

namespace entente::policy {
namespace {

// The rules that name each of the fact's values; null for a value that no rule names.
using Found = absl::InlinedVector<const Row*, 4>;

Found Find(const KeyRows& key, const Fact& fact) {
  Found rows;
  for (const std::string& value : fact.values) {
    const auto row = key.named.find(value);
    rows.push_back(row == key.named.end() ? nullptr : &row->second);
  }
  return rows;
}

uint64_t InsideAll(const Found& rows, size_t word) {
  uint64_t bits = rows.empty() ? 0 : ~uint64_t{0};
  for (const Row* row : rows) bits &= row == nullptr ? 0 : (*row)[word];
  return bits;
}

uint64_t InsideAny(const Found& rows, size_t word) {
  uint64_t bits = 0;
  for (const Row* row : rows) bits |= row == nullptr ? 0 : (*row)[word];
  return bits;
}

// The rules of one word of a row that the fact lets pass.
uint64_t PassWord(const RuleBook& book, const KeyRows& key, const Found& rows, bool unknown, size_t word) {
  const uint64_t permits = book.permits[word];
  const uint64_t strict = unknown ? 0 : InsideAll(rows, word);
  const uint64_t wide = unknown ? ~uint64_t{0} : InsideAny(rows, word);
  return key.unconditioned[word] | (strict & permits) | (wide & ~permits);
}

// Leaves out of `rules` those that the fact does not let pass.
void KeepKey(const RuleBook& book, const KeyRows& key, const Found& rows, bool unknown, uint64_t* rules) {
  const uint64_t* open = key.unconditioned.data();
  const uint64_t* permits = book.permits.data();
  if (unknown) {
    for (size_t word = 0; word < book.words; ++word) rules[word] &= open[word] | ~permits[word];
  } else if (rows.size() == 1 && rows[0] != nullptr) {  // one value is all of them
    const uint64_t* named = rows[0]->data();
    for (size_t word = 0; word < book.words; ++word) rules[word] &= open[word] | named[word];
  } else if (rows.size() <= 1) {
    for (size_t word = 0; word < book.words; ++word) rules[word] &= open[word];
  } else {
    for (size_t word = 0; word < book.words; ++word) rules[word] &= PassWord(book, key, rows, false, word);
  }
}

// The rules that name the purpose.
Found FindPurpose(const RuleBook& book, std::string_view purpose) {
  const auto row = book.purposes.named.find(purpose);
  return {row == book.purposes.named.end() ? nullptr : &row->second};
}

// Leaves out of `rules` those whose condition on the key fails, and tells which those are.
void CountKey(const RuleBook& book, const KeyRows& key, const Found& rows, bool unknown, size_t index,
              FactMatch& match) {
  Scratch pass(book.words, ~uint64_t{0});
  KeepKey(book, key, rows, unknown, pass.data());
  match.failing[index].assign(book.words, 0);
  for (size_t word = 0; word < book.words; ++word) {
    const uint64_t fails = ~pass[word];
    match.failing[index][word] = fails;
    match.pass[word] &= pass[word];
    match.more[word] |= match.one[word] & fails;
    match.one[word] |= fails;
  }
}

bool Has(const Fact& fact, std::string_view value) {
  return std::find(fact.values.begin(), fact.values.end(), value) != fact.values.end();
}

// Whether a relation holds as a permit asks it (surely), and as a forbid or restrict does (possibly).
struct Relatedness {
  bool surely = false;
  bool possibly = false;
};

// A forbid or restrict that means a country means its sub-bureaus too, however it came to mean it.
Relatedness AsRequester(const Facts& facts, std::string_view country, std::string_view parent) {
  const bool known = Has(facts.requesters, country);
  return {known, known || facts.requesters.unknown || Has(facts.requesters, parent)};
}

// In a permit the state of every subject, in the others of one.
Relatedness AsNationality(const Facts& facts, std::string_view country, std::string_view parent) {
  Relatedness related{!facts.nationalities.empty(), false};
  for (const Fact& states : facts.nationalities) {
    const bool has = Has(states, country);
    related.surely = related.surely && has;
    related.possibly = related.possibly || has || states.unknown || Has(states, parent);
  }
  return related;
}

void AddRelation(const RuleBook& book, const Row& named, Relatedness related, Scratch& row) {
  if (!related.surely && !related.possibly) return;
  for (size_t word = 0; word < book.words; ++word) {
    if (related.surely) row[word] |= named[word] & book.permits[word];
    if (related.possibly) row[word] |= named[word] & ~book.permits[word];
  }
}

const char* KeyName(size_t key) { return key < kFactKeys ? kKeyNames[key] : "purposes"; }

}  // namespace

void MatchFacts(const RuleBook& book, const Facts& facts, std::string_view purpose, FactMatch& match) {
  match.pass.assign(book.words, ~uint64_t{0});
  match.one.assign(book.words, 0);
  match.more.assign(book.words, 0);
  for (size_t key = 0; key < kFactKeys; ++key) {
    if (!book.keys[key].used) continue;
    CountKey(book, book.keys[key], Find(book.keys[key], facts.keys[key]), facts.keys[key].unknown, key, match);
  }
  if (book.purposes.used) {
    CountKey(book, book.purposes, FindPurpose(book, purpose), purpose.empty(), kPurposeKey, match);
  }
}

void KeepMatching(const RuleBook& book, const Facts& facts, std::string_view purpose, Scratch& rules) {
  for (size_t key = 0; key < kFactKeys; ++key) {
    if (!book.keys[key].used) continue;
    KeepKey(book, book.keys[key], Find(book.keys[key], facts.keys[key]), facts.keys[key].unknown, rules.data());
  }
  if (book.purposes.used) {
    KeepKey(book, book.purposes, FindPurpose(book, purpose), purpose.empty(), rules.data());
  }
}

Scratch Passing(const RuleBook& book, const KeyRows& key, const Fact& fact) {
  Scratch row(book.words, ~uint64_t{0});
  if (key.used) KeepKey(book, key, Find(key, fact), fact.unknown, row.data());
  return row;
}

Scratch LiveRules(const RuleBook& book, absl::Time now, std::optional<absl::Time> first_release) {
  Scratch live(book.always.begin(), book.always.end());
  for (const Window& window : book.windows) {
    const bool lasts = now >= window.from && now < window.until;
    const bool kept = !window.recall && now >= window.until && first_release && *first_release >= window.from &&
                      *first_release < window.until;
    if (!lasts && !kept) continue;
    for (size_t word = 0; word < book.words; ++word) {
      live[word] |= window.rules[word];
    }
  }
  for (const Decline& decline : book.declines) {
    if (HasBit(live, decline.forbid)) live[decline.permit / 64] &= ~(uint64_t{1} << (decline.permit % 64));
  }
  return live;
}

Scratch AddressedBy(const RuleBook& book, const Row& row, const Facts& facts, std::string_view country) {
  Scratch addressed(row.begin(), row.end());
  if (!book.names_requester && !book.names_nationality) return addressed;
  const std::string_view parent = book.ParentOf(country);
  if (book.names_requester) AddRelation(book, book.requester, AsRequester(facts, country, parent), addressed);
  if (book.names_nationality) AddRelation(book, book.nationality, AsNationality(facts, country, parent), addressed);
  return addressed;
}

void AddNearMisses(const RuleBook& book, const FactMatch& facts, const Scratch& live, const Scratch& addressed,
                   std::vector<NearMiss>& near_misses) {
  Scratch near(book.words, 0);
  for (size_t word = 0; word < book.words; ++word) {
    const uint64_t by_fact = facts.one[word] & ~facts.more[word] & addressed[word];
    const uint64_t by_recipient = facts.pass[word] & ~addressed[word];
    near[word] = (by_fact | by_recipient) & book.permits[word] & live[word];
  }
  absl::InlinedVector<size_t, kPurposeKey + 1> keys;
  for (size_t key = 0; key <= kPurposeKey; ++key) {
    if (!facts.failing[key].empty()) keys.push_back(key);
  }
  size_t count = near_misses.size();
  ForEachBit(near, [&](size_t) { ++count; });
  const size_t before = near_misses.size();  // of other controllers, which have the floor's rules too
  near_misses.reserve(count);
  ForEachBit(near, [&](size_t i) {
    const char* name = "to";
    for (const size_t key : keys) {
      if (HasBit(facts.failing[key], i)) name = KeyName(key);
    }
    const std::string& rule = book.clauses[i].id;
    const auto told = [&](const NearMiss& other) { return other.rule == rule && other.key == name; };
    const auto others = near_misses.begin() + static_cast<std::ptrdiff_t>(before);
    if (std::any_of(near_misses.begin(), others, told)) return;
    NearMiss& miss = near_misses.emplace_back();
    miss.rule = rule;
    miss.key = name;
  });
}

}  // namespace entente::policy
