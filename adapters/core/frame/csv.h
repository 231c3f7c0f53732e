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

// Cuts a file into rows: `unit.preamble` is the header as it stands.
void SplitCsv(std::string_view file, char separator, const std::function<void(const Unit&)>& on_unit,
              const std::function<void(const Refusal&)>& on_refusal);

// Column names of a header line, a byte-order mark taken off. Refuses a name that stands twice.
absl::StatusOr<std::vector<std::string>> CsvHeader(std::string_view preamble, char separator);

void WriteCsvCell(std::string_view cell, char separator, std::string* out);

}  // namespace entente::adapters
