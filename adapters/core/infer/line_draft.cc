#include "adapters/core/infer/line_draft.h"

#include <algorithm>

#include "adapters/core/frame/csv.h"
#include "adapters/core/infer/guess.h"
#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// A file's name out of a place: "Tipo de droga" -> "tipo_de_droga".
std::string TableName(std::string_view place) {
  while (ConsumeSuffix(&place, "[]")) continue;
  std::string out;
  for (const char c : FoldWords(place.substr(place.rfind('/') + 1))) {
    if (IsAlnum(c)) out.push_back(c);
    if (!IsAlnum(c) && !out.empty() && out.back() != '_') out.push_back('_');
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out.empty() ? "table" : out;
}

// The common list a field with codes takes; what the guesses of words.csv can name.
std::string ListFor(const std::string& field) {
  static const std::pair<const char*, const char*> kLists[] = {{"sex", "sex"},
                                                               {"gender", "gender"},
                                                               {"nationalities[]", "country"},
                                                               {"country", "country"},
                                                               {"departed_from[0]", "country"},
                                                               {"destined_for[0]", "country"},
                                                               {"substance", "drug"},
                                                               {"unit", "unit"},
                                                               {"concealment", "concealment"},
                                                               {"transport", "transport"},
                                                               {"code", "offence"},
                                                               {"flagrant", "yes-no"},
                                                               {"weapons[]", "weapon"},
                                                               {"sites[0]", "site"},
                                                               {"agencies[0]", "agency"},
                                                               {"occupations[0]", "occupation"}};
  const std::string last = field.substr(field.rfind('.') + 1);
  for (const auto& [name, list] : kLists) {
    if (last == name) return list;
  }
  return "";
}

TableDraft DraftTable(const LeafProfile& leaf, const std::string& list) {
  TableDraft table;
  table.name = TableName(leaf.place);
  table.text = "national,common,note\n";
  std::vector<std::pair<int64_t, std::string>> words;
  for (const auto& [word, count] : leaf.values) words.emplace_back(-count, word);
  std::sort(words.begin(), words.end());
  for (const auto& [count, word] : words) {
    // Beside `H` (hombre, homem), `M` is a woman.
    const bool either =
        list == "sex" && ToUpper(word) == "M" && (leaf.values.contains("H") || leaf.values.contains("h"));
    const auto known = list.empty() || either ? std::nullopt : KnownCode(list, word);
    // What came once may be anything; only words that other tables have are shown for it.
    if (count == -1 && !known.has_value()) continue;
    WriteCsvCell(word, ',', &table.text);
    StrAppend(&table.text, ",", known.has_value() ? known->first : "TODO", ",");
    WriteCsvCell(StrCat(-count, " times", known.has_value() ? StrCat("; as in ", known->second) : ""), ',',
                 &table.text);
    StrAppend(&table.text, "\n");
  }
  return table;
}

// A capital of ASCII or of another alphabet's first bytes.
bool BeginsLarge(const std::string& word) { return Lower(word[0]) != word[0] || (word[0] & 0x80) != 0; }

// "Rosa Inventada", "Juan de la Cruz", "Inventada, R.": two words or more that begin as names do, and no digit.
bool LooksLikeAName(const std::string& text) {
  if (std::any_of(text.begin(), text.end(), IsDigit)) return false;
  const std::vector<std::string> words = SplitText(text, " ", /*skip_empty=*/true);
  return words.size() >= 2 && BeginsLarge(words.front()) && BeginsLarge(words.back());
}

// Whether a column that nothing else is known of may hold people: by its heading, or since a value looks like a name.
// Its words go into no table then: a skeleton is shown around.
bool MayBePeople(const LeafProfile& leaf) {
  static constexpr std::string_view kHeads[] = {
      "name",     "nombre",     "nome",     "nom",        "apellid",   "sobrenom", "officer", "oficial",  "agent",
      "official", "policial",   "detectiv", "judge",      "juez",      "juiz",     "juge",    "fiscal",   "promotor",
      "prosecut", "inspector",  "delegad",  "funcionari", "responsab", "user",     "usuari",  "encargad", "jefe",
      "chief",    "chefe",      "firma",    "signed",     "autor",     "author",   "testig",  "witness",  "victim",
      "person",   "denunciant", "operador", "operator",   "domicil",   "direcc",   "address", "adresse",  "enderec",
      "calle",    "street",     "rua",      "telefon",    "phone",     "correo",   "email",   "mail"};
  constexpr size_t kWhole = 4;  // shorter heads must be the whole word: `nom` is not in `economico`
  std::string head = FoldWords(leaf.place.substr(leaf.place.rfind('/') + 1));
  std::replace_if(
      head.begin(), head.end(), [](char c) { return !IsAlnum(c); }, ' ');
  for (const std::string& token : SplitText(head, " ", /*skip_empty=*/true)) {
    const auto told = [&](std::string_view word) {
      return word.size() <= kWhole ? token == word : token.starts_with(word);
    };
    if (std::any_of(std::begin(kHeads), std::end(kHeads), told)) return true;
  }
  return std::any_of(leaf.values.begin(), leaf.values.end(),
                     [](const auto& value) { return LooksLikeAName(value.first); });
}

class Drafter {
 public:
  Drafter(const LeafProfile& leaf, const std::string& lists) : leaf_(leaf), lists_(lists) { draft_.leaf = &leaf; }

  LineDraft Run() {
    draft_.comments.push_back(Describe(leaf_));
    const auto guess = GuessByName(leaf_.place);
    if (guess.has_value()) {
      draft_.kind = guess->kind;
      draft_.right = guess->field;
      if (const size_t at = draft_.right.find("{L}"); at != std::string::npos) draft_.right.replace(at, 3, lists_);
      draft_.todo = !guess->sure;
      if (!guess->sure) Say("guessed from a part of its name");
      Step(*guess);
    } else {
      WithoutName();
    }
    if (leaf_.filled == 0) {
      draft_.todo = true;
      Say("no sample has a value here");
    }
    return std::move(draft_);
  }

 private:
  void Say(std::string text) { draft_.comments.push_back(std::move(text)); }
  void Add(const std::string& step) { StrAppend(&draft_.right, " | ", step); }

  void Step(const WordGuess& guess) {
    if (guess.step == "date") return Date();
    if (guess.step == "time") return Time();
    if (guess.step == "code") return Code(guess);
    if (guess.step != "text") return Number(guess.step);
  }

  void Date() {
    const auto date = GuessDate(leaf_);
    if (!date.has_value()) {
      draft_.todo = true;
      Say("no form of a date reads every value: say `date FORM, FORM`, and `else text` for what stays words");
      return Add("date YYYY-MM-DD");
    }
    Add(StrCat("date ", Join(Quoted(date->forms), ", ")));
    Doubt(*date);
  }

  void Doubt(const DateGuess& date) {
    if (date.other.empty()) return;
    draft_.todo = true;
    Say(StrCat("or ", date.other, ": no value tells the day from the month"));
  }

  static std::vector<std::string> Quoted(std::vector<std::string> forms) {
    for (std::string& form : forms) {
      if (StrContains(form, ",")) form = StrCat("\"", form, "\"");
    }
    return forms;
  }

  void Time() {
    const auto time = GuessTime(leaf_);
    draft_.todo = draft_.todo || !time.has_value();
    Add(StrCat("time ", time.value_or("HH:MM")));
  }

  bool ThreeBehindEach() const {
    return std::all_of(leaf_.values.begin(), leaf_.values.end(), [](const auto& value) {
      const std::string& text = value.first;
      const size_t comma = text.find(',');
      return comma == text.npos || text.size() - comma == 4;
    });
  }

  // `step` may name a unit: "quantity KGM".
  void Number(const std::string& step) {
    const bool point = leaf_.decimal == leaf_.filled;
    const bool comma = !point && leaf_.comma + leaf_.whole == leaf_.filled;
    if (comma) Say("a decimal comma");
    if (comma && ThreeBehindEach()) {
      draft_.todo = true;
      Say("every comma stands before three digits: decimals, or thousands?");
    }
    if (!point && !comma) {
      draft_.todo = true;
      Say("not every value is a number: name the words that mean not known as `unknown WORD`");
    }
    if (comma) Add("decimal comma");
    if (step != "number") return Add(step);
    if (!comma) Add("decimal");
  }

  void Code(const WordGuess& guess) {
    const std::string word = LooksLikeCodes(leaf_) ? "code" : "word";
    if (guess.is_private || !LooksCoded(leaf_)) {
      // Too many different values for a table: the words themselves.
      const bool list = draft_.right.ends_with("[]");
      if (list) draft_.right.replace(draft_.right.size() - 2, 2, "[0]");
      if (!guess.is_private) Say("many different values: kept as words; a table would be `| word TABLE`");
      StrAppend(&draft_.right, ".text");
      return;
    }
    draft_.tables.push_back(DraftTable(leaf_, ListFor(guess.field)));
    Add(StrCat(word, " ", draft_.tables.back().name));
  }

  void WithoutName() {
    if (const auto date = GuessDate(leaf_); date.has_value() && leaf_.longest > 4) {
      Say(StrCat("reads as `date ", Join(Quoted(date->forms), ", "), "`"));
      return Doubt(*date);
    }
    if (leaf_.comma > 0 && leaf_.comma + leaf_.whole == leaf_.filled) return Say("reads as `decimal comma`");
    const bool numbers = leaf_.decimal == leaf_.filled;
    if (numbers || !LooksCoded(leaf_)) return;
    // Unknown columns are looked at with more care: only words that repeat often stand in a table.
    constexpr int64_t kRepeats = 3;
    constexpr size_t kWordsMax = 20;
    if (leaf_.distinct() > kWordsMax || leaf_.filled < kRepeats * static_cast<int64_t>(leaf_.distinct())) return;
    if (MayBePeople(leaf_))
      return Say("few words that repeat, maybe people: not listed; what is none takes `| word TABLE`");
    draft_.tables.push_back(DraftTable(leaf_, ""));
    const std::string step = StrCat(LooksLikeCodes(leaf_) ? "code " : "word ", draft_.tables.back().name);
    Say(StrCat("few words that repeat: codes/", draft_.tables.back().name, ".csv lists them, for `| ", step, "`"));
  }

  const LeafProfile& leaf_;
  const std::string& lists_;
  LineDraft draft_;
};

}  // namespace

LineDraft DraftLine(const LeafProfile& leaf, const std::string& lists) { return Drafter(leaf, lists).Run(); }

}  // namespace entente::adapters
