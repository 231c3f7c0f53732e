// Which rows of a table are none of its records: a sum, a footer, a header said again, a row with its number alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/frame/csv_frame.h"

namespace entente::adapters {

using RowTest = std::function<bool(const std::vector<std::string_view>& cells)>;

// By the columns of this header; null: every row is a record.
RowTest OutsideRows(const CsvOptions& options, const std::vector<std::string>& header);

// The rows that are no records, as trees of what stands in them, and what they say of the rows above: a sum that is not
// the rows' own is named with theirs.
class OutsideTrees {
 public:
  OutsideTrees(const CsvOptions& options, std::vector<std::string> header, const NameIds& names);
  void Row(const std::vector<std::string_view>& cells);  // a record
  void Outside(const std::vector<std::string_view>& cells, const OnEnvelope& on_envelope);

 private:
  struct Sum {
    size_t column = 0;
    int64_t rows = 0;
    bool whole = true;  // every row has a whole number there, or nothing
  };
  std::vector<std::string> header_;
  const NameIds& names_;
  std::vector<Sum> sums_;
};

}  // namespace entente::adapters
