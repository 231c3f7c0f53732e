// A code table of a mapping folder: national word or code, common code, a note, and (of offences) the ICCS digits.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "adapters/core/text.h"

namespace entente::adapters {

class Table {
 public:
  struct Row {
    std::string national;
    std::string common;  // empty: a word for "unknown"
    std::string note;
    std::string iccs;
    bool first = false;  // the row its common code is written back by
  };

  static absl::StatusOr<Table> Parse(const std::string& file, std::string_view text);

  const Row* Find(std::string_view national) const;
  const Row* Back(std::string_view common) const;
  const Row* Back(std::string_view common, std::string_view iccs) const;  // the row that fits both, else Back(common)
  const Row* Wider(std::string_view iccs) const;                          // of the nearest ancestor
  const std::deque<Row>& rows() const { return rows_; }
  const std::vector<const Row*>& longest_first() const { return longest_first_; }

 private:
  std::deque<Row> rows_;
  TextMap<std::string_view, const Row*> forward_;
  TextMap<std::string_view, const Row*> back_;
  std::vector<const Row*> longest_first_;
};

}  // namespace entente::adapters
