// Carried values put back where they stood.
#include "adapters/core/lens/row_writer.h"

#include <algorithm>
#include <optional>
#include <set>

#include "adapters/core/frame/json.h"
#include "adapters/core/lens/leaves.h"
#include "adapters/core/text.h"

namespace entente::adapters {

void RowWriter::Restore(const Message& object, Out* out) {
  const FieldDescriptor* list = object.GetDescriptor()->FindFieldByName("carried");
  if (list == nullptr) return;
  const auto* r = object.GetReflection();
  for (int i = 0; i < r->FieldSize(object, list); ++i) {
    const auto& carried = static_cast<const v1::Carried&>(r->GetRepeatedMessage(object, list, i));
    if (RestoreOne(carried, out)) {
      Say({{&carried, 1, -1}, {&carried, 2, -1}});
      restored_.push_back(&carried);
    } else {
      reasons_[{&carried, 0, -1}] = "does not fit where it stood";
    }
  }
}

bool RowWriter::RestoreOne(const v1::Carried& carried, Out* out) {
  switch (plan_.reads) {
    case Plan::Reads::kJson:
      out = IsJsonScalar(carried.text()) ? JsonPlace(carried.path(), out) : nullptr;
      break;
    case Plan::Reads::kCsv:
      out = LineStep(out, carried.path(), 0, true);
      break;
    case Plan::Reads::kLines:
      out = LinePlace(carried.path(), out);
      break;
  }
  if (out == nullptr || !out->blank()) return false;
  out->kind = json() ? Out::Kind::kRaw : Out::Kind::kText;
  out->text = carried.text();
  return true;
}

Out* RowWriter::JsonPlace(std::string_view path, Out* out) {
  std::vector<JsonStep> steps;
  if (!ReadJsonPath(path, &steps) || steps.size() > kJsonDepthMax) return nullptr;
  for (size_t i = 0; i < steps.size() && out != nullptr; ++i) {
    const bool last = i + 1 == steps.size();
    const Out::Kind fresh = last ? Out::Kind::kNull : steps[i + 1].index >= 0 ? Out::Kind::kArray : Out::Kind::kObject;
    out = JsonStepInto(out, steps[i], fresh);
    // What was null may hold more.
    if (out != nullptr && out->kind == Out::Kind::kNull) out->kind = fresh;
  }
  return out;
}

Out* RowWriter::JsonStepInto(Out* out, const JsonStep& step, Out::Kind fresh) {
  if (step.index < 0) {
    if (out->kind != Out::Kind::kObject) return nullptr;
    Out* next = out->Find(step.name);
    return next != nullptr ? next : out->Add(step.name, fresh);
  }
  if (out->kind != Out::Kind::kArray) return nullptr;
  while (out->children.size() <= static_cast<size_t>(step.index)) out->Add("", fresh);
  return out->children[static_cast<size_t>(step.index)].get();
}

Out* RowWriter::LinePlace(std::string_view path, Out* out) {
  const std::vector<std::string> parts = SplitText(path, "/");
  for (size_t i = 0; i < parts.size() && out != nullptr; ++i) {
    std::string_view name = parts[i];
    int index = 0;
    if (const size_t bracket = name.find('['); bracket != name.npos && name.back() == ']') {
      if (!ParseNumber(name.substr(bracket + 1, name.size() - bracket - 2), &index)) return nullptr;
      name = name.substr(0, bracket);
    }
    out = LineStep(out, name, index, i + 1 == parts.size());
  }
  return out;
}

Out* RowWriter::LineStep(Out* out, std::string_view name, int index, bool last) {
  int seen = 0;
  for (const auto& child : out->children) {
    if (child->name == name && seen++ == index) return child.get();
  }
  if (seen != index) return nullptr;
  return out->Add(name, last ? Out::Kind::kText : Out::Kind::kObject);
}

}  // namespace entente::adapters
