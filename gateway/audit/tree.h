// The right edge of a Merkle tree, and the tiles it sheds as it grows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "gateway/audit/log.h"
#include "gateway/audit/tile.h"

namespace entente::audit {

// Memory: at most 255 hashes a level.
class Tree {
 public:
  using Sink = absl::FunctionRef<void(const Tile& tile, std::string_view hashes)>;

  // `full` gets each tile that this leaf fills, lowest first.
  void Add(const Hash& leaf, Sink full);
  // The tiles of the right edge that are not full, lowest first. They are never hashed upward.
  void ForEachPartial(Sink partial) const;

  uint64_t size() const { return size_; }
  Hash Root() const;  // of an empty tree: SHA-256 of nothing, as RFC 6962 says

 private:
  uint64_t size_ = 0;
  std::vector<std::vector<Hash>> levels_;  // of each level, the hashes of its last tile
};

}  // namespace entente::audit
