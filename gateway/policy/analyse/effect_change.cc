#include "gateway/policy/analyse/effect_change.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

using Words = std::vector<std::string>;

// Sets in the order in which a path goes through them: whose it is, then what.
Words PathWords(FieldSets sets) {
  Words names;
  for (const char* owner : {"victim", "source", "official", "associate"}) {
    if ((sets & *FieldSetBit(owner)) != 0) names.push_back(owner);
  }
  for (const std::string& name : FieldSetNames()) {
    const bool there = std::find(names.begin(), names.end(), name) != names.end();
    if (!there && (sets & *FieldSetBit(name)) != 0) names.push_back(name);
  }
  return names;
}

using Gives = bool (*)(const Lending& lending, const PossibleNeed& need, bool minor);

bool ShowsValue(const Lending& lending, const PossibleNeed& need, bool minor) {
  return !lending.hit && lending.Covers(need, minor);
}
bool MatchesValue(const Lending& lending, const PossibleNeed& need, bool minor) {
  return need.key && lending.Covers(need, minor);
}

bool Given(const std::vector<Lending>& lendings, const PossibleNeed& need, bool minor, Gives gives) {
  return std::any_of(lendings.begin(), lendings.end(),
                     [&](const Lending& lending) { return gives(lending, need, minor); });
}

// Paths of values that one side gives and the other does not, as the sets they need.
struct Difference {
  std::set<FieldSets> paths;
  std::set<FieldSets> minors;  // that go with a minor
  std::set<FieldSets> alone;   // that go with nobody, of records about minors alone
  FieldSets seen = 0;          // sets of which the other side gives something
};

Difference Only(const std::vector<Lending>& here, const std::vector<Lending>& there,
                const std::vector<PossibleNeed>& needs, Gives gives) {
  const bool subjects = std::any_of(needs.begin(), needs.end(),
                                    [](const PossibleNeed& need) { return need.owner == Belongs::kToSubject; });
  Difference difference;
  for (const PossibleNeed& need : needs) {
    if (Given(there, need, false, gives)) difference.seen = static_cast<FieldSets>(difference.seen | need.sets);
    const auto only = [&](bool minor) { return Given(here, need, minor, gives) && !Given(there, need, minor, gives); };
    if (only(false)) difference.paths.insert(need.sets);
    if (!only(true)) continue;
    if (need.owner != Belongs::kToNobody) {
      difference.minors.insert(need.sets);
    } else if (subjects) {
      difference.alone.insert(need.sets);
    }
  }
  return difference;
}

// "victim.*" is a set of which nothing was seen, with what else stands on its paths; "victim.identity" a path whose
// sets were seen, and not together.
std::string PathsInWords(const std::set<FieldSets>& paths, FieldSets seen) {
  FieldSets fresh = 0, deep = 0;
  for (const FieldSets sets : paths) {
    const auto unseen = static_cast<FieldSets>(sets & ~seen);
    fresh = static_cast<FieldSets>(fresh | unseen);
    if (sets != unseen || (sets & (sets - 1)) != 0) deep = static_cast<FieldSets>(deep | unseen);
  }
  Words words;
  for (const std::string& name : PathWords(fresh)) {
    words.push_back((deep & *FieldSetBit(name)) != 0 ? name + ".*" : name);
  }
  for (const FieldSets sets : paths) {
    const bool told = (sets & fresh) != 0 || std::any_of(paths.begin(), paths.end(), [&](const FieldSets other) {
                        return other != sets && (other & ~sets) == 0 && (other & fresh) == 0;
                      });
    if (!told) words.push_back(absl::StrJoin(PathWords(sets), "."));
  }
  return absl::StrJoin(words, ", ");
}

FieldSets UnionOf(const std::set<FieldSets>& paths) {
  FieldSets sets = 0;
  for (const FieldSets path : paths) sets = static_cast<FieldSets>(sets | path);
  return sets;
}

std::string InWords(const Difference& difference, const std::string& paths) {
  const bool minors = !difference.minors.empty() || !difference.alone.empty();
  if (!difference.paths.empty()) return minors ? absl::StrCat(paths, " (minors included)") : paths;
  if (!difference.minors.empty()) {
    return absl::StrCat("minors' ", absl::StrJoin(PathWords(UnionOf(difference.minors)), ", "));
  }
  if (difference.alone.empty()) return "";
  return absl::StrCat(absl::StrJoin(PathWords(UnionOf(difference.alone)), ", "), " (where all subjects are minors)");
}

