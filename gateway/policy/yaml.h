// A policy file's text as a tree in which every value is a string and knows its line and column. Nothing clever of YAML
// gets through: no anchors, aliases, tags, merge keys or duplicate keys, and `NO` is Norway.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/policy/policy.h"

namespace entente::policy {

struct Entry;

struct Node {
  enum class Kind { kNull, kScalar, kList, kMap };

  Kind kind = Kind::kNull;
  std::string text;  // of a scalar
  int line = 0;      // from 1
  int column = 0;
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map, in the order written

  const Node* Find(std::string_view key) const;  // null: not there, or no map
};

struct Entry {
  Node key;
  Node value;
};

inline constexpr size_t kFileBytesMax = size_t{1} << 20;
inline constexpr int kNestingMax = 24;
inline constexpr size_t kFaultsMax = 200;  // a file; what follows is noise

// Nothing when the text is no YAML at all. Faults that leave a tree standing are told, and the tree returned.
std::optional<Node> ReadYaml(const Source& source, std::vector<Fault>& faults);

}  // namespace entente::policy
