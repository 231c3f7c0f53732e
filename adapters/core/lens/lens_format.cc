#include "adapters/core/lens/lens_format.h"

#include <algorithm>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/json.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/lens/decode.h"
#include "adapters/core/lens/encode.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// What a thread keeps between records, so that a record costs no allocation it need not.
struct Scratch {
  Tree tree;
  CsvRow row;
  std::string cells;
  // The CSV header last seen, and its columns.
  const void* format = nullptr;
  std::string preamble;
  std::vector<std::string> columns;
  std::vector<int32_t> ids;
  const Plan* plan = nullptr;
};

Scratch& ThreadScratch() {
  thread_local Scratch scratch;
  return scratch;
}

class LensFormat : public Format {
 public:
  explicit LensFormat(std::vector<std::unique_ptr<Plan>> plans) : plans_(std::move(plans)) {}

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
  std::string syntax() const override {
    switch (newest().reads) {
      case Plan::Reads::kJson:
        return "JSON";
      case Plan::Reads::kCsv:
        return "CSV";
      case Plan::Reads::kLines:
        return "fixed-width lines";
    }
    return "";
  }

  void Split(std::string_view file, const std::function<void(const Unit&)>& on_unit,
             const std::function<void(const Refusal&)>& on_refusal) const override {
    const Plan& plan = newest();
    // Equal rows of a file without ids are told apart by their count.
    absl::flat_hash_map<uint64_t, int64_t> seen;
    const auto counted = [&](const Unit& unit) {
      Unit copy = unit;
      copy.occurrence = ++seen[ViewHash{}(unit.data)];
      on_unit(copy);
    };
    const bool digest = plan.reads == Plan::Reads::kCsv && plan.identity.empty();
    const std::function<void(const Unit&)> emit = digest ? counted : on_unit;
    switch (plan.reads) {
      case Plan::Reads::kJson:
        return SplitJson(file, plan.envelopes, plan.bare_document, emit, on_refusal);
      case Plan::Reads::kCsv: {
        const auto row_end = file.substr(0, file.find('\n'));
        absl::StatusOr<std::vector<std::string>> header = CsvHeader(row_end, plan.separator);
        const absl::Status fits = header.ok() ? EditionOf(*header).status() : header.status();
        if (!fits.ok()) return on_refusal(RefusalOf(fits));
        return SplitCsv(file, plan.separator, emit, on_refusal);
      }
      case Plan::Reads::kLines:
        return SplitLines(file, plan.lines, emit, on_refusal);
    }
  }

  absl::StatusOr<Decoded> Decode(const Unit& unit) const override {
    Scratch& scratch = ThreadScratch();
    absl::StatusOr<const Plan*> plan = Read(unit, &scratch);
    if (!plan.ok()) return Placed(plan.status(), unit);
    return DecodeTree(**plan, unit, &scratch.tree);
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

 private:
  const Plan& newest() const { return *plans_.back(); }

  absl::StatusOr<const Plan*> EditionOf(const std::vector<std::string>& header) const {
    std::vector<std::string> columns;
    for (const auto& plan : plans_) {
      const std::string& when = plan->when;
      if (!when.empty()) columns.push_back(when);
      if (!when.empty() && std::find(header.begin(), header.end(), when) == header.end()) continue;
      // A file without any column of the mapping is another file.
      const bool known = std::any_of(header.begin(), header.end(),
                                     [&](const std::string& column) { return plan->names.contains(column); });
      if (known) return plan.get();
    }
    return RefusalStatus(
        {"line 1", Clip(Join(header, ",")),
         columns.empty() ? StrCat("the header of ", name()) : StrCat("a header with `", Join(columns, "` or `"), "`")});
  }

  absl::StatusOr<const Plan*> Read(const Unit& unit, Scratch* scratch) const {
    const Plan& plan = newest();
    absl::Status status;
    switch (plan.reads) {
      case Plan::Reads::kJson:
        status = ReadJson(unit.data, plan.names, &scratch->tree);
        break;
      case Plan::Reads::kLines:
        status = ReadLines(unit.data, plan.lines, &scratch->tree);
        break;
      case Plan::Reads::kCsv:
        return ReadRow(unit, scratch);
    }
    if (!status.ok()) return status;
    return &plan;
  }

  absl::StatusOr<const Plan*> ReadRow(const Unit& unit, Scratch* scratch) const {
    const char separator = newest().separator;
    if (scratch->format != this || scratch->preamble != unit.preamble) {
      scratch->format = nullptr;
      absl::StatusOr<std::vector<std::string>> header = CsvHeader(unit.preamble, separator);
      if (!header.ok()) return header.status();
      absl::StatusOr<const Plan*> plan = EditionOf(*header);
      if (!plan.ok()) return plan.status();
      scratch->ids.clear();
      for (const std::string& column : *header) {
        const auto known = (*plan)->names.find(column);
        scratch->ids.push_back(known == (*plan)->names.end() ? kUnknownName : known->second);
      }
      scratch->columns = *std::move(header);
      scratch->preamble = std::string(unit.preamble);
      scratch->plan = *plan;
      scratch->format = this;
    }
    ReadCsvRow(unit.data, separator, &scratch->row, &scratch->cells);
    const std::vector<std::string_view>& cells = scratch->row.cells;
    if (!scratch->row.expected.empty()) {
      return RefusalStatus({"", Clip(unit.data), std::string(scratch->row.expected)});
    }
    if (cells.size() != scratch->columns.size() || scratch->row.next != unit.data.size()) {
      return RefusalStatus({"", StrCat(cells.size(), " cells"),
                            StrCat("one row of ", scratch->columns.size(), " cells, as the header has")});
    }
    if (const int64_t bad = InvalidUtf8At(unit.data); bad >= 0) {
      return RefusalStatus({"", StrCat("a byte that is not UTF-8 at ", bad + 1), "UTF-8"});
    }
    scratch->tree.Start(0);
    scratch->tree.Add(-1, Node::Kind::kObject, "", kUnknownName, {});
    for (size_t i = 0; i < cells.size(); ++i) {
      scratch->tree.Add(0, Node::Kind::kText, scratch->columns[i], scratch->ids[i], cells[i]);
    }
    return scratch->plan;
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
};

}  // namespace

absl::StatusOr<std::unique_ptr<Format>> MakeLensFormat(std::vector<std::unique_ptr<Plan>> plans) {
  for (const auto& plan : plans) {
    if (plan->reads != plans.back()->reads || plan->separator != plans.back()->separator) {
      return absl::InvalidArgumentError(StrCat(plan->name, ": its editions differ in syntax"));
    }
    if (plans.size() > 1 && plan->reads == Plan::Reads::kCsv && plan->when.empty()) {
      return absl::InvalidArgumentError(
          StrCat(plan->name, ": several editions, and `", plan->edition, "` has no `when` in its frame to tell it"));
    }
  }
  return std::make_unique<LensFormat>(std::move(plans));
}

}  // namespace entente::adapters
