#include "gateway/policy/analyse/policy_pair.h"

#include <algorithm>
#include <map>

#include "gateway/policy/analyse/changed_rules.h"

namespace entente::policy {
namespace {

constexpr size_t kSetsMost = 512;  // of values of one fact that stand together

Row FloorForbids(const RuleBook& book) {
  Row row = book.forbids;
  for (size_t i = 0; i < book.clauses.size(); ++i) {
    if (!book.clauses[i].floor) row[i / 64] &= ~(uint64_t{1} << (i % 64));
  }
  return row;
}

Row Behind(const Row& first, const Row& second) {
  Row both = first;
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

}  // namespace

std::vector<PolicyPair> PolicyPairs(const PolicySet& before, const PolicySet& after) {
  std::vector<PolicyPair> pairs;
  for (const std::string& country : after.network.countries) {
    const RuleBook* old_book = &before.BookOf(country);
    const RuleBook* new_book = &after.BookOf(country);
    const auto same = std::find_if(pairs.begin(), pairs.end(), [&](const PolicyPair& pair) {
      return pair.before == old_book && pair.after == new_book;
    });
    if (same != pairs.end()) {
      same->governs.push_back(country);
    } else {
      pairs.push_back({&before, old_book, &after, new_book, {country}});
    }
  }
  return pairs;
}

PairSpace::PairSpace(const PolicyPair& pair, absl::Time from) : pair_(pair), books_{pair.before, pair.after} {
  const ChangedRules changed = FindChangedRules(*pair.before_set, *pair.before, *pair.after_set, *pair.after);
  changed_any_ = changed.any();
  changed_ = Behind(changed.before, changed.after);
  floor_forbids_ = Behind(FloorForbids(*pair.before), FloorForbids(*pair.after));
  if (!changed_any_) return;
  std::vector<std::string> purposes = pair.before_set->purposes;
  purposes.insert(purposes.end(), pair.after_set->purposes.begin(), pair.after_set->purposes.end());
  dimensions_.push_back(PurposeDimension(books_, purposes));
  dimensions_.push_back(KindDimension(books_));
  for (const Key key : {kMatter, kOffences, kOperation, kMarkings}) {
    dimensions_.push_back(ValueDimension(books_, key, Several::kTogether, kSetsMost, &whole_));
  }
  dimensions_.push_back(SystemDimension(books_));
  for (Dimension& dimension : dimensions_) Collapse(dimension);
  dimensions_.push_back(TimeDimension(books_, from));
  for (const std::string& recipient : Recipients(*pair.after_set, books_)) {
    if (!OwnerFor(recipient).empty()) recipients_.push_back(recipient);
  }
}

std::string PairSpace::OwnerFor(const std::string& recipient) const {
  for (const std::string& country : pair_.governs) {
    if (country != recipient.substr(0, recipient.find('/'))) return country;
  }
  return "";
}

void PairSpace::KeepPurpose(const std::string& purpose) {
  if (dimensions_.empty()) return;
  std::vector<Option>& options = dimensions_[kPairPurpose].options;
  const auto is = [&](const Option& option) {
    return std::find(option.words.begin(), option.words.end(), purpose) != option.words.end();
  };
  // One that nobody named is as any other that nobody named, which stands last.
  const Option kept = std::any_of(options.begin(), options.end(), is)
                          ? *std::find_if(options.begin(), options.end(), is)
                          : options.back();
  options = {kept};
}

Dimension PairSpace::RelationOf(const std::string& recipient) {
  return RelationDimension(books_, recipient, Several::kTogether, kSetsMost, &whole_);
}

bool PairSpace::MayDiffer(const uint64_t* row) const {
  uint64_t found = 0;
  for (size_t word = 0; word < changed_.size(); ++word) found |= row[word] & changed_[word];
  return found != 0;
}

std::vector<Lending> PairSpace::Before(const uint64_t* row, const std::string& purpose, bool asked) const {
  return LendingsOf(*pair_.before_set, *pair_.before, Scratch(row, row + pair_.before->words), purpose, asked);
}

std::vector<Lending> PairSpace::After(const uint64_t* row, const std::string& purpose, bool asked) const {
  const uint64_t* own = row + pair_.before->words;
  return LendingsOf(*pair_.after_set, *pair_.after, Scratch(own, own + pair_.after->words), purpose, asked);
}

std::vector<std::string> PairSpace::ChangedIn(const uint64_t* row, bool after) const {
  const RuleBook& book = after ? *pair_.after : *pair_.before;
  const size_t first = after ? pair_.before->words : 0;
  std::vector<std::string> rules;
  for (size_t i = 0; i < book.clauses.size(); ++i) {
    const size_t word = first + i / 64;
    if (((row[word] & changed_[word]) >> (i % 64)) & 1) rules.push_back(book.clauses[i].id);
  }
  return rules;
}

bool PairSpace::FloorForbidsBoth(const uint64_t* row) const {
  uint64_t before = 0, after = 0;
  for (size_t word = 0; word < floor_forbids_.size(); ++word) {
    (word < pair_.before->words ? before : after) |= row[word] & floor_forbids_[word];
  }
  return (before != 0 || pair_.before->clauses.empty()) && after != 0;
}

}  // namespace entente::policy
