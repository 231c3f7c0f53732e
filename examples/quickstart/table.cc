#include "examples/quickstart/table.h"

#include <algorithm>

namespace entente::examples {
namespace {

// Characters of a terminal, not bytes: names have accents.
size_t Width(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

std::vector<std::string> Wrap(const std::string& text, size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string& word : Words(text)) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (Width(line) + 1 + Width(word) <= width) {
      line += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

}  // namespace

std::string Table::Lines(const std::vector<std::string>& cells) const {
  std::vector<std::vector<std::string>> wrapped;
  size_t height = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    wrapped.push_back(Wrap(i < cells.size() ? cells[i] : "", columns_[i].width));
    height = std::max(height, wrapped.back().size());
  }
  std::string out;
  for (size_t line = 0; line < height; ++line) {
    std::string row = " ";
    for (size_t i = 0; i < columns_.size(); ++i) {
      const std::string cell = line < wrapped[i].size() ? wrapped[i][line] : "";
      const size_t width = Width(cell);
      row += " " + cell + std::string(width < columns_[i].width ? columns_[i].width - width : 0, ' ');
    }
    row.erase(row.find_last_not_of(' ') + 1);
    out += row + "\n";
  }
  return out;
}

std::string Table::ToString() const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string out = Lines(titles);
  for (const std::vector<std::string>& row : rows_) out += Lines(row);
  return out;
}

}  // namespace entente::examples
