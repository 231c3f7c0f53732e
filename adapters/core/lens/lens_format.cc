#include "adapters/core/lens/lens_format.h"

#include <algorithm>
#include <atomic>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "adapters/core/lens/decode.h"
#include "adapters/core/lens/encode.h"
#include "adapters/core/lens/places.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Which edition a preamble meant last: consecutive units of a file have the same one.
struct LastEdition {
  uint64_t format = 0;
  std::string preamble;
  const Plan* plan = nullptr;
};

// An address may be used again by another format; a number is not.
uint64_t NextNumber() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

class LensFormat : public Format {
 public:
  explicit LensFormat(std::vector<std::unique_ptr<Plan>> plans) : plans_(std::move(plans)) {
    for (const auto& plan : plans_) places_.push_back(PlacesOf(*plan));
  }

  const std::string& name() const override { return newest().name; }
  const std::string& title() const override { return newest().title; }
  std::vector<std::string> editions() const override {
    std::vector<std::string> out;
    for (const auto& plan : plans_) out.push_back(plan->edition);
    return out;
  }
  std::vector<std::string> kinds() const override {
    std::set<std::string> kinds;
    for (const auto& plan : plans_) {
      kinds.insert(plan->kinds.begin(), plan->kinds.end());
      for (const Branch& branch : plan->branches) {
        if (!branch.kind.empty() && !branch.empty_report) kinds.insert(branch.kind);
      }
    }
    return {kinds.begin(), kinds.end()};
  }
  // Of all editions, the newest first.
  std::string syntax() const override {
    std::vector<std::string> all;
    for (auto plan = plans_.rbegin(); plan != plans_.rend(); ++plan) {
      const std::string one = (*plan)->frame->syntax();
      if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    }
    return Join(all, ", ");
  }

  std::vector<std::string> PlacesFor(std::string_view edition, std::string_view field) const override {
    for (size_t i = 0; i + 1 < plans_.size(); ++i) {
      if (plans_[i]->edition == edition) return FindPlaces(places_[i], field);
    }
    return FindPlaces(places_.back(), field);
  }

  void Split(std::string_view file, const std::function<void(const Unit&)>& on_unit,
             const std::function<void(const Refusal&)>& on_refusal) const override {
    absl::StatusOr<const Plan*> plan = PlanFor(file);
    if (!plan.ok()) return on_refusal(RefusalOf(plan.status()));
    // Equal rows of a file without ids are told apart by their count.
    absl::flat_hash_map<uint64_t, int64_t> seen;
    const auto counted = [&](const Unit& unit) {
      Unit copy = unit;
      copy.occurrence = ++seen[ViewHash{}(unit.data)];
      on_unit(copy);
    };
    const std::function<void(const Unit&)> emit = (*plan)->counts_equal ? counted : on_unit;
    (*plan)->frame->Split(file, emit, on_refusal);
  }

  bool JoinsFiles() const override { return newest().frame->JoinsFiles(); }
  void SplitFiles(const std::vector<NamedFile>& files, const std::function<void(const Unit&)>& on_unit,
                  const std::function<void(const Refusal&)>& on_refusal) const override {
    if (!JoinsFiles()) return Format::SplitFiles(files, on_unit, on_refusal);
    newest().frame->SplitFiles(files, on_unit, on_refusal);
  }

  void Envelope(std::string_view file, const std::function<void(const v1::Receipt&)>& on_receipt) const override {
    absl::StatusOr<const Plan*> plan = PlanFor(file);
    if (!plan.ok()) return;
    (*plan)->frame->Envelope(file, (*plan)->names, [&](Tree* tree) { on_receipt(EnvelopeReceipt(**plan, *tree)); });
  }

  absl::StatusOr<Decoded> Decode(const Unit& unit) const override { return Decode(unit, nullptr); }

  absl::StatusOr<Decoded> Decode(const Unit& unit, Trace* trace) const {
    thread_local Tree tree;
    absl::StatusOr<const Plan*> plan = EditionOf(unit);
    const absl::Status read = plan.ok() ? (*plan)->frame->Read(unit, (*plan)->names, &tree) : plan.status();
    if (!read.ok()) return plan.ok() && (*plan)->frame->places_in_file() ? read : Placed(read, unit);
    return DecodeTree(**plan, unit, &tree, trace);
  }

