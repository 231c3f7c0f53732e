// The first sheet of a workbook as a table. A unit is the row as CSV, the header its preamble, so that a row that was
// kept is read alone like any CSV row. A workbook itself is not written: rows are, as CSV.
#pragma once

#include <memory>

#include "adapters/core/frame/csv_frame.h"

namespace entente::adapters {

std::unique_ptr<const Frame> MakeXlsxFrame(CsvOptions options);

}  // namespace entente::adapters
