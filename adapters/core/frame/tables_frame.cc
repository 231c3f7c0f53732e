#include "adapters/core/frame/tables_frame.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kRowsMax = 10'000;  // of one record
constexpr size_t kNowhere = static_cast<size_t>(-1);

size_t ColumnOf(const std::vector<std::string>& header, const std::string& name) {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? kNowhere : static_cast<size_t>(found - header.begin());
}

std::string_view FirstLine(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  ConsumeSuffix(&line, "\r");
  return line;
}

// The rows of the second table by the row of the first that they name.
struct Children {
  struct One {
    std::string_view data;
    std::string where;
    bool taken = false;
  };
  std::vector<One> rows;
  absl::flat_hash_map<std::string, std::vector<size_t>> by_key;
};

class TablesFrame : public Frame {
 public:
  explicit TablesFrame(TablesOptions options) : options_(std::move(options)) {}

  std::string syntax() const override { return "CSV tables"; }
  bool TellsItself() const override { return true; }
  bool siblings() const override { return true; }
  bool JoinsFiles() const override { return true; }

  absl::Status FitsFile(std::string_view file, const NameIds&) const override {
    const bool either = Has(options_.parent, FirstLine(file)) || Has(options_.child, FirstLine(file));
    return either ? absl::OkStatus() : NoHeader(FirstLine(file));
  }
  absl::Status FitsUnit(const Unit& unit, const NameIds&) const override {
    return IsBundle(unit.preamble) ? absl::OkStatus() : NoHeader(FirstLine(unit.preamble));
  }

