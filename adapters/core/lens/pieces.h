// A cell of several values: cut, and put together again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/lens/plan.h"

namespace entente::adapters {

inline bool HoldsSeveral(const Line& line) { return !line.split.empty() || line.grammar != nullptr; }

// By the line's separator, a known word that holds separators itself being taken whole; or by its grammar. No empty
// ones.
std::vector<std::string> Pieces(const Line& line, std::string_view cell);
std::string JoinPieces(const Line& line, const std::vector<std::string>& pieces);

}  // namespace entente::adapters
