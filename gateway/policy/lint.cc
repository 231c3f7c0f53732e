#include "gateway/policy/lint.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace entente::policy {
namespace {

bool Includes(const Names& all, const Names& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

// Whether the condition `wide` holds wherever `narrow` does; no condition is the widest.
bool Wider(const std::optional<Names>& wide, const std::optional<Names>& narrow) {
  return !wide || (narrow && Includes(*wide, *narrow));
}

bool WiderParties(const Parties& wide, const Parties& narrow) {
  if (wide.any) return true;
  if (narrow.any || (narrow.requester && !wide.requester) || (narrow.nationality && !wide.nationality)) return false;
  const auto named = [&](const std::string& system) {
    return wide.systems.contains(system) || wide.countries.contains(system.substr(0, system.find('/')));
  };
  return Includes(wide.countries, narrow.countries) && std::all_of(narrow.systems.begin(), narrow.systems.end(), named);
}

std::optional<Names> PurposesOf(const Rule& rule) {
  if (rule.type != RuleType::kPermit || !rule.purposes) return rule.when_purposes;
  if (!rule.when_purposes) return rule.purposes;
  Names both;
  std::set_intersection(rule.purposes->begin(), rule.purposes->end(), rule.when_purposes->begin(),
                        rule.when_purposes->end(), std::inserter(both, both.end()));
  return both;
}

bool WhollyUnder(const Rule& rule, const Rule& forbid, const File& file, const File& forbids_file) {
  if (!forbid.declines.empty()) return false;
  if (forbid.overlay >= 0) {
    const bool same_file = &file == &forbids_file;
    if (!same_file || rule.overlay < 0) return false;
    const Overlay& inner = file.overlays[static_cast<size_t>(rule.overlay)];
    const Overlay& outer = file.overlays[static_cast<size_t>(forbid.overlay)];
    if (inner.from < outer.from || inner.until > outer.until) return false;
  }
  for (size_t key = 0; key < kFactKeys; ++key) {
    if (!Wider(forbid.when[key], rule.when[key])) return false;
  }
  return Wider(PurposesOf(forbid), PurposesOf(rule)) && WiderParties(forbid.to, rule.to);
}

// A reason why the rule can never matter, or nothing.
std::string Dead(const Rule& rule, const File& file) {
  const auto& records = rule.when[kRecords];
  if (rule.when[kColours] && records && !records->contains("notice")) return "colours belong to notices alone";
  const Parties& to = rule.to;
  const bool only_itself =
      !to.any && !to.requester && !to.nationality && to.systems.empty() && to.countries == Names{file.country};
  if (file.kind == FileKind::kCountry && only_itself && rule.type == RuleType::kPermit) {
    return "an owner has its own records whole";
  }
  const std::optional<Names> purposes = PurposesOf(rule);
  if (rule.type == RuleType::kPermit && purposes && purposes->empty()) {
    return "no purpose is both in its head and beside it";
  }
  const bool narrows = rule.fields || rule.purposes || rule.retention || !rule.caveats.empty();
  if (rule.type == RuleType::kRestrict && !narrows) return "it narrows nothing";
  return "";
}

class Linter {
 public:
  Linter(const File& file, const File* floor, std::vector<Fault>& faults)
      : file_(file), floor_(floor), faults_(faults) {}

  void Run() {
    for (const Rule& rule : file_.rules) {
      if (rule.type != RuleType::kPermit && rule.why.empty()) {
        Warn(rule.place, absl::StrCat("`", rule.id, "` takes away and says no `why`"));
      }
      const std::string dead = Dead(rule, file_);
      if (!dead.empty()) Warn(rule.place, absl::StrCat("the rule `", rule.id, "` is dead: ", dead));
      if (rule.type != RuleType::kForbid) FindForbid(rule);
    }
    WarnUnused(file_.groups, "group");
    WarnUnused(file_.sets, "set");
  }

 private:
  void Warn(Place at, std::string message) {
    faults_.push_back({file_.name, at.line, at.column, std::move(message), true});
  }

  // A permit or restrict that a forbid goes before wherever it matches.
  void FindForbid(const Rule& rule) {
    const bool permit = rule.type == RuleType::kPermit;
    for (const File* file : {&file_, floor_}) {
      if (file == nullptr) continue;
      for (const Rule& forbid : file->rules) {
        if (forbid.type != RuleType::kForbid || !WhollyUnder(rule, forbid, file_, *file)) continue;
        return Warn(rule.place, absl::StrCat("the ", permit ? "permit `" : "restrict `", rule.id,
                                             "` lies wholly under the forbid `", forbid.id, "` and never ",
                                             permit ? "permits anything" : "narrows anything"));
      }
    }
  }

  void WarnUnused(const std::map<std::string, NamedList>& lists, const char* what) {
    for (const auto& [name, list] : lists) {
      if (!list.used) Warn(list.place, absl::StrCat("no rule names the ", what, " `", name, "`"));
    }
  }

  const File& file_;
  const File* floor_;
  std::vector<Fault>& faults_;
};

}  // namespace

void Lint(const File& file, const File* floor, std::vector<Fault>& faults) { Linter(file, floor, faults).Run(); }

}  // namespace entente::policy
