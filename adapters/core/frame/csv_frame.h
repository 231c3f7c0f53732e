// Tables of one header line as a Frame.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/core/frame/frame.h"

namespace entente::adapters {

struct CsvOptions {
  std::string format;  // the format's name, for its refusals
  char separator = ',';
  std::string when;                  // the column that tells this edition; empty: any header with a known column
  std::vector<std::string> columns;  // in the order they are written
};

std::unique_ptr<const Frame> MakeCsvFrame(CsvOptions options);

}  // namespace entente::adapters
