#include "gateway/cli/text_table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace entente::cli {
namespace {

constexpr size_t kGap = 2;
constexpr size_t kNarrowest = 8;
constexpr size_t kWidthElse = 100;

struct Letter {
  size_t bytes = 1;
  size_t width = 1;
};

Letter LetterAt(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (bytes == 1 || bytes > text.size()) return {1, 1};
  uint32_t code = first & (0x7FU >> bytes);
  for (size_t i = 1; i < bytes; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  const bool combining = (code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200F) || code == 0xFEFF;
  const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFF00 && code <= 0xFF60) || (code >= 0x1F300 && code <= 0x1FAFF);
  return {bytes, combining ? 0U : wide ? 2U : 1U};
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Letter letter = LetterAt(text);
    width += letter.width;
    text.remove_prefix(letter.bytes);
  }
  return width;
}

std::vector<std::string> Folded(std::string_view text, size_t width) {
  std::vector<std::string> lines;
  width = std::max<size_t>(width, 2);
  while (DisplayWidth(text) > width) {
    size_t at = 0, used = 0, blank = 0;
    while (at < text.size()) {
      const Letter letter = LetterAt(text.substr(at));
      if (used + letter.width > width) break;
      if (text[at] == ' ' || text[at] == '/' || text[at] == '.') blank = at + 1;
      used += letter.width;
      at += letter.bytes;
    }
    const size_t cut = blank > at / 2 ? blank : at;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
  }
  lines.emplace_back(text);
  return lines;
}

size_t OutputWidth() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40) {
    return kWidthElse;
  }
  return size.ws_col;
}

std::string OneLine(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) ++i;
    out.push_back(byte < 0x20 || byte == 0x7F || c1 ? ' ' : text[i]);
  }
  return out;
}

TextTable::TextTable(std::vector<std::string> heads)
    : heads_(std::move(heads)), right_(heads_.size()), folds_(heads_.size()) {}

TextTable& TextTable::Right(size_t column) {
  right_[column] = true;
  return *this;
}

TextTable& TextTable::Folds(size_t column) {
  folds_[column] = true;
  return *this;
}

void TextTable::Add(std::vector<std::string> row) {
  row.resize(heads_.size());
  for (std::string& cell : row) cell = OneLine(cell);
  rows_.push_back(std::move(row));
}

std::vector<size_t> TextTable::Widths(size_t width) const {
  std::vector<size_t> widths;
  for (const std::string& head : heads_) widths.push_back(DisplayWidth(head));
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  const auto total = [&] {
    size_t sum = 0;
    for (const size_t w : widths) sum += w + kGap;
    return sum - std::min(sum, kGap);
  };
  // The widest column that may be narrowed gives way first.
  while (total() > width) {
    size_t widest = widths.size();
    for (size_t i = 0; i < widths.size(); ++i) {
      if (folds_[i] && widths[i] > kNarrowest && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) break;
    --widths[widest];
  }
  return widths;
}

void TextTable::Print(const std::vector<std::string>& row, const std::vector<size_t>& widths, std::string* out) const {
  std::vector<std::vector<std::string>> cells;
  size_t lines = 1;
  for (size_t i = 0; i < row.size(); ++i) {
    cells.push_back(Folded(row[i], widths[i]));
    lines = std::max(lines, cells.back().size());
  }
  for (size_t line = 0; line < lines; ++line) {
    std::string text;
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = line < cells[i].size() ? cells[i][line] : "";
      const std::string blanks(widths[i] - std::min(widths[i], DisplayWidth(cell)), ' ');
      text += right_[i] ? blanks + cell : cell + blanks;
      text.append(kGap, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    *out += text + "\n";
  }
}

std::string TextTable::ToString(size_t width) const {
  const std::vector<size_t> widths = Widths(width);
  std::string out;
  Print(heads_, widths, &out);
  for (const auto& row : rows_) Print(row, widths, &out);
  return out;
}

}  // namespace entente::cli
