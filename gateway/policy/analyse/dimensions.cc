#include "gateway/policy/analyse/dimensions.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/match.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

constexpr char kOtherState[] = "ZZ";  // a nationality that no rule names

template <typename RowOf>
Scratch Joined(const Books& books, RowOf row_of) {
  Scratch all;
  for (const RuleBook* book : books) {
    const Scratch row = row_of(*book);
    all.insert(all.end(), row.begin(), row.end());
  }
  return all;
}

Fact FactOf(const Values& values) {
  Fact fact;
  for (const std::string& value : values) fact.Add(value);
  return fact;
}

Scratch RowOfKey(const Books& books, size_t key, const Fact& fact) {
  return Joined(books, [&](const RuleBook& book) { return Passing(book, book.keys[key], fact); });
}

std::string KindWord(const std::string& kind, const std::string& colour) {
  if (kind != "notice") return kind.empty() ? "record without a body" : kind;
  return colour.empty() ? "notice without colour" : absl::StrCat(colour, " notice");
}

// A word like this one that is none of those.
std::string Unlike(std::string word, const std::set<std::string>& named) {
  while (named.contains(word)) word += "x";
  return word;
}

// Codes that say nothing are no values: a record never has them as such.
bool IsValue(size_t key, const std::string& word) { return key == kOperation || key == kSystem || IsKnown(word); }

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

Values& FactIn(RequestClass& request, Key key) {
  switch (key) {
    case kMatter:
      return request.matters;
    case kOperation:
      return request.operations;
    case kMarkings:
      return request.markings;
    default:
      return request.offences;
  }
}

Option ValueOption(const Books& books, Key key, const Values& values, std::string word) {
  return {{std::move(word)}, RowOfKey(books, key, FactOf(values)), [key, values](RequestClass& request) {
            FactIn(request, key) = values;
          }};
}

// Every set of values whose rows differ, from single ones on; false when there are more than `most`.
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

// One set of values for each row, in order.
std::vector<Values> Distinct(std::vector<Values> sets, const std::function<Scratch(const Values&)>& row_of) {
  std::set<Scratch> seen;
  std::erase_if(sets, [&](const Values& values) { return !seen.insert(row_of(values)).second; });
  return sets;
}

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

size_t WordsOf(const Books& books) {
  size_t words = 0;
  for (const RuleBook* book : books) words += book->words;
  return words;
}

void Collapse(Dimension& dimension) {
  std::map<std::pair<Scratch, std::string>, size_t> seen;
  std::vector<Option> options;
  for (Option& option : dimension.options) {
    const auto [at, fresh] = seen.try_emplace({option.row, option.also}, options.size());
    if (fresh) {
      options.push_back(std::move(option));
    } else {
      auto& words = options[at->second].words;
      words.insert(words.end(), option.words.begin(), option.words.end());
    }
  }
  dimension.options = std::move(options);
}

Dimension PurposeDimension(const Books& books, const std::vector<std::string>& listed) {
  std::set<std::string> purposes(listed.begin(), listed.end());
  for (const RuleBook* book : books) {
    for (const auto& [purpose, row] : book->purposes.named) purposes.insert(purpose);
    for (const Clause& clause : book->clauses) {
      if (clause.purposes) purposes.insert(clause.purposes->begin(), clause.purposes->end());
    }
  }
  std::vector<std::string> asked(purposes.begin(), purposes.end());
  asked.push_back(Unlike("another-purpose", purposes));
  Dimension dimension{"purpose", {}};
  for (const std::string& purpose : asked) {
    Option option{{purpose}, {}, [purpose](RequestClass& request) { request.purpose = purpose; }};
    option.row = Joined(books, [&](const RuleBook& book) { return Passing(book, book.purposes, FactOf({purpose})); });
    for (const RuleBook* book : books) {
      for (const Clause& clause : book->clauses) {
        if (clause.purposes) option.also += clause.purposes->contains(purpose) ? '1' : '0';
      }
    }
    dimension.options.push_back(std::move(option));
  }
  return dimension;
}

