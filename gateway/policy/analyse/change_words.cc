#include "gateway/policy/analyse/change_words.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

using Texts = std::vector<std::string>;

bool Has(const Texts& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// Classes that no rule tells apart stand in one text, a line each.
Texts Members(const Texts& classes) {
  Texts members;
  for (const std::string& words : classes) {
    for (const auto word : absl::StrSplit(words, '\n')) members.emplace_back(word);
  }
  return members;
}

bool IsTogether(const std::string& word) { return word.find('+') != std::string::npos; }

// Values together are told only where they do not follow from each alone.
bool Follows(const std::string& together, const Texts& chosen) {
  const Texts each = absl::StrSplit(together, '+');
  return std::all_of(each.begin(), each.end(), [&](const std::string& word) { return Has(chosen, word); });
}

struct Listed {
  Texts words;
  Texts but;  // values that stand together with the others and are not meant
  bool other = false;
};

Listed ListedIn(const Choice& choice) {
  const Texts chosen = Members(choice.chosen);
  Listed listed;
  for (const std::string& word : chosen) {
    if (word == "other") {
      listed.other = true;
    } else if (!IsTogether(word) || !Follows(word, chosen)) {
      listed.words.push_back(word);
    }
  }
  for (const std::string& word : Members(choice.all)) {
    if (IsTogether(word) && !Has(chosen, word) && Follows(word, chosen)) listed.but.push_back(word);
  }
  return listed;
}

// "theft, homicide", "any but theft", with sets of values that are left out behind.
std::string List(const Choice& choice) {
  const Listed listed = ListedIn(choice);
  Texts missing;
  const Texts chosen = Members(choice.chosen);
  for (const std::string& word : Members(choice.all)) {
    if (!IsTogether(word) && !Has(chosen, word)) missing.push_back(word);
  }
  std::string words;
  if (listed.other) {  // open at one end: what is left out says more
    words = missing.empty() ? "any" : absl::StrCat("any but ", absl::StrJoin(missing, ", "));
  } else {
    Texts named = listed.words;
    std::sort(named.begin(), named.end());
    words = absl::StrJoin(named, ", ");
  }
  if (!listed.but.empty()) absl::StrAppend(&words, " (not ", absl::StrJoin(listed.but, ", "), ")");
  return words;
}

std::string Kinds(const Choice& choice) {
  Texts kinds = Members(choice.chosen);
  const Texts all = Members(choice.all);
  Texts notices, all_notices;
  for (const std::string& word : all) {
    if (word.find("notice") == std::string::npos) continue;
    all_notices.push_back(word);
    if (Has(kinds, word)) notices.push_back(word);
  }
  if (!all_notices.empty() && notices == all_notices) {
    std::erase_if(kinds, [](const std::string& word) { return word.find("notice") != std::string::npos; });
    kinds.insert(kinds.begin(), "notice");
  }
  return absl::StrJoin(kinds, ", ");
}

std::string Relation(const Texts& asked, const Texts& all_asked, const Texts& subjects, const Texts& all_subjects) {
  Texts parts;
  if (asked != all_asked) {
    Texts words;
    for (const std::string& word : asked) {
      words.push_back(word.empty()          ? "that does not carry out its notice"
                      : word == "requester" ? "that carries out its own notice"
                                            : "that carries out a notice which is not found");
    }
    parts.push_back(absl::StrJoin(words, " or "));
  }
  if (subjects != all_subjects) {
    Texts words;
    for (const std::string& word : subjects) {
      const size_t plus = word.find('+');
      if (plus != std::string::npos && Has(subjects, word.substr(0, plus))) continue;  // of two states: as of the first
      words.push_back(word == "its own"   ? "its own nationals"
                      : word == "nobody"  ? "nobody"
                      : word == "other"   ? "nationals of other states"
                      : word == "unknown" ? "people of unknown nationality"
                                          : absl::StrCat("nationals of ", word));
    }
    parts.push_back(absl::StrCat("about ", absl::StrJoin(words, " or ")));
  }
  return absl::StrJoin(parts, " ");
}

// "requester|PE": how the recipient is related, and whose nationals the subjects are. Told apart where they can be.
std::string Relations(const Choice& choice) {
  const auto halves = [](const Texts& pairs, size_t at) {
    Texts words;
    for (const std::string& pair : pairs) {
      const std::string word = std::vector<std::string>(absl::StrSplit(pair, '|'))[at];
      if (!Has(words, word)) words.push_back(word);
    }
    return words;
  };
  const Texts asked = halves(choice.chosen, 0), subjects = halves(choice.chosen, 1);
  if (asked.size() * subjects.size() == choice.chosen.size()) {
    return Relation(asked, halves(choice.all, 0), subjects, halves(choice.all, 1));
  }
  Texts each;
  for (const std::string& pair : choice.chosen) {
    const Texts word = absl::StrSplit(pair, '|');
    each.push_back(Relation({word[0]}, {}, {word[1]}, {}));
  }
  return absl::StrJoin(each, "; or ");
}

// Runs of neighbouring instants, each standing for the time until the next.
std::string When(const Choice& choice) {
  Texts runs;
  const Texts& all = choice.all;
  for (size_t i = 0; i < all.size();) {
    size_t end = i;
    while (end < all.size() && Has(choice.chosen, all[end])) ++end;
    if (end == i) {
      ++i;
      continue;
    }
    Texts run;
    if (i > 0) run.push_back(absl::StrCat("from ", all[i]));
    if (end < all.size()) run.push_back(absl::StrCat("until ", all[end]));
    runs.push_back(absl::StrJoin(run, " "));
    i = end;
  }
  return absl::StrJoin(runs, " and ");
}

// Countries in place of all their systems, where all are there.
std::set<std::string> Whole(const Texts& some, const Texts& all) {
  std::set<std::string> told;
  for (const std::string& recipient : some) {
    const std::string country = recipient.substr(0, recipient.find('/'));
    const bool whole = std::all_of(all.begin(), all.end(), [&](const std::string& other) {
      return (other != country && !other.starts_with(country + "/")) || Has(some, other);
    });
    if (whole) {
      told.insert(country);
    } else if (recipient == country) {
      told.insert(absl::StrCat(country, " without a system"));
    } else {
      const bool other = recipient.find("/another-system") != std::string::npos;
      told.insert(other ? absl::StrCat(country, "'s other systems") : recipient);
    }
  }
  return told;
}

}  // namespace

