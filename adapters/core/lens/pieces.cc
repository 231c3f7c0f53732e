#include "adapters/core/lens/pieces.h"

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

std::string_view FirstPiece(const Line& line, std::string_view text) {
  if (line.split_words != nullptr) {
    for (const Table::Row* row : line.split_words->longest_first()) {
      const std::string_view word = row->national;
      if (!word.empty() && text.starts_with(word) &&
          (text.size() == word.size() || text.substr(word.size()).starts_with(line.split))) {
        return text.substr(0, word.size());
      }
    }
  }
  return text.substr(0, text.find(line.split));
}

}  // namespace

std::vector<std::string> Pieces(const Line& line, std::string_view cell) {
  if (line.grammar != nullptr) return line.grammar->split(cell);
  std::vector<std::string> pieces;
  while (!cell.empty()) {
    const std::string_view piece = FirstPiece(line, cell);
    if (!piece.empty()) pieces.emplace_back(piece);
    cell.remove_prefix(piece.size());
    if (cell.starts_with(line.split)) cell.remove_prefix(line.split.size());
  }
  return pieces;
}

std::string JoinPieces(const Line& line, const std::vector<std::string>& pieces) {
  return line.grammar != nullptr ? line.grammar->join(pieces) : Join(pieces, line.split);
}

}  // namespace entente::adapters
