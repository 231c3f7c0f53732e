#include "adapters/core/frame/frame.h"

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

Out* StepInto(Out* out, std::string_view name, int index, bool last) {
  int seen = 0;
  for (const auto& child : out->children) {
    if (child->name == name && seen++ == index) return child.get();
  }
  if (seen != index) return nullptr;
  return out->Add(name, last ? Out::Kind::kText : Out::Kind::kObject);
}

}  // namespace

absl::Status Frame::FitsFile(std::string_view, const NameIds&) const { return absl::OkStatus(); }
absl::Status Frame::FitsUnit(const Unit&, const NameIds&) const { return absl::OkStatus(); }

std::string Frame::CarriedPath(const Tree& tree, int32_t node, int32_t base) const {
  return PathOf(tree, node, siblings(), base);
}

Out* Frame::Restore(std::string_view path, std::string_view text, Out* row) const {
  if (path.empty()) return nullptr;
  Out* place = siblings() ? PlaceOfPath(path, row) : StepInto(row, path, 0, true);
  if (place == nullptr || !place->blank()) return nullptr;
  place->kind = Out::Kind::kText;
  place->text = text;
  return place;
}

Out* PlaceOfPath(std::string_view path, Out* row) {
  constexpr size_t kPartsMax = 64;  // as deep as anything that was read
  const std::vector<std::string> parts = SplitText(path, "/");
  if (parts.size() > kPartsMax) return nullptr;
  for (size_t i = 0; i < parts.size() && row != nullptr; ++i) {
    std::string_view name = parts[i];
    int index = 0;
    if (const size_t bracket = name.find('['); bracket != name.npos && name.back() == ']') {
      if (!ParseNumber(name.substr(bracket + 1, name.size() - bracket - 2), &index)) return nullptr;
      name = name.substr(0, bracket);
    }
    row = StepInto(row, name, index, i + 1 == parts.size());
  }
  return row;
}

}  // namespace entente::adapters
