// A code table: national word or code, common code, and (of offences) the ICCS digits. A row whose note begins with
// `read only` is never written for its common code, because it says more: `MICROTRAFICO` is drug trafficking, but not
// all drug trafficking is that; `read only without its digits` may be, where the ICCS digits of the record are the
// row's. A format's own tables lie in its codes/ folder, those that several formats share in adapters/crosswalk/.
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
    std::string iccs;
    bool first = false;  // the row its common code is written back by
    bool read_only = false;  // its note begins so: it says more than the common code, which it is never written for
    bool by_digits = false;  // `read only without its digits`: written where the ICCS digits are the same, else not
    int line = 0;        // in the file
    int column = 0;      // of the common code
  };

  // The header names the columns: national and common, and as wanted note, source and iccs.
  static absl::StatusOr<Table> Parse(const std::string& file, std::string_view text);

  const Row* Find(std::string_view national) const;
  const Row* Back(std::string_view common) const;
  // The row that fits both, else one whose digits say less than these, else Back(common) unless its digits say more.
  const Row* Back(std::string_view common, std::string_view iccs) const;
  const Row* Wider(std::string_view iccs) const;                          // of the nearest ancestor
  const std::deque<Row>& rows() const { return rows_; }
  // Lines of the file whose common code is still `TODO`: nobody has decided, and the words count as not listed.
  const std::vector<int>& undecided() const { return undecided_; }
  const std::vector<const Row*>& longest_first() const { return longest_first_; }

  // "crosswalk/country-un.csv:12:9: <what>"
  absl::Status Error(const Row& row, std::string_view what) const;

 private:
  std::string file_;
  std::deque<Row> rows_;
  ListedMap<std::string_view, const Row*> forward_;
  ListedMap<std::string_view, const Row*> back_;
  std::vector<const Row*> longest_first_;
  std::vector<int> undecided_;
};

}  // namespace entente::adapters
