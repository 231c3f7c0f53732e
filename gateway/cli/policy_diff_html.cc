// The difference of policies as one page: no script, nothing from elsewhere, readable on paper and without colours.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/html.h"
#include "gateway/cli/policy_analysis.h"

namespace entente::cli {
namespace {

using policy::AccessChange;

// What happened between one originator and one recipient, from least to most to look at.
struct Verdict {
  const char* style;
  const char* sign;
  const char* says;
};
constexpr Verdict kNone{"same", "·", "nothing changed"}, kTerms{"terms", "~", "other terms only"},
    kNarrower{"narrower", "−", "sees less"}, kWider{"wider", "+", "sees more"},
    kBoth{"both", "±", "sees more of some and less of others"};

constexpr char kStyles[] = R"(<style>
table.matrix{width:auto;display:block;overflow-x:auto;border-collapse:separate;border-spacing:2px}.matrix th,.matrix td{border:0;padding:.25rem .45rem;text-align:center}
.matrix caption{white-space:nowrap;text-align:left;padding-bottom:.3rem}.matrix th{position:static}.matrix th.from{text-align:right}.matrix td{border-radius:4px;min-width:1.7rem;font-weight:600}
.matrix td a{color:inherit;text-decoration:none;display:block}.matrix td a:focus,.matrix td a:hover{text-decoration:underline}
.same{background:#f1f3f6;color:#76828f}.own{background:#fff;color:#b4bcc6}.terms{background:#fff1c9;color:#6b4e00}
.narrower{background:#cfe3f7;color:#0b3f6f}.wider{background:#f9d3cd;color:#8a1c12}.both{background:#e6d5f3;color:#54247d}
.tag{display:inline-block;min-width:1.4rem;text-align:center;border-radius:4px;padding:0 .3rem;font-weight:600;margin-right:.4rem}
details{border-bottom:1px solid #dde3ea;padding:.35rem 0}summary{cursor:pointer}details p{margin:.2rem 0}
details table{margin:.4rem 0 .6rem}details th{position:static}.legend li{display:inline-block;margin:.2rem 1.2rem .2rem 0}.legend{padding:0}
@media print{details{break-inside:avoid}.matrix td,.tag{border:1px solid #51606f}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
</style>
)";

std::string CountryOf(const std::string& recipient) { return recipient.substr(0, recipient.find('/')); }

class Matrix {
 public:
  explicit Matrix(const policy::AccessDiff& diff) : diff_(diff) {
    for (const AccessChange& change : diff.changes) {
      for (const std::string& from : change.originators) {
        std::set<std::string> countries;
        for (const std::string& recipient : change.recipients) countries.insert(CountryOf(recipient));
        for (const std::string& to : countries) {
          if (from != to) cells_[{from, to}].push_back(&change);
        }
      }
    }
  }

  const std::vector<const AccessChange*>& At(const std::string& from, const std::string& to) const {
    static const std::vector<const AccessChange*> none;
    const auto found = cells_.find({from, to});
    return found == cells_.end() ? none : found->second;
  }

  const Verdict& VerdictAt(const std::string& from, const std::string& to) const {
    bool wider = false, narrower = false, terms = false;
    for (const AccessChange* change : At(from, to)) {
      wider = wider || change->kind == AccessChange::Kind::kWider;
      narrower = narrower || change->kind == AccessChange::Kind::kNarrower;
      terms = terms || change->kind == AccessChange::Kind::kTerms;
    }
    if (wider && narrower) return kBoth;
    return wider ? kWider : narrower ? kNarrower : terms ? kTerms : kNone;
  }

  std::string Table() const {
    std::string out =
        "<table class=\"matrix\">\n<caption class=\"soft\">rows: whose records; columns: who "
        "asks</caption>\n<tr><td></td>";
    for (const std::string& to : diff_.countries) absl::StrAppend(&out, "<th scope=\"col\">", Escaped(to), "</th>");
    out += "</tr>\n";
    for (const std::string& from : diff_.countries) {
      absl::StrAppend(&out, "<tr><th scope=\"row\" class=\"from\">", Escaped(from), "</th>");
      for (const std::string& to : diff_.countries) out += Cell(from, to);
      out += "</tr>\n";
    }
    return out + "</table>\n";
  }

  std::string Details() const {
    std::string out;
    for (const std::string& from : diff_.countries) {
      for (const std::string& to : diff_.countries) out += Detail(from, to);
    }
    return out;
  }

 private:
  static std::string Id(const std::string& from, const std::string& to) { return absl::StrCat(from, "-", to); }

  std::string Cell(const std::string& from, const std::string& to) const {
    if (from == to) return "<td class=\"own\" title=\"its own records, whole\">\u2013</td>";
    const Verdict& verdict = VerdictAt(from, to);
    const std::string says = absl::StrCat(to, " of records of ", from, ": ", verdict.says);
    if (&verdict == &kNone) {
      return absl::StrCat("<td class=\"same\" title=\"", Escaped(says), "\">", verdict.sign, "</td>");
    }
    return absl::StrCat("<td class=\"", verdict.style, "\"><a href=\"#", Escaped(Id(from, to)), "\" title=\"",
                        Escaped(says), "\" aria-label=\"", Escaped(says), "\">", verdict.sign, "</a></td>");
  }

  std::string Detail(const std::string& from, const std::string& to) const {
    const auto& changes = At(from, to);
    if (changes.empty()) return "";
    const Verdict& verdict = VerdictAt(from, to);
    std::string out = absl::StrCat("<details open id=\"", Escaped(Id(from, to)), "\"><summary><span class=\"tag ",
                                   verdict.style, "\">", verdict.sign, "</span><b>", Escaped(to),
                                   "</b> of records of <b>", Escaped(from), "</b>: ", verdict.says,
                                   "</summary>\n<table><tr><th></th><th>who</th><th>what</th><th>of</th><th>for</"
                                   "th><th>when</th><th>rule</th></tr>\n");
    for (const AccessChange* change : changes) out += Row(*change, to);
    return out + "</table></details>\n";
  }

  static std::string Row(const AccessChange& change, const std::string& to) {
    const Verdict& verdict = change.kind == AccessChange::Kind::kWider      ? kWider
                             : change.kind == AccessChange::Kind::kNarrower ? kNarrower
                                                                            : kTerms;
    const char* adverb = change.kind == AccessChange::Kind::kWider      ? "now "
                         : change.kind == AccessChange::Kind::kNarrower ? "no longer "
                                                                        : "";
    std::vector<std::string> who;
    for (const std::string& recipient : change.recipients) {
      if (CountryOf(recipient) == to) who.push_back(recipient);
    }
    return absl::StrCat("<tr><td><span class=\"tag ", verdict.style, "\" title=\"", verdict.says, "\">", verdict.sign,
                        "</span></td><td>", Escaped(absl::StrJoin(who, ", ")), "</td><td>", adverb,
                        Escaped(change.what), "</td><td>", Escaped(change.records), "</td><td>",
                        Escaped(change.purposes), "</td><td>", Escaped(change.when.empty() ? "always" : change.when),
                        "</td><td><code>", Escaped(change.rule), "</code></td></tr>\n");
  }

  const policy::AccessDiff& diff_;
  std::map<std::pair<std::string, std::string>, std::vector<const AccessChange*>> cells_;
};

std::string Legend() {
  std::string out = "<ul class=\"legend\">";
  for (const Verdict* verdict : {&kWider, &kNarrower, &kBoth, &kTerms, &kNone}) {
    absl::StrAppend(&out, "<li><span class=\"tag ", verdict->style, "\">", verdict->sign, "</span>", verdict->says,
                    "</li>");
  }
  return out + "</ul>\n";
}

}  // namespace

std::string DiffPage(const policy::AccessDiff& diff, const std::string& before, const std::string& after) {
  const Matrix matrix(diff);
  std::string body =
      absl::StrCat(kStyles, "<h1>What the change does</h1>\n<p>From <code>", Escaped(before), "</code> to <code>",
                   Escaped(after), "</code>: who sees more, less or otherwise.</p>\n<p>");
  absl::StrAppend(&body,
                  diff.only_narrows ? "It only takes away: it may act at once with one signature.</p>\n"
                                    : "It does not only take away.</p>\n",
                  Legend(), matrix.Table());
  for (const std::string& note : diff.notes) absl::StrAppend(&body, "<p class=\"soft\">", Escaped(note), "</p>\n");
  absl::StrAppend(&body, "<h2>Cell by cell</h2>\n",
                  diff.changes.empty() ? "<p>Nothing changed.</p>\n" : matrix.Details());
  return Page("Difference of policies", body);
}

}  // namespace entente::cli