Dimension KindDimension(const Books& books) {
  Dimension dimension{"records and colours", {}};
  const auto add = [&](const std::string& kind, const std::string& colour) {
    const Fact colours = kind == "notice" ? FactOf({colour}) : Fact();
    Option option{{KindWord(kind, colour)}, RowOfKey(books, kRecords, FactOf({kind})), [=](RequestClass& request) {
                    request.kind = kind;
                    request.colour = colour;
                  }};
    const Scratch by_colour = RowOfKey(books, kColours, colours);
    for (size_t word = 0; word < option.row.size(); ++word) option.row[word] &= by_colour[word];
    option.also = kind;
    dimension.options.push_back(std::move(option));
  };
  for (const std::string& kind : RecordKinds()) {
    if (kind != "notice") add(kind, "");
  }
  for (const std::string& colour : Colours()) add("notice", colour);
  add("notice", "");
  add("", "");
  return dimension;
}

Dimension SystemDimension(const Books& books) {
  const std::set<std::string> named = Named(books, kSystem);
  std::vector<std::string> systems(named.begin(), named.end());
  systems.insert(systems.begin(), Unlike("another-system", named));
  systems.push_back("");
  if (!Reads(books, kSystem)) systems.resize(1);
  Dimension dimension{"system", {}};
  for (const std::string& system : systems) {
    dimension.options.push_back({{system.empty() ? "unknown" : system},
                                 RowOfKey(books, kSystem, FactOf({system})),
                                 [system](RequestClass& request) { request.system = system; }});
  }
  return dimension;
}

Dimension ValueDimension(const Books& books, Key key, Several several, size_t most, bool* whole) {
  Dimension dimension{kKeyNames[key], {}};
  const bool matter = key == kMatter;
  if (!Reads(books, key)) {
    dimension.options.push_back(matter ? ValueOption(books, key, {"ordinary"}, "ordinary")
                                       : ValueOption(books, key, {}, "none"));
    return dimension;
  }
  std::set<std::string> named = Named(books, key);
  if (matter) named = {Matters().begin(), Matters().end()};
  std::vector<Values> sets;
  for (const std::string& value : named) sets.push_back({value});
  const std::string other = Unlike(absl::StrCat("another-", kKeyNames[key]), named);
  if (!matter) sets.push_back({other});
  for (const Values& values : sets) {
    dimension.options.push_back(ValueOption(books, key, values, values[0] == other ? "other" : values[0]));
  }
  if (!matter) dimension.options.push_back(ValueOption(books, key, {}, "none"));
  dimension.options.push_back(ValueOption(books, key, {""}, "unknown"));
  if (several == Several::kSingle) return dimension;
  const auto row_of = [&](const Values& values) { return RowOfKey(books, key, FactOf(values)); };
  sets = Distinct(std::move(sets), row_of);
  const size_t alone = sets.size();
  if (!AddSets(most, sets, row_of)) {
    *whole = false;
    sets.resize(alone);
  }
  for (size_t i = alone; i < sets.size(); ++i) {
    std::string word = absl::StrJoin(sets[i], "+");
    dimension.options.push_back(ValueOption(books, key, sets[i], std::move(word)));
  }
  return dimension;
}

std::vector<absl::Time> Instants(const Books& books, absl::Time from) {
  std::set<absl::Time> edges;
  for (const RuleBook* book : books) {
    for (const Window& window : book->windows) edges.insert({window.from, window.until});
  }
  constexpr int64_t kSomeDay = 1924992000;  // 2031-01-01: without an overlay all days are alike
  const absl::Time first = edges.empty() ? absl::FromUnixSeconds(kSomeDay) : *edges.begin() - absl::Hours(24);
  const absl::Time begin = from == absl::InfinitePast() ? first : from;
  std::vector<absl::Time> instants = {begin};
  for (const absl::Time edge : edges) {
    if (edge > begin) instants.push_back(edge);
  }
  return instants;
}

Dimension TimeDimension(const Books& books, absl::Time from) {
  Dimension dimension{"time", {}};
  for (const absl::Time now : Instants(books, from)) {
    dimension.options.push_back({{InstantInWords(now)},
                                 Joined(books, [&](const RuleBook& book) { return LiveRules(book, now); }),
                                 [now](RequestClass& request) { request.now = now; }});
  }
  return dimension;
}

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
