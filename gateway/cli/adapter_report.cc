// The kit's report as text: the verdict first, then what to do, then the fates of each line.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/cli/adapter.h"
#include "gateway/cli/text_table.h"

namespace entente::cli {
namespace {

using adapters::Check;
using adapters::Finding;
using adapters::FolderReport;
using adapters::LineFates;

size_t Faults(const Check& check) {
  return static_cast<size_t>(
      std::count_if(check.findings.begin(), check.findings.end(), [](const Finding& f) { return f.fault(); }));
}

void Paragraph(const std::string& text, size_t indent, size_t width, std::string* out) {
  for (const std::string& line : Folded(OneLine(text), width - std::min(width - 20, indent))) {
    absl::StrAppend(out, std::string(indent, ' '), line, "\n");
  }
}

void Verdict(const FolderReport& report, size_t width, std::string* out) {
  absl::StrAppend(out, report.passed() ? "PASSES" : "DOES NOT PASS YET", "  ", report.name,
                  report.title.empty() ? "" : ": ", OneLine(report.title), "\n");
  absl::StrAppend(out, report.records, " records in ", report.files, report.files == 1 ? " file" : " files", ", ",
                  report.refused, " refused, ", report.leaves, absl::StrFormat(" values, %.1f s\n\n", report.seconds));
  TextTable checks({"CHECK", "", "WHAT WAS FOUND"});
  checks.Folds(2);
  for (const Check& check : report.checks) {
    const size_t faults = Faults(check);
    checks.Add(
        {check.name, faults == 0 ? "ok" : absl::StrCat(faults, faults == 1 ? " fault" : " faults"), check.measured});
  }
  absl::StrAppend(out, checks.ToString(width));
}

void WhatToDo(const FolderReport& report, size_t width, std::string* out) {
  size_t number = 0;
  for (const Check& check : report.checks) {
    for (const Finding& finding : check.findings) {
      if (!finding.fault()) continue;
      if (++number == 1) absl::StrAppend(out, "\nWHAT TO DO\n");
      Paragraph(absl::StrCat(number, ". ", finding.where, ": ", finding.what), 0, width, out);
      Paragraph(absl::StrCat("-> ", finding.todo), 3, width, out);
    }
  }
}

void Explained(const FolderReport& report, size_t width, std::string* out) {
  bool any = false;
  for (const Check& check : report.checks) {
    for (const Finding& finding : check.findings) {
      if (finding.fault()) continue;
      if (!std::exchange(any, true)) absl::StrAppend(out, "\nEXPLAINED IN README.md\n");
      Paragraph(absl::StrCat("- ", finding.where, ": ", finding.what), 0, width, out);
      Paragraph(absl::StrCat("because ", finding.explained), 3, width, out);
    }
  }
}

std::string Number(int64_t count) { return count == 0 ? "" : absl::StrCat(count); }

struct Column {
  const char* head;
  int64_t (*count)(const LineFates&);
};
int64_t Other(const LineFates& line) {
  int64_t rest = line.leaves;
  for (const v1::Fate fate : {v1::MAPPED, v1::LINK, v1::CODED, v1::CONVERTED, v1::TEXT_ONLY, v1::UNKNOWN, v1::EMPTY}) {
    rest -= line.Count(fate);
  }
  return rest;
}
constexpr Column kColumns[] = {
    {"VALUES", [](const LineFates& line) { return line.leaves; }},
    {"mapped", [](const LineFates& line) { return line.Count(v1::MAPPED) + line.Count(v1::LINK); }},
    {"coded", [](const LineFates& line) { return line.Count(v1::CODED); }},
    {"conv.", [](const LineFates& line) { return line.Count(v1::CONVERTED); }},
    {"text", [](const LineFates& line) { return line.Count(v1::TEXT_ONLY); }},
    {"words", [](const LineFates& line) { return line.words; }},
    {"unkn.", [](const LineFates& line) { return line.Count(v1::UNKNOWN); }},
    {"empty", [](const LineFates& line) { return line.Count(v1::EMPTY); }},
    {"other", Other}};

// A fate that no line has gets no column.
void Lines(const FolderReport& report, size_t width, std::string* out) {
  if (report.lines.empty()) return;
  absl::StrAppend(out, "\nFATES BY LINE OF THE MAPPING\n");
  std::vector<const Column*> columns;
  std::vector<std::string> heads = {"LINE", "PLACE", "GOES TO"};
  for (const Column& column : kColumns) {
    const bool any = std::any_of(report.lines.begin(), report.lines.end(),
                                 [&](const LineFates& line) { return column.count(line) != 0; });
    if (!any) continue;
    columns.push_back(&column);
    heads.emplace_back(column.head);
  }
  TextTable table(heads);
  table.Folds(1).Folds(2);
  for (size_t i = 3; i < heads.size(); ++i) table.Right(i);
  for (const LineFates& line : report.lines) {
    const bool look = line.words > 0 || line.Count(v1::TEXT_ONLY) > 0;
    std::vector<std::string> row = {absl::StrCat(look ? "! " : "", line.where), line.place, line.right};
    for (const Column* column : columns) row.push_back(Number(column->count(line)));
    table.Add(std::move(row));
  }
  absl::StrAppend(out, table.ToString(width));
}

}  // namespace

std::string ReportText(const FolderReport& report, size_t width) {
  std::string out;
  Verdict(report, width, &out);
  WhatToDo(report, width, &out);
  Explained(report, width, &out);
  Lines(report, width, &out);
  return out;
}

}  // namespace entente::cli
