#include "adapters/core/frame/mrz_zone.h"

#include <algorithm>
#include <array>
#include <vector>

#include "adapters/core/frame/utf8.h"
#include "adapters/core/mrz/mrz.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr std::string_view kFull = "the name fills its field and may go on";

struct Leaf {
  std::string_view name;
  std::string Mrz::*field;
};
constexpr std::array<Leaf, 12> kLeaves = {{{"code", &Mrz::code},
                                           {"issuer", &Mrz::issuer},
                                           {"surname", &Mrz::surname},
                                           {"given", &Mrz::given},
                                           {"name", &Mrz::name},
                                           {"number", &Mrz::number},
                                           {"nationality", &Mrz::nationality},
                                           {"birth", &Mrz::birth},
                                           {"sex", &Mrz::sex},
                                           {"expiry", &Mrz::expiry},
                                           {"optional", &Mrz::optional},
                                           {"optional2", &Mrz::optional2}}};

struct Row {
  std::string_view text;
  int64_t number = 0;
  size_t begin = 0;
  size_t end = 0;  // behind its characters
};

// Without line ends, and of blank lines in a row the first; the mark that some programs put in front of a file is no
// part of its first line.
std::vector<Row> RowsOf(std::string_view file) {
  std::vector<Row> rows;
  int64_t number = 0;
  for (size_t at = file.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; at < file.size();) {
    const size_t end = std::min(file.find('\n', at), file.size());
    std::string_view text = file.substr(at, end - at);
    ConsumeSuffix(&text, "\r");
    ++number;
    if (!text.empty() || rows.empty() || !rows.back().text.empty())
      rows.push_back({text, number, at, at + text.size()});
    at = end + 1;
  }
  return rows;
}

// Nothing but what a reader of the zone may read.
size_t FirstBad(std::string_view line) {
  const auto bad =
      std::find_if(line.begin(), line.end(), [](char c) { return !IsDigit(c) && !(c >= 'A' && c <= 'Z') && c != '<'; });
  return static_cast<size_t>(bad - line.begin());
}

std::vector<std::string_view> LinesOf(std::string_view data) {
  std::vector<std::string_view> lines;
  for (const Row& row : RowsOf(data)) lines.push_back(row.text);
  return lines;
}

void Remark(const Mrz& mrz, const std::vector<std::pair<std::string_view, int32_t>>& nodes, Tree* tree) {
  const auto node_of = [&](std::string_view name) {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const auto& n) { return n.first == name; });
    return found == nodes.end() ? 0 : found->second;
  };
  for (const MrzCheck& check : mrz.checks) {
    if (check.ok()) continue;
    const std::string why = StrCat("the ", check.field, " check digit is ", std::string(1, check.stands), ", computed ",
                                   std::string(1, check.computed));
    tree->Remark(node_of(check.field == "composite" ? "line" : check.field), why);
  }
  if (mrz.name_full) tree->Remark(node_of(mrz.name.empty() ? "given" : "name"), std::string(kFull));
}

std::string Said(const Out& zone, std::string_view name) {
  const Out* leaf = zone.Find(name);
  return leaf == nullptr || leaf->kind > Out::Kind::kNull ? "" : leaf->text;
}

std::vector<std::string_view> SaidLines(const Out& zone) {
  std::vector<std::string_view> lines;
  for (const auto& child : zone.children) {
    if (child->name == "line" && child->kind == Out::Kind::kText) lines.push_back(child->text);
  }
  return lines;
}

std::string Joined(const std::vector<std::string_view>& lines) {
  std::string text;
  for (const std::string_view line : lines) StrAppend(&text, line, "\n");
  return text;
}

bool SameFields(const Mrz& a, const Mrz& b) {
  return std::all_of(kLeaves.begin(), kLeaves.end(), [&](const Leaf& leaf) { return a.*leaf.field == b.*leaf.field; });
}

bool Begins(std::string_view line) {
  return !line.empty() && FirstBad(line) == line.size() && MrzLayoutOf(line.size(), line[0]).ok();
}

}  // namespace

bool HoldsZone(std::string_view file) {
  const std::vector<Row> rows = RowsOf(file);
  return std::any_of(rows.begin(), rows.end(), [](const Row& row) { return Begins(row.text); });
}

