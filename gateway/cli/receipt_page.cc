// A record side by side, as text and as a page.
#include "absl/strings/str_cat.h"
#include "gateway/cli/html.h"
#include "gateway/cli/receipt_rows.h"
#include "gateway/cli/text_table.h"

namespace entente::cli {
namespace {

// What a reader would act on.
bool StayedBehind(const NativeRow& row) {
  return row.fate == "dropped" || row.fate == "shadowed" || row.fate == "unmapped" || row.fate == "unknown" ||
         !row.why.empty();
}

std::string Title(const SideBySide& record) {
  return absl::StrCat(record.format, record.where.empty() ? "" : absl::StrCat(", ", record.where), ", id ",
                      record.national_id);
}

size_t Unsaid(const SideBySide& record) {
  size_t count = 0;
  for (const CommonRow& row : record.written) count += row.fate == "said" ? 0 : 1;
  return count;
}

// A page's table: heads, then rows of cells.
std::string Table(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows) {
  std::string out = "<table><tr>";
  for (const std::string& head : heads) absl::StrAppend(&out, "<th>", Escaped(head), "</th>");
  out += "</tr>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (const std::string& cell : row) absl::StrAppend(&out, "<td>", Escaped(cell), "</td>");
    out += "</tr>\n";
  }
  return out + "</table>\n";
}

}  // namespace

std::string ReceiptText(const SideBySide& record, size_t width) {
  std::string out = absl::StrCat(OneLine(Title(record)), "\n\n");
  TextTable native({"NATIONAL PLACE", "VALUE", "FATE", "COMMON FIELD", "VALUE THERE"});
  native.Folds(0).Folds(1).Folds(3).Folds(4);
  for (const NativeRow& row : record.native) native.Add({row.place, row.value, row.fate, row.field, row.common});
  out += native.ToString(width);
  TextTable behind({"STAYED BEHIND OR AS WORDS", "VALUE", "FATE", "WHY"});
  behind.Folds(0).Folds(1).Folds(3);
  for (const NativeRow& row : record.native) {
    if (StayedBehind(row))
      behind.Add({row.place, row.value, row.fate, row.why.empty() ? "a word for not known" : row.why});
  }
  out += behind.empty() ? "\nNothing stayed behind.\n" : "\n" + behind.ToString(width);
  TextTable made({"MADE BY THE MAPPING", "VALUE"});
  made.Folds(0).Folds(1);
  for (const CommonRow& row : record.made) made.Add({row.field, row.value});
  if (!made.empty()) out += "\n" + made.ToString(width);
  if (record.other.empty()) return out;
  if (!record.unwritten.empty())
    return absl::StrCat(out, "\nIt cannot be written as ", record.other, ": ", record.unwritten, "\n");
  absl::StrAppend(&out, "\nWritten as ", record.other, ": ", record.written.size() - Unsaid(record), " of ",
                  record.written.size(), " common values said\n\n");
  TextTable written({"COMMON FIELD", "VALUE", "", "PLACE THERE, OR WHY NOT"});
  written.Folds(0).Folds(1).Folds(3);
  for (const CommonRow& row : record.written) {
    written.Add({row.field, row.value, row.fate, row.fate == "said" ? row.place : row.why});
  }
  return out + written.ToString(width);
}

std::string ReceiptHtml(const SideBySide& record) {
  std::string body = absl::StrCat("<h1>", Escaped(Title(record)), "</h1>\n<h2>Value by value</h2>\n");
  std::vector<std::vector<std::string>> rows;
  for (const NativeRow& row : record.native)
    rows.push_back({row.place, row.value, row.fate, row.field, row.common, row.why});
  body += Table({"national place", "value", "fate", "common field", "value there", "why"}, rows);
  rows.clear();
  for (const CommonRow& row : record.made) rows.push_back({row.field, row.value});
  if (!rows.empty()) absl::StrAppend(&body, "<h2>Made by the mapping</h2>\n", Table({"common field", "value"}, rows));
  if (!record.unwritten.empty()) {
    absl::StrAppend(&body, "<p class=\"bad\">It cannot be written as ", Escaped(record.other), ": ",
                    Escaped(record.unwritten), "</p>\n");
  } else if (!record.other.empty()) {
    rows.clear();
    for (const CommonRow& row : record.written) {
      rows.push_back({row.field, row.value, row.fate, row.fate == "said" ? row.place : row.why});
    }
    absl::StrAppend(&body, "<h2>Written as ", Escaped(record.other), "</h2>\n",
                    Table({"common field", "value", "", "place there, or why not"}, rows));
  }
  return Page(Title(record), body);
}

}  // namespace entente::cli
