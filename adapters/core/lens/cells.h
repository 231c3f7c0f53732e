// Cells that hold several values in a grammar of their own: named, and two-way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entente::adapters {

// How a cell falls into entries, and how entries make a cell. Split of what Join made gives the same entries.
struct CellGrammar {
  std::string_view name;
  std::vector<std::string> (*split)(std::string_view cell);
  std::string (*join)(const std::vector<std::string>& entries);
  // What a code table may list of an entry, the closest first: "2848, 121, § 2º", "2848, 121", "2848".
  std::vector<std::string> (*keys)(std::string_view entry);
};

const CellGrammar* FindCellGrammar(std::string_view name);  // null: none has this name

}  // namespace entente::adapters
