#include "adapters/core/frame/xlsx.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "adapters/core/frame/xlsx_parts.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// The path of a part that another part names: relative to xl/, or from the root.
std::string PartOf(std::string_view target) {
  return target.starts_with('/') ? std::string(target.substr(1)) : StrCat("xl/", target);
}

struct Workbook {
  bool from_1904 = false;
  std::string sheet;          // the part of the first sheet
  std::vector<bool> is_date;  // by style
  std::deque<std::string> shared;
};

absl::Status ReadWorkbook(const XlsxParts& parts, Workbook* book) {
  std::string sheet_id;
  XlsxHandler handler;
  handler.text = [](std::string_view) {};
  handler.end = [](std::string_view) {};
  handler.begin = [&](std::string_view name, const char** attributes) {
    if (name == "workbookPr") {
      const std::string_view flag = XlsxAttribute(attributes, "date1904");
      book->from_1904 = flag == "1" || flag == "true";
    }
    if (name == "sheet" && sheet_id.empty()) sheet_id = XlsxAttribute(attributes, "id");
  };
  absl::Status read = parts.Parse("xl/workbook.xml", &handler);
  if (!read.ok()) return read;
  handler.begin = [&](std::string_view name, const char** attributes) {
    if (name == "Relationship" && XlsxAttribute(attributes, "Id") == sheet_id)
      book->sheet = PartOf(XlsxAttribute(attributes, "Target"));
  };
  return parts.Parse("xl/_rels/workbook.xml.rels", &handler);
}

// Whether a number's format shows a date or a time: what stands in quotes, brackets or behind `\` is no letter of it.
bool ShowsDate(std::string_view format) {
  for (size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"' || c == '[') {
      const size_t close = format.find(c == '"' ? '"' : ']', i + 1);
      if (close == format.npos) return false;
      i = close;
    } else if (StrContains("yYmMdDhHsS", format.substr(i, 1))) {
      return true;
    }
  }
  return false;
}

bool BuiltInDate(int format) { return (format >= 14 && format <= 22) || (format >= 45 && format <= 47); }

absl::Status ReadStyles(const XlsxParts& parts, Workbook* book) {
  if (!parts.Has("xl/styles.xml")) return absl::OkStatus();
  constexpr size_t kStylesMax = 100'000;
  std::set<int> dates;
  bool in_cells = false;
  XlsxHandler handler;
  handler.text = [](std::string_view) {};
  handler.end = [&](std::string_view name) { in_cells = in_cells && name != "cellXfs"; };
  handler.begin = [&](std::string_view name, const char** attributes) {
    int id = 0;
    if (name == "numFmt" && ParseNumber(XlsxAttribute(attributes, "numFmtId"), &id) && dates.size() < kStylesMax &&
        ShowsDate(XlsxAttribute(attributes, "formatCode"))) {
      dates.insert(id);
    }
    if (name == "cellXfs") in_cells = true;
    if (name != "xf" || !in_cells) return;
    id = 0;
    ParseNumber(XlsxAttribute(attributes, "numFmtId"), &id);
    book->is_date.push_back(BuiltInDate(id) || dates.contains(id));
    if (book->is_date.size() > kStylesMax) handler.too_large = "at most 100000 styles";
  };
  return parts.Parse("xl/styles.xml", &handler);
}

absl::Status ReadShared(const XlsxParts& parts, const XlsxLimits& limits, Workbook* book) {
  if (!parts.Has("xl/sharedStrings.xml")) return absl::OkStatus();
  size_t kept = 0;
  bool in_text = false;
  int phonetic = 0;  // how a word is said is no part of it
  XlsxHandler handler;
  handler.begin = [&](std::string_view name, const char**) {
    if (name == "si") {
      book->shared.emplace_back();
      kept += sizeof(std::string);
    }
    if (name == "rPh") ++phonetic;
    in_text = name == "t" && phonetic == 0 && !book->shared.empty();
  };
  handler.end = [&](std::string_view name) {
    if (name == "rPh") --phonetic;
    in_text = false;
  };
  handler.text = [&](std::string_view text) {
    if (!in_text) return;
    book->shared.back() += text;
    kept += text.size();
    if (kept > limits.shared_bytes) handler.too_large = StrCat("at most ", limits.shared_bytes, " bytes of texts");
  };
  return parts.Parse("xl/sharedStrings.xml", &handler);
}

// "C5" is in column 2; -1: no reference.
int ColumnOf(std::string_view reference) {
  constexpr int kLetters = 26;
  constexpr int kColumnMax = 1 << 20;
  int column = 0;
  size_t i = 0;
  for (; i < reference.size() && reference[i] >= 'A' && reference[i] <= 'Z'; ++i) {
    column = std::min(column * kLetters + (reference[i] - 'A' + 1), kColumnMax);
  }
  return i == 0 ? -1 : column - 1;
}

