#include "adapters/core/frame/csv_frame.h"

#include <algorithm>
#include <atomic>

#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/csv_rows.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// What a thread keeps between rows, so that a row costs no allocation it need not.
struct Scratch {
  uint64_t frame = 0;  // whose header this is
  const NameIds* names = nullptr;
  std::string preamble;
  std::vector<std::string> columns;
  std::vector<int32_t> ids;
  CsvRow row;
  std::string cells;
};

// An address may be used again by another frame; a number is not.
uint64_t NextNumber() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

Scratch& ThreadScratch() {
  thread_local Scratch scratch;
  return scratch;
}

class CsvFrame : public Frame {
 public:
  explicit CsvFrame(CsvOptions options) : options_(std::move(options)) {}

  std::string syntax() const override { return "CSV"; }
  bool TellsItself() const override { return !options_.when.empty(); }

  absl::Status FitsFile(std::string_view file, const NameIds& names) const override {
    CsvCut cut;
    return FindHeader(file, names, &cut);
  }
  absl::Status FitsUnit(const Unit& unit, const NameIds& names) const override { return Fits(unit.preamble, names); }

  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    Cut(file, on_unit, on_refusal, [](const Unit&) {});
  }

  void Envelope(std::string_view file, const NameIds& names, const OnEnvelope& on_envelope) const override {
    if (options_.outside.empty()) return;
    CsvRow row;
    std::string scratch;
    const auto cells = [&](const Unit& unit) -> const std::vector<std::string_view>& {
      ReadCsvRow(unit.data, options_.separator, &row, &scratch);
      return row.cells;
    };
    CsvCut cut;
    if (options_.banner_max > 0 && !FindHeader(file, {}, &cut).ok()) return;
    const auto header = HeaderOf(file.substr(cut.header_at));
    if (!header.ok()) return;
    OutsideTrees outside(options_, *header, names);
    Cut(
        file, [&](const Unit& unit) { outside.Row(cells(unit)); }, [](const Refusal&) {},
        [&](const Unit& unit) { outside.Outside(cells(unit), on_envelope); });
  }

  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    Scratch& scratch = ThreadScratch();
    absl::Status header = Header(unit.preamble, names, &scratch);
    if (!header.ok()) return header;
    ReadCsvRow(unit.data, options_.separator, &scratch.row, &scratch.cells);
    const std::vector<std::string_view>& cells = scratch.row.cells;
    if (!scratch.row.expected.empty()) {
      return RefusalStatus({"", Clip(unit.data), std::string(scratch.row.expected)});
    }
    if (cells.size() > scratch.columns.size() || cells.size() + options_.may_lack < scratch.columns.size() ||
        scratch.row.next != unit.data.size()) {
      return RefusalStatus({"", StrCat(cells.size(), " cells"),
                            StrCat("one row of ", scratch.columns.size(), " cells, as the header has")});
    }
    if (const int64_t bad = InvalidUtf8At(unit.data); bad >= 0) {
      return RefusalStatus({"", StrCat("a byte that is not UTF-8 at ", bad + 1), "UTF-8"});
    }
    tree->Start(0);
    tree->Add(-1, Node::Kind::kObject, "", kUnknownName, {});
    for (size_t i = 0; i < cells.size(); ++i) {
      tree->Add(0, Node::Kind::kText, scratch.columns[i], scratch.ids[i], cells[i]);
    }
    return absl::OkStatus();
  }

  absl::Status Write(const Out& row, Encoded* out) const override {
    out->preamble.clear();
    for (size_t i = 0; i < options_.columns.size(); ++i) {
      const std::string& column = options_.columns[i];
      if (i > 0) {
        out->preamble.push_back(options_.separator);
        out->data.push_back(options_.separator);
      }
      // `#36` is the column's place, where it has no name.
      if (column[0] != '#') WriteCsvCell(column, options_.separator, &out->preamble);
      const Out* cell = row.Find(column);
      if (cell != nullptr) WriteCsvCell(cell->text, options_.separator, &out->data);
    }
    out->preamble.push_back('\n');
    out->data.push_back('\n');
    return absl::OkStatus();
  }

 private:
  // A file without any column of the mapping is another file.
  absl::Status Fits(std::string_view preamble, const NameIds& names) const {
    absl::StatusOr<std::vector<std::string>> header = CsvHeader(preamble, options_.separator);
    if (!header.ok()) return header.status();
    const std::string& when = options_.when;
    const bool told = when.empty() || std::find(header->begin(), header->end(), when) != header->end();
    const bool known = std::any_of(header->begin(), header->end(), [&](const auto& c) { return names.contains(c); });
    if (told && known) return absl::OkStatus();
    return RefusalStatus(
        {"line 1", Clip(Join(*header, ",")),
         when.empty() ? StrCat("the header of ", options_.format) : StrCat("a header with `", when, "`")});
  }

  // The first row that fits is the header: where it begins, and on which line.
  absl::Status FindHeader(std::string_view file, const NameIds& names, CsvCut* cut) const {
    absl::Status first;
    for (size_t row = 0; row <= options_.banner_max; ++row) {
      const std::string_view line = file.substr(cut->header_at, file.substr(cut->header_at).find('\n'));
      const absl::Status fits = names.empty() ? Told(line) : Fits(line, names);
      if (fits.ok()) return fits;
      if (row == 0) first = fits;
      if (cut->header_at + line.size() >= file.size()) break;
      cut->header_at += line.size() + 1;
      ++cut->line;
    }
    return first;
  }

  void Cut(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal, const OnUnit& on_outside) const {
    CsvCut cut;
    if (options_.banner_max > 0) {
      const absl::Status found = FindHeader(file, {}, &cut);
      if (!found.ok()) return on_refusal(RefusalOf(found));
    }
    cut.separator = options_.separator;
    cut.may_lack = options_.may_lack;
    const auto header = HeaderOf(file.substr(cut.header_at));
    const RowTest outside = header.ok() ? OutsideRows(options_, *header) : nullptr;
    if (outside != nullptr) cut.outside = [&](const CsvRow& row) { return outside(row.cells); };
    SplitCsv(file, cut, on_unit, on_refusal, on_outside);
  }

  absl::StatusOr<std::vector<std::string>> HeaderOf(std::string_view table) const {
    return CsvHeader(table.substr(0, table.find('\n')), options_.separator);
  }

  absl::Status Told(std::string_view preamble) const {
    absl::StatusOr<std::vector<std::string>> header = CsvHeader(preamble, options_.separator);
    if (!header.ok()) return header.status();
    if (std::find(header->begin(), header->end(), options_.when) != header->end()) return absl::OkStatus();
    return RefusalStatus({"line 1", Clip(preamble), StrCat("a header with `", options_.when, "`")});
  }

  absl::Status Header(std::string_view preamble, const NameIds& names, Scratch* scratch) const {
    if (scratch->frame == number_ && scratch->names == &names && scratch->preamble == preamble) return absl::OkStatus();
    scratch->frame = 0;
    if (preamble.empty()) return RefusalStatus({"", "", "the file's header line beside the row"});
    absl::StatusOr<std::vector<std::string>> header = CsvHeader(preamble, options_.separator);
    if (!header.ok()) return header.status();
    scratch->ids.clear();
    for (const std::string& column : *header) {
      const auto known = names.find(column);
      scratch->ids.push_back(known == names.end() ? kUnknownName : known->second);
    }
    scratch->columns = *std::move(header);
    scratch->preamble = std::string(preamble);
    scratch->names = &names;
    scratch->frame = number_;
    return absl::OkStatus();
  }

  CsvOptions options_;
  const uint64_t number_ = NextNumber();
};

}  // namespace

std::unique_ptr<const Frame> MakeCsvFrame(CsvOptions options) { return std::make_unique<CsvFrame>(std::move(options)); }

}  // namespace entente::adapters
