#include "adapters/core/infer/guess.h"

#include <algorithm>
#include <map>
#include <set>

#include "adapters/core/common_lists.h"
#include "adapters/core/embedded.h"
#include "adapters/core/frame/csv.h"
#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> RowsOf(std::string_view text) {
  std::vector<Cells> rows;
  CsvRow row;
  std::string scratch;
  for (size_t at = 0; at < text.size();) {
    ReadCsvRow(text.substr(at), ',', &row, &scratch);
    at += row.next;
    rows.emplace_back(row.cells.begin(), row.cells.end());
  }
  return rows;
}

// "FechaNacimiento", "fecha_de_nacimiento" -> {fecha, nacimiento}
std::set<std::string> Tokens(std::string_view name) {
  static const std::set<std::string> kSmall = {"de",  "del", "la", "el",  "los", "las", "of",  "the", "n", "no",
                                               "nro", "do",  "da", "dos", "das", "du",  "des", "et",  "y"};
  std::string spaced;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool hump = i > 0 && name[i] >= 'A' && name[i] <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (hump) spaced.push_back(' ');
    spaced.push_back(name[i]);
  }
  std::set<std::string> tokens;
  std::string token;
  for (const char c : FoldWords(spaced) + " ") {
    if (IsAlnum(c)) {
      token.push_back(c);
      continue;
    }
    if (!token.empty() && !kSmall.contains(token)) tokens.insert(token);
    token.clear();
  }
  return tokens;
}

struct Entry {
  std::set<std::string> tokens;
  WordGuess guess;
};

const std::vector<Entry>& Entries() {
  static const std::vector<Entry>* const entries = [] {
    auto* made = new std::vector<Entry>;
    for (int i = 0; i < kEmbeddedFileCount; ++i) {
      if (kEmbeddedFiles[i].folder != "core" || kEmbeddedFiles[i].path != "infer/words.csv") continue;
      for (const Cells& row : RowsOf(kEmbeddedFiles[i].text)) {
        if (row.size() == 5 && row[0] != "words") {
          made->push_back({Tokens(row[0]), {row[2], row[3], row[1], row[4] == "y", false}});
        }
      }
    }
    return made;
  }();
  return *entries;
}

constexpr const char* kForms[] = {"YYYY-MM-DD", "YYYY/MM/DD",    "YYYYMMDD",     "DD-MM-YYYY", "MM-DD-YYYY",
                                  "DD/MM/YYYY", "MM/DD/YYYY",    "DD.MM.YYYY",   "D-M-YYYY",   "M-D-YYYY",
                                  "D/M/YYYY",   "M/D/YYYY",      "D.M.YYYY",     "YYYY-MM",    "MM/YYYY",
                                  "MM-YYYY",    "Month D, YYYY", "D Month YYYY", "YYYY"};

bool Fits(const DateForm& form, const std::string& text) {
  DateStep step;
  step.forms.push_back(form);
  Value value;
  value.Start(text);
  return ReadStep(step, &value) == Read::kOk && value.given.empty();
}

// Day and month changed about.
std::string Turned(std::string_view form) {
  std::string out(form);
  for (char& c : out) {
    if (c == 'D' || c == 'M') c = c == 'D' ? 'M' : 'D';
  }
  return out;
}

struct Known {
  std::string common;
  std::string source;
};
using KnownCodes = std::map<std::string, Known>;

// The list's own codes and names, and every table compiled in all of whose codes stand in the list.
KnownCodes Gather(const std::string& list) {
  KnownCodes known;
  if (CommonList(list) == nullptr) return known;
  for (const CommonCode& code : *CommonList(list)) {
    known.emplace(FoldWords(code.name), Known{code.code, StrCat("the common list ", list)});
    known.emplace(FoldWords(code.code), Known{code.code, StrCat("the common list ", list)});
  }
  for (int i = 0; i < kEmbeddedFileCount; ++i) {
    const EmbeddedFile& file = kEmbeddedFiles[i];
    if (file.folder == "core" || !file.path.ends_with(".csv")) continue;
    const std::vector<Cells> rows = RowsOf(file.text);
    if (rows.empty() || rows[0].size() < 2 || rows[0][0] != "national") continue;
    const bool fits = std::all_of(rows.begin() + 1, rows.end(), [&](const Cells& row) {
      return row.size() < 2 || row[1].empty() || InCommonList(list, row[1]);
    });
    if (!fits) continue;
    for (const Cells& row : rows) {
      if (row.size() < 2 || row[1].empty() || &row == &rows[0]) continue;
      known.emplace(FoldWords(row[0]), Known{row[1], StrCat(file.folder, "/", file.path)});
    }
  }
  return known;
}

}  // namespace

