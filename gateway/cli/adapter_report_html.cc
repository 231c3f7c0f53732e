// The kit's report as one page.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/cli/adapter.h"
#include "gateway/cli/html.h"

namespace entente::cli {
namespace {

using adapters::Check;
using adapters::Finding;
using adapters::FolderReport;
using adapters::LineFates;

struct Kind {
  const char* style;
  const char* says;
};
constexpr Kind kMapped{"mapped", "mapped"}, kCoded{"coded", "has a common code"}, kConverted{"converted", "converted"},
    kText{"text", "kept as text: its table does not list it"},
    kWords{"words", "stays words instead of a date or number"}, kUnknown{"unknown", "a word for not known"},
    kEmpty{"empty", "empty"}, kOther{"other", "carried, dropped, shadowed or undecided"};

std::string BarOf(const LineFates& line) {
  Bar bar;
  const auto add = [&](const Kind& kind, int64_t count) {
    bar.Add(kind.style, count, absl::StrCat(count, " ", kind.says));
  };
  const int64_t mapped = line.Count(v1::MAPPED) + line.Count(v1::LINK);
  const int64_t coded = line.Count(v1::CODED), converted = line.Count(v1::CONVERTED);
  const int64_t all_text = line.Count(v1::TEXT_ONLY);
  // Words are counted among another fate: mostly text, else converted.
  const int64_t words = line.words, text = all_text - std::min(all_text, words);
  const int64_t rest = words - (all_text - text);
  const int64_t unknown = line.Count(v1::UNKNOWN), empty = line.Count(v1::EMPTY);
  const int64_t other = line.leaves - mapped - coded - converted - all_text - unknown - empty;
  add(kMapped, mapped);
  add(kCoded, coded);
  add(kConverted, converted - rest);
  add(kText, text);
  add(kWords, words);
  add(kUnknown, unknown);
  add(kEmpty, empty);
  add(kOther, other);
  return bar.ToString();
}

std::string Key() {
  std::string out = "<p class=\"key soft\">";
  for (const Kind& kind : {kMapped, kCoded, kConverted, kText, kWords, kUnknown, kEmpty, kOther}) {
    absl::StrAppend(&out, "<i class=\"", kind.style, "\"></i>", kind.says);
  }
  return out + "</p>\n";
}

std::string Checks(const FolderReport& report) {
  std::string out = "<table><tr><th>check</th><th></th><th>what was found</th></tr>\n";
  for (const Check& check : report.checks) {
    const auto faults =
        std::count_if(check.findings.begin(), check.findings.end(), [](const Finding& f) { return f.fault(); });
    absl::StrAppend(&out, "<tr><td>", Escaped(check.name), "</td><td class=\"", faults == 0 ? "good\">ok" : "bad\">");
    if (faults > 0) absl::StrAppend(&out, faults, faults == 1 ? " fault" : " faults");
    absl::StrAppend(&out, "</td><td>", Escaped(check.measured), "</td></tr>\n");
  }
  return out + "</table>\n";
}

std::string Findings(const FolderReport& report, bool faults) {
  std::string out;
  for (const Check& check : report.checks) {
    for (const Finding& finding : check.findings) {
      if (finding.fault() != faults) continue;
      absl::StrAppend(&out, "<li><code>", Escaped(finding.where), "</code> ", Escaped(finding.what),
                      "<span class=\"todo\">", faults ? "&rarr; " : "because ",
                      Escaped(faults ? finding.todo : finding.explained), "</span></li>\n");
    }
  }
  if (out.empty()) return "";
  return faults ? absl::StrCat("<h2>What to do</h2>\n<ol>\n", out, "</ol>\n")
                : absl::StrCat("<h2>Explained in README.md</h2>\n<ul>\n", out, "</ul>\n");
}

std::string Lines(const FolderReport& report) {
  if (report.lines.empty()) return "";
  std::string out = "<h2>Fates by line of the mapping</h2>\n" + Key();
  absl::StrAppend(&out, "<table><tr><th>line</th><th>place</th><th>goes to</th><th>values</th><th>fates</th></tr>\n");
  for (const LineFates& line : report.lines) {
    absl::StrAppend(&out, "<tr><td><code>", Escaped(line.where), "</code></td><td><code>", Escaped(line.place),
                    "</code></td><td><code>", Escaped(line.right), "</code></td><td class=\"n\">", line.leaves,
                    "</td><td>", line.leaves == 0 ? "<span class=\"soft\">no value seen</span>" : BarOf(line),
                    "</td></tr>\n");
  }
  return out + "</table>\n";
}

}  // namespace

std::string ReportHtml(const FolderReport& report) {
  std::string body =
      absl::StrCat("<h1>", Escaped(report.name), "</h1>\n<p>", Escaped(report.title), "</p>\n<p class=\"",
                   report.passed() ? "good\">passes" : "bad\">does not pass yet", "</p>\n");
  absl::StrAppend(&body, "<p class=\"soft\">", report.records, " records in ", report.files,
                  report.files == 1 ? " file, " : " files, ", report.refused, " refused, ", report.leaves,
                  absl::StrFormat(" values, %.1f s</p>\n", report.seconds));
  absl::StrAppend(&body, Checks(report), Findings(report, true), Findings(report, false), Lines(report));
  return Page(absl::StrCat(report.name, ": conformance"), body);
}

}  // namespace entente::cli
