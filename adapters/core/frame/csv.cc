#include "adapters/core/frame/csv.h"

#include <cstdint>
#include <cstring>
#include <set>

#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kWindow = 1 << 16;
constexpr size_t kColumnsMax = 4096;
constexpr size_t kRowMax = 1 << 20;  // a quoted cell that is longer never ends

// A byte of the eight that is `c` has its highest bit set; so may one behind it.
uint64_t Holds(uint64_t eight, char c) {
  constexpr uint64_t kOnes = 0x0101010101010101ULL;
  const uint64_t zero = eight ^ (kOnes * static_cast<unsigned char>(c));
  return (zero - kOnes) & ~zero & (kOnes << 7);
}

// Where a cell without quotes ends: eight bytes at a time as long as none of them can.
size_t PlainEnd(std::string_view text, size_t at, char separator) {
  for (; at + sizeof(uint64_t) <= text.size(); at += sizeof(uint64_t)) {
    uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((Holds(eight, separator) | Holds(eight, '\n') | Holds(eight, '\r')) != 0) break;
  }
  while (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r') ++at;
  return at;
}

// Reads the cell at `at`; leaves `at` on the separator or line end that closes it.
std::string_view ReadCell(std::string_view text, char separator, size_t* at, std::string* scratch, CsvRow* row) {
  const auto ends = [&](char c) { return c == separator || c == '\n' || c == '\r'; };
  size_t i = *at;
  if (i >= text.size() || text[i] != '"') {
    i = PlainEnd(text, i, separator);
    const std::string_view cell = text.substr(*at, i - *at);
    *at = i;
    return cell;
  }
  if (scratch->empty() && scratch->capacity() < text.size()) scratch->reserve(text.size());  // no view may move
  const size_t start = scratch->size();
  bool quoted = true;
  for (++i; i < text.size() && quoted; ++i) {
    if (text[i] == '\n') ++row->lines;
    if (text[i] != '"') {
      scratch->push_back(text[i]);
    } else if (i + 1 < text.size() && text[i + 1] == '"') {
      scratch->push_back('"');
      ++i;
    } else {
      quoted = false;
    }
  }
  if (quoted) row->expected = "a quote that closes the cell";
  if (i < text.size() && !ends(text[i])) row->expected = "nothing behind the quote that closes a cell";
  *at = i;
  return std::string_view(*scratch).substr(start);
}

}  // namespace

void ReadCsvRow(std::string_view text, char separator, CsvRow* row, std::string* scratch) {
  row->cells.clear();
  row->lines = 1;
  row->expected = {};
  scratch->clear();
  size_t at = 0;
  while (true) {
    row->cells.push_back(ReadCell(text, separator, &at, scratch, row));
    if (!row->expected.empty() || at >= text.size() || text[at] != separator) break;
    ++at;
  }
  row->size = at;
  if (at < text.size() && text[at] == '\r') ++at;
  if (at < text.size() && text[at] == '\n') ++at;
  row->next = at;
}

void SplitCsv(std::string_view file, const CsvCut& cut, const std::function<void(const Unit&)>& on_unit,
              const std::function<void(const Refusal&)>& on_refusal,
              const std::function<void(const Unit&)>& on_outside) {
  const char separator = cut.separator;
  const size_t mark = cut.header_at == 0 && file.substr(0, kByteOrderMark.size()) == kByteOrderMark
                          ? kByteOrderMark.size()
                          : cut.header_at;
  CsvRow row;
  std::string scratch;
  ReadCsvRow(file.substr(mark), separator, &row, &scratch);
  const std::string_view preamble = file.substr(mark, row.size);
  const size_t columns = row.cells.size();
  if (!row.expected.empty() || preamble.empty()) {
    on_refusal({StrCat("line ", cut.line), std::string(Clip(preamble)), "a header line"});
    return;
  }
  size_t at = mark + row.next;
  for (int64_t line = cut.line + row.lines; at < file.size();) {
    // A row is looked for in a window first, so that `reserve` never sees the whole file.
    ReadCsvRow(file.substr(at, kWindow), separator, &row, &scratch);
    const std::string where = StrCat("line ", line);
    if (row.size >= std::min(kWindow, file.size() - at))
      ReadCsvRow(file.substr(at, kRowMax), separator, &row, &scratch);
    const std::string_view data = file.substr(at, row.size);
    if (row.size >= kRowMax && row.expected.empty()) row.expected = "a row of at most 1 MiB";
    if (!row.expected.empty()) {
      // Where the row was to end nobody knows: the next line is the next row.
      on_refusal({where, Clip(data), std::string(row.expected)});
      at = std::min(file.find('\n', at), file.size() - 1) + 1;
      ++line;
      continue;
    }
    const bool outside = cut.outside != nullptr && cut.outside(row);
    if (data.empty()) {
      // An empty line is no row.
    } else if (!outside && (row.cells.size() > columns || row.cells.size() + cut.may_lack < columns)) {
      on_refusal({where, StrCat(row.cells.size(), " cells"), StrCat(columns, " cells, as the header has")});
    } else {
      Unit unit;
      unit.data = data;
      unit.preamble = preamble;
      unit.where = where;
      (outside ? on_outside : on_unit)(unit);
    }
    line += row.lines;
    if (row.next == 0) return;
    at += row.next;
  }
}

absl::StatusOr<std::vector<std::string>> CsvHeader(std::string_view preamble, char separator) {
  if (preamble.substr(0, kByteOrderMark.size()) == kByteOrderMark) preamble.remove_prefix(kByteOrderMark.size());
  CsvRow row;
  std::string scratch;
  ReadCsvRow(preamble, separator, &row, &scratch);
  if (InvalidUtf8At(preamble) >= 0) return RefusalStatus({"line 1", "bytes that are not UTF-8", "UTF-8"});
  if (row.cells.size() > kColumnsMax) {
    return RefusalStatus({"line 1", StrCat(row.cells.size(), " cells"), StrCat("at most ", kColumnsMax, " columns")});
  }
  std::vector<std::string> names;
  for (const std::string_view cell : row.cells) {
    names.push_back(cell.empty() ? StrCat("#", names.size() + 1) : std::string(cell));
  }
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second) return RefusalStatus({"line 1", std::string(Clip(name)), "each column once"});
  }
  return names;
}

void WriteCsvCell(std::string_view cell, char separator, std::string* out) {
  const bool plain = cell.find_first_of("\"\r\n") == std::string_view::npos && cell.find(separator) == cell.npos;
  if (plain) {
    out->append(cell);
    return;
  }
  out->push_back('"');
  for (const char c : cell) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  out->push_back('"');
}

}  // namespace entente::adapters
