// The words of JSON whose lists are keyed, and of JSON lines that are a graph.
#include "adapters/core/frame/json_graph.h"
#include "adapters/core/frame/json_keyed.h"
#include "adapters/core/lens/compile.h"
#include "adapters/core/lens/mapping_words.h"
#include "adapters/core/text.h"

namespace entente::adapters {

// `keyed: {list: Attribute, key: object_relation, required: value, kind: name, shared: Tag, fixed: {type: TABLE}}`
absl::Status Compiler::KeyedFrame(const Yaml& keyed, const JsonOptions& json) {
  absl::Status known = KnownKeys(keyed, {"list", "key", "required", "kind", "shared", "fixed"});
  if (!known.ok()) return known;
  KeyedOptions options;
  for (const auto& [word, field] : {std::pair{"list", &options.list},
                                    {"key", &options.key},
                                    {"required", &options.required},
                                    {"kind", &options.kind},
                                    {"shared", &options.shared}}) {
    absl::StatusOr<std::string> text = TextOf(keyed, word, "");
    if (!text.ok()) return text.status();
    if (text->empty() && field != &options.shared) return keyed.Error(StrCat("expected `", word, "`"));
    *field = *std::move(text);
  }
  if (const Yaml* fixed = keyed.Find("fixed"); fixed != nullptr) {
    for (const auto& [member, name] : fixed->entries) {
      absl::StatusOr<const Table*> table = GetTable(name, name.text);
      if (!table.ok()) return table.status();
      for (const Table::Row& row : (*table)->rows()) options.fixed[member.text].emplace(row.national, row.common);
    }
  }
  make_frame_ = [json, options] { return MakeKeyedFrame(json, options); };
  return absl::OkStatus();
}

// `graph: {id: id, kind: schema, values: properties, target: target, lists: "referents", here: {Sanction: entity},
// there: {owner: LegalEntity}}` and, for an edition of operations, `op: op, entity: entity`.
absl::Status Compiler::GraphFrame(const Yaml& graph) {
  absl::Status known = KnownKeys(graph, {"id", "kind", "values", "target", "lists", "here", "there", "op", "entity"});
  if (!known.ok()) return known;
  GraphOptions options;
  for (const auto& [word, field] : {std::pair{"id", &options.id},
                                    {"kind", &options.kind},
                                    {"values", &options.values},
                                    {"target", &options.target},
                                    {"op", &options.op},
                                    {"entity", &options.entity}}) {
    absl::StatusOr<std::string> text = TextOf(graph, word, "");
    if (!text.ok()) return text.status();
    const bool may_lack = field == &options.op || field == &options.entity;
    if (text->empty() && !may_lack) return graph.Error(StrCat("expected `", word, "`"));
    *field = *std::move(text);
  }
  absl::StatusOr<std::string> lists = TextOf(graph, "lists", "");
  if (!lists.ok()) return lists.status();
  options.lists = Words(*lists);
  if (options.op.empty() != options.entity.empty()) return graph.Error("expected `op` and `entity` together");
  if (const Yaml* here = graph.Find("here"); here != nullptr) {
    for (const auto& [kind, links] : here->entries) options.here[kind.text] = Words(links.text);
  }
  if (const Yaml* there = graph.Find("there"); there != nullptr) {
    for (const auto& [link, kind] : there->entries) options.there[link.text] = kind.text;
  }
  make_frame_ = [options] { return MakeGraphFrame(options); };
  return absl::OkStatus();
}

}  // namespace entente::adapters
