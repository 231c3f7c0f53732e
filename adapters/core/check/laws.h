// The laws every format must keep, as a kit for tests: each leaf has one fate; reading after writing gives the same;
// and under mutation, what is written and read back differs from the record only in what the receipt lists.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/format.h"

namespace entente::adapters {

struct CheckReport {
  int64_t records = 0;
  int64_t leaves = 0;
  std::map<v1::Fate, int64_t> fates;
  std::vector<Refusal> refused;
  int64_t unaccounted = 0;            // receipts whose fates do not add up to their leaves
  int64_t not_written = 0;            // records the format itself cannot write back
  int64_t unstable = 0;               // decode, encode, decode: another record
  std::vector<std::string> problems;  // the first few, in words; holds values, for tests only
};

// Reads a file, writes each record back and reads it again.
CheckReport CheckFile(const Format& format, std::string_view file);

struct MutationReport {
  int64_t tried = 0;
  int64_t kept = 0;
  int64_t listed = 0;
  int64_t refused = 0;
  int64_t silent = 0;    // lost without a note
  int64_t invented = 0;  // read back though the record did not say it
  std::vector<std::string> problems;
};

// Changes records of the file at random, `rounds` times: removes, swaps with another record, adds a second, lengthens a
// text, uses an unknown code. The same seed gives the same changes.
// `derived`: paths (lists as `x[]`) that reading makes out of other values: constants of `set`, the second field of an
// `also`, the code that `finds` finds. A record without them gets them back, as the mapping says.
MutationReport CheckMutations(const Format& format, std::string_view file, int rounds, uint32_t seed,
                              const std::set<std::string>& derived);

// One record, written and read back; `what` names it where it breaks a law. The report's `tried` is the caller's.
void CheckWritten(const Format& format, const v1::Record& record, const std::string& what,
                  const std::set<std::string>& derived, MutationReport* report);

// Every value by its path, ids and what is derived left out: what two readings of one record have in common.
std::map<std::string, std::string> Flatten(const v1::Record& record);

}  // namespace entente::adapters
