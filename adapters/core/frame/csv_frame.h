// Tables of one header line as a Frame.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/core/frame/frame.h"

namespace entente::adapters {

// Rows that are no records: those with one of these words (`*` stands for anything) in the column.
struct CsvOutside {
  std::string column;
  std::vector<std::string> words;
};

struct CsvOptions {
  std::string format;  // the format's name, for its refusals
  char separator = ',';
  std::string when;       // the column that tells this edition; empty: any header with a known column
  size_t banner_max = 0;  // how many rows may stand above the header
  size_t may_lack = 0;    // how many cells a row may lack at its end
  std::vector<CsvOutside> outside;
  std::vector<std::string> sums;     // columns of whole numbers that a row outside may sum up
  std::string numbered;              // a column that numbers the rows: one that holds no more is none
  std::vector<std::string> columns;  // in the order they are written
};

std::unique_ptr<const Frame> MakeCsvFrame(CsvOptions options);

}  // namespace entente::adapters