void SplitZones(std::string_view file, const std::function<void(const Unit&)>& on_unit,
                const std::function<void(const Refusal&)>& on_refusal) {
  const std::vector<Row> rows = RowsOf(file);
  for (size_t i = 0; i < rows.size();) {
    const Row& first = rows[i];
    if (first.text.empty()) {
      ++i;
      continue;
    }
    const auto refuse = [&](const Row& row, std::string where, std::string_view expected) {
      on_refusal({StrCat("line ", row.number, where), Clip(row.text), std::string(expected)});
    };
    if (const size_t bad = FirstBad(first.text); bad < first.text.size()) {
      refuse(first, StrCat(" column ", bad + 1), "a capital letter, a digit or `<`");
      ++i;
      continue;
    }
    const absl::StatusOr<MrzLayout> layout = MrzLayoutOf(first.text.size(), first.text[0]);
    if (!layout.ok()) {
      refuse(first, "", View(layout.status().message()));
      ++i;
      continue;
    }
    // What is no zone costs its own lines: those of the same length that follow.
    size_t end = i + 1;
    while (end < rows.size() && end < i + MrzLines(*layout) && rows[end].text.size() == first.text.size()) ++end;
    const size_t begin = i;
    i = end;
    if (end - begin < MrzLines(*layout)) {
      refuse(first, "",
             StrCat(MrzLines(*layout), " lines of ", MrzWidth(*layout), " characters, as ", MrzName(*layout), " has"));
      continue;
    }
    Unit unit;
    unit.data = file.substr(first.begin, rows[end - 1].end - first.begin);
    unit.where = StrCat("line ", first.number);
    on_unit(unit);
  }
}

absl::Status ReadZone(std::string_view data, const NameIds& names, Tree* tree) {
  const std::vector<std::string_view> lines = LinesOf(data);
  for (size_t i = 0; i < lines.size(); ++i) {
    const size_t bad = FirstBad(lines[i]);
    if (bad == lines[i].size()) continue;
    return RefusalStatus(
        {StrCat("line ", i + 1, " column ", bad + 1), Clip(lines[i]), "a capital letter, a digit or `<`"});
  }
  const absl::StatusOr<Mrz> mrz = ParseMrz(lines);
  if (!mrz.ok())
    return RefusalStatus(
        {"", Clip(Join({lines.begin(), lines.end()}, " ")), std::string(View(mrz.status().message()))});
  constexpr size_t kFields = 2;  // each character stands in a line and in a field
  tree->Start(data.size() * kFields + kFull.size());
  tree->Add(-1, Node::Kind::kObject, "", kUnknownName, {});
  std::vector<std::pair<std::string_view, int32_t>> nodes;
  const auto add = [&](std::string_view name, std::string_view text) {
    const auto known = names.find(name);
    const int32_t id = known == names.end() ? kUnknownName : known->second;
    nodes.emplace_back(name, tree->Add(0, Node::Kind::kText, name, id, text));
  };
  for (const Leaf& leaf : kLeaves) {
    // The fields a layout has not, and the names that are not told apart, are no leaves.
    const std::string& text = *mrz.*leaf.field;
    const bool absent = leaf.name == "optional2" && mrz->layout != MrzLayout::kTd1;
    const bool name = leaf.name == "surname" || leaf.name == "given" || leaf.name == "name";
    if (!absent && !(name && text.empty())) add(leaf.name, tree->Keep(text));
  }
  if (mrz->name_full) add("name_note", tree->Keep(kFull));
  for (const std::string_view line : lines) add("line", line);
  Remark(*mrz, nodes, tree);
  return absl::OkStatus();
}

absl::StatusOr<std::string> WriteZone(const Out& zone) {
  Mrz mrz;
  for (const Leaf& leaf : kLeaves) mrz.*leaf.field = Said(zone, leaf.name);
  mrz.layout = MrzLayoutFor(mrz.code);
  const std::vector<std::string_view> lines = SaidLines(zone);
  if (const absl::StatusOr<Mrz> stood = ParseMrz(lines); stood.ok()) {
    if (SameFields(*stood, mrz)) return Joined(lines);
    // Changed since: it stays the document it was, if it is still of that kind.
    if (MrzLayoutOf(MrzWidth(stood->layout), mrz.code.empty() ? ' ' : mrz.code[0]).ok()) mrz.layout = stood->layout;
  }
  const absl::StatusOr<std::vector<std::string>> made = FormatMrz(mrz);
  if (!made.ok()) {
    return absl::FailedPreconditionError(
        StrCat("no machine readable zone can hold this: it takes ", View(made.status().message())));
  }
  return Joined({made->begin(), made->end()});
}

}  // namespace entente::adapters
