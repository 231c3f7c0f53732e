// The lines of one record as a tree: entities below the one they belong to, lists as values side by side.
#include <algorithm>

#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_graph.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

int32_t Child(const Tree& tree, int32_t node, std::string_view name) {
  for (int32_t i = node < 0 ? -1 : tree[node].first; i >= 0; i = tree[i].next) {
    if (tree[i].name == name) return i;
  }
  return -1;
}

class GraphReader {
 public:
  GraphReader(const GraphOptions& options, const NameIds& names, Tree* tree)
      : options_(options), names_(names), tree_(*tree) {}

  absl::Status Run(std::string_view data) {
    for (size_t at = SkipBlank(data, 0); at < data.size(); at = SkipBlank(data, at)) {
      const size_t end = EndOfJson(data, at);
      if (end == std::string_view::npos) return RefusalStatus({"", Clip(data.substr(at, 40)), "JSON: an entity"});
      lines_.emplace_back();
      absl::Status read = ReadJson(data.substr(at, end - at), names_, &lines_.back().tree);
      if (!read.ok()) return read;
      Line& line = lines_.back();
      if (!options_.op.empty()) line.entity = Child(line.tree, 0, options_.entity);
      if (line.entity < 0) return RefusalStatus({"", Clip(data.substr(at, 40)), StrCat("`", options_.entity, "`")});
      line.id = TextOf(line, options_.id);
      at = end;
    }
    if (lines_.empty()) return RefusalStatus({"", "", "an entity"});
    tree_.Start(data.size());
    tree_.Add(-1, Node::Kind::kObject, "", kUnknownName, {});
    Entity(0, 0);
    return absl::OkStatus();
  }

 private:
  struct Line {
    Tree tree;
    int32_t entity = 0;
    std::string id;
    bool used = false;
  };

  std::string TextOf(const Line& line, std::string_view name) const {
    const int32_t node = Child(line.tree, line.entity, name);
    return node < 0 ? std::string() : std::string(line.tree[node].text);
  }

  int32_t AddNode(int32_t parent, const Node& from, std::string_view name) {
    const auto known = names_.find(name);
    const bool own = known == names_.end();
    return tree_.Add(parent, from.kind, own ? tree_.Keep(name) : std::string_view(known->first),
                     own ? kUnknownName : known->second, tree_.Keep(from.text));
  }

  // One entity's line below `node`: its own members, then what belongs to it.
  void Entity(size_t which, int32_t node) {
    lines_[which].used = true;
    const Tree& tree = lines_[which].tree;
    if (lines_[which].entity != 0) {
      for (int32_t i = tree[0].first; i >= 0; i = tree[i].next) {
        if (i != lines_[which].entity) Copy(tree, i, node);
      }
    }
    for (int32_t i = tree[lines_[which].entity].first; i >= 0; i = tree[i].next) Copy(tree, i, node);
    const int32_t values = Child(tree_, node, options_.values);
    const bool root = node == 0;
    for (int32_t i = values < 0 ? -1 : tree_[values].first; i >= 0; i = tree_[i].next) {
      const size_t other = tree_[i].leaf() ? LineOf(tree_[i].text) : lines_.size();
      if (other == lines_.size()) continue;
      const std::string name(tree_[i].name);
      const bool back = IsBack(lines_[which], name);
      const bool forward = options_.there.contains(name);
      if (back && lines_[other].used) {
        tree_[i].fate = v1::LINK;
      } else if ((back || forward) && !lines_[other].used) {
        tree_[i].fate = v1::LINK;
        Nested(other, node, name);
      }
    }
    if (!root) return;
    for (size_t i = 1; i < lines_.size(); ++i) {
      const std::string kind = TextOf(lines_[i], options_.kind);
      if (!lines_[i].used && options_.here.contains(kind)) Nested(i, node, kind);
    }
  }

  void Nested(size_t which, int32_t node, const std::string& name) {
    Node object;
    object.kind = Node::Kind::kObject;
    lines_[which].used = true;
    Entity(which, AddNode(node, object, name));
  }

  bool IsBack(const Line& line, std::string_view name) const {
    const auto here = options_.here.find(TextOf(line, options_.kind));
    return here != options_.here.end() &&
           std::find(here->second.begin(), here->second.end(), name) != here->second.end();
  }

  size_t LineOf(std::string_view id) const {
    const auto found = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) { return line.id == id; });
    return static_cast<size_t>(found - lines_.begin());
  }

  // A list becomes its items, each under the list's name.
  void Copy(const Tree& from, int32_t node, int32_t parent) {
    if (from[node].kind == Node::Kind::kArray) {
      for (int32_t i = from[node].first; i >= 0; i = from[i].next) Item(from, i, from[node].name, parent);
    } else {
      Item(from, node, from[node].name, parent);
    }
  }
  void Item(const Tree& from, int32_t node, std::string_view name, int32_t parent) {
    if (from[node].kind == Node::Kind::kArray) {
      for (int32_t i = from[node].first; i >= 0; i = from[i].next) Item(from, i, name, parent);
      return;
    }
    const int32_t made = AddNode(parent, from[node], name);
    for (int32_t i = from[node].first; i >= 0; i = from[i].next) Copy(from, i, made);
  }

  const GraphOptions& options_;
  const NameIds& names_;
  Tree& tree_;
  std::vector<Line> lines_;
};

}  // namespace

absl::Status ReadGraph(std::string_view data, const GraphOptions& options, const NameIds& names, Tree* tree) {
  return GraphReader(options, names, tree).Run(data);
}

}  // namespace entente::adapters
