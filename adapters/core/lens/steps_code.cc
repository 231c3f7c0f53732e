#include <algorithm>

#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr std::string_view kUnknown = "unknown";
constexpr std::string_view kNone = "none";

bool Digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit); }

bool WordCharacter(char c) { return IsAlnum(c) || (c & 0x80) != 0; }

bool HoldsWords(std::string_view text, std::string_view words) {
  for (size_t at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    const size_t end = at + words.size();
    if ((at == 0 || !WordCharacter(text[at - 1])) && (end == text.size() || !WordCharacter(text[end]))) return true;
  }
  return false;
}

const Table::Row* Listed(const CodeStep& step, std::string_view token) {
  if (step.grammar == nullptr) return step.table->Find(token);
  for (const std::string& key : step.grammar->keys(token)) {
    if (const Table::Row* row = step.table->Find(key); row != nullptr) return row;
  }
  return nullptr;
}

// The national token of ours the value holds, if it still means the value's common code.
bool OwnToken(const CodeStep& step, const Value& value, std::string* token) {
  if (value.list != step.list) return false;
  const std::string& own = step.words ? value.words : value.code;
  if (own.empty()) return false;
  if (step.table != nullptr) {
    const Table::Row* row = Listed(step, own);
    const std::string_view means = row == nullptr ? std::string_view() : std::string_view(row->common);
    const bool kept_unknown = means.empty() && value.common == kUnknown;
    if (means != value.common && !kept_unknown) return false;
  }
  *token = own;
  return true;
}

}  // namespace

std::string FoldWords(std::string_view text) {
  // U+00C0 to U+00FF in order; a blank stands for itself.
  static constexpr std::string_view kLatin = "aaaaaaaceeeeiiiidnooooo ouuuuy saaaaaaaceeeeiiiidnooooo ouuuuy y";
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0xC3 && i + 1 < text.size()) {
      const size_t at = static_cast<unsigned char>(text[i + 1]) - 0x80u;
      if (at < kLatin.size() && kLatin[at] != ' ') {
        out.push_back(kLatin[at]);
        ++i;
        continue;
      }
    }
    out.push_back(Lower(c));
  }
  return out;
}

Read ReadStep(const CodeStep& step, Value* value) {
  value->form = Value::Form::kCode;
  (step.words ? value->words : value->code) = value->text;
  value->list = step.list;
  if (step.table == nullptr) {
    if (!Digits(value->text)) {
      value->fate = v1::TEXT_ONLY;
      return Read::kOk;
    }
    value->common = value->text;
    if (value->common.size() < step.zeros) value->common.insert(0, step.zeros - value->common.size(), '0');
    value->fate = v1::CODED;
    return Read::kOk;
  }
  const Table::Row* row = Listed(step, value->text);
  if (row == nullptr) {
    if (step.strict) return Refuse(value, "a code of the table");
    value->fate = v1::TEXT_ONLY;
    return Read::kOk;
  }
  if (row->common.empty()) return Read::kUnknown;
  value->common = row->common;
  value->iccs = row->iccs;
  value->fate = v1::CODED;
  return Read::kOk;
}

bool WriteStep(const CodeStep& step, Value* value) {
  value->form = Value::Form::kText;
  if (OwnToken(step, *value, &value->text)) return true;
  if (value->common.empty()) return Cannot(value, value->list == step.list ? "no code here" : "words of another list");
  if (step.table == nullptr) {
    if (!Digits(value->common)) return Cannot(value, "no code here");
    const size_t first = std::min(value->common.find_first_not_of('0'), value->common.size() - 1);
    value->text = value->common.substr(first);
    return true;
  }
  const Table::Row* row = step.table->Back(value->common, value->iccs);
  if (row == nullptr && step.wider) row = step.table->Wider(value->iccs);
  if (row == nullptr) return Cannot(value, StrCat("no code here for `", value->common, "`"));
  value->text = row->national;
  return true;
}

Read ReadStep(const IccsStep&, Value* value) {
  constexpr size_t kFull = 6;  // two digits of section and four below it: no zero was lost
  const std::string_view digits = std::string_view(value->text).substr(0, value->text.find('.'));
  if (!Digits(digits) || digits.size() > kFull) return Read::kOk;
  value->iccs = digits.size() == kFull ? std::string(digits) : StrCat("0", digits);
  return Read::kOk;
}

bool WriteStep(const IccsStep&, Value* value) {
  if (!value->text.empty()) return true;
  if (!Digits(value->iccs)) return Cannot(value, "no ICCS code");
  value->text = value->iccs[0] == '0' ? value->iccs.substr(1) : value->iccs;
  return !value->text.empty();
}

Read ReadStep(const FindsStep& step, Value* value) {
  const std::string text = FoldWords(value->text);
  // A word for `none` turns the others about ("acquitted of"): what such a text says is left to a person.
  for (size_t i = 0; i < step.folded.size(); ++i) {
    if (step.table->rows()[i].common == kNone && HoldsWords(text, step.folded[i])) return Read::kOk;
  }
  for (size_t i = 0; i < step.folded.size(); ++i) {
    const Table::Row& row = step.table->rows()[i];
    if (row.common.empty() || !HoldsWords(text, step.folded[i])) continue;
    value->common = row.common;
    value->words = row.national;
    value->iccs = row.iccs;
    value->list = step.list;
    break;
  }
  return Read::kOk;
}

bool WriteStep(const FindsStep&, Value*) { return true; }

}  // namespace entente::adapters
