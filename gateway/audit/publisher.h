// Turns appended entries into tiles and checkpoints. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gateway/audit/note.h"
#include "gateway/audit/tile_files.h"
#include "gateway/audit/tree.h"

namespace entente::audit {

class Publisher {
 public:
  Publisher(TileWriter& writer, const Signer& signer, std::string origin)
      : writer_(writer), signer_(signer), origin_(std::move(origin)) {}

  // What is under the last checkpoint, when a log is opened: nothing is written.
  absl::Status Recover(std::string_view entry);
  Hash Root() const { return tree_.Root(); }

  struct Leaf {
    Hash hash;
    std::string entry;
  };
  // Tiles bottom up, then the checkpoint; all of it on disk when it returns.
  absl::Status Publish(const std::vector<Leaf>& leaves);
  uint64_t size() const { return tree_.size(); }

 private:
  using Written = std::vector<std::pair<Tile, std::string>>;

  absl::Status Grow(const Leaf& leaf, Written& bundles, Written& tiles);
  void AddPartials(Written& bundles, Written& tiles);
  absl::Status Put(const Written& tiles);

  TileWriter& writer_;
  const Signer& signer_;
  const std::string origin_;
  Tree tree_;
  std::string bundle_;                                    // of the entries after the last full bundle
  std::map<std::pair<int, uint64_t>, uint64_t> written_;  // width of each partial tile that was written last
};

}  // namespace entente::audit
