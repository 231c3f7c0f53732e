// The lines of one record as a tree: entities below the one they belong to, lists as values side by side.
#include <algorithm>
#include <utility>

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

// Entities below entities: a chain that is longer belongs to nobody.
constexpr int kDepthMax = 8;

class GraphReader {
 public:
  GraphReader(const GraphOptions& options, const NameIds& names, Tree* tree)
      : options_(options), names_(names), tree_(*tree) {}

  absl::Status Run(std::string_view data) {
    for (size_t at = SkipBlank(data, 0); at < data.size(); at = SkipBlank(data, at)) {
      const size_t end = EndOfJson(data, at);
      if (end == std::string_view::npos) return RefusalStatus({"", Clip(data.substr(at, 40)), "JSON: an entity"});
      auto& line = lines_.emplace_back(std::make_unique<Line>());
      absl::Status read = ReadJson(data.substr(at, end - at), names_, &line->tree);
      if (!read.ok()) return read;
      if (!options_.op.empty()) line->entity = Child(line->tree, 0, options_.entity);
      if (line->entity < 0) return RefusalStatus({"", Clip(data.substr(at, 40)), StrCat("`", options_.entity, "`")});
      line_of_.emplace(TextOf(line->tree, line->entity, options_.id), lines_.size() - 1);
      at = end;
    }
    if (lines_.empty()) return RefusalStatus({"", "", "an entity"});
    tree_.Start(3 * data.size());  // a name and its values, and a kind that names what is nested
    tree_.Add(-1, Node::Kind::kObject, "", kUnknownName, {});
    WholeLine(0, 0, 0);
    for (size_t i = 1; i < lines_.size(); ++i) {
      const std::string kind = TextOf(lines_[i]->tree, lines_[i]->entity, options_.kind);
      if (!lines_[i]->used) Nested(i, 0, kind.empty() ? "entity" : kind, 1);
    }
    return absl::OkStatus();
  }

 private:
  struct Line {
    Tree tree;
    int32_t entity = 0;
    bool used = false;
  };
  // An entity that stands in another's line.
  struct Inline {
    int32_t at = 0;
    std::string name;
  };

  static std::string TextOf(const Tree& tree, int32_t object, std::string_view name) {
    const int32_t node = Child(tree, object, name);
    return node < 0 ? std::string() : std::string(tree[node].text);
  }

  // The name as the tree keeps it, once for all that have it.
  std::pair<std::string_view, int32_t> NameOf(std::string_view name) {
    const auto known = names_.find(name);
    if (known != names_.end()) return {known->first, known->second};
    return {tree_.Keep(name), kUnknownName};
  }

  int32_t AddNode(int32_t parent, const Node& from, const std::pair<std::string_view, int32_t>& name) {
    return tree_.Add(parent, from.kind, name.first, name.second, tree_.Keep(from.text));
  }
  int32_t AddObject(int32_t parent, std::string_view name) {
    Node object;
    object.kind = Node::Kind::kObject;
    return AddNode(parent, object, NameOf(name));
  }

  void WholeLine(size_t which, int32_t node, int depth) {
    lines_[which]->used = true;
    const Tree& tree = lines_[which]->tree;
    if (lines_[which]->entity != 0) {
      for (int32_t i = tree[0].first; i >= 0; i = tree[i].next) {
        if (i != lines_[which]->entity) Copy(tree, i, node);
      }
    }
    Entity(tree, lines_[which]->entity, node, depth);
  }

  // An entity below `node`: its own members, then what belongs to it.
  void Entity(const Tree& tree, int32_t entity, int32_t node, int depth) {
    std::vector<Inline> inlined;
    int32_t values = -1;
    for (int32_t i = tree[entity].first; i >= 0; i = tree[i].next) {
      if (tree[i].name == options_.values && tree[i].kind == Node::Kind::kObject) {
        values = AddNode(node, tree[i], NameOf(options_.values));
        for (int32_t k = tree[i].first; k >= 0; k = tree[k].next) Values(tree, k, values, &inlined);
      } else {
        Copy(tree, i, node);
      }
    }
    Known(node);
    const std::string kind = TextOf(tree, entity, options_.kind);
    for (int32_t i = values < 0 ? -1 : tree_[values].first; i >= 0; i = tree_[i].next) {
      if (tree_[i].leaf()) Link(kind, i, node, depth);
    }
    for (const Inline& one : inlined) Entity(tree, one.at, AddObject(node, one.name), depth + 1);
  }

