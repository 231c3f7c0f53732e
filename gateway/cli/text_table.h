// A table on a terminal: columns as wide as they need, and what does not fit goes on in the next line of its cell.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente::cli {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> heads);

  TextTable& Right(size_t column);  // numbers stand at the right
  TextTable& Folds(size_t column);  // may be narrowed where the width does not suffice
  void Add(std::vector<std::string> row);
  bool empty() const { return rows_.empty(); }

  std::string ToString(size_t width) const;

 private:
  std::vector<size_t> Widths(size_t width) const;
  void Print(const std::vector<std::string>& row, const std::vector<size_t>& widths, std::string* out) const;

  std::vector<std::string> heads_;
  std::vector<bool> right_, folds_;
  std::vector<std::vector<std::string>> rows_;
};

// Columns a text takes: combining marks none, wide letters two, any other one.
size_t DisplayWidth(std::string_view text);

// Cut into lines of at most `width`, at blanks where there are some.
std::vector<std::string> Folded(std::string_view text, size_t width);

// Of the terminal that standard output is; 100 where it is none.
size_t OutputWidth();

// Letters that a terminal would obey, and line ends, as blanks.
std::string OneLine(std::string_view text);

}  // namespace entente::cli
