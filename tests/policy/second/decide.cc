// Rules 1 to 5 and 11 to 13, step by step.
#include <algorithm>
#include <tuple>

#include "absl/time/civil_time.h"
#include "tests/policy/second/facts.h"
#include "tests/policy/second/second.h"
#include "tests/policy/second/values.h"

namespace entente::second {
namespace {

// What one permit lends, after all restricts.
struct Grant {
  std::string rule;
  bool hit = false, minors = false, for_requester = false;
  Words sets;  // what it shows, or where a check may match
  absl::Time end;
  Words caveats;
};

// One country that has a say: its own rules and the floor's.
struct Controller {
  std::vector<Rule> rules;
  std::vector<Grant> grants;
};

// Rule 13: years and months first, in UTC, a day that the month has not becoming its last; then days.
absl::Time Later(absl::Time start, const std::string& duration) {
  int number = 0, months = 0, days = 0;
  for (const char c : duration) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + (c - '0');
      continue;
    }
    if (c == 'Y') months += 12 * number;
    if (c == 'M') months += number;
    if (c == 'D') days += number;
    number = 0;
  }
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilDay day = absl::ToCivilDay(start, utc);
  const absl::Duration time_of_day = start - absl::FromCivil(day, utc);
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  const absl::CivilDay same(month.year(), month.month(), std::min(day.day(), last.day()));
  return absl::FromCivil(same + days, utc) + time_of_day;
}

class Decision {
 public:
  Decision(const World& world, const policy::Question& question, policy::NoticeLookup notices)
      : world_(world),
        question_(question),
        record_(*question.record),
        facts_(FactsOf(record_, notices)),
        asker_(question.recipient, question.purpose) {}

  Answer Make() {
    if (asker_.country == facts_.originator) return Own();
    FindControllers();
    Match();
    if (!deny_.empty()) return Denied(deny_);
    const std::string onward = Onward();
    if (!onward.empty()) return Denied(onward);
    if (unmapped_controller_) return Denied("default-deny");
    for (const Controller& controller : controllers_) {
      if (controller.grants.empty()) return Denied("default-deny");
    }
    for (Controller& controller : controllers_) Narrow(controller);
    values_ = ValuesOf(record_, question_.now);
    return Show();
  }

 private:
  Answer Own() {
    answer_.effect = policy::Effect::kOwn;
    answer_.rule = "own";
    return answer_;
  }

  Answer Denied(const std::string& rule) {
    answer_.effect = policy::Effect::kDeny;
    answer_.rule = rule;
    return answer_;
  }

  bool Running(const Rule& rule) const {
    return !rule.overlay || (rule.overlay->from <= question_.now && question_.now < rule.overlay->until);
  }

  // Rule 1.
  void AddController(const std::string& country) {
    std::string whose = country;
    const auto parent = world_.parents.find(country);
    if (!world_.policies.contains(country) && parent != world_.parents.end()) whose = parent->second;
    Controller controller;
    Words declined;
    const auto policy = world_.policies.find(whose);
    if (policy != world_.policies.end()) {
      for (const Rule& rule : policy->second.rules) {
        if (!Running(rule)) continue;
        controller.rules.push_back(rule);
        declined.insert(rule.declines.begin(), rule.declines.end());
      }
    }
    for (const Rule& rule : world_.floor.rules) {
      const bool not_here = rule.kind == Rule::kPermit && declined.contains(rule.id);
      if (Running(rule) && !not_here) controller.rules.push_back(rule);
    }
    controllers_.push_back(controller);
  }

  void FindControllers() {
    AddController(facts_.originator);
    for (const v1::Code& asked : record_.notice().requested_by()) {
      const std::string& country = asked.common();
      if (country.empty() || country == "unknown") unmapped_controller_ = true;
      if (world_.countries.contains(country) && country != asker_.country) AddController(country);
    }
  }

  // Rules 2 and 3: forbids decide; permits that match are grants.
  void Match() {
    std::set<std::pair<bool, std::string>> forbids;  // not the floor's, id
    for (Controller& controller : controllers_) {
      for (const Rule& rule : controller.rules) {
        if (rule.kind == Rule::kPermit) {
          MatchPermit(rule, controller);
        } else if (Meets(rule, facts_, asker_, world_)) {
          answer_.matching.insert(rule.id);
          if (rule.kind == Rule::kForbid) forbids.insert({!rule.floor, rule.id});
        }
      }
    }
    if (!forbids.empty()) deny_ = forbids.begin()->second;
  }

