#include "gateway/audit/tile.h"

#include <gtest/gtest.h>

#include "gateway/audit/hash.h"
#include "gateway/audit/tree.h"

namespace entente::audit {
namespace {

TEST(Tile, NumbersStandInGroupsOfThree) {
  EXPECT_EQ(TilePath({.level = 0, .number = 0}), "tile/0/000");
  EXPECT_EQ(TilePath({.level = 3, .number = 1234067, .width = 8}), "tile/3/x001/x234/067.p/8");
  EXPECT_EQ(TilePath({.level = Tile::kEntries, .number = 1000}), "tile/entries/x001/000");
}

TEST(Tile, OnePathOneTile) {
  for (const uint64_t number : {0ull, 7ull, 999ull, 1000ull, 1234067ull, 123456789012ull}) {
    for (const int level : {Tile::kEntries, 0, 5}) {
      for (const uint64_t width : {1ull, 255ull, 256ull}) {
        const Tile tile{.level = level, .number = number, .width = width};
        EXPECT_EQ(ParseTilePath(TilePath(tile)), tile) << TilePath(tile);
      }
    }
  }
  for (const char* path : {"",
                           "tile",
                           "tile/0",
                           "tile/0/0",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/8/000",
                           "tile/0/x000/001",
                           "tile/0/001/000",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p",
                           "tile/0/x001",
                           "tile/data/000",
                           "tile/0/+01",
                           "tile/0/000/",
                           "/tile/0/000",
                           "tile/-1/000",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_FALSE(ParseTilePath(path).has_value()) << path;
  }
}

Hash NaiveRoot(const std::vector<Hash>& leaves) {
  if (leaves.size() == 1) return leaves[0];
  size_t left = 1;
  while (left * 2 < leaves.size()) left *= 2;
  const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(left);
  return NodeHash(NaiveRoot({leaves.begin(), middle}), NaiveRoot({middle, leaves.end()}));
}

TEST(Tree, HashesAsTheStandardDefines) {
  Tree tree;
  std::vector<Hash> leaves;
  EXPECT_EQ(Base64(tree.Root()), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");  // SHA-256 of nothing
  for (int i = 0; i < 300; ++i) {
    leaves.push_back(LeafHash(std::to_string(i)));
    tree.Add(leaves.back(), [](const Tile&, std::string_view) {});
    ASSERT_EQ(tree.Root(), NaiveRoot(leaves)) << i;
  }
}

TEST(Tree, ShedsFullTilesOnceAndNeverHashesPartialOnes) {
  Tree tree;
  std::vector<Tile> full, partial;
  for (int i = 0; i < 256 * 256 + 300; ++i) {
    tree.Add(LeafHash("same"), [&](const Tile& tile, std::string_view hashes) {
      full.push_back(tile);
      EXPECT_EQ(hashes.size(), 8192u);
    });
  }
  tree.ForEachPartial([&](const Tile& tile, std::string_view hashes) {
    partial.push_back(tile);
    EXPECT_EQ(hashes.size(), tile.width * 32);
  });
  ASSERT_EQ(full.size(), 256u + 1 + 1);
  EXPECT_EQ(full[255], (Tile{.level = 0, .number = 255}));
  EXPECT_EQ(full[256], (Tile{.level = 1, .number = 0}));
  EXPECT_EQ(partial, (std::vector<Tile>{{.level = 0, .number = 257, .width = 44},
                                        {.level = 1, .number = 1, .width = 1},
                                        {.level = 2, .number = 0, .width = 1}}));
}

}  // namespace
}  // namespace entente::audit
