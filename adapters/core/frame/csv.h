// Comma-separated values of every dialect met: any separator, quotes doubled inside quotes, line ends of both kinds,
// newlines in quotes, a byte-order mark.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/frame/out.h"
#include "adapters/core/frame/tree.h"

namespace entente::adapters {

// The cells of the row at the front of `text`, and its length without the line end. `scratch` holds unescaped cells.
struct CsvRow {
  std::vector<std::string_view> cells;
  size_t size = 0;            // bytes of the row
  size_t next = 0;            // where the next row begins
  int lines = 1;              // lines it takes in the file
  std::string_view expected;  // empty: a sound row; else what its quotes lack
};
void ReadCsvRow(std::string_view text, char separator, CsvRow* row, std::string* scratch);

// How a file is cut into rows.
struct CsvCut {
  char separator = ',';
  size_t header_at = 0;                        // where the header begins, behind a byte-order mark and a banner
  int64_t line = 1;                            // of the header
  size_t may_lack = 0;                         // how many cells a row may lack at its end
  std::function<bool(const CsvRow&)> outside;  // whether a row is no record: a sum, a footer; null: every row is one
};
// `unit.preamble` is the header as it stands. A row that is no record goes to `on_outside`.
void SplitCsv(std::string_view file, const CsvCut& cut, const std::function<void(const Unit&)>& on_unit,
              const std::function<void(const Refusal&)>& on_refusal,
              const std::function<void(const Unit&)>& on_outside);

// Column names of a header line, a byte-order mark taken off; a column without a name is called by its place, "#36".
// Refuses a name that stands twice.
absl::StatusOr<std::vector<std::string>> CsvHeader(std::string_view preamble, char separator);

void WriteCsvCell(std::string_view cell, char separator, std::string* out);

}  // namespace entente::adapters
