// A record as entity lines: what stands below another is a line of its own, tied by id.
#include <algorithm>

#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_graph.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

class GraphWriter {
 public:
  GraphWriter(const GraphOptions& options, std::string* text) : options_(options), text_(*text) {}

  absl::Status Run(const Out& row) {
    const std::string id = TextOf(row, options_.id);
    if (id.empty()) return absl::FailedPreconditionError("an entity needs an id, and the record has none");
    base_ = id;
    if (const Out* op = options_.op.empty() ? nullptr : row.Find(options_.op); op != nullptr) WriteJson(*op, &op_);
    Entity(row, id, "", "", "");
    std::string lines;
    for (const std::string& line : lines_) StrAppend(&lines, line, "\n");
    text_ += lines;
    return absl::OkStatus();
  }

 private:
  // Text of a JSON string, or of a carried one in JSON's own syntax.
  static std::string TextOf(const Out& object, std::string_view name) {
    const Out* leaf = object.Find(name);
    if (leaf == nullptr || leaf->kind > Out::Kind::kRaw || leaf->kind == Out::Kind::kObject) return "";
    std::string_view text = leaf->text;
    if (leaf->kind == Out::Kind::kRaw && text.size() >= 2 && text.front() == '"')
      text = text.substr(1, text.size() - 2);
    return std::string(text);
  }

  bool Below(const Out& child) const {
    return child.kind == Out::Kind::kObject && child.name != options_.values &&
           (options_.here.contains(child.name) || options_.there.contains(child.name) || IsBack(child.name));
  }

  bool IsBack(std::string_view name) const {
    return std::any_of(options_.here.begin(), options_.here.end(), [&](const auto& here) {
      return std::find(here.second.begin(), here.second.end(), name) != here.second.end();
    });
  }

  std::string NewId(std::string_view kind) { return MadeId(base_, kind, ++made_); }

  // `link`: the property that points back at `owner`.
  void Entity(const Out& object, const std::string& id, const std::string& kind, const std::string& link,
              const std::string& owner) {
    const size_t at = lines_.size();
    lines_.emplace_back();
    std::vector<std::pair<std::string, std::string>> links;
    if (!link.empty()) links.emplace_back(link, owner);
    for (const auto& child : object.children) {
      if (!Below(*child)) continue;
      const auto there = options_.there.find(child->name);
      const bool here = options_.here.contains(child->name);
      std::string schema = TextOf(*child, options_.kind);
      if (schema.empty()) schema = here ? child->name : there != options_.there.end() ? there->second : std::string();
      std::string other = TextOf(*child, options_.id);
      if (other.empty()) other = NewId(schema);
      if (here) {
        Entity(*child, other, schema, Back(*child), id);
      } else {
        links.emplace_back(child->name, other);
        Entity(*child, other, schema, "", "");
      }
    }
    lines_[at] = Line(object, id, kind, links);
  }

  // Of several properties that may point at the owner, the first that does not point at somebody else.
  std::string Back(const Out& child) const {
    const std::vector<std::string>& names = options_.here.find(child.name)->second;
    for (const std::string& name : names) {
      if (child.Find(name) == nullptr) return name;
    }
    return names.front();
  }

  std::string Line(const Out& object, const std::string& id, const std::string& kind,
                   const std::vector<std::pair<std::string, std::string>>& links) const {
    std::string line;
    if (!options_.op.empty()) {
      line += "{";
      Key(options_.op, &line);
      // What is done with the entity is done with all its lines, unless one says otherwise.
      const Out* op = object.Find(options_.op);
      if (op == nullptr) {
        line += op_.empty() ? "null" : op_;
      } else {
        WriteJson(*op, &line);
      }
      line += ",";
      Key(options_.entity, &line);
    }
    line += "{";
    Key(options_.id, &line);
    WriteJsonString(id, &line);
    if (object.Find(options_.kind) == nullptr && !kind.empty()) {
      line += ",";
      Key(options_.kind, &line);
      WriteJsonString(kind, &line);
    }
    Members(object, &line);
    if (object.Find(options_.target) == nullptr) {
      line += ",";
      Key(options_.target, &line);
      line += id == base_ ? "true" : "false";
    }
    const Out* values = object.Find(options_.values);
    if (values != nullptr || !links.empty()) {
      line += ",";
      Key(options_.values, &line);
      line += "{";
      Values(values, links, &line);
      line += "}";
    }
    line += options_.op.empty() ? "}" : "}}";
    return line;
  }

  static void Key(std::string_view name, std::string* line) {
    WriteJsonString(name, line);
    line->push_back(':');
  }

  // The members beside the properties.
  void Members(const Out& object, std::string* line) const {
    std::vector<std::string_view> done;
    for (const auto& child : object.children) {
      const bool own = child->name == options_.id || child->name == options_.values || child->name == options_.op;
      if (own || child->kind >= Out::Kind::kArray) {
        if (own || child->kind != Out::Kind::kRaw) continue;
      }
      if (std::find(done.begin(), done.end(), child->name) != done.end()) continue;
      done.push_back(child->name);
      line->push_back(',');
      Key(child->name, line);
      const bool list = std::find(options_.lists.begin(), options_.lists.end(), child->name) != options_.lists.end();
      if (list) {
        List(object, child->name, line);
      } else {
        WriteJson(*child, line);
      }
    }
  }

  static void List(const Out& object, std::string_view name, std::string* line) {
    bool first = true;
    line->push_back('[');
    for (const auto& child : object.children) {
      if (child->name != name || child->kind == Out::Kind::kObject || child->blank()) continue;
      if (!std::exchange(first, false)) line->push_back(',');
      WriteJson(*child, line);
    }
    line->push_back(']');
  }

  void Values(const Out* values, const std::vector<std::pair<std::string, std::string>>& links,
              std::string* line) const {
    Out all;
    for (const auto& [name, id] : links) all.Add(name, Out::Kind::kText, id);
    if (values != nullptr) {
      for (const auto& child : values->children) {
        if (child->kind != Out::Kind::kObject) all.Add(child->name, child->kind, child->text);
      }
    }
    std::vector<std::string_view> done;
    for (const auto& child : all.children) {
      if (child->blank() || std::find(done.begin(), done.end(), child->name) != done.end()) continue;
      if (!done.empty()) line->push_back(',');
      done.push_back(child->name);
      Key(child->name, line);
      List(all, child->name, line);
    }
  }

  const GraphOptions& options_;
  std::string& text_;
  std::string base_;
  std::string op_;  // of the record's own entity, as JSON
  int made_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace

absl::Status WriteGraph(const Out& row, const GraphOptions& options, std::string* text) {
  return GraphWriter(options, text).Run(row);
}

}  // namespace entente::adapters