  void MatchPermit(const Rule& rule, Controller& controller) {
    const Words failing = FailingKeys(rule, facts_, asker_, world_);
    if (failing.size() == 1) answer_.near_misses.insert({rule.id, *failing.begin()});
    if (!failing.empty()) return;
    answer_.matching.insert(rule.id);
    Grant grant;
    grant.rule = rule.id;
    grant.hit = rule.hit;
    grant.minors = rule.minors_included;
    grant.for_requester = AsRequester(rule, facts_, asker_);
    grant.sets = rule.hit ? *rule.match : *rule.fields;
    grant.caveats = rule.caveats;
    grant.end = Later(Started(), rule.retention);
    if (record_.header().has_keep_until()) {
      const auto& keep = record_.header().keep_until();
      grant.end = std::min(grant.end, absl::FromUnixSeconds(keep.seconds()) + absl::Nanoseconds(keep.nanos()));
    }
    if (rule.overlay && rule.overlay->recall) grant.end = std::min(grant.end, rule.overlay->until);
    controller.grants.push_back(grant);
  }

  absl::Time Started() const { return question_.first_release.value_or(question_.now); }

  // Rule 12. Empty: nothing speaks against it; else the reason.
  std::string Onward() {
    if (question_.holder.empty() || Asker(question_.holder).country == facts_.originator) return "";
    const bool unknown = !question_.holding;
    const std::string held_for = unknown ? "" : question_.holding->purpose;
    if (!unknown && question_.holding->until) onward_end_ = *question_.holding->until;
    if (!held_for.empty() && held_for != question_.purpose) return "onward-other-purpose";
    if (!unknown && !question_.holding->caveats.contains("no-onward-sharing")) return "";
    absl::Time consented = absl::InfinitePast();
    for (const policy::Consent& consent : question_.consents) {
      const bool recipient = consent.recipient == question_.recipient || consent.recipient == asker_.country;
      if (consent.national_id == record_.header().national_id() && recipient && consent.purpose == question_.purpose) {
        consented = std::max(consented, consent.until);
      }
    }
    if (consented <= question_.now) return "onward-without-consent";
    onward_end_ = std::min(onward_end_, consented);
    return "";
  }

  // Rule 4.
  void Narrow(Controller& controller) {
    for (const Rule& rule : controller.rules) {
      if (rule.kind != Rule::kRestrict || !Meets(rule, facts_, asker_, world_)) continue;
      for (Grant& grant : controller.grants) NarrowOne(rule, grant);
    }
    for (Grant& grant : controller.grants) grant.end = std::min(grant.end, onward_end_);
    std::erase_if(controller.grants, [this](const Grant& grant) { return grant.end <= question_.now; });
  }

  void NarrowOne(const Rule& rule, Grant& grant) const {
    if (rule.fields) std::erase_if(grant.sets, [&rule](const std::string& set) { return !rule.fields->contains(set); });
    if (rule.allowed_purposes && !rule.allowed_purposes->contains(asker_.purpose)) grant.end = absl::InfinitePast();
    if (!rule.retention.empty()) grant.end = std::min(grant.end, Later(Started(), rule.retention));
    grant.caveats.insert(rule.caveats.begin(), rule.caveats.end());
  }

  static bool Covers(const Grant& grant, const Value& value) {
    if (value.with_minor && !grant.minors) return false;
    const auto granted = [&grant](const std::string& set) { return grant.sets.contains(set); };
    return std::all_of(value.sets.begin(), value.sets.end(), granted);
  }

  // Every controller shows the value (or, with hits, lets a check match on it).
  bool Covered(const Value& value, bool with_hits) const {
    return std::all_of(controllers_.begin(), controllers_.end(), [&](const Controller& controller) {
      return std::any_of(controller.grants.begin(), controller.grants.end(),
                         [&](const Grant& grant) { return (with_hits || !grant.hit) && Covers(grant, value); });
    });
  }

  // Rule 15: what points at an entry that is gone is gone too.
  void FindShown() {
    Words ids;
    for (const Value& value : values_) {
      if (!value.named.empty() && Covered(value, false)) ids.insert(value.named);
    }
    for (const Value& value : values_) {
      const bool points_at_nothing = value.is_reference && !ids.contains(value.refers_to);
      shown_.push_back(!points_at_nothing && Covered(value, false));
    }
  }

  // A grant that shows no value beyond the envelope is no reason to keep the envelope.
  void DropIdleGrants(Controller& controller) const {
    std::erase_if(controller.grants, [this](const Grant& grant) {
      if (grant.hit) return false;
      for (size_t i = 0; i < values_.size(); ++i) {
        if (shown_[i] && values_[i].whole && !values_[i].sets.empty() && Covers(grant, values_[i])) return false;
      }
      return true;
    });
  }

