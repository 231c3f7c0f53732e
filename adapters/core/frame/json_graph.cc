#include "adapters/core/frame/json_graph.h"

#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

class GraphFrame : public Frame {
 public:
  explicit GraphFrame(GraphOptions options) : options_(std::move(options)) {}

  std::string syntax() const override { return "JSON lines"; }
  bool siblings() const override { return true; }
  bool TellsItself() const override { return true; }
  // Whether several spellings of one name are one or many is told by how many of them there are.
  bool respells() const override { return true; }

  absl::Status FitsFile(std::string_view file, const NameIds&) const override {
    const size_t at = SkipBlank(file, 0);
    return at == file.size() ? absl::OkStatus() : Fits(file.substr(at));
  }
  absl::Status FitsUnit(const Unit& unit, const NameIds&) const override { return Fits(unit.data); }

  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    SplitGraph(file, options_, on_unit, on_refusal);
  }
  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    return ReadGraph(unit.data, options_, names, tree);
  }
  absl::Status Write(const Out& row, Encoded* out) const override { return WriteGraph(row, options_, &out->data); }

  std::string CarriedText(const Node& leaf) const override { return JsonOf(leaf); }
  Out* Restore(std::string_view path, std::string_view text, Out* row) const override {
    Out* place = IsJsonScalar(text) ? PlaceOfPath(path, row) : nullptr;
    if (place == nullptr || !place->blank()) return nullptr;
    place->kind = Out::Kind::kRaw;
    place->text = text;
    return place;
  }

 private:
  // The first line tells: it has the operation, or the entity's id.
  absl::Status Fits(std::string_view text) const {
    Tree tree;
    const size_t end = EndOfJson(text, 0);
    if (text.front() != '{' || end == std::string_view::npos || !ReadJson(text.substr(0, end), {}, &tree).ok()) {
      return Expected(text);
    }
    const std::string_view told = options_.op.empty() ? options_.id : options_.op;
    for (int32_t i = tree[0].first; i >= 0; i = tree[i].next) {
      if (tree[i].name == told) return absl::OkStatus();
    }
    return Expected(text);
  }
  absl::Status Expected(std::string_view text) const {
    return RefusalStatus({"line 1", Clip(text.substr(0, 40)),
                          options_.op.empty() ? "entities as JSON lines" : "JSON lines of operations on entities"});
  }

  GraphOptions options_;
};

}  // namespace

std::unique_ptr<const Frame> MakeGraphFrame(GraphOptions options) {
  return std::make_unique<GraphFrame>(std::move(options));
}

}  // namespace entente::adapters
