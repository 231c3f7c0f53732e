// Fixed-width lines: each says its own length and its segment; consecutive lines that share the record's columns are
// one record.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/frame/out.h"
#include "adapters/core/frame/tree.h"

namespace entente::adapters {

struct Column {
  std::string name;
  int32_t id = kUnknownName;
  size_t first = 0;  // from 0
  size_t size = 0;   // of one value
  size_t end = 0;    // behind the last
  bool repeated = false;
  std::vector<Column> inside;  // of a repeated group: relative
};

struct LinesLayout {
  struct Kind {
    std::string name;  // "offence"
    int32_t id = kUnknownName;
    bool begins = false;  // a record begins here
    size_t write_length = 0;
    std::vector<Column> columns;
    std::vector<Column> by_position;
  };
  size_t length_first = 0, length_size = 4;
  size_t segment_first = 4, segment_size = 1;
  std::vector<Column> shared;         // the same on every line of a record
  std::map<std::string, Kind> kinds;  // by the segment's code
};

void SplitLines(std::string_view file, const LinesLayout& layout, const std::function<void(const Unit&)>& on_unit,
                const std::function<void(const Refusal&)>& on_refusal);

// The lines of one unit; its text must outlive the tree.
absl::Status ReadLines(std::string_view data, const LinesLayout& layout, Tree* tree);

// Refuses (FailedPrecondition) what has no room; the encoder has checked widths already.
absl::StatusOr<std::string> WriteLines(const Out& record, const LinesLayout& layout);

}  // namespace entente::adapters
