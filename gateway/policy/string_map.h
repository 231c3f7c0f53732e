// A hash map from strings that a std::string_view looks up without a copy. (Debian's Abseil has a string_view of its
// own, and its default hash takes only that.)
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace entente::policy {

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <typename Value>
using StringMap = absl::flat_hash_map<std::string, Value, TextHash, std::equal_to<>>;

}  // namespace entente::policy