std::string ShownOnly(const std::vector<Lending>& here, const std::vector<Lending>& there,
                      const std::vector<PossibleNeed>& needs) {
  const Difference difference = Only(here, there, needs, ShowsValue);
  return InWords(difference, PathsInWords(difference.paths, difference.seen));
}

// What is shown besides being matched is told as shown.
std::string MatchedOnly(const std::vector<Lending>& here, const std::vector<Lending>& there,
                        const std::vector<PossibleNeed>& needs) {
  std::vector<Lending> hits;
  std::copy_if(here.begin(), here.end(), std::back_inserter(hits), [](const Lending& lending) { return lending.hit; });
  Difference difference = Only(hits, there, needs, MatchesValue);
  const Difference shown = Only(here, there, needs, ShowsValue);
  for (const FieldSets path : shown.paths) difference.paths.erase(path);
  for (const FieldSets path : shown.minors) difference.minors.erase(path);
  for (const FieldSets path : shown.alone) difference.alone.erase(path);
  return InWords(difference, absl::StrJoin(PathWords(UnionOf(difference.paths)), ", "));
}

struct ValueTerms {
  std::string end;
  Names caveats;
};

ValueTerms TermsOf(const std::vector<Lending>& lendings, const PossibleNeed& need, bool minor, absl::Time released) {
  const Lending* longest = nullptr;
  std::optional<Names> common;
  for (const Lending& lending : lendings) {
    if (!ShowsValue(lending, need, minor)) continue;
    if (longest == nullptr || EndOf(lending, released) > EndOf(*longest, released)) longest = &lending;
    Names both;
    if (common) {
      std::set_intersection(common->begin(), common->end(), lending.caveats.begin(), lending.caveats.end(),
                            std::inserter(both, both.end()));
    }
    common = common ? both : lending.caveats;
  }
  return {longest == nullptr ? "" : EndInWords(*longest, released), common.value_or(Names())};
}

std::string Without(const Names& some, const Names& others) {
  Words left;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(), std::back_inserter(left));
  return absl::StrJoin(left, ", ");
}

std::string TermsChange(const ValueTerms& before, const ValueTerms& after) {
  Words parts;
  if (before.end != after.end) parts.push_back(absl::StrCat("kept ", after.end, " instead of ", before.end));
  const std::string added = Without(after.caveats, before.caveats), dropped = Without(before.caveats, after.caveats);
  if (!added.empty()) parts.push_back(absl::StrCat("now bound by ", added));
  if (!dropped.empty()) parts.push_back(absl::StrCat("no longer bound by ", dropped));
  return absl::StrJoin(parts, ", ");
}

std::string TermsInWords(const std::vector<Lending>& before, const std::vector<Lending>& after,
                         const std::vector<PossibleNeed>& needs, bool minor, absl::Time released) {
  std::set<std::string> changes;
  bool all = true;
  for (const PossibleNeed& need : needs) {
    if (!Given(before, need, minor, ShowsValue) || !Given(after, need, minor, ShowsValue)) continue;
    const std::string change =
        TermsChange(TermsOf(before, need, minor, released), TermsOf(after, need, minor, released));
    if (change.empty()) {
      all = false;
    } else {
      changes.insert(change);
    }
  }
  if (changes.empty()) return minor ? "" : TermsInWords(before, after, needs, true, released);
  return absl::StrCat(minor ? "of minors' values: " : "", absl::StrJoin(changes, "; or "), all ? "" : " (some values)");
}

}  // namespace

bool EffectChange::empty() const { return *this == EffectChange(); }

EffectChange CompareEffects(const std::vector<Lending>& before, const std::vector<Lending>& after,
                            const std::vector<PossibleNeed>& needs, absl::Time released) {
  return {ShownOnly(after, before, needs), ShownOnly(before, after, needs), MatchedOnly(after, before, needs),
          MatchedOnly(before, after, needs), TermsInWords(before, after, needs, false, released)};
}

EffectChange WholeEffect(const std::vector<Lending>& lendings, const std::vector<PossibleNeed>& needs,
                         absl::Time released) {
  EffectChange effect = CompareEffects({}, lendings, needs, released);
  std::set<std::string> terms;
  for (const PossibleNeed& need : needs) {
    if (!Given(lendings, need, false, ShowsValue)) continue;
    const ValueTerms found = TermsOf(lendings, need, false, released);
    terms.insert(absl::StrCat("kept ", found.end, found.caveats.empty() ? "" : ", bound by ",
                              absl::StrJoin(found.caveats, ", ")));
  }
  effect.terms = absl::StrJoin(terms, "; or ");
  return effect;
}

}  // namespace entente::policy
