// Walking native places in a tree. Shared by decode.cc and choose.cc.
#pragma once

#include "adapters/core/frame/tree.h"
#include "adapters/core/lens/plan.h"
#include "adapters/core/wildcard.h"

namespace entente::adapters {

// Calls `fn(node)` for what stands at the place, `first` being the first child that has the place's first name.
// A list gives each item; else the first item only, unless `all`.
template <typename Fn>
void ForEachAt(const Tree& tree, const Place& place, int32_t first, bool repeated, bool all, const Fn& fn) {
  bool done = false;
  const auto arrive = [&](int32_t node) {
    if (tree[node].kind != Node::Kind::kArray) {
      if (!done) fn(node);
    } else {
      for (int32_t i = tree[node].first; i >= 0 && !done; i = tree[i].next) {
        fn(i);
        done = !place.list && !all;
      }
    }
    done = done || (!place.list && !all);
  };
  // Names behind the first are looked for from there; nesting of names is as deep as the mapping says.
  const auto descend = [&](const auto& self, int32_t node, size_t level) -> void {
    if (level == place.ids.size()) {
      arrive(node);
      return;
    }
    if (tree[node].kind == Node::Kind::kArray && place.each + 1 == static_cast<int>(level)) {
      for (int32_t i = tree[node].first; i >= 0 && !done; i = tree[i].next) self(self, i, level);
      return;
    }
    for (int32_t i = tree[node].first; i >= 0 && !done; i = tree[i].next) {
      if (tree[i].name_id == place.ids[level] && tree[node].kind == Node::Kind::kObject) self(self, i, level + 1);
    }
  };
  for (int32_t i = first; i >= 0 && !done; i = repeated ? tree[i].next : -1) {
    if (tree[i].name_id == place.ids[0]) descend(descend, i, 1);
  }
}

// The first child of `node` with the place's first name.
inline int32_t FirstChild(const Tree& tree, int32_t node, int32_t name_id) {
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
    if (tree[i].name_id == name_id) return i;
  }
  return -1;
}

// The leaf at a place of one value below a node, or -1.
inline int32_t LeafAt(const Tree& tree, int32_t node, const Place& place, bool siblings) {
  int32_t leaf = -1;
  ForEachAt(tree, place, FirstChild(tree, node, place.ids[0]), siblings, false, [&](int32_t found) {
    if (tree[found].leaf()) leaf = found;
  });
  return leaf;
}

// Whether the values at the test's place below `node` are among its words.
bool Holds(const Test& test, const Tree& tree, int32_t node = 0);

// The first branch that fits, or -1.
int ChooseBranch(const Plan& plan, const Tree& tree);

}  // namespace entente::adapters
