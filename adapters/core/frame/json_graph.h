// JSON lines of entities that point at each other by id: one entity and what belongs to it is one record. What points
// at it stands below it by its kind (`Sanction`), what it points at by the property that does (`addressEntity`), in
// whatever order the lines are.
//
// An entity is a record of its own if it is a target; or if no target takes it in. Each record's bytes are its entity's
// line and the lines of what belongs to it. What belongs to an entity may also stand in its line, as an object in the
// place of an id; it is written as a line.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/core/frame/frame.h"

namespace entente::adapters {

struct GraphOptions {
  std::string id;      // "id"
  std::string kind;    // "schema"
  std::string values;  // "properties": a member whose members are lists
  std::string target;  // "target": a truth value, written for each entity: true for the one the record is about
  std::vector<std::string> lists;  // other members that are lists: "referents"
  // Kinds that belong to the entity they point at, and the properties that point: `Sanction: entity`,
  // `Family: person, relative`.
  std::map<std::string, std::vector<std::string>, std::less<>> here;
  // Properties whose entity belongs to who points at it, and the kind that is written: `addressEntity: Address`.
  std::map<std::string, std::string, std::less<>> there;
  // An envelope that says what is to be done: `{op: ADD, entity: {…}}`; empty: lines are entities.
  std::string op;
  std::string entity;
};

std::unique_ptr<const Frame> MakeGraphFrame(GraphOptions options);

// ---- Between json_graph*.cc ----

// Cuts a file: see above. A line that is no entity is refused, and nothing else for it.
void SplitGraph(std::string_view file, const GraphOptions& options, const OnUnit& on_unit, const OnRefusal& on_refusal);
// The lines of one record.
absl::Status ReadGraph(std::string_view data, const GraphOptions& options, const NameIds& names, Tree* tree);
// The id of what belongs to an entity and has none, "owner-sanction-2": made anew on each writing, and no news.
std::string MadeId(std::string_view owner, std::string_view kind, int number);
bool IsMadeId(std::string_view id, std::string_view owner, std::string_view kind);
absl::Status WriteGraph(const Out& row, const GraphOptions& options, std::string* text);

}  // namespace entente::adapters
