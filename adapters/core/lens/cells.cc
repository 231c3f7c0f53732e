#include "adapters/core/lens/cells.h"

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// ---- `bnmp articles`: law, article, paragraph, items; each ended by `;`. "2848, 121, § 2º, I;IV;11343, 33;"

// A law's number and a comma begin an entry; anything else (a bare `IV`) belongs to the article before it.
bool BeginsEntry(std::string_view piece) {
  piece = Strip(piece);
  size_t digits = 0;
  while (digits < piece.size() && (IsDigit(piece[digits]) || piece[digits] == '.')) ++digits;
  return digits > 0 && IsDigit(piece[0]) && Strip(piece.substr(digits)).starts_with(',');
}

std::vector<std::string> SplitArticles(std::string_view cell) {
  std::vector<std::string> entries;
  for (const std::string_view piece : SplitText(cell, ";")) {
    if (Strip(piece).empty()) continue;
    if (entries.empty() || BeginsEntry(piece)) {
      entries.emplace_back(Strip(piece));
    } else {
      StrAppend(&entries.back(), ";", Strip(piece));
    }
  }
  return entries;
}

std::string JoinArticles(const std::vector<std::string>& entries) {
  std::string cell;
  for (const std::string& entry : entries) StrAppend(&cell, entry, ";");
  return cell;
}

std::vector<std::string> ArticleKeys(std::string_view entry) {
  constexpr size_t kPartsMax = 3;
  std::vector<std::string> keys;
  std::string key;
  size_t parts = 0;
  for (const std::string_view part : SplitText(entry.substr(0, entry.find(';')), ",")) {
    if (++parts > kPartsMax) break;
    StrAppend(&key, key.empty() ? "" : ", ", Strip(part));
    keys.insert(keys.begin(), key);
  }
  return keys;
}

constexpr CellGrammar kGrammars[] = {{"bnmp articles", SplitArticles, JoinArticles, ArticleKeys}};

}  // namespace

const CellGrammar* FindCellGrammar(std::string_view name) {
  for (const CellGrammar& grammar : kGrammars) {
    if (grammar.name == name) return &grammar;
  }
  return nullptr;
}

}  // namespace entente::adapters
