#include "adapters/core/frame/xlsx_frame.h"

#include <algorithm>
#include <optional>

#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/csv_rows.h"
#include "adapters/core/frame/xlsx.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Cells = std::vector<std::string>;

// Up to the last that holds something.
size_t Width(const Cells& cells) {
  size_t width = cells.size();
  while (width > 0 && cells[width - 1].empty()) --width;
  return width;
}

std::string CsvOf(const Cells& cells, size_t width) {
  std::string line;
  for (size_t i = 0; i < width; ++i) {
    if (i > 0) line.push_back(',');
    if (i < cells.size()) WriteCsvCell(cells[i], ',', &line);
  }
  return line;
}

class XlsxFrame : public Frame {
 public:
  explicit XlsxFrame(const CsvOptions& options) : options_(options), rows_(MakeCsvFrame(OfRows(options))) {}

  std::string syntax() const override { return "XLSX"; }
  bool TellsItself() const override { return true; }
  bool Owns(std::string_view file) const override { return LooksLikeZip(file); }

  // What this format wrote itself is the table's rows as CSV.
  absl::Status FitsFile(std::string_view file, const NameIds& names) const override {
    if (!LooksLikeZip(file)) return rows_->FitsFile(file, names).ok() ? absl::OkStatus() : NoTable();
    absl::Status fits = NoTable();
    const absl::Status read = Walk(file, [&](int64_t, const Cells&, bool header) {
      if (header) fits = absl::OkStatus();
      return !header;
    });
    return read.ok() ? fits : read;
  }
  absl::Status FitsUnit(const Unit& unit, const NameIds& names) const override { return rows_->FitsUnit(unit, names); }

  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    if (!LooksLikeZip(file)) return rows_->Split(file, on_unit, on_refusal);
    std::string preamble;
    size_t width = 0;
    RowTest outside;
    const auto on_row = [&](int64_t row, const Cells& cells, bool header) {
      const std::string where = StrCat("row ", row);
      if (header) {
        width = Width(cells);
        preamble = CsvOf(cells, width);
        const auto names = CsvHeader(preamble, ',');
        if (names.ok()) outside = OutsideRows(options_, *names);
        return names.ok();
      }
      const size_t size = Width(cells);
      if (preamble.empty() || size == 0) return true;  // above the table, or an empty row
      const std::vector<std::string_view> views(cells.begin(), cells.end());
      if (outside != nullptr && outside(views)) return true;
      if (size > width) {
        on_refusal({where, StrCat(size, " cells"), StrCat("at most ", width, " cells, as the header has")});
        return true;
      }
      const auto made = std::make_shared<const std::pair<std::string, std::string>>(CsvOf(cells, width), preamble);
      Unit unit;
      unit.data = made->first;
      unit.preamble = made->second;
      unit.owner = made;
      unit.where = where;
      on_unit(unit);
      return true;
    };
    const absl::Status read = Walk(file, on_row);
    if (!read.ok()) return on_refusal(RefusalOf(read));
    if (preamble.empty()) on_refusal(RefusalOf(NoTable()));
  }

  // The rows of titles above the table as `banner/#1`, and those below it under the columns' names.
  void Envelope(std::string_view file, const NameIds& names, const OnEnvelope& on_envelope) const override {
    if (!LooksLikeZip(file)) return rows_->Envelope(file, names, on_envelope);
    std::optional<OutsideTrees> trees;
    RowTest outside;
    (void)Walk(file, [&](int64_t, const Cells& cells, bool header) {
      const std::vector<std::string_view> views(cells.begin(), cells.end());
      if (header) {
        const auto columns = CsvHeader(CsvOf(cells, Width(cells)), ',');
        if (!columns.ok()) return false;
        trees.emplace(options_, *columns, names);
        outside = OutsideRows(options_, *columns);
      } else if (!trees) {
        Banner(views, on_envelope);
      } else if (outside != nullptr && outside(views)) {
        trees->Outside(views, on_envelope);
      } else {
        trees->Row(views);
      }
      return true;
    });
  }

  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    return rows_->Read(unit, names, tree);
  }
  absl::Status Write(const Out& row, Encoded* out) const override { return rows_->Write(row, out); }

 private:
  // A row that was cut out has its header above it and nothing else.
  static CsvOptions OfRows(CsvOptions options) {
    options.banner_max = 0;
    options.separator = ',';
    return options;
  }

  static void Banner(const std::vector<std::string_view>& cells, const OnEnvelope& on_envelope) {
    Tree tree;
    tree.Start(cells.size() * 8);  // of their numbers
    tree.Add(-1, Node::Kind::kObject, "", kUnknownName, {});
    const int32_t banner = tree.Add(0, Node::Kind::kObject, "banner", kUnknownName, {});
    for (size_t i = 0; i < cells.size(); ++i) {
      tree.Add(banner, Node::Kind::kText, tree.Keep(StrCat("#", i + 1)), kUnknownName, cells[i]);
    }
    on_envelope(&tree);
  }

  absl::Status NoTable() const {
    return RefusalStatus(
        {"", "", StrCat("an XLSX workbook whose first sheet has a header with `", options_.when, "`")});
  }

  // Every row of the sheet; `header` is true for the one that has the column that tells this edition.
  absl::Status Walk(std::string_view file,
                    const std::function<bool(int64_t row, const Cells& cells, bool header)>& on_row) const {
    bool found = false;
    size_t above = 0;
    return ReadXlsx(file, {}, [&](int64_t row, const Cells& cells) {
      const bool header = !found && std::find(cells.begin(), cells.end(), options_.when) != cells.end();
      if (!found && !header && above++ >= options_.banner_max) return false;
      found = found || header;
      return on_row(row, cells, header);
    });
  }

  CsvOptions options_;
  std::unique_ptr<const Frame> rows_;
};

}  // namespace

std::unique_ptr<const Frame> MakeXlsxFrame(CsvOptions options) { return std::make_unique<XlsxFrame>(options); }

}  // namespace entente::adapters
