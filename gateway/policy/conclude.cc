#include "gateway/policy/conclude.h"

#include <algorithm>
#include <utility>

namespace entente::policy {
namespace {

bool CaveatsLess(const Caveats& a, const Caveats& b) {
  if (a.count() != b.count()) return a.count() < b.count();
  const Caveats differing = a ^ b;
  for (size_t i = 0; i < kCaveatsMax; ++i) {
    if (differing.test(i)) return a.test(i);  // the earlier name comes first
  }
  return false;
}

// The order in which grants, and then values, are told: the longest, with the fewest caveats, and then by id.
struct Told {
  absl::Time until = absl::InfinitePast();
  Caveats caveats;
  const std::string* rule = nullptr;

  bool Before(const Told& other) const {
    if (other.rule == nullptr) return rule != nullptr;
    if (until != other.until) return until > other.until;
    if (caveats != other.caveats) return CaveatsLess(caveats, other.caveats);
    return *rule < *other.rule;
  }
};

// A value as it is told, and the caveats it bears; a value that some controller does not show has no rule.
struct ToldValue {
  Told told{absl::InfiniteFuture(), {}, nullptr};
  Caveats bears;
};

ToldValue ToldValueOf(const Answers& answers, Need need) {
  ToldValue value;
  for (const Candidates& own : answers) {
    Told best;
    Caveats common = ~Caveats();
    for (const auto& [grant, clause, to_requester] : own) {
      if (grant.hit || !grant.Covers(need)) continue;
      const Told told{grant.until, grant.caveats, &clause->id};
      if (told.Before(best)) best = told;
      common &= grant.caveats;
    }
    if (best.rule == nullptr) return {};
    value.told.until = std::min(value.told.until, best.until);
    value.told.caveats |= best.caveats;
    if (value.told.rule == nullptr || *best.rule < *value.told.rule) value.told.rule = best.rule;
    value.bears |= common;
  }
  return value;
}

// Told by the value that stays longest.
bool TellRelease(const Answers& answers, const Facts& facts, const Grants& grants, Decision& decision) {
  Told first;
  Caveats caveats;
  for (const Demand& demand : facts.demands) {
    const ToldValue value = ToldValueOf(answers, demand.need);
    if (value.told.rule == nullptr) continue;
    if (value.told.Before(first)) first = value.told;
    caveats |= value.bears;
  }
  if (first.rule == nullptr) return false;
  decision.effect = Effect::kRelease;
  decision.rule = *first.rule;
  decision.until = first.until;
  decision.caveats = CaveatNames(grants, caveats);
  return true;
}

// A hit needs a screening key that may be matched, and is told by a grant that covers one; it is the requester's when
// such a grant was made to it as such.
bool TellHit(const Answers& answers, const Facts& facts, const Grants& grants, Decision& decision) {
  Told best, best_hit;
  for (const Demand& demand : facts.demands) {
    if (!demand.key || !Matches(grants, demand.need)) continue;
    for (const auto& [grant, clause, to_requester] : answers[0]) {
      if (!grant.Covers(demand.need)) continue;
      const Told told{grant.until, grant.caveats, &clause->id};
      if (told.Before(best)) best = told;
      if (grant.hit && told.Before(best_hit)) best_hit = told;
      decision.requester_hit = decision.requester_hit || (grant.hit && to_requester);
    }
  }
  if (best.rule == nullptr) return false;
  decision.effect = Effect::kHit;
  decision.rule = best_hit.rule != nullptr ? *best_hit.rule : *best.rule;
  return true;
}

}  // namespace

void Conclude(const Answers& answers, const Facts& facts, absl::Time now,
              const std::shared_ptr<const std::vector<std::string>>& caveats, Decision& decision) {
  auto grants = std::make_shared<Grants>();
  grants->now = now;
  grants->caveats = caveats;
  for (const Candidates& candidates : answers) {
    OwnGrants& own = grants->controllers.emplace_back();
    for (const Candidate& candidate : candidates) own.push_back(candidate.grant);
  }
  if (TellRelease(answers, facts, *grants, decision) || TellHit(answers, facts, *grants, decision)) {
    decision.grants = std::move(grants);
  } else {
    decision.rule = "nothing-left";
  }
}

}  // namespace entente::policy
