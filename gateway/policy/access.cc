#include "gateway/policy/access.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "gateway/policy/facts.h"
#include "gateway/policy/grants.h"
#include "gateway/policy/policy_set.h"

namespace entente::policy {
namespace {

// A grant with its caveats by name: two sets number them differently.
using Lent = std::tuple<FieldSets, bool, bool, absl::Time, std::vector<std::string>>;

std::vector<std::vector<Lent>> LentBy(const Decision& decision) {
  std::vector<std::vector<Lent>> all;
  if (decision.grants == nullptr) return all;
  for (const OwnGrants& grants : decision.grants->controllers) {
    auto& own = all.emplace_back();
    for (const Grant& grant : grants) {
      own.emplace_back(grant.sets, grant.hit, grant.minors, grant.until, CaveatNames(*decision.grants, grant.caveats));
    }
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

// Lengths keep one value apart from the next.
void Append(std::string_view value, std::string& key) {
  absl::StrAppend(&key, value.size(), ":");
  key += value;
}

void Append(const Fact& fact, std::string& key) {
  std::vector<std::string> values(fact.values.begin(), fact.values.end());
  std::sort(values.begin(), values.end());
  absl::StrAppend(&key, "(", fact.unknown ? "?" : "");
  for (const std::string& value : values) Append(value, key);
  key += ")";
}

}  // namespace

bool SameAccess(const Decision& a, const Decision& b) {
  return a.effect == b.effect && a.requester_hit == b.requester_hit && LentBy(a) == LentBy(b);
}

bool TakesAway(const v1::Record& record, const Decision& before, const Decision& after) {
  std::map<std::string, ValueTerm> left;
  for (ValueTerm& term : TermsByValue(record, after)) left.emplace(term.path, term);
  for (const ValueTerm& shown : TermsByValue(record, before)) {
    const auto term = left.find(shown.path);
    if (term == left.end() || term->second.until < shown.until) return true;
    if (!std::includes(shown.caveats.begin(), shown.caveats.end(), term->second.caveats.begin(),
                       term->second.caveats.end())) {
      return true;
    }
  }
  return false;
}

std::string DecisionKey(const Facts& facts) {
  std::string key;
  Append(facts.originator, key);
  for (const Fact& fact : facts.keys) Append(fact, key);
  Append(facts.requesters, key);
  for (const Fact& states : facts.nationalities) Append(states, key);
  key += facts.requested_by_unmapped ? "!" : ";";
  for (const std::string& country : facts.requested_by) Append(country, key);
  key += facts.about_minors_alone ? "m" : ";";
  for (const Demand& demand : facts.demands) {
    absl::StrAppend(&key, demand.need.sets, demand.need.minor ? "m" : "", demand.shown ? "s" : "",
                    demand.key ? "k" : "", ",");
  }
  return key;
}

FactsPtr WithoutKeepUntil(const FactsPtr& facts) {
  if (!facts->keep_until) return facts;
  auto unlimited = std::make_shared<Facts>(*facts);
  unlimited->keep_until.reset();
  return unlimited;
}

std::vector<std::string> ControllersOf(const Facts& facts) {
  std::vector<std::string> countries = {facts.originator};
  countries.insert(countries.end(), facts.requested_by.begin(), facts.requested_by.end());
  return countries;
}

absl::Time NextChange(const Facts& facts, const Decision& decision) {
  absl::Time next = absl::InfiniteFuture();
  if (decision.grants == nullptr) return next;
  for (const Demand& demand : facts.demands) {
    if (!Shows(*decision.grants, demand.need)) continue;
    for (const OwnGrants& grants : decision.grants->controllers) {
      for (const Grant& grant : grants) {
        if (!grant.hit && grant.Covers(demand.need)) next = std::min(next, grant.until);
      }
    }
  }
  return next;
}

std::string DigestOf(const PolicySet& policies, std::string_view country) {
  if (country.empty()) return policies.floor_digest;
  const auto own = policies.books.find(country);
  return own == policies.books.end() ? "" : own->second->digest;
}

std::vector<absl::Time> OverlayEdges(const PolicySet& policies, std::string_view country) {
  const RuleBook* book = &policies.floor_alone;
  if (!country.empty()) {
    const auto own = policies.books.find(country);
    if (own == policies.books.end()) return {};
    book = own->second.get();
  }
  std::vector<absl::Time> edges;
  for (const Window& window : book->windows) {
    edges.push_back(window.from);
    edges.push_back(window.until);
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::vector<absl::Time> KeptReleases(const PolicySet& policies, std::string_view country, absl::Time now) {
  std::vector<absl::Time> moments;
  for (const Window& window : policies.BookOf(country).windows) {
    if (window.recall || window.until > now) continue;
    moments.push_back(window.from);
    moments.push_back(window.until - absl::Microseconds(1));
  }
  return moments;
}

}  // namespace entente::policy
