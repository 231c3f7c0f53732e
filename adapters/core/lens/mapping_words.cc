#include "adapters/core/lens/mapping_words.h"

#include <algorithm>
#include <iterator>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

const char* const kBodies[] = {"notice", "arrest", "seizure", "incident"};

}  // namespace

bool ReadColumns(std::string_view text, Column* column) {
  const std::vector<std::string> parts = SplitText(text, " ", true);
  if (parts.size() != 1 && (parts.size() != 3 || parts[1] != "by")) return false;
  const std::vector<std::string> ends = SplitText(parts[0], "-");
  size_t first = 0, last = 0, by = 0;
  if (ends.size() > 2 || !ParseNumber(ends[0], &first) || !ParseNumber(ends.back(), &last)) return false;
  if (first < 1 || last < first || last > 9999) return false;
  if (parts.size() == 3 && (!ParseNumber(parts[2], &by) || by < 1 || (last - first + 1) % by != 0)) return false;
  column->first = first - 1;
  column->end = last;
  column->repeated = by > 0;
  column->size = by > 0 ? by : last - first + 1;
  return true;
}

absl::StatusOr<std::vector<Yaml>> TextsOf(const Yaml& yaml) {
  std::vector<Yaml> out;
  if (yaml.kind == Yaml::Kind::kText) return std::vector<Yaml>{yaml};
  if (yaml.kind != Yaml::Kind::kList) return yaml.Error("expected a word or a list of words");
  for (const Yaml& item : yaml.items) {
    if (item.kind != Yaml::Kind::kText) return item.Error("expected a word");
    out.push_back(item);
  }
  return out;
}

absl::StatusOr<std::string> TextOf(const Yaml& map, std::string_view key, std::string fallback) {
  const Yaml* found = map.Find(key);
  if (found == nullptr) return fallback;
  if (found->kind != Yaml::Kind::kText) return found->Error(StrCat("`", key, "` must be a word"));
  return found->text;
}

absl::Status KnownKeys(const Yaml& map, const std::set<std::string>& known) {
  if (!map.map()) return map.Error("expected a map");
  for (const auto& [key, value] : map.entries) {
    if (!known.contains(key.text)) return key.Error(StrCat("`", key.text, "` is not known here"));
  }
  return absl::OkStatus();
}

bool IsBody(std::string_view kind) {
  return std::find(std::begin(kBodies), std::end(kBodies), kind) != std::end(kBodies);
}

}  // namespace entente::adapters