  // What the frame itself writes: which entity the record is about, of what kind those are that belong to it, and what
  // is to be done with all lines.
  void Known(int32_t node) {
    const int32_t kind = node == 0 ? -1 : Child(tree_, node, options_.kind);
    const auto there = options_.there.find(tree_[node].name);
    const std::string_view made = there == options_.there.end() ? tree_[node].name : std::string_view(there->second);
    if (kind >= 0 && tree_[kind].kind == Node::Kind::kText && tree_[kind].text == made) tree_[kind].fate = v1::LINK;
    const int32_t id = node == 0 ? -1 : Child(tree_, node, options_.id);
    if (id >= 0 && kind >= 0 && IsMadeId(tree_[id].text, TextOf(tree_, 0, options_.id), tree_[kind].text))
      tree_[id].fate = v1::LINK;
    const int32_t target = Child(tree_, node, options_.target);
    if (target >= 0 && tree_[target].kind == Node::Kind::kBool && tree_[target].text == (node == 0 ? "true" : "false"))
      tree_[target].fate = v1::LINK;
    const int32_t op = node == 0 || options_.op.empty() ? -1 : Child(tree_, node, options_.op);
    if (op >= 0 && tree_[op].text == TextOf(tree_, 0, options_.op)) tree_[op].fate = v1::LINK;
  }

  // A value that is the id of another line of the record.
  void Link(const std::string& kind, int32_t value, int32_t node, int depth) {
    const auto other = line_of_.find(tree_[value].text);
    if (other == line_of_.end()) return;
    const std::string name(tree_[value].name);
    const bool back = IsBack(kind, name);
    if (lines_[other->second]->used) {
      if (back) tree_[value].fate = v1::LINK;
    } else if ((back || options_.there.contains(name)) && depth < kDepthMax) {
      tree_[value].fate = v1::LINK;
      Nested(other->second, node, name, depth + 1);
    }
  }

  void Nested(size_t which, int32_t node, const std::string& name, int depth) {
    WholeLine(which, AddObject(node, name), depth);
  }

  bool IsBack(const std::string& kind, std::string_view name) const {
    const auto here = options_.here.find(kind);
    return here != options_.here.end() &&
           std::find(here->second.begin(), here->second.end(), name) != here->second.end();
  }

  // The values of a property, each under its name; entities among them stand below the entity whose property it is.
  void Values(const Tree& from, int32_t property, int32_t values, std::vector<Inline>* inlined) {
    const auto name = NameOf(from[property].name);
    const auto one = [&](int32_t item) {
      const std::string kind =
          from[item].kind == Node::Kind::kObject ? TextOf(from, item, options_.kind) : std::string();
      const bool there = options_.there.contains(from[property].name);
      if (kind.empty() || (!there && !options_.here.contains(kind))) return Item(from, item, name, values);
      inlined->push_back({item, there ? std::string(from[property].name) : kind});
    };
    if (from[property].kind != Node::Kind::kArray) return one(property);
    // Ids of other lines are written anew: the places of the others do not depend on them.
    for (const bool leads : {false, true}) {
      for (int32_t i = from[property].first; i >= 0; i = from[i].next) {
        if ((from[i].leaf() && line_of_.contains(from[i].text)) == leads) one(i);
      }
    }
  }

  // A list becomes its items, each under the list's name.
  void Copy(const Tree& from, int32_t node, int32_t parent) { Item(from, node, NameOf(from[node].name), parent); }
  void Item(const Tree& from, int32_t node, const std::pair<std::string_view, int32_t>& name, int32_t parent) {
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
  std::vector<std::unique_ptr<Line>> lines_;
  TextMap<std::string, size_t> line_of_;
};

}  // namespace

std::string MadeId(std::string_view owner, std::string_view kind, int number) {
  return StrCat(owner, "-", ToLower(kind), "-", number);
}

bool IsMadeId(std::string_view id, std::string_view owner, std::string_view kind) {
  int number = 0;
  const size_t dash = id.rfind('-');
  return dash != std::string_view::npos && ParseNumber(id.substr(dash + 1), &number) &&
         id == MadeId(owner, kind, number);
}

absl::Status ReadGraph(std::string_view data, const GraphOptions& options, const NameIds& names, Tree* tree) {
  return GraphReader(options, names, tree).Run(data);
}

}  // namespace entente::adapters
