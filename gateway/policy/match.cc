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

class Matcher {
 public:
  Matcher(const RuleBook& book, bool explain) : book_(book), explain_(explain) {
    match_.pass.assign(book.words, ~uint64_t{0});
    if (!explain) return;
    match_.one.assign(book.words, 0);
    match_.more.assign(book.words, 0);
  }

  void Apply(size_t index, const KeyRows& key, const Fact& fact) {
    if (!key.used) return;
    const Found rows = Find(key, fact);
    if (explain_) match_.failing[index].assign(book_.words, 0);
    for (size_t word = 0; word < book_.words; ++word) {
      const uint64_t pass = PassWord(book_, key, rows, fact.unknown, word);
      match_.pass[word] &= pass;
      if (explain_) Count(index, word, ~pass);
    }
  }

  FactMatch Take() { return std::move(match_); }

 private:
  void Count(size_t index, size_t word, uint64_t fails) {
    match_.failing[index][word] = fails;
    match_.more[word] |= match_.one[word] & fails;
    match_.one[word] |= fails;
  }

  const RuleBook& book_;
  bool explain_;
  FactMatch match_;
};

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

FactMatch MatchFacts(const RuleBook& book, const Facts& facts, std::string_view purpose, bool explain) {
  Matcher matcher(book, explain);
  for (size_t key = 0; key < kFactKeys; ++key) matcher.Apply(key, book.keys[key], facts.keys[key]);
  Fact asked;
  asked.Add(purpose);
  matcher.Apply(kPurposeKey, book.purposes, asked);
  return matcher.Take();
}

Scratch Passing(const RuleBook& book, const KeyRows& key, const Fact& fact) {
  Scratch row(book.words, ~uint64_t{0});
  if (!key.used) return row;
  const Found rows = Find(key, fact);
  for (size_t word = 0; word < book.words; ++word) row[word] = PassWord(book, key, rows, fact.unknown, word);
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
  const std::string_view parent = book.ParentOf(country);
  Scratch addressed(row.begin(), row.end());
  AddRelation(book, book.requester, AsRequester(facts, country, parent), addressed);
  AddRelation(book, book.nationality, AsNationality(facts, country, parent), addressed);
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
  ForEachBit(near, [&](size_t i) {
    const char* key = "to";
    for (size_t k = 0; k <= kPurposeKey; ++k) {
      if (!facts.failing[k].empty() && HasBit(facts.failing[k], i)) key = KeyName(k);
    }
    const bool told = std::any_of(near_misses.begin(), near_misses.end(), [&](const NearMiss& other) {
      return other.rule == book.clauses[i].id && other.key == key;
    });
    if (!told) near_misses.push_back({book.clauses[i].id, key});
  });
}

}  // namespace entente::policy
