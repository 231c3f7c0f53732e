// The decision: rules 1 to 6 of the specification over compiled rules and extracted facts.
#include <algorithm>
#include <utility>

#include "gateway/policy/grants.h"
#include "gateway/policy/match.h"
#include "gateway/policy/narrowing.h"
#include "gateway/policy/onward.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/policy_set.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

// Ends of the retentions that rules name, each computed once a question.
class Ends {
 public:
  Ends(const PolicySet& policies, absl::Time start)
      : policies_(policies), start_(start), ends_(policies.lengths.size(), absl::InfinitePast()) {}

  absl::Time Of(int length) {
    if (length < 0) return absl::InfiniteFuture();
    absl::Time& end = ends_[static_cast<size_t>(length)];
    if (end == absl::InfinitePast()) end = After(start_, policies_.lengths[static_cast<size_t>(length)]);
    return end;
  }

 private:
  const PolicySet& policies_;
  absl::Time start_;  // the first release of the copy
  absl::InlinedVector<absl::Time, 16> ends_;
};

// A grant and the permit it comes from.
struct Candidate {
  Grant grant;
  const Clause* clause;
  bool to_requester;  // it is lent to the bureau whose notice was carried out, as such
};
using Candidates = absl::InlinedVector<Candidate, 4>;

// One country whose policy must permit, with all that does not depend on the recipient.
struct Controller {
  const RuleBook* book;
  std::string_view country;
  FactMatch facts;
  Scratch live;
};

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

// Why a controller denies; of several the one that ranks first is told: forbids before all, the floor's first, then by
// id.
struct Denial {
  enum Rank { kFloorForbids, kForbids, kNoPermit, kNothingLeft, kNone };
  Rank rank = kNone;
  std::string rule;

  void Add(Denial other) {
    const bool before = other.rank < rank || (other.rank == rank && other.rule < rule);
    if (before) *this = std::move(other);
  }
};

class Asking {
 public:
  Asking(const PolicySet& policies, const Question& question)
      : policies_(policies),
        question_(question),
        facts_(*question.facts),
        ends_(policies, question.first_release.value_or(question.now)) {
    AddController(facts_.originator);
    for (const std::string& country : facts_.requested_by) {
      if (policies.network.countries.contains(country)) AddController(country);
    }
  }

  Decision Decide(std::string_view recipient);

 private:
  void AddController(const std::string& country) {
    const RuleBook& book = policies_.BookOf(country);
    controllers_.push_back({&book, country, MatchFacts(book, facts_, question_.purpose, question_.explain),
                            LiveRules(book, question_.now, question_.first_release)});
  }

  // Nothing said, and the grants, when the controller does not deny.
  Denial Consult(const Controller& controller, std::string_view recipient, Decision& decision, Candidates& grants);
  Candidates Permits(const Controller& controller, const Scratch& matching, std::string_view country);
  Candidate Consented(const ReleaseConsent& consent) const;
  void Restrict(const Controller& controller, const Scratch& matching, Candidates& grants);
  Denial ForbiddenToItself(std::string_view country, std::string_view recipient);
  bool LimitTo(absl::Time limit, std::vector<Candidates>& answers) const;
  void Conclude(std::vector<Candidates> answers, Decision& decision) const;
  bool TellRelease(const std::vector<Candidates>& answers, const Grants& grants, Decision& decision) const;
  bool TellHit(const std::vector<Candidates>& answers, const Grants& grants, Decision& decision) const;
  Told ToldOf(const std::vector<Candidates>& answers, Need need) const;

  const PolicySet& policies_;
  const Question& question_;
  const Facts& facts_;
  Ends ends_;
  absl::InlinedVector<Controller, 2> controllers_;
};

Decision Deny(Decision decision, std::string rule) {
  decision.effect = Effect::kDeny;
  decision.rule = std::move(rule);
  return decision;
}

// A parent's policy may decide twice, for itself and for its sub-bureau.
void AddDigest(const RuleBook& book, std::vector<std::string>& digests) {
  const bool told = std::find(digests.begin(), digests.end(), book.digest) != digests.end();
  if (!book.digest.empty() && !told) digests.push_back(book.digest);
}

