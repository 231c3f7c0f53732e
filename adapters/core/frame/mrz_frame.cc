#include "adapters/core/frame/mrz_frame.h"

#include "adapters/core/frame/mrz_zone.h"
#include "adapters/core/refusal.h"

namespace entente::adapters {
namespace {

class MrzFrame : public Frame {
 public:
  std::string syntax() const override { return "machine readable zone"; }
  bool siblings() const override { return true; }
  bool respells() const override { return true; }

  absl::Status FitsFile(std::string_view file, const NameIds&) const override {
    if (file.empty() || HoldsZone(file)) return absl::OkStatus();
    return RefusalStatus({"line 1", Clip(file.substr(0, file.find('\n'))), "lines of 30, 36 or 44 characters"});
  }
  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    SplitZones(file, on_unit, on_refusal);
  }
  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    return ReadZone(unit.data, names, tree);
  }
  absl::Status Write(const Out& row, Encoded* out) const override {
    absl::StatusOr<std::string> zone = WriteZone(row);
    if (!zone.ok()) return zone.status();
    out->data += *zone;
    return absl::OkStatus();
  }
};

}  // namespace

std::unique_ptr<const Frame> MakeMrzFrame() { return std::make_unique<MrzFrame>(); }

}  // namespace entente::adapters
