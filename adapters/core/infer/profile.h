// What is seen of each place of some samples: how often, of which types and shapes. Values are kept only to count them,
// and never shown.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente::adapters {

struct LeafProfile {
  std::string place;  // as a mapping names it: "charges[]/code", "Fecha"
  int64_t filled = 0;
  int64_t empty = 0;
  int64_t unknown = 0;                    // words that mean "not known"; not among `filled`
  std::map<std::string, int64_t> values;  // up to kValuesMax different ones
  bool many = false;                      // there are more
  std::map<std::string, int64_t> shapes;
  int64_t whole = 0, decimal = 0, comma = 0, boolean = 0;  // how many could be such
  size_t longest = 0;

  void Add(std::string_view text);
  size_t distinct() const { return values.size(); }
};

inline constexpr size_t kValuesMax = 5000;

// One in the samples, with how the file is cut.
struct SampleProfile {
  enum class Syntax { kCsv, kJson, kXml };
  Syntax syntax = Syntax::kCsv;
  char separator = ',';
  bool byte_order_mark = false;
  bool carriage_returns = false;
  std::string records = ".";  // JSON: where a page keeps its records; XML: where they stand, from the root on
  std::vector<std::pair<std::string, std::string>> namespaces;  // XML: prefix and URI
  int64_t count = 0;                // records
  std::set<std::string> unknown;    // words for "not known" that were met
  std::vector<LeafProfile> leaves;  // in the order they were seen

  LeafProfile& At(const std::string& place);
  void Add(const std::string& place, std::string_view text);

 private:
  std::map<std::string, size_t> index_;
};

// "12 filled, 3 empty, 7 different; dates or words; shapes AA-9999, AA-999"
std::string Describe(const LeafProfile& leaf);

}  // namespace entente::adapters