  // A bundle. One table alone is half a file.
  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    if (!IsBundle(file)) {
      const LinkedTable& other = Has(options_.parent, FirstLine(file)) ? options_.child : options_.parent;
      return on_refusal(
          {"line 1", "one of two linked tables", StrCat("both together: the one with `", other.when, "` beside it")});
    }
    const size_t first = file.find('\n') + 1;
    const std::string_view preamble = WithoutMark(file.substr(0, first + FirstLine(file.substr(first)).size()));
    CsvRow row;
    std::string scratch;
    int64_t line = 3;
    int64_t begin_line = 3;
    size_t begin = kNowhere;
    const auto end_record = [&](size_t end) {
      if (begin == kNowhere) return;
      Unit unit;
      unit.preamble = preamble;
      unit.data = file.substr(begin, end - begin);
      while (ConsumeSuffix(&unit.data, "\n") || ConsumeSuffix(&unit.data, "\r")) {
      }
      unit.where = StrCat("line ", begin_line);
      on_unit(unit);
      begin = kNowhere;
    };
    size_t at = std::min(file.find('\n', first), file.size() - 1) + 1;
    while (at < file.size()) {
      ReadRow(file.substr(at), &row, &scratch);
      if (!row.expected.empty()) {
        on_refusal({StrCat("line ", line), Clip(FirstLine(file.substr(at))), std::string(row.expected)});
        return;  // where the record was to end nobody knows
      }
      if (row.size == 0) {
        end_record(at);
      } else if (begin == kNowhere) {
        begin = at;
        begin_line = line;
      }
      line += row.lines;
      at += row.next;
    }
    end_record(file.size());
  }

  void SplitFiles(const std::vector<NamedFile>& files, const OnUnit& on_unit,
                  const OnRefusal& on_refusal) const override {
    const NamedFile* parents = nullptr;
    const NamedFile* children = nullptr;
    for (const NamedFile& file : files) {
      const std::string_view header = FirstLine(file.bytes);
      const NamedFile** slot = Has(options_.parent, header)  ? &parents
                               : Has(options_.child, header) ? &children
                                                             : nullptr;
      if (IsBundle(file.bytes)) {
        Split(file.bytes, on_unit, on_refusal);
      } else if (slot == nullptr) {
        on_refusal(Placed(file.name, RefusalOf(NoHeader(header))));
      } else if (*slot != nullptr) {
        on_refusal({file.name, "the same table again", "each table once"});
      } else {
        *slot = &file;
      }
    }
    if (parents == nullptr && children == nullptr) return;
    if (parents == nullptr || children == nullptr) {
      const NamedFile& one = parents != nullptr ? *parents : *children;
      return Split(one.bytes, on_unit, [&](const Refusal& refusal) { on_refusal(Placed(one.name, refusal)); });
    }
    Join(*parents, *children, on_unit, on_refusal);
  }

  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    const std::string_view first = FirstLine(unit.preamble);
    std::string_view second = unit.preamble.substr(std::min(unit.preamble.find('\n'), unit.preamble.size() - 1) + 1);
    second = FirstLine(second);
    absl::StatusOr<std::vector<std::string>> above = CsvHeader(first, options_.separator);
    if (!above.ok()) return above.status();
    absl::StatusOr<std::vector<std::string>> below = CsvHeader(second, options_.separator);
    if (!below.ok()) return below.status();
    if (const int64_t bad = InvalidUtf8At(unit.data); bad >= 0)
      return RefusalStatus({"", StrCat("a byte that is not UTF-8 at ", bad + 1), "UTF-8"});
    // Names and quoted cells are copied, since the headers are read anew.
    tree->Start(2 * unit.preamble.size() + unit.data.size());
    tree->Add(-1, Node::Kind::kObject, "", kUnknownName, {});
    CsvRow row;
    std::string scratch;
    for (size_t at = 0, rows = 0; at < unit.data.size(); ++rows) {
      ReadRow(unit.data.substr(at), &row, &scratch);
      at += row.next;
      const std::vector<std::string>& header = rows == 0 ? *above : *below;
      if (!row.expected.empty()) return RefusalStatus({"", "", std::string(row.expected)});
      if (row.cells.size() != header.size() || rows > kRowsMax) {
        return RefusalStatus({"", StrCat(row.cells.size(), " cells in row ", rows + 1, " of the record"),
                              StrCat(header.size(), " cells, as the header has")});
      }
      const int32_t node =
          rows == 0 ? 0 : tree->Add(0, Node::Kind::kObject, options_.child.name, IdOf(options_.child.name, names), {});
      for (size_t i = 0; i < header.size(); ++i) {
        tree->Add(node, Node::Kind::kText, tree->Keep(header[i]), IdOf(header[i], names), tree->Keep(row.cells[i]));
      }
      if (rows > 0) Link(node, tree);
    }
    return absl::OkStatus();
  }

  absl::Status Write(const Out& row, Encoded* out) const override {
    out->preamble = StrCat(HeaderLine(options_.parent), HeaderLine(options_.child));
    WriteCells(options_.parent, row, nullptr, &out->data);
    for (const auto& child : row.children) {
      if (child->name == options_.child.name) WriteCells(options_.child, *child, &row, &out->data);
    }
    out->data.push_back('\n');
    return absl::OkStatus();
  }

 private:
  static std::string_view WithoutMark(std::string_view text) {
    ConsumePrefix(&text, "\xEF\xBB\xBF");
    return text;
  }
  static int32_t IdOf(const std::string& name, const NameIds& names) {
    const auto known = names.find(name);
    return known == names.end() ? kUnknownName : known->second;
  }
  static Refusal Placed(const std::string& name, Refusal refusal) {
    refusal.where = StrCat(name, refusal.where.empty() ? "" : ", ", refusal.where);
    return refusal;
  }

  bool Has(const LinkedTable& table, std::string_view header) const {
    const auto columns = CsvHeader(header, options_.separator);
    return columns.ok() && ColumnOf(*columns, table.when) != kNowhere && ColumnOf(*columns, options_.key) != kNowhere;
  }
  bool IsBundle(std::string_view text) const {
    const size_t end = text.find('\n');
    return end != text.npos && Has(options_.parent, FirstLine(text)) &&
           Has(options_.child, FirstLine(text.substr(end + 1)));
  }
  absl::Status NoHeader(std::string_view found) const {
    return RefusalStatus({"line 1", Clip(found),
                          StrCat("a header with `", options_.parent.when, "` or `", options_.child.when, "`, and `",
                                 options_.key, "`")});
  }

  // A row is looked for in a window first, so that its quoted cells never reserve the whole file.
  void ReadRow(std::string_view text, CsvRow* row, std::string* scratch) const {
    constexpr size_t kWindow = 1 << 16;
    constexpr size_t kRowMax = 1 << 20;
    ReadCsvRow(text.substr(0, kWindow), options_.separator, row, scratch);
    if (row->size >= std::min(kWindow, text.size()))
      ReadCsvRow(text.substr(0, kRowMax), options_.separator, row, scratch);
  }

  // What the child's row says again of its parent is followed; where it says something else it stays for the mapping.
  void Link(int32_t child, Tree* tree) const {
    for (int32_t i = (*tree)[child].first; i >= 0; i = (*tree)[i].next) {
      const std::string name((*tree)[i].name);
      const auto repeat = options_.repeats.find(name);
      const std::string& above = name == options_.key               ? options_.key
                                 : repeat == options_.repeats.end() ? ""
                                                                    : repeat->second;
      if (above.empty() || (*tree)[i].blank()) continue;
      for (int32_t k = (*tree)[0].first; k >= 0; k = (*tree)[k].next) {
        if ((*tree)[k].name == above && (*tree)[k].text == (*tree)[i].text) (*tree)[i].fate = v1::LINK;
      }
    }
  }

  void Join(const NamedFile& parents, const NamedFile& children, const OnUnit& on_unit,
            const OnRefusal& on_refusal) const {
    CsvRow row;
    std::string scratch;
    Children below;
    CsvCut cut;
    cut.separator = options_.separator;
    const auto refuse_in = [&](const std::string& name) {
      return [&on_refusal, name](const Refusal& refusal) { on_refusal(Placed(name, refusal)); };
    };
    const auto nothing = [](const Unit&) {};
    const auto key_at = [&](const NamedFile& file) {
      return ColumnOf(*CsvHeader(FirstLine(file.bytes), options_.separator), options_.key);
    };
    const size_t child_key = key_at(children);
    SplitCsv(
        children.bytes, cut,
        [&](const Unit& unit) {
          ReadRow(unit.data, &row, &scratch);
          below.by_key[std::string(row.cells[child_key])].push_back(below.rows.size());
          below.rows.push_back({unit.data, unit.where, false});
        },
        refuse_in(children.name), nothing);
    const auto preamble = std::make_shared<const std::string>(
        StrCat(WithoutMark(FirstLine(parents.bytes)), "\n", WithoutMark(FirstLine(children.bytes))));
    const size_t parent_key = key_at(parents);
    absl::flat_hash_map<std::string, bool> seen;
    SplitCsv(
        parents.bytes, cut,
        [&](const Unit& unit) {
          ReadRow(unit.data, &row, &scratch);
          const std::string key(row.cells[parent_key]);
          if (!seen.emplace(key, true).second) {
            on_refusal({StrCat(parents.name, ", ", unit.where), "a key that stood before", "each key once"});
            return;
          }
          const auto made = std::make_shared<std::pair<std::string, std::shared_ptr<const std::string>>>(
              std::string(unit.data), preamble);
          for (const size_t child : below.by_key[key]) {
            StrAppend(&made->first, "\n", below.rows[child].data);
            below.rows[child].taken = true;
          }
          Unit whole;
          whole.data = made->first;
          whole.preamble = *preamble;
          whole.owner = made;
          whole.where = StrCat(parents.name, ", ", unit.where);
          on_unit(whole);
        },
        refuse_in(parents.name), nothing);
    for (const Children::One& child : below.rows) {
      if (!child.taken) {
        on_refusal({StrCat(children.name, ", ", child.where), "a row that belongs to none of the other table",
                    StrCat("a `", options_.key, "` that stands there")});
      }
    }
  }

  std::string HeaderLine(const LinkedTable& table) const {
    std::string line;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) line.push_back(options_.separator);
      WriteCsvCell(table.columns[i], options_.separator, &line);
    }
    return line + "\n";
  }

  void WriteCells(const LinkedTable& table, const Out& row, const Out* above, std::string* data) const {
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) data->push_back(options_.separator);
      const std::string& column = table.columns[i];
      const Out* cell = row.Find(column);
      if (above != nullptr && (cell == nullptr || cell->blank())) {
        const auto repeat = options_.repeats.find(column);
        cell = column == options_.key             ? above->Find(column)
               : repeat == options_.repeats.end() ? nullptr
                                                  : above->Find(repeat->second);
      }
      if (cell != nullptr) WriteCsvCell(cell->text, options_.separator, data);
    }
    data->push_back('\n');
  }

  TablesOptions options_;
};

}  // namespace

std::unique_ptr<const Frame> MakeTablesFrame(TablesOptions options) {
  return std::make_unique<TablesFrame>(std::move(options));
}

}  // namespace entente::adapters
