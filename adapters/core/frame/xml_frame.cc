#include "adapters/core/frame/xml_frame.h"

#include <algorithm>
#include <string>
#include <utility>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// A step of a carried path: an element, an attribute or a text that XML can hold.
bool IsStep(std::string_view step, const XmlLayout& layout) {
  step = step.substr(0, step.find('['));
  if (step == kXmlTextName) return true;
  if (step.starts_with('@')) step.remove_prefix(1);
  const std::string tag = "<" + std::string(step) + "/>";
  XmlScanner scanner(tag);
  if (scanner.Next() != XmlScanner::Token::kOpen || scanner.name() != step || !scanner.attributes().empty())
    return false;
  const size_t colon = step.find(':');
  return colon == step.npos ||
         std::any_of(layout.namespaces.begin(), layout.namespaces.end(),
                     [&](const XmlNamespace& space) { return space.prefix == step.substr(0, colon); });
}

class XmlFrame : public Frame {
 public:
  explicit XmlFrame(XmlLayout layout) : layout_(std::move(layout)) {}

  std::string syntax() const override { return "XML"; }
  bool siblings() const override { return true; }
  bool hollow_is_nothing() const override { return true; }
  bool places_in_file() const override { return true; }
  bool TellsItself() const override { return true; }

  absl::Status FitsFile(std::string_view file, const NameIds&) const override { return FitsXmlFile(file, layout_); }
  absl::Status FitsUnit(const Unit& unit, const NameIds&) const override { return FitsXmlUnit(unit, layout_); }
  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    SplitXml(file, layout_, on_unit, on_refusal);
  }
  // The file as if no record had stood in it.
  void Envelope(std::string_view file, const NameIds& names, const OnEnvelope& on_envelope) const override {
    std::string around;
    size_t from = 0;
    bool whole = true;
    const auto leave_out = [&](const Unit& unit) {
      const auto at = static_cast<size_t>(unit.data.data() - file.data());
      around.append(file.substr(from, at - from));
      from = at + unit.data.size();
    };
    SplitXml(file, layout_, leave_out, [&](const Refusal&) { whole = false; });
    around.append(file.substr(from));
    size_t root = 0;
    // What is broken has been refused by Split, and is no value of anything.
    if (!whole || !SkipXmlProlog(around, &root).ok()) return;
    Unit rest;
    rest.data = std::string_view(around).substr(root);
    Tree tree;
    if (ReadXml(rest, layout_, names, &tree).ok()) on_envelope(&tree);
  }
  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    return ReadXml(unit, layout_, names, tree);
  }
  Out* Restore(std::string_view path, std::string_view text, Out* row) const override {
    for (const std::string& step : SplitText(path, "/")) {
      if (!IsStep(step, layout_)) return nullptr;
    }
    return ForbiddenInXmlAt(text) < 0 ? Frame::Restore(path, text, row) : nullptr;
  }
  absl::Status Write(const Out& row, Encoded* out) const override { return WriteXml(row, layout_, out); }

 private:
  XmlLayout layout_;
};

}  // namespace

std::unique_ptr<const Frame> MakeXmlFrame(XmlLayout layout) { return std::make_unique<XmlFrame>(std::move(layout)); }

}  // namespace entente::adapters