Decision Asking::Decide(std::string_view recipient) {
  Decision decision;
  decision.digests = {policies_.floor_digest};
  const std::string_view country = CountryOf(recipient);
  if (country.empty() || facts_.originator.empty()) return Deny(std::move(decision), "default-deny");
  if (country == facts_.originator) {
    decision.effect = Effect::kOwn;
    decision.rule = "own";
    return decision;
  }
  Denial denied;
  std::vector<Candidates> answers;
  for (const Controller& controller : controllers_) {
    Candidates grants;
    // A country for which a notice was published need not permit itself; the floor's forbids stand.
    if (controller.country == country) {
      denied.Add(ForbiddenToItself(country, recipient));
      continue;
    }
    AddDigest(*controller.book, decision.digests);
    denied.Add(Consult(controller, recipient, decision, grants));
    answers.push_back(std::move(grants));
  }
  if (facts_.requested_by_unmapped) denied.Add({Denial::kNoPermit, "default-deny"});
  if (denied.rank != Denial::kNone) return Deny(std::move(decision), std::move(denied.rule));
  const Onward onward = CheckOnward(question_, facts_, recipient);
  if (!onward.denied.empty()) return Deny(std::move(decision), onward.denied);
  const absl::Time limit = std::min(onward.limit, facts_.keep_until.value_or(absl::InfiniteFuture()));
  if (!LimitTo(limit, answers)) return Deny(std::move(decision), "nothing-left");
  Conclude(std::move(answers), decision);
  return decision;
}

Denial Asking::Consult(const Controller& controller, std::string_view recipient, Decision& decision,
                       Candidates& grants) {
  const RuleBook& book = *controller.book;
  const std::string_view country = CountryOf(recipient);
  const Row* row = book.RecipientRow(country, SystemOf(recipient));
  // `any` is every participant, and nobody else
  if (row == nullptr) return {Denial::kNoPermit, "default-deny"};
  const Scratch addressed = AddressedBy(book, *row, facts_, country);
  Scratch matching(book.words, 0);
  for (size_t word = 0; word < book.words; ++word) {
    matching[word] = controller.facts.pass[word] & controller.live[word] & addressed[word];
  }
  if (question_.explain) {
    ForEachBit(matching, [&](size_t i) {
      const std::string& id = book.clauses[i].id;
      auto& told = decision.matching;
      if (std::find(told.begin(), told.end(), id) == told.end()) told.push_back(id);
    });
    AddNearMisses(book, controller.facts, controller.live, addressed, decision.near_misses);
  }
  for (size_t word = 0; word < book.words; ++word) {
    const uint64_t forbids = matching[word] & book.forbids[word];
    if (forbids == 0) continue;
    const Clause& clause = book.clauses[word * 64 + static_cast<size_t>(__builtin_ctzll(forbids))];
    return {clause.floor ? Denial::kFloorForbids : Denial::kForbids, clause.id};
  }
  grants = Permits(controller, matching, country);
  if (grants.empty()) return {Denial::kNoPermit, "default-deny"};
  Restrict(controller, matching, grants);
  if (grants.empty()) return {Denial::kNothingLeft, "nothing-left"};
  return {};
}

Candidates Asking::Permits(const Controller& controller, const Scratch& matching, std::string_view country) {
  const RuleBook& book = *controller.book;
  const auto& requesters = facts_.requesters.values;
  const bool asked = std::find(requesters.begin(), requesters.end(), country) != requesters.end();
  Candidates grants;
  for (size_t word = 0; word < book.words; ++word) {
    for (uint64_t bits = matching[word] & book.permits[word]; bits != 0; bits &= bits - 1) {
      const size_t i = word * 64 + static_cast<size_t>(__builtin_ctzll(bits));
      const Clause& clause = book.clauses[i];
      Grant grant{clause.sets, clause.hit, clause.minors, ends_.Of(clause.retention), clause.caveats};
      const int window = book.window_of[i];
      if (window >= 0 && book.windows[static_cast<size_t>(window)].recall) {
        grant.until = std::min(grant.until, book.windows[static_cast<size_t>(window)].until);
      }
      grants.push_back({grant, &clause, asked && HasBit(book.requester, i)});
    }
  }
  if (question_.release && controller.country == facts_.originator) grants.push_back(Consented(*question_.release));
  return grants;
}

// What an officer consented to after a hit, as if a permit of the originator's said so.
Candidate Asking::Consented(const ReleaseConsent& consent) const {
  static const Clause* const kClause = [] {
    auto* clause = new Clause();
    clause->id = "release-consent";
    return clause;
  }();
  Grant grant;
  for (const std::string& name : consent.field_sets) {
    grant.sets = static_cast<FieldSets>(grant.sets | FieldSetBit(name).value_or(0));
  }
  grant.minors = consent.minors;
  grant.until = consent.until;
  const std::vector<std::string>& names = *policies_.caveats;
  const auto bound = std::lower_bound(names.begin(), names.end(), kNoOnwardSharing);
  grant.caveats.set(static_cast<size_t>(bound - names.begin()));
  return {grant, kClause, false};
}

void Asking::Restrict(const Controller& controller, const Scratch& matching, Candidates& grants) {
  const Narrowing narrowing = NarrowingOf(*controller.book, matching, question_.purpose);
  absl::Time cap = absl::InfiniteFuture();
  for (const int length : narrowing.lengths) cap = std::min(cap, ends_.Of(length));
  for (auto& [grant, permit, to_requester] : grants) {
    grant.sets = static_cast<FieldSets>(grant.sets & narrowing.sets);
    grant.until = std::min(grant.until, cap);
    grant.caveats |= narrowing.caveats;
  }
  const auto empty = [](const Candidate& candidate) { return !IsBeyondEnvelope(candidate.grant.sets); };
  grants.erase(std::remove_if(grants.begin(), grants.end(), empty), grants.end());
}

