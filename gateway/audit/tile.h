// Names of a log's tiles (https://c2sp.org/tlog-tiles).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente::audit {

inline constexpr uint64_t kTileWidth = 256;  // hashes or entries

struct Tile {
  static constexpr int kEntries = -1;

  int level = 0;        // kEntries: a bundle of entries
  uint64_t number = 0;  // from the left
  uint64_t width = kTileWidth;

  bool full() const { return width == kTileWidth; }
  auto operator<=>(const Tile&) const = default;
};

std::string TilePath(const Tile& tile);       // "tile/0/x001/234.p/17", "tile/entries/000"
std::string PartialFolder(const Tile& tile);  // where the tile's partial forms stand
// The one tile with this path; nothing for any other spelling.
std::optional<Tile> ParseTilePath(std::string_view path);

}  // namespace entente::audit