  Terms TermsOf(const Value& value) const {
    Terms terms{absl::InfiniteFuture(), {}};
    for (const Controller& controller : controllers_) {
      absl::Time last = absl::InfinitePast();
      std::optional<Words> common;
      for (const Grant& grant : controller.grants) {
        if (grant.hit || !Covers(grant, value)) continue;
        last = std::max(last, grant.end);
        if (!common) common = grant.caveats;
        std::erase_if(*common, [&grant](const std::string& caveat) { return !grant.caveats.contains(caveat); });
      }
      terms.until = std::min(terms.until, last);
      if (common) terms.caveats.insert(common->begin(), common->end());
    }
    return terms;
  }

  Answer Show() {
    FindShown();
    bool beyond_envelope = false;
    for (size_t i = 0; i < values_.size(); ++i) {
      beyond_envelope = beyond_envelope || (shown_[i] && values_[i].whole && !values_[i].sets.empty());
    }
    if (!beyond_envelope) std::fill(shown_.begin(), shown_.end(), false);
    for (size_t i = 0; i < values_.size(); ++i) {
      if (values_[i].key && (shown_[i] || Covered(values_[i], true))) {
        answer_.matchable.push_back({values_[i].path, shown_[i]});
      }
    }
    if (beyond_envelope) return Released();
    if (!answer_.matchable.empty()) return Hit();
    return Denied("nothing-left");
  }

  Answer Released() {
    for (Controller& controller : controllers_) DropIdleGrants(controller);
    answer_.effect = policy::Effect::kRelease;
    answer_.until = absl::InfinitePast();
    for (size_t i = 0; i < values_.size(); ++i) {
      if (!shown_[i]) continue;
      answer_.copied.insert(values_[i].path);
      if (!values_[i].whole) continue;
      const Terms terms = TermsOf(values_[i]);
      answer_.until = std::max(answer_.until, terms.until);
      answer_.caveats.insert(terms.caveats.begin(), terms.caveats.end());
      answer_.shown.push_back({values_[i].path, terms});
    }
    answer_.rule = Told(false);
    return answer_;
  }

  Answer Hit() {
    answer_.effect = policy::Effect::kHit;
    answer_.rule = Told(true);
    answer_.until = absl::InfinitePast();
    for (const Grant& grant : controllers_.front().grants) {
      answer_.until = std::max(answer_.until, grant.end);
      answer_.requester_hit = answer_.requester_hit || (grant.hit && grant.for_requester && Matches(grant));
    }
    return answer_;
  }

  // A check may match on something by this grant.
  bool Matches(const Grant& grant) const {
    return std::any_of(values_.begin(), values_.end(),
                       [&](const Value& value) { return value.key && Covered(value, true) && Covers(grant, value); });
  }

  // The grant that lasts longest; then the fewest caveats, then their names, then its id.
  std::string Told(bool hit) const {
    std::set<std::tuple<int64_t, size_t, Words, std::string>> order;
    for (const Grant& grant : controllers_.front().grants) {
      if (grant.hit != hit || (hit && !Matches(grant))) continue;
      order.insert({-absl::ToUnixNanos(grant.end), grant.caveats.size(), grant.caveats, grant.rule});
    }
    return order.empty() ? "" : std::get<3>(*order.begin());
  }

  const World& world_;
  const policy::Question& question_;
  const v1::Record& record_;
  const Facts facts_;
  const Asker asker_;
  Answer answer_;
  std::vector<Controller> controllers_;
  bool unmapped_controller_ = false;
  std::string deny_;
  absl::Time onward_end_ = absl::InfiniteFuture();
  std::vector<Value> values_;
  std::vector<bool> shown_;
};

}  // namespace

Answer Decide(const World& world, const policy::Question& question, policy::NoticeLookup notices) {
  return Decision(world, question, notices).Make();
}

policy::Acceptance Accept(const Policy* policy, const World& world, const v1::Record& record, absl::Time now) {
  policy::Acceptance acceptance;
  if (policy == nullptr) return acceptance;
  const Facts facts = FactsOf(record, [](const std::string&, const std::string&) { return policy::Requesters(); });
  std::string from = facts.originator;
  for (const std::string& system : facts.system.known) from += "/" + system;
  bool permitted = false, forbidden = false;
  Words actions;
  for (const Rule& rule : policy->rules) {
    const bool running = !rule.overlay || (rule.overlay->from <= now && now < rule.overlay->until);
    if (!running || !Accepts(rule, facts, Asker(from), world)) continue;
    (rule.kind == Rule::kForbid ? forbidden : permitted) = true;
    actions.insert(rule.actions.begin(), rule.actions.end());
  }
  acceptance.stored = permitted && !forbidden;
  if (!acceptance.stored) return acceptance;
  for (const v1::Code& asked : record.notice().requested_actions()) {
    if (actions.erase(asked.common()) > 0) acceptance.actions.push_back(asked.common());
  }
  return acceptance;
}

}  // namespace entente::second
