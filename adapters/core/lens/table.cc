#include "adapters/core/lens/table.h"

#include <algorithm>

#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr std::string_view kReadOnly = "read only";
constexpr std::string_view kByDigits = "read only without its digits";

absl::Status At(std::string_view file, int line, int column, std::string_view what) {
  return absl::InvalidArgumentError(StrCat(file, ":", line, ":", column, ": ", what));
}

// Where each column stands, by the header.
struct Columns {
  size_t national = kNone, common = kNone, iccs = kNone, note = kNone;
  size_t count = 0;

  // Empty, or what is wrong with the header.
  std::string Read(const std::vector<std::string_view>& cells) {
    count = cells.size();
    for (size_t i = 0; i < cells.size(); ++i) {
      size_t other = kNone;
      size_t& column = cells[i] == "national" ? national
                       : cells[i] == "common" ? common
                       : cells[i] == "iccs"   ? iccs
                       : cells[i] == "note"   ? note
                                              : other;
      const bool known = &column != &other || cells[i] == "source";
      if (!known) return StrCat("no column is named `", cells[i], "`: expected national,common,note,source,iccs");
      if (column != kNone) return StrCat("the column `", cells[i], "` stands twice");
      column = i;
    }
    return national == kNone || common == kNone ? "expected the columns national,common,note,source" : "";
  }
};

// The column, counted in bytes from 1, at which a cell begins.
int ColumnOf(std::string_view row, size_t cell) {
  bool quoted = false;
  size_t at = 0;
  for (; cell > 0 && at < row.size(); ++at) {
    if (row[at] == '"') quoted = !quoted;
    if (row[at] == ',' && !quoted) --cell;
  }
  return static_cast<int>(at) + 1;
}

}  // namespace

absl::StatusOr<Table> Table::Parse(const std::string& file, std::string_view text) {
  Table table;
  table.file_ = file;
  Columns columns;
  CsvRow row;
  std::string scratch;
  int line = 1;
  const auto error = [&](std::string_view what) { return At(file, line, 1, what); };
  if (InvalidUtf8At(text) >= 0) return error("the table is not UTF-8");
  for (size_t at = 0; at < text.size(); line += row.lines) {
    ReadCsvRow(text.substr(at), ',', &row, &scratch);
    const std::string_view bytes = text.substr(at, row.size);
    at += row.next;
    if (!row.expected.empty()) return error(StrCat("expected ", row.expected));
    const bool comment = row.cells[0].substr(0, 1) == "#" && row.cells.size() < 2;
    if (comment || (row.cells.size() == 1 && row.cells[0].empty())) continue;
    if (columns.count == 0) {
      const std::string wrong = columns.Read(row.cells);
      if (!wrong.empty()) return error(wrong);
      continue;
    }
    if (row.cells.size() != columns.count) {
      return error(StrCat("expected ", columns.count, " cells, as the header has, and found ", row.cells.size()));
    }
    if (row.cells[columns.common] == "TODO") {
      table.undecided_.push_back(line);
      continue;
    }
    Row& kept = table.rows_.emplace_back();
    kept.national = row.cells[columns.national];
    kept.common = row.cells[columns.common];
    if (columns.iccs != kNone) kept.iccs = row.cells[columns.iccs];
    kept.line = line;
    kept.column = ColumnOf(bytes, columns.common);
    if (!table.forward_.emplace(kept.national, &kept).second) {
      return error(StrCat("`", kept.national, "` stands twice"));
    }
    const std::string_view note = columns.note == kNone ? std::string_view() : row.cells[columns.note];
    kept.by_digits = note.starts_with(kByDigits);
    kept.read_only = !kept.by_digits && note.starts_with(kReadOnly);
    if (!kept.common.empty() && !kept.read_only && !kept.by_digits)
      kept.first = table.back_.emplace(kept.common, &kept).second;
  }
  for (const Row& r : table.rows_) table.longest_first_.push_back(&r);
  std::stable_sort(table.longest_first_.begin(), table.longest_first_.end(),
                   [](const Row* a, const Row* b) { return a->national.size() > b->national.size(); });
  return table;
}

absl::Status Table::Error(const Row& row, std::string_view what) const { return At(file_, row.line, row.column, what); }

const Table::Row* Table::Find(std::string_view national) const {
  const auto it = forward_.find(national);
  return it == forward_.end() ? nullptr : it->second;
}

const Table::Row* Table::Back(std::string_view common) const {
  const auto it = back_.find(common);
  return it == back_.end() ? nullptr : it->second;
}

const Table::Row* Table::Back(std::string_view common, std::string_view iccs) const {
  if (iccs.empty()) return Back(common);
  const Row* wider = nullptr;
  for (const Row& row : rows_) {
    if (row.common != common || row.read_only) continue;
    if (row.iccs == iccs) return &row;
    const bool says_less = !row.by_digits && !row.iccs.empty() && iccs.starts_with(row.iccs);
    if (says_less && (wider == nullptr || row.iccs.size() > wider->iccs.size())) wider = &row;
  }
  if (wider != nullptr) return wider;
  const Row* first = Back(common);
  return first == nullptr || first->iccs.empty() || iccs.starts_with(first->iccs) ? first : nullptr;
}

const Table::Row* Table::Wider(std::string_view iccs) const {
  constexpr size_t kSection = 2;  // a bare section ("02") says too little
  for (std::string_view at = iccs; at.size() > kSection; at.remove_suffix(1)) {
    for (const Row& row : rows_) {
      if (row.iccs == at && !row.read_only) return &row;
    }
  }
  return nullptr;
}

}  // namespace entente::adapters
