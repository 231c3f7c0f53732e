#include "gateway/policy/analyse/lending.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/policy/analyse/request_class.h"
#include "gateway/policy/match.h"
#include "gateway/policy/narrowing.h"

namespace entente::policy {
namespace {

bool IsForbidden(const RuleBook& book, const Scratch& matching) {
  uint64_t forbidden = 0;
  for (size_t word = 0; word < book.words; ++word) forbidden |= matching[word] & book.forbids[word];
  return forbidden != 0;
}

void AddLength(const PolicySet& policies, int length, std::vector<Retention>& lengths) {
  if (length < 0) return;
  const Retention retention = policies.lengths[static_cast<size_t>(length)];
  if (std::find(lengths.begin(), lengths.end(), retention) == lengths.end()) lengths.push_back(retention);
}

// Whether the first never ends after the second, whatever the day on which both begin.
bool NeverLonger(Retention one, Retention other) {
  constexpr int kMonthMost = 31, kMonthLeast = 28;
  if (one.months <= other.months && one.days <= other.days) return true;
  return one.months * kMonthMost + one.days <= other.months * kMonthLeast + other.days;
}

}  // namespace

std::vector<Lending> LendingsOf(const PolicySet& policies, const RuleBook& book, const Scratch& matching,
                                const std::string& purpose, bool asked) {
  std::vector<Lending> lendings;
  if (IsForbidden(book, matching)) return lendings;
  const Narrowing narrowing = NarrowingOf(book, matching, purpose);
  ForEachBit(matching, [&](size_t i) {
    const Clause& clause = book.clauses[i];
    const auto sets = static_cast<FieldSets>(clause.sets & narrowing.sets);
    if (!HasBit(book.permits, i) || !IsBeyondEnvelope(sets)) return;
    Lending lending{clause.id, sets, clause.hit, clause.minors, asked && HasBit(book.requester, i), {}, {}, {}};
    AddLength(policies, clause.retention, lending.lengths);
    for (const int length : narrowing.lengths) AddLength(policies, length, lending.lengths);
    std::sort(lending.lengths.begin(), lending.lengths.end());
    const int window = book.window_of[i];
    if (window >= 0 && book.windows[static_cast<size_t>(window)].recall) {
      lending.recalled = book.windows[static_cast<size_t>(window)].until;
    }
    const Caveats caveats = clause.caveats | narrowing.caveats;
    for (size_t caveat = 0; caveat < policies.caveats->size(); ++caveat) {
      if (caveats.test(caveat)) lending.caveats.insert((*policies.caveats)[caveat]);
    }
    lendings.push_back(std::move(lending));
  });
  return lendings;
}

// Each end of the other must be met by one of this that is no later.
bool EndsNoLater(const Lending& one, const Lending& other) {
  for (const Retention length : other.lengths) {
    const bool met = std::any_of(one.lengths.begin(), one.lengths.end(),
                                 [&](const Retention own) { return NeverLonger(own, length); });
    if (!met) return false;
  }
  return !other.recalled || (one.recalled && *one.recalled <= *other.recalled);
}

std::string RetentionInWords(Retention retention) {
  std::string words = "P";
  if (retention.months / 12 != 0) absl::StrAppend(&words, retention.months / 12, "Y");
  if (retention.months % 12 != 0) absl::StrAppend(&words, retention.months % 12, "M");
  if (retention.days != 0) absl::StrAppend(&words, retention.days, "D");
  return words;
}

absl::Time EndOf(const Lending& lending, absl::Time released) {
  absl::Time end = lending.recalled.value_or(absl::InfiniteFuture());
  for (const Retention length : lending.lengths) end = std::min(end, After(released, length));
  return end;
}

std::string EndInWords(const Lending& lending, absl::Time released) {
  constexpr absl::Duration kLongestOverlay = absl::Hours(24 * 93);  // a longer retention never ends before it
  const auto shortest = std::min_element(lending.lengths.begin(), lending.lengths.end(), [&](Retention a, Retention b) {
    return After(released, a) < After(released, b);
  });
  const bool counts = shortest != lending.lengths.end() &&
                      (!lending.recalled || After(released, *shortest) < released + kLongestOverlay);
  const std::string length = counts ? RetentionInWords(*shortest) : "";
  if (!lending.recalled) return counts ? length : "without an end";
  return absl::StrCat(length, counts ? ", at most " : "", "until ", InstantInWords(*lending.recalled));
}

}  // namespace entente::policy
