#include "tests/policy/differential/compare.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace entente::differential {
namespace {

constexpr const char* kEffects[] = {"deny", "hit", "release", "own"};

// Spelling an instant takes longer than deciding; neighbours mostly end together.
std::string When(absl::Time time) {
  static auto& spelled = *new std::map<absl::Time, std::string>;
  if (spelled.size() > 1000) spelled.clear();
  std::string& text = spelled[time];
  if (text.empty()) text = absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
  return text;
}

// Half of the links lead to what may be seen; which half, the link's own id says.
bool ShownLink(const v1::Link& link) { return link.national_id() != "N1"; }

constexpr int64_t kViewRevision = 3;

using Terms = std::vector<policy::ValueTerm>;
using Paths = std::vector<policy::Matchable>;

// All that an answer lets out.
struct Given {
  Terms terms;
  Paths matchable;
  v1::Record copy;
};

Given GivenBy(const v1::Record& record, const policy::Decision& decision) {
  return {policy::TermsByValue(record, decision), policy::MatchablePaths(record, decision),
          policy::Redact(record, decision, ShownLink, kViewRevision)};
}

Given GivenBy(const v1::Record& record, const second::Answer& answer) {
  Given given;
  for (const auto& [path, terms] : answer.shown) {
    given.terms.push_back({path, terms.until, {terms.caveats.begin(), terms.caveats.end()}});
  }
  for (const auto& [path, shown] : answer.matchable) given.matchable.push_back({shown, path});
  given.copy = second::Copy(record, answer, ShownLink, kViewRevision);
  return given;
}

std::string Listed(const policy::Decision& decision) {
  std::vector<std::string> near, matching = decision.matching;
  for (const auto& miss : decision.near_misses) near.push_back(absl::StrCat(miss.rule, ":", miss.key));
  std::sort(near.begin(), near.end());
  std::sort(matching.begin(), matching.end());
  return absl::StrCat(kEffects[static_cast<int>(decision.effect)], " by ", decision.rule, " until ",
                      When(decision.until), " caveats [", absl::StrJoin(decision.caveats, ", "), "] requester ",
                      decision.requester_hit, "\ndigests ", absl::StrJoin(decision.digests, " "), "\nmatching [",
                      absl::StrJoin(matching, ", "), "]\nnear [", absl::StrJoin(near, ", "), "]\n");
}

std::string Listed(const second::Answer& answer) {
  policy::Decision told;
  told.effect = answer.effect;
  told.rule = answer.rule;
  told.until = answer.until;
  told.caveats.assign(answer.caveats.begin(), answer.caveats.end());
  told.requester_hit = answer.requester_hit;
  told.digests = answer.digests;
  told.matching.assign(answer.matching.begin(), answer.matching.end());
  for (const auto& [rule, key] : answer.near_misses) told.near_misses.push_back({rule, key});
  return Listed(told);
}

std::string Listed(const Terms& terms) {
  std::string text;
  for (const policy::ValueTerm& term : terms) {
    absl::StrAppend(&text, term.path, " until ", When(term.until), " [", absl::StrJoin(term.caveats, ", "), "]\n");
  }
  return text;
}

std::string Listed(const Paths& paths) {
  std::string text;
  for (const policy::Matchable& path : paths) absl::StrAppend(&text, path.path, path.shown ? " shown\n" : "\n");
  return text;
}

bool Same(const Terms& a, const Terms& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return one.path == other.path && one.until == other.until && one.caveats == other.caveats;
  });
}

bool Same(const Paths& a, const Paths& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return one.path == other.path && one.shown == other.shown;
  });
}

// Where two lists of lines part.
std::string Parting(const std::string& ours, const std::string& theirs) {
  const std::vector<std::string> a = absl::StrSplit(ours, '\n'), b = absl::StrSplit(theirs, '\n');
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "(end)", right = i < b.size() ? b[i] : "(end)";
    if (left != right) return absl::StrCat("compiled: ", left, "\nnaive:    ", right, "\n", ours, "--\n", theirs);
  }
  return "";
}

// Empty: none.
std::string DifferenceOf(const std::string& compiled, const std::string& naive, const Given& ours,
                         const Given& theirs) {
  if (compiled != naive) return absl::StrCat("decision\ncompiled: ", compiled, "naive:    ", naive);
  if (!Same(ours.terms, theirs.terms)) return "terms\n" + Parting(Listed(ours.terms), Listed(theirs.terms));
  if (!Same(ours.matchable, theirs.matchable)) {
    return "matchable\n" + Parting(Listed(ours.matchable), Listed(theirs.matchable));
  }
  if (ours.copy.SerializeAsString() == theirs.copy.SerializeAsString()) return "";
  return "copy\n" + Parting(ours.copy.Utf8DebugString(), theirs.copy.Utf8DebugString());
}

}  // namespace

std::string Spelled(const v1::Record& record, const policy::Decision& decision) {
  const Given given = GivenBy(record, decision);
  return absl::StrCat(Listed(decision), Listed(given.terms), Listed(given.matchable), given.copy.Utf8DebugString());
}

Both::Both(const Files& files) : naive(second::ReadWorld(TheNetwork(), files.Floor(), files.Countries())) {
  std::vector<policy::Fault> faults;
  const auto loaded = policy::Load(TheNetwork(), files.Floor(), files.Countries(), &faults);
  if (loaded.ok()) {
    compiled = *loaded;
    return;
  }
  for (const policy::Fault& found : faults) {
    if (!found.lint) absl::StrAppend(&fault, found.ToString(), "\n");
  }
}

BothRead::BothRead(const v1::Record& record, const Moment& moment) {
  const auto notices = [&moment](const std::string& country, const std::string& id) {
    return moment.Notice(country, id);
  };
  compiled = policy::ExtractFacts(record, moment.now, notices);
  naive = second::Read(record, moment.now, notices);
}

Outcome Compare(const Both& both, const v1::Record& record, const BothRead& read, const Asked& asked) {
  Outcome outcome;
  policy::Question question = asked.question;
  question.record = &record;
  question.facts = read.compiled;
  outcome.compiled = policy::Decide(*both.compiled, question);
  outcome.naive = second::Decide(both.naive, question, read.naive);
  outcome.difference = DifferenceOf(Listed(outcome.compiled), Listed(outcome.naive), GivenBy(record, outcome.compiled),
                                    GivenBy(record, outcome.naive));
  return outcome;
}

}  // namespace entente::differential