std::optional<WordGuess> GuessByName(std::string_view place) {
  while (ConsumeSuffix(&place, "[]")) continue;
  const std::set<std::string> tokens = Tokens(place.substr(place.rfind('/') + 1));
  const Entry* best = nullptr;
  for (const Entry& entry : Entries()) {
    const bool all = std::all_of(entry.tokens.begin(), entry.tokens.end(),
                                 [&](const std::string& token) { return tokens.contains(token); });
    if (all && (best == nullptr || entry.tokens.size() > best->tokens.size())) best = &entry;
  }
  if (best == nullptr) return std::nullopt;
  WordGuess guess = best->guess;
  guess.sure = best->tokens == tokens;
  return guess;
}

std::optional<DateGuess> GuessDate(const LeafProfile& leaf) {
  DateGuess guess;
  std::set<std::string> rest;
  for (const auto& [text, count] : leaf.values) rest.insert(text);
  if (rest.empty()) return std::nullopt;
  while (!rest.empty() && guess.forms.size() < 3) {
    std::string best;
    size_t most = 0;
    for (const char* text : kForms) {
      const auto form = ParseDateForm(text);
      if (!form.ok()) continue;
      const auto fits =
          static_cast<size_t>(std::count_if(rest.begin(), rest.end(), [&](const auto& v) { return Fits(*form, v); }));
      if (fits > most) {
        most = fits;
        best = text;
      }
    }
    if (most == 0) return std::nullopt;
    const auto form = ParseDateForm(best);
    const auto turned = ParseDateForm(Turned(best));
    if (guess.forms.empty() && turned.ok() && Turned(best) != best &&
        std::all_of(rest.begin(), rest.end(), [&](const auto& v) { return Fits(*turned, v); })) {
      guess.other = Turned(best);
    }
    std::erase_if(rest, [&](const auto& v) { return Fits(*form, v); });
    guess.forms.push_back(best);
  }
  if (!rest.empty()) return std::nullopt;
  return guess;
}

std::optional<std::string> GuessTime(const LeafProfile& leaf) {
  if (leaf.filled == 0) return std::nullopt;
  for (const bool short_hour : {false, true}) {
    const bool all = std::all_of(leaf.values.begin(), leaf.values.end(), [&](const auto& entry) {
      Value value;
      value.Start(entry.first);
      return ReadStep(TimeStep{false, short_hour}, &value) == Read::kOk;
    });
    if (all) return short_hour ? "H:MM" : "HH:MM";
  }
  return std::nullopt;
}

bool LooksCoded(const LeafProfile& leaf) {
  constexpr size_t kWordsMax = 60;
  constexpr size_t kLongest = 80;
  constexpr int64_t kRepeats = 2;
  const auto distinct = static_cast<int64_t>(leaf.distinct());
  return !leaf.many && distinct > 0 && leaf.distinct() <= kWordsMax && leaf.longest <= kLongest &&
         leaf.filled >= kRepeats * distinct && leaf.boolean < leaf.filled;
}

bool LooksLikeCodes(const LeafProfile& leaf) {
  constexpr size_t kLongest = 4;
  return leaf.longest <= kLongest && std::none_of(leaf.values.begin(), leaf.values.end(), [](const auto& entry) {
           return std::any_of(entry.first.begin(), entry.first.end(),
                              [](char c) { return !IsAlnum(c) || Upper(c) != c; });
         });
}

std::optional<std::pair<std::string, std::string>> KnownCode(const std::string& list, std::string_view national) {
  thread_local std::map<std::string, KnownCodes> all;
  const auto [codes, fresh] = all.try_emplace(list);
  if (fresh) codes->second = Gather(list);
  const auto found = codes->second.find(FoldWords(national));
  if (found == codes->second.end()) return std::nullopt;
  return std::pair{found->second.common, found->second.source};
}

}  // namespace entente::adapters
