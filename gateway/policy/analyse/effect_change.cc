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

bool Shown(const std::vector<Lending>& lendings, const PossibleNeed& need, bool minor) {
  return std::any_of(lendings.begin(), lendings.end(),
                     [&](const Lending& lending) { return !lending.hit && lending.Covers(need, minor); });
}

bool Matched(const std::vector<Lending>& lendings, const PossibleNeed& need) {
  return need.key && std::any_of(lendings.begin(), lendings.end(),
                                 [&](const Lending& lending) { return lending.Covers(need, false); });
}

// Paths of values that one side shows and the other does not, as the sets they need.
struct Difference {
  std::set<FieldSets> paths, minors;
  FieldSets seen = 0;  // sets of which the other side shows something
};

Difference Only(const std::vector<Lending>& here, const std::vector<Lending>& there,
                const std::vector<PossibleNeed>& needs) {
  Difference difference;
  for (const PossibleNeed& need : needs) {
    const bool shown_there = Shown(there, need, false);
    if (shown_there) difference.seen = static_cast<FieldSets>(difference.seen | need.sets);
    if (!shown_there && Shown(here, need, false)) difference.paths.insert(need.sets);
    const bool minor = need.owner != Belongs::kToNobody;
    if (minor && !Shown(there, need, true) && Shown(here, need, true)) difference.minors.insert(need.sets);
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

std::string InWords(const Difference& difference) {
  if (difference.paths.empty()) {
    if (difference.minors.empty()) return "";
    FieldSets sets = 0;
    for (const FieldSets path : difference.minors) sets = static_cast<FieldSets>(sets | path);
    return absl::StrCat("minors' ", absl::StrJoin(PathWords(sets), ", "));
  }
  const std::string words = PathsInWords(difference.paths, difference.seen);
  return difference.minors.empty() ? words : absl::StrCat(words, " (minors included)");
}

std::string MatchesOnly(const std::vector<Lending>& here, const std::vector<Lending>& there,
                        const std::vector<PossibleNeed>& needs) {
  FieldSets sets = 0;
  for (const PossibleNeed& need : needs) {
    // What is shown besides being matched is told as shown.
    if (Matched(here, need) && !Matched(there, need) && !Shown(here, need, false)) {
      sets = static_cast<FieldSets>(sets | need.sets);
    }
  }
  return absl::StrJoin(PathWords(sets), ", ");
}

struct ValueTerms {
  std::string end;
  Names caveats;
};

ValueTerms TermsOf(const std::vector<Lending>& lendings, const PossibleNeed& need, absl::Time released) {
  const Lending* longest = nullptr;
  std::optional<Names> common;
  for (const Lending& lending : lendings) {
    if (lending.hit || !lending.Covers(need, false)) continue;
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
                         const std::vector<PossibleNeed>& needs, absl::Time released) {
  std::set<std::string> changes;
  bool all = true;
  for (const PossibleNeed& need : needs) {
    if (!Shown(before, need, false) || !Shown(after, need, false)) continue;
    const std::string change = TermsChange(TermsOf(before, need, released), TermsOf(after, need, released));
    if (change.empty()) {
      all = false;
    } else {
      changes.insert(change);
    }
  }
  if (changes.empty()) return "";
  return absl::StrCat(absl::StrJoin(changes, "; or "), all ? "" : " (some values)");
}

}  // namespace

bool EffectChange::empty() const { return *this == EffectChange(); }

EffectChange CompareEffects(const std::vector<Lending>& before, const std::vector<Lending>& after,
                            const std::vector<PossibleNeed>& needs, absl::Time released) {
  return {InWords(Only(after, before, needs)), InWords(Only(before, after, needs)), MatchesOnly(after, before, needs),
          MatchesOnly(before, after, needs), TermsInWords(before, after, needs, released)};
}

EffectChange WholeEffect(const std::vector<Lending>& lendings, const std::vector<PossibleNeed>& needs,
                         absl::Time released) {
  EffectChange effect = CompareEffects({}, lendings, needs, released);
  std::set<std::string> terms;
  for (const PossibleNeed& need : needs) {
    if (!Shown(lendings, need, false)) continue;
    const ValueTerms found = TermsOf(lendings, need, released);
    terms.insert(absl::StrCat("kept ", found.end, found.caveats.empty() ? "" : ", bound by ",
                              absl::StrJoin(found.caveats, ", ")));
  }
  effect.terms = absl::StrJoin(terms, "; or ");
  return effect;
}

}  // namespace entente::policy
