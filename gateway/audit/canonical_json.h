// Writes JSON as RFC 8785 wants it: no blanks, keys in order, the shortest escapes. Only what an audit entry needs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace entente::audit {

// Bytes that are not UTF-8 become U+FFFD: what was said stays readable, and the entry stays JSON.
std::string CanonicalString(std::string_view text);
// A number where every reader of JSON keeps it exactly (up to 2^53), else a string, as RFC 8785 section 3.2.2.3
// advises.
std::string CanonicalInteger(int64_t number);

// An object; members may come in any order, values are JSON already.
class CanonicalObject {
 public:
  void Add(std::string_view key, std::string json);
  void AddString(std::string_view key, std::string_view value);                             // left out when empty
  void AddStrings(std::string_view key, const std::map<std::string, std::string>& values);  // left out when empty
  std::string Json() const;
  bool empty() const { return members_.empty(); }

 private:
  // RFC 8785 orders keys by UTF-16 code units, which is not the order of their UTF-8 bytes.
  std::map<std::u16string, std::string> members_;  // -> "key":value
};

std::string CanonicalArray(const std::vector<std::string>& json);

}  // namespace entente::audit
