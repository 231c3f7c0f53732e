#include "gateway/audit/tree.h"

#include <utility>

#include "gateway/audit/hash.h"

namespace entente::audit {

namespace {

std::string Join(const std::vector<Hash>& hashes) {
  std::string joined;
  joined.reserve(hashes.size() * kHashSize);
  for (const Hash& hash : hashes) joined += hash;
  return joined;
}

// Of a full tile, so a power of two.
Hash Fold(std::vector<Hash> hashes) {
  while (hashes.size() > 1) {
    for (size_t i = 0; i < hashes.size() / 2; ++i) hashes[i] = NodeHash(hashes[2 * i], hashes[2 * i + 1]);
    hashes.resize(hashes.size() / 2);
  }
  return hashes.front();
}

// The roots of the perfect trees that `hashes` fall into, widest first.
std::vector<Hash> PerfectRoots(const std::vector<Hash>& hashes) {
  std::vector<Hash> roots;
  size_t begin = 0;
  for (size_t width = kTileWidth / 2; width > 0; width /= 2) {
    if ((hashes.size() & width) == 0) continue;
    const auto first = hashes.begin() + static_cast<std::ptrdiff_t>(begin);
    roots.push_back(Fold(std::vector<Hash>(first, first + static_cast<std::ptrdiff_t>(width))));
    begin += width;
  }
  return roots;
}

}  // namespace

void Tree::Add(const Hash& leaf, Sink full) {
  ++size_;
  Hash hash = leaf;
  uint64_t count = size_;  // of hashes on the level
  for (size_t level = 0;; ++level, count /= kTileWidth) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].push_back(std::move(hash));
    if (levels_[level].size() < kTileWidth) return;
    full({.level = static_cast<int>(level), .number = count / kTileWidth - 1}, Join(levels_[level]));
    hash = Fold(std::exchange(levels_[level], {}));
  }
}

void Tree::ForEachPartial(Sink partial) const {
  uint64_t count = size_;
  for (size_t level = 0; level < levels_.size(); ++level, count /= kTileWidth) {
    const auto& hashes = levels_[level];
    if (hashes.empty()) continue;
    partial({.level = static_cast<int>(level), .number = count / kTileWidth, .width = hashes.size()}, Join(hashes));
  }
}

Hash Tree::Root() const {
  if (size_ == 0) return Sha256({});
  Hash root;
  for (const auto& level : levels_) {
    const std::vector<Hash> roots = PerfectRoots(level);
    for (auto it = roots.rbegin(); it != roots.rend(); ++it) root = root.empty() ? *it : NodeHash(*it, root);
  }
  return root;
}

}  // namespace entente::audit
