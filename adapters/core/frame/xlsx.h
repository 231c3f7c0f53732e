// The rows of the first sheet of an XLSX workbook, one at a time: a sheet streams, and only the texts it shares are
// kept.
//
// A workbook is a stranger's archive, so it is weighed before anything is unpacked: how many parts it has, how large
// each says it is, and by how much it claims to grow. What is unpacked is counted, whatever the archive said.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace entente::adapters {

struct XlsxLimits {
  size_t parts = 2'000;
  size_t part_bytes = 256u << 20;   // of one part, unpacked
  size_t shared_bytes = 16u << 20;  // of the texts that cells share, which alone are kept in memory
  size_t growth = 200;  // how many times its packed size a part may be, once it is larger than `small_bytes`
  size_t small_bytes = 1u << 20;
  size_t cell_bytes = 64u << 10;
  size_t columns = 1'024;
};

// `row` as the sheet numbers it, from 1. A date comes as YYYY-MM-DD, with THH:MM:SS where it has a time; a number as it
// is stored; an empty cell as "". False ends the reading.
using OnXlsxRow = std::function<bool(int64_t row, const std::vector<std::string>& cells)>;

bool LooksLikeZip(std::string_view file);

// InvalidArgument with a Refusal. It quotes no cell.
absl::Status ReadXlsx(std::string_view file, const XlsxLimits& limits, const OnXlsxRow& on_row);

}  // namespace entente::adapters