BoxWords WordsOf(const ChangeBox& box) {
  BoxWords words{"", "any purpose", ""};
  std::string kinds, offences, rest;
  for (const Choice& choice : box.choices) {
    if (choice.dimension == "purpose") words.purposes = List(choice);
    if (choice.dimension == "records and colours") kinds = Kinds(choice);
    if (choice.dimension == "offences") offences = List(choice);
    if (choice.dimension == "time") words.when = When(choice);
    if (choice.dimension == "nationality") absl::StrAppend(&rest, " ", Relations(choice));
    if (choice.dimension == "matter") absl::StrAppend(&rest, ", matter ", List(choice));
    if (choice.dimension == "operation") absl::StrAppend(&rest, ", operation ", List(choice));
    if (choice.dimension == "markings") absl::StrAppend(&rest, ", marked ", List(choice));
    if (choice.dimension == "system") absl::StrAppend(&rest, ", from the system ", List(choice));
  }
  words.records = kinds.empty() ? "any record" : kinds;
  if (!offences.empty()) absl::StrAppend(&words.records, kinds.empty() ? " with offences " : "/", offences);
  words.records += rest;
  return words;
}

std::string RecipientsInWords(const std::vector<std::string>& some, const std::vector<std::string>& all) {
  constexpr size_t kExceptionsMost = 3;
  if (some.size() == all.size() && some.size() > 1) return "every participant";
  std::vector<std::string> others;
  for (const std::string& recipient : all) {
    if (!Has(some, recipient)) others.push_back(recipient);
  }
  const std::set<std::string> named = Whole(some, all), missing = Whole(others, all);
  if (missing.size() <= kExceptionsMost && named.size() > 2 * kExceptionsMost) {
    return absl::StrCat("every participant but ", absl::StrJoin(missing, " and "));
  }
  return absl::StrJoin(named, ", ");
}

}  // namespace entente::policy
