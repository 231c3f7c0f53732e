#include "adapters/core/frame/lines_frame.h"

#include <algorithm>

namespace entente::adapters {
namespace {

class LinesFrame : public Frame {
 public:
  explicit LinesFrame(LinesLayout layout) : layout_(std::move(layout)) {}

  std::string syntax() const override { return "fixed-width lines"; }
  bool siblings() const override { return true; }

  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    SplitLines(file, layout_, on_unit, on_refusal);
  }
  absl::Status Read(const Unit& unit, const NameIds&, Tree* tree) const override {
    return ReadLines(unit.data, layout_, tree);
  }
  absl::Status Write(const Out& row, Encoded* out) const override {
    absl::StatusOr<std::string> lines = WriteLines(row, layout_);
    if (!lines.ok()) return lines.status();
    out->data += *lines;
    return absl::OkStatus();
  }
  size_t RoomFor(std::string_view name) const override {
    const auto column =
        std::find_if(layout_.shared.begin(), layout_.shared.end(), [&](const Column& c) { return c.name == name; });
    return column == layout_.shared.end() ? Frame::RoomFor(name) : column->size;
  }

 private:
  LinesLayout layout_;
};

}  // namespace

std::unique_ptr<const Frame> MakeLinesFrame(LinesLayout layout) {
  return std::make_unique<LinesFrame>(std::move(layout));
}

}  // namespace entente::adapters
