#include "adapters/core/frame/json_frame.h"

#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

Out* StepInto(Out* out, const JsonStep& step, Out::Kind fresh) {
  if (step.index < 0) {
    if (out->kind != Out::Kind::kObject) return nullptr;
    Out* next = out->Find(step.name);
    return next != nullptr ? next : out->Add(step.name, fresh);
  }
  if (out->kind != Out::Kind::kArray) return nullptr;
  while (out->children.size() <= static_cast<size_t>(step.index)) out->Add("", fresh);
  return out->children[static_cast<size_t>(step.index)].get();
}

Out* PlaceOf(std::string_view path, Out* out) {
  std::vector<JsonStep> steps;
  if (!ReadJsonPath(path, &steps) || steps.size() > kJsonDepthMax) return nullptr;
  for (size_t i = 0; i < steps.size() && out != nullptr; ++i) {
    const bool last = i + 1 == steps.size();
    const Out::Kind fresh = last ? Out::Kind::kNull : steps[i + 1].index >= 0 ? Out::Kind::kArray : Out::Kind::kObject;
    out = StepInto(out, steps[i], fresh);
    // What was null may hold more.
    if (out != nullptr && out->kind == Out::Kind::kNull) out->kind = fresh;
  }
  return out;
}

class JsonFrame : public Frame {
 public:
  explicit JsonFrame(JsonOptions options) : options_(std::move(options)) {}

  std::string syntax() const override { return "JSON"; }
  bool typed() const override { return true; }

  absl::Status FitsFile(std::string_view file, const NameIds&) const override {
    if (file.starts_with(kByteOrderMark)) file.remove_prefix(kByteOrderMark.size());
    return Begins(file);
  }
  absl::Status FitsUnit(const Unit& unit, const NameIds&) const override { return Begins(unit.data); }

  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    SplitJson(file, options_.envelopes, options_.bare_document, on_unit, on_refusal);
  }
  void Envelope(std::string_view file, const NameIds& names, const OnEnvelope& on_envelope) const override {
    if (options_.envelopes.empty()) return;
    const std::string around = Around(file);
    Tree tree;
    EachObject(around, [&](std::string_view page) {
      if (ReadJson(page, names, &tree).ok()) on_envelope(&tree);
    });
  }
  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    return ReadJson(unit.data, names, tree);
  }
  absl::Status Write(const Out& row, Encoded* out) const override {
    WriteJson(row, &out->data);
    out->data.push_back('\n');
    return absl::OkStatus();
  }

  std::string CarriedPath(const Tree& tree, int32_t node, int32_t base) const override {
    return JsonPathOf(tree, node, base);
  }
  std::string CarriedText(const Node& leaf) const override { return JsonOf(leaf); }
  Out* Restore(std::string_view path, std::string_view text, Out* row) const override {
    Out* place = !path.empty() && IsJsonScalar(text) ? PlaceOf(path, row) : nullptr;
    if (place == nullptr || !place->blank()) return nullptr;
    place->kind = Out::Kind::kRaw;
    place->text = text;
    return place;
  }

 private:
  static absl::Status Begins(std::string_view text) {
    const size_t at = SkipBlank(text, 0);
    if (at == text.size() || text[at] == '{' || text[at] == '[' || text.substr(at).starts_with("null")) {
      return absl::OkStatus();
    }
    return RefusalStatus({"line 1", Clip(text.substr(at, 40)), "JSON"});
  }

  // The file with an empty list in the place of each record: that has no leaf.
  std::string Around(std::string_view file) const {
    std::string around;
    size_t at = 0;
    const auto leave_out = [&](const Unit& unit) {
      const auto begin = static_cast<size_t>(unit.data.data() - file.data());
      StrAppend(&around, file.substr(at, begin - at), "[]");
      at = begin + unit.data.size();
    };
    SplitJson(file, options_.envelopes, options_.bare_document, leave_out, [](const Refusal&) {});
    StrAppend(&around, file.substr(at));
    return around;
  }

  // Documents one after another, and those in arrays.
  template <typename Fn>
  static void EachObject(std::string_view text, const Fn& fn) {
    for (size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '{') continue;
      const size_t end = EndOfJson(text, at);
      if (end == std::string_view::npos) return;
      fn(text.substr(at, end - at));
      at = end - 1;
    }
  }

  JsonOptions options_;
};

}  // namespace

std::unique_ptr<const Frame> MakeJsonFrame(JsonOptions options) {
  return std::make_unique<JsonFrame>(std::move(options));
}

}  // namespace entente::adapters