  absl::StatusOr<Encoded> Encode(const v1::Record& record, std::string_view edition) const override {
    const Plan* plan = &newest();
    if (!edition.empty()) {
      const auto found =
          std::find_if(plans_.begin(), plans_.end(), [&](const auto& p) { return p->edition == edition; });
      if (found == plans_.end()) return absl::NotFoundError(StrCat("`", name(), "` has no edition `", edition, "`"));
      plan = found->get();
    }
    return EncodeRecord(*plan, record);
  }

  const std::vector<std::unique_ptr<Plan>>& plans() const { return plans_; }

 private:
  const Plan& newest() const { return *plans_.back(); }

  absl::StatusOr<const Plan*> PlanFor(std::string_view file) const {
    const auto fits = [&](const Plan& plan) { return plan.frame->FitsFile(file, plan.names); };
    const auto owner =
        std::find_if(plans_.begin(), plans_.end(), [&](const auto& plan) { return plan->frame->Owns(file); });
    if (owner == plans_.end()) return Choose(fits, /*ask_the_only=*/true);
    if (absl::Status status = fits(**owner); !status.ok()) return status;
    return owner->get();
  }

  absl::StatusOr<const Plan*> EditionOf(const Unit& unit) const {
    thread_local LastEdition last;
    if (last.format == number_ && !unit.preamble.empty() && last.preamble == unit.preamble) return last.plan;
    absl::StatusOr<const Plan*> plan =
        Choose([&](const Plan& p) { return p.frame->FitsUnit(unit, p.names); }, !unit.preamble.empty());
    if (plan.ok()) last = {number_, std::string(unit.preamble), *plan};
    return plan;
  }

  // The first edition that fits. Where none does, the refusal names what each expected.
  template <typename Fits>
  absl::StatusOr<const Plan*> Choose(const Fits& fits, bool ask_the_only) const {
    if (plans_.size() == 1 && !ask_the_only) return plans_[0].get();
    Refusal refusal;
    for (const auto& plan : plans_) {
      const absl::Status status = fits(*plan);
      if (status.ok()) return plan.get();
      const Refusal one = RefusalOf(status);
      if (refusal.expected.empty()) {
        refusal = one;
      } else if (!StrContains(refusal.expected, one.expected)) {
        StrAppend(&refusal.expected, ", or ", one.expected);
      }
    }
    return RefusalStatus(refusal);
  }

  static absl::Status Placed(const absl::Status& status, const Unit& unit) {
    Refusal refusal = RefusalOf(status);
    if (refusal.where.empty()) {
      refusal.where = unit.where;
    } else if (!unit.where.empty() && refusal.where != unit.where) {
      refusal.where = StrCat(unit.where, ", ", refusal.where);
    }
    return RefusalStatus(refusal);
  }

  std::vector<std::unique_ptr<Plan>> plans_;
  const uint64_t number_ = NextNumber();
  std::vector<Places> places_;  // one a plan
};

}  // namespace

std::vector<const Plan*> PlansOf(const Format& format) {
  std::vector<const Plan*> plans;
  const auto* lens = dynamic_cast<const LensFormat*>(&format);
  if (lens == nullptr) return plans;
  for (const auto& plan : lens->plans()) plans.push_back(plan.get());
  return plans;
}

absl::StatusOr<Decoded> DecodeTraced(const Format& format, const Unit& unit, Trace* trace) {
  const auto* lens = dynamic_cast<const LensFormat*>(&format);
  return lens == nullptr ? format.Decode(unit) : lens->Decode(unit, trace);
}

absl::StatusOr<std::unique_ptr<Format>> MakeLensFormat(std::vector<std::unique_ptr<Plan>> plans) {
  for (const auto& plan : plans) {
    const auto alike = [&](const auto& other) {
      return other != plan && other->frame->syntax() == plan->frame->syntax();
    };
    if (!plan->frame->TellsItself() && std::any_of(plans.begin(), plans.end(), alike)) {
      return absl::InvalidArgumentError(
          StrCat(plan->name, ": several editions, and `", plan->edition, "` has no `when` in its frame to tell it"));
    }
  }
  return std::make_unique<LensFormat>(std::move(plans));
}

}  // namespace entente::adapters
