// Elements of a record that refer to one another by ids: who has which id, and who points at it. Made once a record,
// and only where a mapping asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "adapters/core/frame/tree.h"
#include "adapters/core/lens/plan.h"
#include "adapters/core/text.h"

namespace entente::adapters {

class Links {
 public:
  Links(const Plan& plan, const Tree& tree) : plan_(plan), tree_(tree) {}

  // The leaf with an element's own id, or -1.
  int32_t IdLeaf(int32_t element) const;
  // The leaf with the reference that stands at a node, or -1.
  int32_t RefLeaf(int32_t node) const;
  // The element with this id; -1: none has it, -2: several do.
  int32_t Named(std::string_view id);
  // Elements at the block's place whose references name the id, each with the leaf that does.
  struct Pointing {
    int32_t element;
    int32_t ref;
  };
  const std::vector<Pointing>& PointingAt(const Block& block, std::string_view id);
  // A reference of such an element that names nothing of the record, or -1.
  int32_t Dangling(const Block& block);
  // False: more links are followed than a record can mean; elements that all name one another would grow without end.
  bool Another() { return ++followed_ <= 8 * static_cast<int64_t>(tree_.size()) + 64; }

 private:
  using ByRef = TextMap<std::string_view, std::vector<Pointing>>;

  const Plan& plan_;
  const Tree& tree_;
  TextMap<std::string_view, int32_t> named_;
  bool indexed_ = false;
  absl::flat_hash_map<const Block*, ByRef> pointing_;
  int64_t followed_ = 0;
};

// What a link is called in the path of a carried value, "-> nc:Person[1]/"; the second of a name is number 1.
inline std::string LinkName(const Block& block) {
  return StrCat(block.way == Block::Way::kFollow ? "-> " : "<- ", block.place.text);
}
inline std::string LinkIndex(int index) { return index == 0 ? "/" : StrCat("[", index, "]/"); }
inline bool BeginsWithLink(std::string_view path) { return path.starts_with("-> ") || path.starts_with("<- "); }

}  // namespace entente::adapters
