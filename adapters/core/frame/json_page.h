// A page that wraps a list of records and says something of all of them: where its records and that member stand in
// the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entente::adapters {

struct JsonPage {
  size_t begin = 0;
  size_t end = 0;
  std::string_view shared;                // the member's value as written; empty: the page has none
  std::vector<std::string_view> records;  // of its list
};

// Pages `{wrapper: {shared: …, list: […]}}` of a text, one behind the other, on lines or in a list. What is not sound
// JSON is passed over: who reads the records refuses it.
std::vector<JsonPage> JsonPages(std::string_view text, std::string_view wrapper, std::string_view list,
                                std::string_view shared);

}  // namespace entente::adapters
