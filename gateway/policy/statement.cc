#include "gateway/policy/statement.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace entente::policy {
namespace {

std::string OneLine(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

}  // namespace

std::string Statement(std::string_view act, const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string text = absl::StrCat("entente statement 1\nact: ", OneLine(act), "\n");
  for (const auto& [name, value] : facts) absl::StrAppend(&text, OneLine(name), ": ", OneLine(value), "\n");
  return text;
}

std::string PolicyStatement(std::string_view act, std::string_view country, std::string_view digest,
                            std::string_view replaces, int64_t after) {
  return Statement(act, {{"country", std::string(country)},
                         {"digest", std::string(digest)},
                         {"replaces", std::string(replaces)},
                         {"after", absl::StrCat(after)}});
}

}  // namespace entente::policy
