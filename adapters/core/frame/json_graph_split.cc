// Which lines of a file are one record.
#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_graph.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Of one record: more than this belongs to no person or company, and would make one record of a whole file.
constexpr size_t kLinesMax = 2'000;

struct Entity {
  std::string_view line;
  std::string where;
  std::string id;
  bool target = false;
  bool belongs = false;  // its kind is one of `here`
  std::vector<std::string> points_here;
  std::vector<std::string> points_there;
};

int32_t ChildNamed(const Tree& tree, int32_t node, std::string_view name) {
  for (int32_t i = node < 0 ? -1 : tree[node].first; i >= 0; i = tree[i].next) {
    if (tree[i].name == name) return i;
  }
  return -1;
}

class Graph {
 public:
  Graph(const GraphOptions& options, const OnUnit& on_unit, const OnRefusal& on_refusal)
      : options_(options), on_unit_(on_unit), on_refusal_(on_refusal) {}

  void Add(const Unit& unit) {
    Tree tree;
    const absl::Status read = ReadJson(unit.data, {}, &tree);
    if (!read.ok()) {
      Refusal refusal = RefusalOf(read);
      refusal.where = StrCat(unit.where, refusal.where.empty() ? "" : " ", refusal.where);
      return on_refusal_(refusal);
    }
    const int32_t at = options_.op.empty() ? 0 : ChildNamed(tree, 0, options_.entity);
    const int32_t id = ChildNamed(tree, at, options_.id);
    if (id < 0 || tree[id].text.empty()) {
      return on_refusal_({unit.where, Clip(unit.data.substr(0, 40)), StrCat("an entity with `", options_.id, "`")});
    }
    Entity entity;
    entity.line = unit.data;
    entity.where = unit.where;
    entity.id = std::string(tree[id].text);
    const int32_t target = ChildNamed(tree, at, options_.target);
    entity.target = target >= 0 && tree[target].text == "true";
    const int32_t kind = ChildNamed(tree, at, options_.kind);
    const auto here = kind < 0 ? options_.here.end() : options_.here.find(tree[kind].text);
    entity.belongs = here != options_.here.end();
    const int32_t values = ChildNamed(tree, at, options_.values);
    for (int32_t i = values < 0 ? -1 : tree[values].first; i >= 0; i = tree[i].next) {
      const std::string name(tree[i].name);
      const bool back = entity.belongs && Has(here->second, name);
      if (back) Ids(tree, i, &entity.points_here);
      if (!back && options_.there.contains(name)) Ids(tree, i, &entity.points_there);
    }
    if (const auto [there, fresh] = by_id_.emplace(entity.id, entities_.size()); !fresh) {
      // What belongs to two records is written with both.
      if (!entity.target && entities_[there->second].line == entity.line) return;
      if (options_.op.empty()) return on_refusal_({unit.where, Clip(entity.id), "each entity once in a file"});
      // Operations may speak of one entity several times: what they say later is a record of its own.
      entity.points_here.clear();
      entity.points_there.clear();
    }
    entities_.push_back(std::move(entity));
  }

  void Emit() {
    for (size_t i = 0; i < entities_.size(); ++i) {
      for (const std::string& id : entities_[i].points_here) here_[id].push_back(i);
    }
    std::vector<bool> taken(entities_.size());
    root_.resize(entities_.size());
    for (size_t i = 0; i < entities_.size(); ++i) root_[i] = entities_[i].target && !entities_[i].belongs;
    for (size_t i = 0; i < entities_.size(); ++i) {
      if (!root_[i]) continue;
      for (const size_t member : Members(i)) taken[member] = true;
    }
    // What no target takes in; first what others may belong to.
    for (const bool belongs : {false, true}) {
      for (size_t i = 0; i < entities_.size(); ++i) {
        if (root_[i] || taken[i] || entities_[i].belongs != belongs || PointedAt(i)) continue;
        root_[i] = true;
        // Two of equal standing are two records, though something ties them.
        for (const size_t member : Members(i)) taken[member] = entities_[member].belongs || PointedAt(member);
      }
    }
    for (size_t i = 0; i < entities_.size(); ++i) {
      if (root_[i] || !taken[i]) One(i);
    }
  }

 private:
  static bool Has(const std::vector<std::string>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  }

  static void Ids(const Tree& tree, int32_t list, std::vector<std::string>* ids) {
    if (tree[list].leaf()) ids->emplace_back(tree[list].text);
    for (int32_t i = tree[list].first; i >= 0; i = tree[i].next) {
      if (tree[i].leaf()) ids->emplace_back(tree[i].text);
    }
  }

  bool PointedAt(size_t entity) {
    if (!std::exchange(pointed_known_, true)) {
      for (const Entity& one : entities_) pointed_.insert(one.points_there.begin(), one.points_there.end());
    }
    return pointed_.contains(entities_[entity].id);
  }

  // The entity itself first; then what points at it, and what it and they point at. What is a record by itself is no
  // part of another.
  std::vector<size_t> Members(size_t root) const {
    std::vector<size_t> members = {root};
    const auto add = [&](size_t one) {
      if (!root_[one] && members.size() < kLinesMax &&
          std::find(members.begin(), members.end(), one) == members.end()) {
        members.push_back(one);
      }
    };
    if (const auto here = here_.find(entities_[root].id); here != here_.end()) {
      for (const size_t one : here->second) add(one);
    }
    const size_t direct = members.size();
    for (size_t i = 0; i < direct; ++i) {
      for (const std::vector<std::string>* ids :
           {&entities_[members[i]].points_there, &entities_[members[i]].points_here}) {
        for (const std::string& id : *ids) {
          if (const auto found = by_id_.find(id); found != by_id_.end()) add(found->second);
        }
      }
    }
    return members;
  }

  void One(size_t root) const {
    const std::vector<size_t> members = Members(root);
    Unit unit;
    unit.data = entities_[root].line;
    unit.where = entities_[root].where;
    if (members.size() > 1) {
      auto lines = std::make_shared<std::string>();
      for (const size_t member : members) StrAppend(lines.get(), lines->empty() ? "" : "\n", entities_[member].line);
      unit.data = *lines;
      unit.owner = std::move(lines);
    }
    on_unit_(unit);
  }

  const GraphOptions& options_;
  const OnUnit& on_unit_;
  const OnRefusal& on_refusal_;
  std::vector<Entity> entities_;
  absl::flat_hash_map<std::string, size_t> by_id_;
  absl::flat_hash_map<std::string, std::vector<size_t>> here_;
  absl::flat_hash_set<std::string> pointed_;
  bool pointed_known_ = false;
  std::vector<bool> root_;
};

}  // namespace

void SplitGraph(std::string_view file, const GraphOptions& options, const OnUnit& on_unit,
                const OnRefusal& on_refusal) {
  Graph graph(options, on_unit, on_refusal);
  SplitJson(
      file, {}, true, [&](const Unit& unit) { graph.Add(unit); }, on_refusal);
  graph.Emit();
}

}  // namespace entente::adapters
