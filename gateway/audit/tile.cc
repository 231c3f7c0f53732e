#include "gateway/audit/tile.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace entente::audit {

namespace {

constexpr int kLevelMax = 7;  // 256^8 entries

std::string FullPath(const Tile& tile) {
  std::string number = absl::StrFormat("%03d", tile.number % 1000);
  for (uint64_t rest = tile.number / 1000; rest > 0; rest /= 1000) {
    number = absl::StrFormat("x%03d/%s", rest % 1000, number);
  }
  const std::string level = tile.level == Tile::kEntries ? "entries" : absl::StrCat(tile.level);
  return absl::StrCat("tile/", level, "/", number);
}

// Digits and nothing else; the caller compares spellings, so leading zeros are its business.
template <typename Number>
bool ParseDigits(absl::string_view text, Number* number) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return absl::SimpleAtoi(text, number);
}

}  // namespace

std::string PartialFolder(const Tile& tile) { return absl::StrCat(FullPath(tile), ".p"); }

std::string TilePath(const Tile& tile) {
  return tile.full() ? FullPath(tile) : absl::StrCat(PartialFolder(tile), "/", tile.width);
}

std::optional<Tile> ParseTilePath(std::string_view path) {
  std::vector<std::string> parts = absl::StrSplit(absl::string_view(path.data(), path.size()), '/');
  if (parts.size() < 3 || parts.size() > 12 || parts[0] != "tile") return std::nullopt;
  Tile tile;
  if (parts[1] == "entries") {
    tile.level = Tile::kEntries;
  } else if (!ParseDigits(parts[1], &tile.level) || tile.level > kLevelMax) {
    return std::nullopt;
  }
  std::string& before_last = parts[parts.size() - 2];
  if (before_last.size() > 2 && before_last.ends_with(".p")) {
    if (!ParseDigits(parts.back(), &tile.width) || tile.width == 0 || tile.width >= kTileWidth) return std::nullopt;
    before_last.resize(before_last.size() - 2);
    parts.pop_back();
  }
  std::string digits;
  for (size_t i = 2; i < parts.size(); ++i) {
    absl::string_view group = parts[i];
    if (i + 1 < parts.size() && !group.empty()) group.remove_prefix(1);  // the `x`; TilePath below checks it
    absl::StrAppend(&digits, group);
  }
  if (!ParseDigits(digits, &tile.number)) return std::nullopt;
  if (TilePath(tile) != path) return std::nullopt;
  return tile;
}

}  // namespace entente::audit
