// What every format shares and no folder repeats, compiled into the program: the crosswalk tables of
// adapters/crosswalk/ and the common lists of adapters/core/codes/.
//
// Thread safety: read once, at the first call, and immutable from then on.
#pragma once

#include <optional>
#include <string_view>

namespace entente::adapters {

// The text of crosswalk/<name>.csv.
std::optional<std::string_view> CrosswalkTable(std::string_view name);

// Whether a coded field that names this list may hold the code. Every list has unknown, none and other.
bool InCommonList(std::string_view list, std::string_view code);

}  // namespace entente::adapters
