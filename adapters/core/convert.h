// A whole file from one format to another: what `entente convert` does, without the command line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/core/format.h"

namespace entente::adapters {

// The fates of all values, folded as the command line shows them (receipt.proto says which fate counts as what).
struct ConvertTotals {
  int64_t records = 0;
  int64_t refused = 0;
  int64_t leaves = 0;
  int64_t mapped = 0;
  int64_t coded = 0;
  int64_t carried = 0;
  int64_t empty = 0;
  int64_t dropped = 0;
  int64_t unmapped = 0;
  int64_t around = 0;           // values of the file that are in no record
  int64_t around_unmapped = 0;  // of them, those that the mapping says nothing of
  int64_t written = 0;          // values of the common records that the format written has said
  int64_t left_behind = 0;      // and those that it has not

  void Add(const v1::Receipt& receipt);
  void AddEnvelope(const v1::Receipt& receipt);
  void AddWritten(const v1::Receipt& receipt);
  void Add(const ConvertTotals& other);
  // "3 records, 1 refused, 90 leaves: 60 mapped, 10 coded, 5 carried, 15 empty, 0 dropped, 0 unmapped"; and where the
  // file has values around its records "; 4 around the records, 0 of them unmapped"; and where something could not be
  // written "; written: 70 values, and 5 left behind".
  std::string ToString() const;
};

struct ConvertCallbacks {
  std::function<void(std::string_view bytes)> on_output;       // native bytes, line ends included
  std::function<void(const v1::Receipt& receipt)> on_receipt;  // of reading, then of writing; may be empty
  std::function<void(const Refusal& refusal)> on_refusal;
  std::function<void(const Unit& unit)> on_unit;  // before it is read; may be empty
};

// What stands around the records of a file being written: a preamble before the first and its closing behind the last.
// Where a record stands in other elements than the one before it, only those that differ are closed and opened; each is
// a line of its own in both.
class Wrapping {
 public:
  // To be written before the record's data.
  std::string Before(const Encoded& record);
  // To be written when no record follows.
  std::string End() const { return closing_; }

 private:
  std::string preamble_;
  std::string closing_;
};

// Units are read and written one by one, in file order; `wrapping` goes from file to file, and its End is the caller's.
ConvertTotals Convert(std::string_view file, const Format& from, const Format& to, std::string_view edition,
                      const ConvertCallbacks& callbacks, Wrapping* wrapping);
// Files that are read together, where the format joins them.
ConvertTotals Convert(const std::vector<NamedFile>& files, const Format& from, const Format& to,
                      std::string_view edition, const ConvertCallbacks& callbacks, Wrapping* wrapping);

}  // namespace entente::adapters
