// A decision in sentences, for people.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "entente/v1/field_set.pb.h"
#include "gateway/policy/grants.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

std::string Day(absl::Time time) {
  if (time == absl::InfiniteFuture()) return "any time";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string SetNames(FieldSets sets) {
  std::vector<std::string> names;
  for (const std::string& name : FieldSetNames()) {
    if ((sets & FieldSetBit(name).value_or(0)) != 0) names.push_back(name);
  }
  return absl::StrJoin(names, ", ");
}

std::string VerdictInWords(const Decision& decision, const Question& question) {
  const std::string who = absl::StrCat("`", question.recipient, "` for `", question.purpose, "`");
  switch (decision.effect) {
    case Effect::kOwn:
      return absl::StrCat(who, ": its own record, whole.\n");
    case Effect::kRelease:
      return absl::StrCat(
          who, ": released by `", decision.rule, "` until ", Day(decision.until),
          decision.caveats.empty() ? "" : absl::StrCat(", with ", absl::StrJoin(decision.caveats, ", ")), ".\n");
    case Effect::kHit:
      return absl::StrCat(who, ": a hit by `", decision.rule, "`: it may learn that a match exists.\n");
    case Effect::kDeny:
      break;
  }
  return absl::StrCat(who, ": denied");
}

std::string Reason(const std::string& rule) {
  if (rule == "default-deny") return ": no permit matches.\n";
  if (rule == "nothing-left") return ": permits match, and nothing beyond the envelope is left of them.\n";
  if (rule == "onward-without-consent") return ": the holder may not pass it on without the originator's consent.\n";
  if (rule == "onward-other-purpose") return ": the holder has it for another purpose.\n";
  return absl::StrCat(" by `", rule, "`.\n");
}

std::string GrantLine(const Grants& grants, const Grant& grant) {
  const std::vector<std::string> caveats = CaveatNames(grants, grant.caveats);
  return absl::StrCat("  ", grant.hit ? "matches [" : "shows [", SetNames(grant.sets), "] until ", Day(grant.until),
                      grant.minors ? ", minors included" : "",
                      caveats.empty() ? "" : absl::StrCat(", with ", absl::StrJoin(caveats, ", ")), "\n");
}

}  // namespace

std::string Explain(const Decision& decision, const Question& question) {
  std::string text = VerdictInWords(decision, question);
  if (decision.effect == Effect::kDeny) text += Reason(decision.rule);
  if (decision.grants != nullptr) {
    for (size_t i = 0; i < decision.grants->controllers.size(); ++i) {
      absl::StrAppend(&text,
                      i == 0 ? "Grants of the originator:\n" : "Grants of a country that asked for the notice:\n");
      for (const Grant& grant : decision.grants->controllers[i]) text += GrantLine(*decision.grants, grant);
    }
  }
  if (!decision.matching.empty()) {
    absl::StrAppend(&text, "Rules that match: ", absl::StrJoin(decision.matching, ", "), ".\n");
  }
  for (const NearMiss& near : decision.near_misses) {
    absl::StrAppend(&text, "`", near.rule, "` would permit, but for `", near.key, "`.\n");
  }
  absl::StrAppend(&text, "Decided by ", absl::StrJoin(decision.digests, ", "), ".\n");
  return text;
}

}  // namespace entente::policy
