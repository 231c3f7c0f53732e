#include "adapters/core/lens/links.h"

#include "adapters/core/lens/walk.h"

namespace entente::adapters {
int32_t Links::IdLeaf(int32_t element) const {
  return LeafAt(tree_, element, plan_.links->id, plan_.frame->siblings());
}

int32_t Links::RefLeaf(int32_t node) const {
  if (plan_.links->ref.names.empty()) return tree_[node].leaf() ? node : -1;
  return LeafAt(tree_, node, plan_.links->ref, plan_.frame->siblings());
}

int32_t Links::Named(std::string_view id) {
  if (!indexed_) {
    indexed_ = true;
    for (int32_t i = 1; i < tree_.size(); ++i) {
      if (tree_[i].kind != Node::Kind::kObject) continue;
      const int32_t leaf = IdLeaf(i);
      if (leaf < 0 || tree_[leaf].blank()) continue;
      const auto [entry, fresh] = named_.emplace(tree_[leaf].text, i);
      if (!fresh) entry->second = -2;
    }
  }
  const auto found = named_.find(id);
  return found == named_.end() ? -1 : found->second;
}

int32_t Links::Dangling(const Block& block) {
  PointingAt(block, "");
  int32_t first = -1;
  for (const auto& [id, pointing] : pointing_.at(&block)) {
    if (Named(id) < 0 && (first < 0 || pointing.front().ref < first)) first = pointing.front().ref;
  }
  return first;
}

const std::vector<Links::Pointing>& Links::PointingAt(const Block& block, std::string_view id) {
  static const auto* const none = new std::vector<Pointing>();
  const auto made = pointing_.try_emplace(&block);
  auto& by_id = made.first->second;
  if (made.second) {
    const bool siblings = plan_.frame->siblings();
    ForEachAt(tree_, block.place, FirstChild(tree_, 0, block.place.ids[0]), siblings, true, [&](int32_t element) {
      const int32_t first = FirstChild(tree_, element, block.refs.ids[0]);
      ForEachAt(tree_, block.refs, first, siblings, true, [&](int32_t node) {
        const int32_t ref = RefLeaf(node);
        if (ref >= 0 && !tree_[ref].blank()) by_id[tree_[ref].text].push_back({element, ref});
      });
    });
  }
  const auto found = by_id.find(id);
  return found == by_id.end() ? *none : found->second;
}

}  // namespace entente::adapters
