#include "gateway/audit/publisher.h"

#include <utility>

namespace entente::audit {

absl::Status Publisher::Grow(const Leaf& leaf, Written& bundles, Written& tiles) {
  if (auto status = AppendToBundle(leaf.entry, bundle_); !status.ok()) return status;
  tree_.Add(leaf.hash, [&](const Tile& tile, std::string_view hashes) { tiles.emplace_back(tile, hashes); });
  if (tree_.size() % kTileWidth != 0) return absl::OkStatus();
  bundles.emplace_back(Tile{.level = Tile::kEntries, .number = tree_.size() / kTileWidth - 1},
                       std::exchange(bundle_, {}));
  return absl::OkStatus();
}

absl::Status Publisher::Recover(std::string_view entry) {
  Written ignored;
  return Grow({.hash = LeafHash(entry), .entry = std::string(entry)}, ignored, ignored);
}

void Publisher::AddPartials(Written& bundles, Written& tiles) {
  if (!bundle_.empty()) {
    const Tile tile{.level = Tile::kEntries, .number = tree_.size() / kTileWidth, .width = tree_.size() % kTileWidth};
    bundles.emplace_back(tile, bundle_);
  }
  tree_.ForEachPartial([&](const Tile& tile, std::string_view hashes) {
    uint64_t& width = written_[{tile.level, tile.number}];
    if (std::exchange(width, tile.width) != tile.width) tiles.emplace_back(tile, hashes);
  });
}

absl::Status Publisher::Put(const Written& tiles) {
  for (const auto& [tile, bytes] : tiles) {
    if (auto status = writer_.Put(TilePath(tile), bytes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Publisher::Publish(const std::vector<Leaf>& leaves) {
  Written bundles, tiles;
  for (const Leaf& leaf : leaves) {
    if (auto status = Grow(leaf, bundles, tiles); !status.ok()) return status;
  }
  AddPartials(bundles, tiles);
  if (auto status = Put(bundles); !status.ok()) return status;
  if (auto status = Put(tiles); !status.ok()) return status;
  if (auto status = writer_.SyncFolders(); !status.ok()) return status;

  const auto note = signer_.Sign({.origin = origin_, .size = tree_.size(), .root = tree_.Root()});
  if (!note.ok()) return note.status();
  if (auto status = writer_.Put(kCheckpointName, *note); !status.ok()) return status;
  if (auto status = writer_.SyncFolders(); !status.ok()) return status;

  // Only now does nobody need the partial forms of what is full.
  for (const Written* list : {&bundles, &tiles}) {
    for (const auto& [tile, bytes] : *list) {
      if (!tile.full()) continue;
      written_.erase({tile.level, tile.number});
      if (auto status = writer_.RemovePartials(tile); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace entente::audit
