// A table of text whose cells wrap inside their column, for a terminal of 120 columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace entente::examples {

class Table {
 public:
  struct Column {
    std::string title;
    size_t width;  // in characters
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string ToString() const;

 private:
  std::string Lines(const std::vector<std::string>& cells) const;

  const std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace entente::examples
