#include "adapters/core/frame/tree.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Which of its like-named siblings a node is; -1 when it is the only one.
int32_t Ordinal(const Tree& tree, const Node& node) {
  int32_t before = 0;
  int32_t all = 0;
  for (int32_t i = tree[node.parent].first; i >= 0; i = tree[i].next) {
    if (tree[i].name != node.name) continue;
    if (tree[i].index < node.index) ++before;
    ++all;
  }
  return all > 1 ? before : -1;
}

}  // namespace

std::string PathOf(const Tree& tree, int32_t node, bool repeated, int32_t base) {
  std::string path;
  for (int32_t i = node; i > 0 && i != base; i = tree[i].parent) {
    const Node& at = tree[i];
    std::string part(at.name);
    if (tree[at.parent].kind == Node::Kind::kArray) {
      part = StrCat("[", at.index, "]");
    } else if (const int32_t ordinal = repeated ? Ordinal(tree, at) : -1; ordinal >= 0) {
      StrAppend(&part, "[", ordinal, "]");
    }
    const bool slash = !path.empty() && path.front() != '[';
    path = StrCat(part, slash ? "/" : "", path);
  }
  return path;
}

}  // namespace entente::adapters
