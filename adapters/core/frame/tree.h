// One record of a file as it was read: a flat vector of nodes that a frame fills and a mapping marks. Each leaf carries
// its fate, so that a sweep over the vector accounts for every value of the source.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "adapters/core/text.h"
#include "entente/v1/receipt.pb.h"

namespace entente::adapters {

// Ids of the names a mapping knows; every other name is kUnknownName.
inline constexpr int32_t kUnknownName = -1;
inline constexpr int32_t kTextNameId = -2;  // XML: the text of an element that has attributes or children too
using NameIds = ListedMap<std::string, int32_t>;

struct Node {
  enum class Kind : uint8_t { kText, kNumber, kBool, kNull, kArray, kObject };

  std::string_view text;  // of a leaf
  std::string_view name;  // key, column or segment; empty for an array's items
  int32_t name_id = kUnknownName;
  int32_t parent = -1;
  int32_t first = -1;  // first child
  int32_t last = -1;
  int32_t next = -1;  // next sibling
  int32_t index = 0;  // position among the parent's children
  Kind kind = Kind::kNull;
  v1::Fate fate = v1::FATE_UNSPECIFIED;

  bool leaf() const { return kind < Kind::kArray; }
  bool blank() const { return kind == Kind::kNull || (leaf() && text.empty()); }
};

class Tree {
 public:
  // Node 0 is the record. `text_size` is an upper bound of what Keep will be given, so that views never move.
  void Start(size_t text_size) {
    nodes_.clear();
    remarks_.clear();
    kept_.clear();
    if (kept_.capacity() < text_size) kept_.reserve(text_size);
  }
  int32_t Add(int32_t parent, Node::Kind kind, std::string_view name, int32_t name_id, std::string_view text) {
    const auto id = static_cast<int32_t>(nodes_.size());
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.name = name;
    node.name_id = name_id;
    node.text = text;
    node.parent = parent;
    if (parent < 0) return id;
    Node& above = nodes_[parent];
    if (above.last < 0) {
      above.first = id;
    } else {
      node.index = nodes_[above.last].index + 1;
      nodes_[above.last].next = id;
    }
    above.last = id;
    return id;
  }
  // Copies text that does not stand in the source as it is (escapes, doubled quotes).
  std::string_view Keep(std::string_view text) {
    if (kept_.size() + text.size() > kept_.capacity()) return {};
    const size_t at = kept_.size();
    kept_.append(text);
    return std::string_view(kept_).substr(at);
  }

  // Bytes that the record was put together out of, for its nodes to point into.
  std::string_view Own(std::string text) {
    owned_ = std::move(text);
    return owned_;
  }

  // What a frame has to say of a value it read: a warning for the receipt, not a fault.
  struct Said {
    int32_t node = 0;
    std::string why;
  };
  void Remark(int32_t node, std::string why) { remarks_.push_back({node, std::move(why)}); }
  const std::vector<Said>& remarks() const { return remarks_; }

  Node& operator[](int32_t i) { return nodes_[i]; }
  const Node& operator[](int32_t i) const { return nodes_[i]; }
  int32_t size() const { return static_cast<int32_t>(nodes_.size()); }
  bool empty() const { return nodes_.empty(); }

 private:
  std::vector<Node> nodes_;
  std::vector<Said> remarks_;
  std::string kept_;
  std::string owned_;
};

// "arrest_warrants[1]/charge". An array's items have an index; so have equal names below one parent (`repeated`).
// Relative to `base`, a node above.
std::string PathOf(const Tree& tree, int32_t node, bool repeated, int32_t base = 0);

// The same for a JSON value that shall find its way home whatever its keys are: in a name, `~0` stands for `~`, `~1`
// for
// `/` and `~2` for `[`.
std::string JsonPathOf(const Tree& tree, int32_t node, int32_t base);

// A path of JsonPathOf, apart: each step is a key, or an item of the list before it.
struct JsonStep {
  std::string name;
  int index = -1;  // not -1: an item
};
bool ReadJsonPath(std::string_view path, std::vector<JsonStep>* steps);

}  // namespace entente::adapters
