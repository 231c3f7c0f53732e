// Who asks, and how it may be related to a record: as the one who asked for a notice, and by its subjects' nationality.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/book_rows.h"

namespace entente::policy {
namespace {

constexpr char kOtherState[] = "ZZ";  // a nationality that no rule names

Fact StatesOf(const Values& states) {
  Fact fact = FactOf(states);
  fact.unknown = fact.unknown || states.empty();
  return fact;
}

Facts RelationFacts(RequestClass::Asked asked, const std::string& country, const std::vector<Values>& subjects) {
  Facts facts;
  facts.requesters.unknown = asked == RequestClass::Asked::kUnknown;
  if (asked == RequestClass::Asked::kYes) facts.requesters.Add(country);
  Fact& all = facts.keys[kNationality];
  for (const Values& subject : subjects) {
    const Fact states = StatesOf(subject);
    for (const std::string& state : states.values) all.Add(state);
    all.unknown = all.unknown || states.unknown;
    facts.nationalities.push_back(states);
  }
  return facts;
}

std::string CountryIn(const std::string& recipient) { return recipient.substr(0, recipient.find('/')); }

Scratch RelationRow(const Books& books, const std::string& recipient, const Facts& facts) {
  const std::string country = CountryIn(recipient);
  const std::string system = country.size() == recipient.size() ? "" : recipient.substr(country.size() + 1);
  return Joined(books, [&](const RuleBook& book) {
    const Row* row = book.RecipientRow(country, system);
    Scratch addressed(book.words, 0);
    if (row == nullptr) return addressed;
    addressed = AddressedBy(book, *row, facts, country);
    const Scratch pass = Passing(book, book.keys[kNationality], facts.keys[kNationality]);
    for (size_t word = 0; word < book.words; ++word) addressed[word] &= pass[word];
    return addressed;
  });
}

// Subjects' nationalities as rules can tell them apart, for a recipient of the country.
std::vector<std::vector<Values>> Subjects(const Books& books, const std::string& country, Several several, size_t most,
                                          bool* whole) {
  const bool related = Any(books, &RuleBook::nationality);
  if (!related && !Reads(books, kNationality)) return {{{kOtherState}}};  // it has a subject: more to show
  std::set<std::string> named = Named(books, kNationality);
  named.insert(country);
  std::vector<Values> states;
  for (const std::string& state : named) {
    if (!related || state != country) states.push_back({state});
  }
  states.push_back({Unlike(kOtherState, named)});
  const auto row_of = [&](const Values& values) { return RowOfKey(books, kNationality, FactOf(values)); };
  states = Distinct(std::move(states), row_of);
  std::vector<Values> sets = states;
  if (several == Several::kTogether && !AddSets(most, sets, row_of)) {
    *whole = false;
    sets = states;
  }
  std::vector<std::vector<Values>> subjects = {{}};
  for (const Values& set : sets) subjects.push_back({set});
  // A forbid or restrict that means the state means its sub-bureaus too, which a permit does not.
  const std::string parent(books[0]->ParentOf(country));
  for (const std::string& own : {country, parent}) {
    if (!related || own.empty()) continue;
    subjects.push_back({{own}});
    for (Values set : sets) {
      if (several == Several::kTogether) subjects.push_back({{own}, set});
      set.insert(set.begin(), own);
      subjects.push_back({set});
    }
    subjects.push_back({{own, ""}});
  }
  subjects.push_back({{""}});
  return subjects;
}

std::string SubjectsWord(const std::vector<Values>& subjects, const std::string& country) {
  if (subjects.empty()) return "nobody";
  std::vector<std::string> words;
  for (const Values& subject : subjects) {
    std::vector<std::string> states;
    for (const std::string& state : subject) {
      states.push_back(state.empty()                    ? "unknown"
                       : state == country               ? "its own"
                       : state.starts_with(kOtherState) ? "other"
                                                        : state);
    }
    words.push_back(absl::StrJoin(states, "+"));
  }
  return absl::StrJoin(words, " beside ");
}

}  // namespace

std::vector<std::string> Recipients(const PolicySet& policies, const Books& books) {
  std::vector<std::string> recipients;
  for (const std::string& country : policies.network.countries) {
    recipients.push_back(country);
    std::set<std::string> systems;
    for (const RuleBook* book : books) {
      const auto rows = book->recipients.find(country);
      if (rows == book->recipients.end()) continue;
      for (const auto& [system, row] : rows->second.systems) systems.insert(system);
    }
    if (systems.empty()) continue;
    for (const std::string& system : systems) recipients.push_back(absl::StrCat(country, "/", system));
    recipients.push_back(absl::StrCat(country, "/", Unlike("another-system", systems)));
  }
  return recipients;
}

Dimension RelationDimension(const Books& books, const std::string& recipient, Several several, size_t most,
                            bool* whole) {
  using Asked = RequestClass::Asked;
  const std::string country = CountryIn(recipient);
  std::vector<Asked> all_asked = {Asked::kNo};
  if (Any(books, &RuleBook::requester)) all_asked = {Asked::kNo, Asked::kYes, Asked::kUnknown};
  const std::vector<std::vector<Values>> all_subjects = Subjects(books, country, several, most, whole);
  Dimension dimension{"nationality", {}};
  for (const Asked asked : all_asked) {
    for (const std::vector<Values>& subjects : all_subjects) {
      const char* as = asked == Asked::kNo ? "" : asked == Asked::kYes ? "requester" : "perhaps requester";
      dimension.options.push_back({{as, SubjectsWord(subjects, country)},
                                   RelationRow(books, recipient, RelationFacts(asked, country, subjects)),
                                   [=](RequestClass& request) {
                                     request.recipient = recipient;
                                     request.asked = asked;
                                     request.nationalities = subjects;
                                   }});
    }
  }
  return dimension;
}

}  // namespace entente::policy
