#include "adapters/core/lens/trace.h"

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Places = absl::flat_hash_map<const Message*, std::string>;

void Walk(const Message& message, const std::string& path, Places* places) {
  places->emplace(&message, path);
  const auto* r = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr) continue;
    const std::string at = path.empty() ? field->name() : StrCat(path, ".", field->name());
    if (!field->is_repeated()) {
      Walk(r->GetMessage(message, field), at, places);
      continue;
    }
    for (int i = 0; i < r->FieldSize(message, field); ++i) {
      Walk(r->GetRepeatedMessage(message, field, i), StrCat(at, "[", i, "]"), places);
    }
  }
}

std::string FieldOf(const Spot& spot, const Places& places) {
  if (spot.message != nullptr) {
    const auto found = places.find(spot.message);
    return found == places.end() ? "" : found->second;
  }
  const auto found = places.find(spot.box);
  if (found == places.end() || spot.field == nullptr) return "";
  std::string out = found->second.empty() ? spot.field->name() : StrCat(found->second, ".", spot.field->name());
  if (spot.index >= 0) StrAppend(&out, "[", spot.index, "]");
  return out;
}

}  // namespace

void Trace::Filled(const Spot& spot, bool words) {
  if (marks_.empty()) return;
  marks_.back().spot = spot;
  marks_.back().words = marks_.back().words || words;
}

void Trace::Forget(size_t from) {
  for (size_t i = from; i < marks_.size(); ++i) marks_[i].spot = {};
}

void Trace::End(const Tree& tree, bool repeated, const Decoded& decoded) {
  Places places;
  Walk(decoded.record, "", &places);
  absl::flat_hash_map<int32_t, const Mark*> marks;
  for (const Mark& mark : marks_) marks.emplace(mark.node, &mark);
  TextMap<std::string, std::string> reasons;
  for (const v1::Note& note : decoded.receipt.notes()) reasons.emplace(note.path(), note.why());
  leaves_.clear();
  for (int32_t i = 0; i < tree.size(); ++i) {
    if (!tree[i].leaf()) continue;
    TraceLeaf leaf;
    leaf.path = PathOf(tree, i, repeated);
    leaf.text = std::string(tree[i].text);
    leaf.fate = tree[i].fate;
    if (const auto mark = marks.find(i); mark != marks.end()) {
      leaf.line = mark->second->line;
      leaf.words = mark->second->words && leaf.fate != v1::UNKNOWN;
      leaf.field = FieldOf(mark->second->spot, places);
      const bool filled = leaf.fate != v1::EMPTY && leaf.fate != v1::CARRIED && leaf.fate != v1::UNMAPPED;
      if (leaf.field.empty() && filled && !leaf.line->targets.empty()) leaf.field = leaf.line->targets[0].text;
    }
    if (const auto why = reasons.find(leaf.path); why != reasons.end()) leaf.why = why->second;
    leaves_.push_back(std::move(leaf));
  }
}

}  // namespace entente::adapters
