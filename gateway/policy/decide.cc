// The decision: rules 1 to 4 of the specification over compiled rules and extracted facts; conclude.cc has the rest.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "gateway/policy/conclude.h"
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
  Ends(const PolicySet& policies, absl::Time start) : policies_(policies), start_(start) {}

  absl::Time Of(int length) {
    if (length < 0) return absl::InfiniteFuture();
    for (const auto& [known, end] : ends_) {
      if (known == length) return end;
    }
    return ends_.emplace_back(length, After(start_, policies_.lengths[static_cast<size_t>(length)])).second;
  }

 private:
  const PolicySet& policies_;
  absl::Time start_;  // the first release of the copy
  absl::InlinedVector<std::pair<int, absl::Time>, 8> ends_;
};

// One country whose policy must permit, with all that does not depend on the recipient.
struct Controller {
  const RuleBook* book;
  std::string_view country;
  Scratch live;                        // rules that count now
  Scratch rules;                       // of them, those whose conditions on facts and purpose hold
  std::unique_ptr<FactMatch> reasons;  // only when explaining
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

Controller ControllerOf(const RuleBook& book, std::string_view country, const Facts& facts, const Question& question) {
  Controller controller{&book, country, LiveRules(book, question.now, question.first_release), {}, nullptr};
  controller.rules = controller.live;
  if (question.explain) {
    controller.reasons = std::make_unique<FactMatch>();
    MatchFacts(book, facts, question.purpose, *controller.reasons);
    for (size_t word = 0; word < book.words; ++word) controller.rules[word] &= controller.reasons->pass[word];
  } else {
    KeepMatching(book, facts, question.purpose, controller.rules);
  }
  return controller;
}

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

  // What recipients have in common that are decided alike; null: this one is decided alone.
  const Row* ClassOf(std::string_view recipient) const;

 private:
  void AddController(std::string_view country) {
    controllers_.push_back(ControllerOf(policies_.BookOf(country), country, facts_, question_));
  }

  // Nothing said, and the grants, when the controller does not deny.
  Denial Consult(const Controller& controller, std::string_view recipient, Decision& decision, Candidates& grants);
  void Permits(const Controller& controller, const Scratch& matching, std::string_view country, Candidates& grants);
  Candidate Consented(const ReleaseConsent& consent) const;
  void Restrict(const Controller& controller, const Scratch& matching, Candidates& grants);
  Denial ForbiddenToItself(std::string_view country, std::string_view recipient);
  SharedTexts DigestsFor(std::string_view country) const;
  bool LimitTo(absl::Time limit, Answers& answers) const;

  const PolicySet& policies_;
  const Question& question_;
  const Facts& facts_;
  Ends ends_;
  absl::InlinedVector<Controller, 1> controllers_;
};

Decision Deny(Decision decision, std::string rule) {
  decision.effect = Effect::kDeny;
  decision.rule = std::move(rule);
  return decision;
}

// A parent's policy may decide twice, for itself and for its sub-bureau.
SharedTexts Asking::DigestsFor(std::string_view country) const {
  if (controllers_.size() == 1) return controllers_[0].book->digests;
  std::vector<std::string> digests = {policies_.floor_digest};
  for (const Controller& controller : controllers_) {
    const std::string& digest = controller.book->digest;
    const bool told = std::find(digests.begin(), digests.end(), digest) != digests.end();
    if (controller.country != country && !digest.empty() && !told) digests.push_back(digest);
  }
  return digests;
}

Decision Asking::Decide(std::string_view recipient) {
  Decision decision;
  decision.digests = policies_.floor_alone.digests;
  const std::string_view country = CountryOf(recipient);
  if (country.empty() || facts_.originator.empty()) return Deny(std::move(decision), "default-deny");
  if (country == facts_.originator) {
    decision.effect = Effect::kOwn;
    decision.rule = "own";
    return decision;
  }
  decision.digests = DigestsFor(country);
  Denial denied;
  Answers answers;
  for (const Controller& controller : controllers_) {
    // A country for which a notice was published need not permit itself; the floor's forbids stand.
    if (controller.country == country) {
      denied.Add(ForbiddenToItself(country, recipient));
    } else {
      denied.Add(Consult(controller, recipient, decision, answers.emplace_back()));
    }
  }
  if (facts_.requested_by_unmapped) denied.Add({Denial::kNoPermit, "default-deny"});
  if (denied.rank != Denial::kNone) return Deny(std::move(decision), std::move(denied.rule));
  const Onward onward = CheckOnward(question_, facts_, recipient);
  if (!onward.denied.empty()) return Deny(std::move(decision), onward.denied);
  const absl::Time limit = std::min(onward.limit, facts_.keep_until.value_or(absl::InfiniteFuture()));
  if (!LimitTo(limit, answers)) return Deny(std::move(decision), "nothing-left");
  Conclude(answers, facts_, question_.now, policies_.caveats, decision);
  return decision;
}

