// Code tables: complete against the samples, and sound against the common lists.
#include <algorithm>
#include <filesystem>

#include "adapters/core/check/folder_check.h"
#include "adapters/core/check/line_fates.h"
#include "adapters/core/common_lists.h"
#include "adapters/core/infer/guess.h"
#include "adapters/core/lens/lens_format.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kWordsShownMax = 12;

class TableChecker {
 public:
  TableChecker(const std::string& format, Check* check, const Explained& explained)
      : format_(format), check_(*check), explained_(explained) {}

  void Walk(const Block& block, const Plan& plan) {
    for (const Op& op : block.ops) {
      if (op.block != nullptr) {
        Walk(*op.block, plan);
      } else if (!op.line->targets.empty()) {
        Line(*op.line, plan);
      }
    }
  }

  int64_t rows() const { return rows_; }
  const std::set<std::string>& used() const { return used_; }
  void Use(const std::string& table) { used_.insert(table); }

 private:
  void Line(const adapters::Line& line, const Plan& plan) {
    const std::string table = TableOf(line, plan);
    if (table.empty()) return;
    used_.insert(table);
    const Table* rows = line.code != nullptr ? line.code->table : line.finds != nullptr ? line.finds->table : nullptr;
    if (rows == nullptr) return;
    if (line.finds == nullptr) Field(line, line.targets.front(), table, *rows);
    for (const Path& also : line.also) Field(line, also, table, *rows);
  }

  void Field(const adapters::Line& line, const Path& path, const std::string& table, const Table& rows) {
    if (path.leaf() == nullptr || !seen_.insert(table + " " + path.leaf()->full_name()).second) return;
    const std::string list = ListOf(*path.leaf());
    if (list.empty() || path.target == Target::kEnum) return;
    for (const Table::Row& row : rows.rows()) {
      const std::string& code = list == "iccs" ? row.iccs : row.common;
      if (code.empty()) continue;
      ++rows_;
      if (InCommonList(list, code)) {
        Compare(line, list, table, rows, row);
        continue;
      }
      check_.findings.push_back(
          {StrCat(table, ":", row.line),
           StrCat("`", code, "` is no code of the common list `", list, "`, which ", line.source, " fills"),
           StrCat("take one of adapters/core/codes/", list, ".csv", Nearest(list)), explained_.Why({table})});
    }
  }

  // A word that another table means otherwise by: `M` and `F` changed about break no law.
  void Compare(const adapters::Line& line, const std::string& list, const std::string& table, const Table& rows,
               const Table::Row& row) {
    // Shorter words are codes, and each vocabulary has its own; areas of two countries may have one name.
    constexpr size_t kWord = 4;
    const std::string word = FoldWords(row.national);
    // Beside `H` (hombre, homem), `M` is a woman.
    const bool sex = list == "sex" && !(word == "m" && (rows.Find("H") != nullptr || rows.Find("h") != nullptr));
    if (list == "iccs" || list == "area" || (word.size() < kWord && !sex)) return;
    const auto known = KnownCode(list, row.national);
    const bool itself = known.has_value() && (known->second == table || known->second == StrCat(format_, "/", table));
    if (!known.has_value() || itself || Wider(known->first, row.common) || Wider(row.common, known->first)) return;
    check_.findings.push_back(
        {StrCat(table, ":", row.line),
         StrCat("`", Clip(row.national), "` is `", row.common, "` here and `", known->first, "` in ", known->second),
         StrCat("take one of the two, or explain it in README.md as `", table, ": ", Clip(row.national), "`"),
         explained_.Why({line.place.text, table, StrCat(table, ": ", row.national)})});
  }

  // `cannabis` of `cannabis-herb`, or the same.
  static bool Wider(std::string_view code, std::string_view than) {
    return than == code || (than.starts_with(code) && than[code.size()] == '-');
  }

  static std::string Nearest(const std::string& list) {
    std::string out;
    const std::vector<CommonCode>* codes = CommonList(list);
    if (codes == nullptr || codes->size() > kWordsShownMax) return "";
    for (const CommonCode& code : *codes) StrAppend(&out, out.empty() ? ": " : ", ", code.code);
    return out;
  }

  const std::string& format_;
  Check& check_;
  const Explained& explained_;
  std::set<std::string> seen_, used_;
  int64_t rows_ = 0;
};

std::string ShownWords(const std::map<std::string, int64_t>& tokens) {
  std::vector<std::pair<int64_t, std::string>> sorted;
  for (const auto& [token, count] : tokens) sorted.emplace_back(-count, token);
  std::sort(sorted.begin(), sorted.end());
  std::string out;
  for (size_t i = 0; i < sorted.size() && i < kWordsShownMax; ++i) {
    StrAppend(&out, out.empty() ? "" : ", ", "`", Clip(sorted[i].second), "` ",
              sorted[i].first == -1 ? "once" : StrCat(-sorted[i].first, " times"));
  }
  if (sorted.size() > kWordsShownMax) StrAppend(&out, " and ", sorted.size() - kWordsShownMax, " more");
  return out;
}

// A place or a table is explained whole (`PLACE`), or one word of it (`codes/T.csv: WORD`).
int64_t FindUnlisted(const LineFates& line, const Explained& explained, Check* check) {
  std::map<std::string, std::map<std::string, int64_t>> by_reason;
  int64_t values = 0;
  for (const auto& [word, count] : line.unlisted) {
    values += count;
    by_reason[explained.Why({line.place, line.table, StrCat(line.table, ": ", word)})][word] = count;
  }
  for (const auto& [why, words] : by_reason) {
    check->findings.push_back(
        {line.where, StrCat("`", line.place, "`: ", line.table, " does not list ", ShownWords(words)),
         StrCat("add rows to ", line.table, ", or explain it in README.md as `", line.table, ": WORD`"), why});
  }
  return values;
}

}  // namespace

Check CheckTables(const Format& format, const std::string& folder, const std::vector<LineFates>& lines,
                  const Explained& explained) {
  Check check;
  check.name = "code tables";
  TableChecker checker(format.name(), &check, explained);
  for (const Plan* plan : PlansOf(format)) {
    for (const auto& [name, table] : plan->tables) checker.Use(StrCat("codes/", name, ".csv"));
    for (const Branch& branch : plan->branches) checker.Walk(branch.top, *plan);
  }
  int64_t unlisted = 0;
  for (const LineFates& line : lines) unlisted += FindUnlisted(line, explained, &check);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(folder) / "codes", error)) {
    const std::string name = StrCat("codes/", entry.path().filename().string());
    if (entry.path().extension() != ".csv" || checker.used().contains(name)) continue;
    check.findings.push_back(
        {name, "no line of a mapping uses this table", "use it or take it away", explained.Why({name})});
  }
  check.measured = StrCat(checker.used().size(), " tables, ", checker.rows(), " common codes looked up, ", unlisted,
                          " values that no table lists");
  return check;
}

}  // namespace entente::adapters
