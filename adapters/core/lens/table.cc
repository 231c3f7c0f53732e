#include "adapters/core/lens/table.h"

#include <algorithm>

#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/text.h"

namespace entente::adapters {

absl::StatusOr<Table> Table::Parse(const std::string& file, std::string_view text) {
  Table table;
  CsvRow row;
  std::string scratch;
  int line = 1;
  const auto error = [&](std::string_view what) {
    return absl::InvalidArgumentError(StrCat(file, ":", line, ":1: ", what));
  };
  if (InvalidUtf8At(text) >= 0) return error("the table is not UTF-8");
  bool header = true;
  for (size_t at = 0; at < text.size(); line += row.lines) {
    ReadCsvRow(text.substr(at), ',', &row, &scratch);
    at += row.next;
    if (!row.expected.empty()) return error(StrCat("expected ", row.expected));
    const bool comment = row.cells[0].substr(0, 1) == "#" && row.cells.size() < 2;
    if (comment || (row.cells.size() == 1 && row.cells[0].empty())) continue;
    if (std::exchange(header, false)) {
      if (row.cells.size() < 2 || row.cells[0] != "national" || row.cells[1] != "common") {
        return error("expected the columns national,common,note");
      }
      continue;
    }
    if (row.cells.size() < 2) return error("expected a national and a common code");
    Row made{std::string(row.cells[0]), std::string(row.cells[1]), "", "", false};
    if (row.cells.size() > 2) made.note = row.cells[2];
    if (row.cells.size() > 3) made.iccs = row.cells[3];
    table.rows_.push_back(std::move(made));
    Row& kept = table.rows_.back();
    if (!table.forward_.emplace(kept.national, &kept).second) {
      return error(StrCat("`", kept.national, "` stands twice"));
    }
    if (!kept.common.empty()) kept.first = table.back_.emplace(kept.common, &kept).second;
  }
  for (const Row& r : table.rows_) table.longest_first_.push_back(&r);
  std::stable_sort(table.longest_first_.begin(), table.longest_first_.end(),
                   [](const Row* a, const Row* b) { return a->national.size() > b->national.size(); });
  return table;
}

const Table::Row* Table::Find(std::string_view national) const {
  const auto it = forward_.find(national);
  return it == forward_.end() ? nullptr : it->second;
}

const Table::Row* Table::Back(std::string_view common) const {
  const auto it = back_.find(common);
  return it == back_.end() ? nullptr : it->second;
}

const Table::Row* Table::Back(std::string_view common, std::string_view iccs) const {
  if (!iccs.empty()) {
    for (const Row& row : rows_) {
      if (row.common == common && row.iccs == iccs) return &row;
    }
  }
  return Back(common);
}

const Table::Row* Table::Wider(std::string_view iccs) const {
  constexpr size_t kSection = 2;  // a bare section ("02") says too little
  for (std::string_view at = iccs; at.size() > kSection; at.remove_suffix(1)) {
    for (const Row& row : rows_) {
      if (row.iccs == at) return &row;
    }
  }
  return nullptr;
}

}  // namespace entente::adapters
