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

std::string ReleaseStatement(std::string_view request_id, bool granted, const std::vector<std::string>& field_sets,
                             bool minors_included, int64_t until_seconds) {
  std::vector<std::pair<std::string, std::string>> facts = {{"request", std::string(request_id)},
                                                            {"answer", granted ? "granted" : "refused"}};
  for (const std::string& set : field_sets) facts.emplace_back("fields", set);
  facts.emplace_back("minors", minors_included ? "included" : "withheld");
  facts.emplace_back("until", absl::StrCat(until_seconds));
  return Statement("release.answer", facts);
}

std::string MotionStatement(std::string_view kind, std::string_view subject, int64_t after) {
  return Statement("participant.move", {{"kind", std::string(kind)},
                                        {"subject", std::string(subject)},
                                        {"after", absl::StrCat(after)}});
}

}  // namespace entente::policy
