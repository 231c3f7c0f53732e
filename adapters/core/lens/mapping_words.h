// Small readings of a mapping's YAML that all parts of the compiler share.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/frame/lines.h"
#include "adapters/core/lens/yaml.h"

namespace entente::adapters {

// "38-45", "8" or "62-71 by 2", from 1; false: it is none of these.
bool ReadColumns(std::string_view text, Column* column);
// One word, or a list of words.
absl::StatusOr<std::vector<Yaml>> TextsOf(const Yaml& yaml);
// The word under `key`, or `fallback` where there is none.
absl::StatusOr<std::string> TextOf(const Yaml& map, std::string_view key, std::string fallback);
// Whether it names a kind of record: notice, arrest, seizure or incident.
bool IsBody(std::string_view kind);
absl::Status KnownKeys(const Yaml& map, const std::set<std::string>& known);

}  // namespace entente::adapters
