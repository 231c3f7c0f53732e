#include "adapters/core/frame/csv_rows.h"

#include <algorithm>

#include "adapters/core/text.h"
#include "adapters/core/wildcard.h"

namespace entente::adapters {
namespace {

constexpr size_t kNowhere = static_cast<size_t>(-1);

size_t ColumnOf(const std::vector<std::string>& header, const std::string& name) {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? kNowhere : static_cast<size_t>(found - header.begin());
}

bool HoldsOnly(const std::vector<std::string_view>& cells, size_t cell) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i != cell && !cells[i].empty()) return false;
  }
  return true;
}

struct CellTest {
  size_t column = 0;
  std::vector<std::string> words;

  bool Holds(const std::vector<std::string_view>& cells) const {
    return column < cells.size() &&
           std::any_of(words.begin(), words.end(), [&](const auto& word) { return Wildcard(word, cells[column]); });
  }
};

}  // namespace

RowTest OutsideRows(const CsvOptions& options, const std::vector<std::string>& header) {
  std::vector<CellTest> tests;
  for (const CsvOutside& one : options.outside) {
    const size_t column = ColumnOf(header, one.column);
    if (column != kNowhere) tests.push_back({column, one.words});
  }
  const size_t number = ColumnOf(header, options.numbered);
  if (tests.empty() && number == kNowhere) return nullptr;
  return [tests, number](const std::vector<std::string_view>& cells) {
    return (number != kNowhere && HoldsOnly(cells, number)) ||
           std::any_of(tests.begin(), tests.end(), [&](const CellTest& test) { return test.Holds(cells); });
  };
}

OutsideTrees::OutsideTrees(const CsvOptions& options, std::vector<std::string> header, const NameIds& names)
    : header_(std::move(header)), names_(names) {
  for (const std::string& name : options.sums) {
    const size_t column = ColumnOf(header_, name);
    if (column != kNowhere) sums_.push_back({column, 0, true});
  }
}

void OutsideTrees::Row(const std::vector<std::string_view>& cells) {
  for (Sum& sum : sums_) {
    int64_t number = 0;
    const std::string_view cell = sum.column < cells.size() ? cells[sum.column] : std::string_view();
    sum.whole = sum.whole && (cell.empty() || ParseNumber(cell, &number)) &&
                !__builtin_add_overflow(sum.rows, number, &sum.rows);
  }
}

void OutsideTrees::Outside(const std::vector<std::string_view>& cells, const OnEnvelope& on_envelope) {
  std::vector<std::string> names(cells.size());
  for (size_t i = 0; i < cells.size(); ++i) names[i] = i < header_.size() ? header_[i] : StrCat("#", i + 1);
  for (const Sum& sum : sums_) {
    int64_t said = 0;
    if (sum.column >= cells.size() || !ParseNumber(cells[sum.column], &said)) continue;
    if (sum.whole && said != sum.rows) StrAppend(&names[sum.column], " (the rows sum to ", sum.rows, ")");
  }
  Tree tree;
  tree.Start(0);
  tree.Add(-1, Node::Kind::kObject, "", kUnknownName, {});
  for (size_t i = 0; i < cells.size(); ++i) {
    const auto known = names_.find(names[i]);
    tree.Add(0, Node::Kind::kText, names[i], known == names_.end() ? kUnknownName : known->second, cells[i]);
  }
  on_envelope(&tree);
}

}  // namespace entente::adapters