// Other controllers, told before, have the floor's rules too.
void AddMatching(const RuleBook& book, const Scratch& matching, std::vector<std::string>& told) {
  const size_t before = told.size();
  ForEachBit(matching, [&](size_t i) {
    const std::string& id = book.clauses[i].id;
    const auto others = told.begin() + static_cast<std::ptrdiff_t>(before);
    if (std::find(told.begin(), others, id) == others) told.push_back(id);
  });
}

Denial Asking::Consult(const Controller& controller, std::string_view recipient, Decision& decision,
                       Candidates& grants) {
  const RuleBook& book = *controller.book;
  const std::string_view country = CountryOf(recipient);
  const Row* row = book.RecipientRow(country, SystemOf(recipient));
  // `any` is every participant, and nobody else
  if (row == nullptr) return {Denial::kNoPermit, "default-deny"};
  const Scratch addressed = AddressedBy(book, *row, facts_, country);
  Scratch matching = controller.rules;
  for (size_t word = 0; word < book.words; ++word) matching[word] &= addressed[word];
  if (controller.reasons != nullptr) {
    AddMatching(book, matching, decision.matching);
    AddNearMisses(book, *controller.reasons, controller.live, addressed, decision.near_misses);
  }
  for (size_t word = 0; word < book.words; ++word) {
    const uint64_t forbids = matching[word] & book.forbids[word];
    if (forbids == 0) continue;
    const Clause& clause = book.clauses[word * 64 + static_cast<size_t>(__builtin_ctzll(forbids))];
    return {clause.floor ? Denial::kFloorForbids : Denial::kForbids, clause.id};
  }
  Permits(controller, matching, country, grants);
  if (grants.empty()) return {Denial::kNoPermit, "default-deny"};
  Restrict(controller, matching, grants);
  if (grants.empty()) return {Denial::kNothingLeft, "nothing-left"};
  return {};
}

void Asking::Permits(const Controller& controller, const Scratch& matching, std::string_view country,
                     Candidates& grants) {
  const RuleBook& book = *controller.book;
  const auto& requesters = facts_.requesters.values;
  const bool asked = std::find(requesters.begin(), requesters.end(), country) != requesters.end();
  for (size_t word = 0; word < book.words; ++word) {
    for (uint64_t bits = matching[word] & book.permits[word]; bits != 0; bits &= bits - 1) {
      const size_t i = word * 64 + static_cast<size_t>(__builtin_ctzll(bits));
      const Clause& clause = book.clauses[i];
      absl::Time until = ends_.Of(clause.retention);
      const int window = book.window_of[i];
      if (window >= 0 && book.windows[static_cast<size_t>(window)].recall) {
        until = std::min(until, book.windows[static_cast<size_t>(window)].until);
      }
      const Grant grant{clause.sets, clause.hit, clause.minors, until, clause.caveats};
      grants.push_back({grant, &clause, asked && HasBit(book.requester, i)});
    }
  }
  if (question_.release && controller.country == facts_.originator) grants.push_back(Consented(*question_.release));
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
  Decision untold;  // what else of the floor matches is the other controllers' to tell: they may decline it
  Candidates ignored;
  Denial denial = Consult(ControllerOf(policies_.floor_alone, country, facts_, question_), recipient, untold, ignored);
  return denial.rank == Denial::kFloorForbids ? denial : Denial();
}

// Ends every grant at the limit; false when some controller has none left. A record about minors alone is withheld
// whole from a grant that does not include them.
bool Asking::LimitTo(absl::Time limit, Answers& answers) const {
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

// A row stands for one country and those of its systems that no rule of the book tells apart. Of several controllers
// another's book may tell them apart, and a consent may name one of them.
const Row* Asking::ClassOf(std::string_view recipient) const {
  if (controllers_.size() != 1 || !question_.consents.empty()) return nullptr;
  return controllers_[0].book->RecipientRow(CountryOf(recipient), SystemOf(recipient));
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

Together DecideTogether(const PolicySet& policies, const Question& question,
                        const std::vector<std::string>& recipients) {
  Together together;
  if (question.facts == nullptr) {
    const Question asked = WithFacts(question);
    if (asked.facts != nullptr) return DecideTogether(policies, asked, recipients);
    together.distinct.push_back(Deny(Decision(), "default-deny"));
    together.of.assign(recipients.size(), 0);
    return together;
  }
  Asking asking(policies, question);
  absl::flat_hash_map<const Row*, size_t> classes;
  together.of.reserve(recipients.size());
  for (const std::string& recipient : recipients) {
    const Row* row = asking.ClassOf(recipient);
    const auto known = row == nullptr ? classes.end() : classes.find(row);
    if (known != classes.end()) {
      together.of.push_back(known->second);
      continue;
    }
    together.of.push_back(together.distinct.size());
    if (row != nullptr) classes.emplace(row, together.distinct.size());
    together.distinct.push_back(asking.Decide(recipient));
  }
  return together;
}

std::vector<Decision> DecideForAll(const PolicySet& policies, const Question& question,
                                   const std::vector<std::string>& recipients) {
  const Together together = DecideTogether(policies, question, recipients);
  std::vector<Decision> decisions;
  decisions.reserve(recipients.size());
  for (const size_t of : together.of) decisions.push_back(together.distinct[of]);
  return decisions;
}

}  // namespace entente::policy