// The day a serial number means: day 1 is 1900-01-01, and there is a day 60 that never was.
std::string DateOf(const std::string& serial, bool from_1904) {
  constexpr double kSerialMax = 2'958'466;  // the end of 9999
  constexpr int kSecondsADay = 86'400;
  double number = 0;
  if (!absl::SimpleAtod(serial, &number) || !(number >= 1) || number >= kSerialMax) return serial;
  int64_t days = static_cast<int64_t>(std::floor(number));
  auto seconds = static_cast<int64_t>(std::llround((number - std::floor(number)) * kSecondsADay));
  if (seconds == kSecondsADay) {
    ++days;
    seconds = 0;
  }
  if (from_1904) days += 1462;
  if (days == 60) return serial;
  // Days since 0000-03-01, by the rule of the civil calendar.
  const int64_t z = days + 693'899 + (days < 60 ? 1 : 0);
  const int64_t era = z / 146'097;
  const int64_t doe = z - era * 146'097;
  const int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
  const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int64_t mp = (5 * doy + 2) / 153;
  const int64_t day = doy - (153 * mp + 2) / 5 + 1;
  const int64_t month = mp < 10 ? mp + 3 : mp - 9;
  const int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const auto two = [](int64_t n) { return Padded(static_cast<int>(n), 2); };
  std::string text = StrCat(Padded(static_cast<int>(year), 4), "-", two(month), "-", two(day));
  if (seconds > 0) StrAppend(&text, "T", two(seconds / 3600), ":", two(seconds / 60 % 60), ":", two(seconds % 60));
  return text;
}

class Sheet {
 public:
  Sheet(const Workbook& book, const XlsxLimits& limits, const OnXlsxRow& on_row)
      : book_(book), limits_(limits), on_row_(on_row) {}

  absl::Status Read(const XlsxParts& parts) {
    handler_.begin = [this](std::string_view name, const char** attributes) { Begin(name, attributes); };
    handler_.end = [this](std::string_view name) { End(name); };
    handler_.text = [this](std::string_view text) {
      if (!in_value_) return;
      value_ += text;
      if (value_.size() > limits_.cell_bytes)
        handler_.too_large = StrCat("cells of at most ", limits_.cell_bytes, " bytes");
    };
    return parts.Parse(book_.sheet, &handler_);
  }

 private:
  void Begin(std::string_view name, const char** attributes) {
    if (name == "row") {
      cells_.clear();
      int64_t number = 0;
      row_ = ParseNumber(XlsxAttribute(attributes, "r"), &number) && number > row_ ? number : row_ + 1;
    } else if (name == "c") {
      type_ = XlsxAttribute(attributes, "t");
      style_ = 0;
      ParseNumber(XlsxAttribute(attributes, "s"), &style_);
      const int column = ColumnOf(XlsxAttribute(attributes, "r"));
      column_ = column >= 0 ? static_cast<size_t>(column) : cells_.size();
      value_.clear();
    } else if (name == "rPh") {
      in_value_ = false;
    } else {
      in_value_ = name == "v" || (name == "t" && type_ == "inlineStr");
    }
  }

  void End(std::string_view name) {
    if (name == "v" || name == "t") in_value_ = false;
    if (name == "c") EndCell();
    if (name == "row" && !on_row_(row_, cells_)) handler_.stop = true;
  }

  void EndCell() {
    if (value_.empty()) return;
    if (column_ >= limits_.columns) {
      handler_.too_large = StrCat("at most ", limits_.columns, " columns");
      return;
    }
    if (cells_.size() <= column_) cells_.resize(column_ + 1);
    size_t at = 0;
    if (type_ == "s") {
      cells_[column_] = ParseNumber(std::string_view(value_), &at) && at < book_.shared.size() ? book_.shared[at] : "";
    } else if (type_.empty() || type_ == "n") {
      const bool date = style_ < book_.is_date.size() && book_.is_date[style_];
      cells_[column_] = date ? DateOf(value_, book_.from_1904) : value_;
    } else {
      cells_[column_] = value_;
    }
  }

  const Workbook& book_;
  const XlsxLimits& limits_;
  const OnXlsxRow& on_row_;
  XlsxHandler handler_;
  std::vector<std::string> cells_;
  int64_t row_ = 0;
  size_t column_ = 0;
  size_t style_ = 0;
  std::string type_;
  std::string value_;
  bool in_value_ = false;
};

}  // namespace

bool LooksLikeZip(std::string_view file) { return file.starts_with("PK\x03\x04"); }

absl::Status ReadXlsx(std::string_view file, const XlsxLimits& limits, const OnXlsxRow& on_row) {
  absl::StatusOr<XlsxParts> parts = XlsxParts::Open(file, limits);
  if (!parts.ok()) return parts.status();
  Workbook book;
  absl::Status status = ReadWorkbook(*parts, &book);
  if (status.ok()) status = ReadStyles(*parts, &book);
  if (status.ok()) status = ReadShared(*parts, limits, &book);
  return status.ok() ? Sheet(book, limits, on_row).Read(*parts) : status;
}

}  // namespace entente::adapters