Denial Asking::ForbiddenToItself(std::string_view country, std::string_view recipient) {
  const RuleBook& floor = policies_.floor_alone;
  const Controller controller{&floor, country, MatchFacts(floor, facts_, question_.purpose, question_.explain),
                              LiveRules(floor, question_.now, question_.first_release)};
  Decision untold;  // what else of the floor matches is the other controllers' to tell: they may decline it
  Candidates ignored;
  Denial denial = Consult(controller, recipient, untold, ignored);
  return denial.rank == Denial::kFloorForbids ? denial : Denial();
}

// Ends every grant at the limit; false when some controller has none left. A record about minors alone is withheld
// whole from a grant that does not include them.
bool Asking::LimitTo(absl::Time limit, std::vector<Candidates>& answers) const {
  for (Candidates& grants : answers) {
    for (Candidate& candidate : grants) candidate.grant.until = std::min(candidate.grant.until, limit);
    const auto gone = [&](const Candidate& candidate) {
      return candidate.grant.until <= question_.now || (facts_.about_minors_alone && !candidate.grant.minors);
    };
    grants.erase(std::remove_if(grants.begin(), grants.end(), gone), grants.end());
    if (grants.empty()) return false;
  }
  return !answers.empty();
}

Told Asking::ToldOf(const std::vector<Candidates>& answers, Need need) const {
  Told value{absl::InfiniteFuture(), {}, nullptr};
  for (const Candidates& grants : answers) {
    Told best;
    for (const auto& [grant, clause, to_requester] : grants) {
      const Told told{grant.until, grant.caveats, &clause->id};
      if (!grant.hit && grant.Covers(need) && told.Before(best)) best = told;
    }
    value.until = std::min(value.until, best.until);
    value.caveats |= best.caveats;
    if (value.rule == nullptr || *best.rule < *value.rule) value.rule = best.rule;
  }
  return value;
}

void Asking::Conclude(std::vector<Candidates> answers, Decision& decision) const {
  auto grants = std::make_shared<Grants>();
  grants->now = question_.now;
  grants->caveats = policies_.caveats;
  for (const Candidates& candidates : answers) {
    auto& own = grants->controllers.emplace_back();
    for (const Candidate& candidate : candidates) own.push_back(candidate.grant);
  }
  if (TellRelease(answers, *grants, decision) || TellHit(answers, *grants, decision)) {
    decision.grants = std::move(grants);
  } else {
    decision.rule = "nothing-left";
  }
}

// Told by the value that stays longest.
bool Asking::TellRelease(const std::vector<Candidates>& answers, const Grants& grants, Decision& decision) const {
  Told first;
  Caveats caveats;
  for (const Demand& demand : facts_.demands) {
    if (!Shows(grants, demand.need)) continue;
    const Told told = ToldOf(answers, demand.need);
    if (told.Before(first)) first = told;
    caveats |= TermOf(grants, demand.need).caveats;
  }
  if (first.rule == nullptr) return false;
  decision.effect = Effect::kRelease;
  decision.rule = *first.rule;
  decision.until = first.until;
  decision.caveats = CaveatNames(grants, caveats);
  return true;
}

// A hit needs a screening key that may be matched; it is the requester's when a grant made to it as such covers one.
bool Asking::TellHit(const std::vector<Candidates>& answers, const Grants& grants, Decision& decision) const {
  Told best, best_hit;
  for (const Demand& demand : facts_.demands) {
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

Question WithFacts(const Question& question) {
  Question asked = question;
  if (asked.facts == nullptr && asked.record != nullptr) {
    asked.facts =
        ExtractFacts(*asked.record, asked.now, [](const std::string&, const std::string&) { return Requesters(); });
  }
  return asked;
}

}  // namespace

Decision Decide(const PolicySet& policies, const Question& question) {
  if (question.facts != nullptr) return Asking(policies, question).Decide(question.recipient);
  const Question asked = WithFacts(question);
  if (asked.facts == nullptr) return Deny(Decision(), "default-deny");
  return Asking(policies, asked).Decide(asked.recipient);
}

std::vector<Decision> DecideForAll(const PolicySet& policies, const Question& question,
                                   const std::vector<std::string>& recipients) {
  const Question asked = WithFacts(question);
  std::vector<Decision> decisions;
  decisions.reserve(recipients.size());
  if (asked.facts == nullptr) {
    decisions.assign(recipients.size(), Deny(Decision(), "default-deny"));
    return decisions;
  }
  Asking asking(policies, asked);
  for (const std::string& recipient : recipients) decisions.push_back(asking.Decide(recipient));
  return decisions;
}

}  // namespace entente::policy
