// What the conformance kit found out about a format's folder: figures, the fates of each line of its mapping, and what
// is to be done about each finding.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "entente/v1/receipt.pb.h"

namespace entente::adapters {

struct Finding {
  std::string where;      // "mapping.yaml:12", "codes/sex.csv:3", "samples/a.csv line 7"
  std::string what;       // one sentence
  std::string todo;       // what to do about it, one sentence
  std::string explained;  // why it is right so, as the folder's README says; empty: it is a fault
  bool fault() const { return explained.empty(); }
};

struct Check {
  std::string name;      // "round trip"
  std::string measured;  // "14 records written and read again"
  std::vector<Finding> findings;
  bool passed() const;
};

// What became of the values that one line of a mapping took, over all samples.
struct LineFates {
  std::string where;  // "mapping.yaml:12"
  std::string place;  // "arrest_warrants[]/charge"
  std::string right;  // its right side, as written
  std::string edition;
  std::map<v1::Fate, int64_t> fates;
  int64_t leaves = 0;
  int64_t words = 0;                        // dates and amounts that stay words; counted in `fates` too
  std::map<std::string, int64_t> shapes;    // of those words: "Aaaa 9, 9999"
  std::string table;                        // "codes/sex.csv"
  std::map<std::string, int64_t> unlisted;  // words and codes its table does not list
  int64_t Count(v1::Fate fate) const;
};

struct FolderReport {
  std::string name;
  std::string title;
  int64_t files = 0;
  int64_t records = 0;
  int64_t refused = 0;
  int64_t leaves = 0;
  double seconds = 0;
  std::map<v1::Fate, int64_t> fates;
  std::vector<Check> checks;
  std::vector<LineFates> lines;  // in the order of the mapping
  std::vector<std::pair<std::string, int64_t>>
      unmapped;  // places that no line decides, and how many values stood there
  bool passed() const;
};

// "AB-123" -> "AA-999", "Ana María" -> "Aaa Aaaaa": the shape of a value, never the value.
std::string ShapeOf(std::string_view text);

}  // namespace entente::adapters
