// What the schema says of each key: a sentence, an example, and what its value may be.
#pragma once

#include <string>
#include <string_view>

namespace entente::policy {

struct KeyWords {
  std::string_view part;  // of a file: "file", "rule", "head", …
  std::string_view key;
  std::string_view says;
  std::string_view example;  // JSON
  std::string_view value;    // a name among the schema's definitions
};

// Never null for a key that a reader knows; a test holds that.
const KeyWords* WordsOfKey(std::string_view part, std::string_view key);

}  // namespace entente::policy
