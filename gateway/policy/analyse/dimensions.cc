#include "gateway/policy/analyse/dimensions.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/book_rows.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

std::string KindWord(const std::string& kind, const std::string& colour) {
  if (kind != "notice") return kind.empty() ? "record without a body" : kind;
  return colour.empty() ? "notice without colour" : absl::StrCat(colour, " notice");
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

}  // namespace entente::policy
