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
  std::string country;
  std::vector<const Rule*> rules;
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
  Decision(const World& world, const policy::Question& question, const Reading& reading)
      : world_(world),
        question_(question),
        record_(*question.record),
        facts_(reading.facts),
        values_(reading.values),
        asker_(question.recipient, question.purpose) {}

  Answer Make() {
    answer_.digests = {world_.floor.digest};
    if (facts_.originator.empty()) return Denied("default-deny");  // nobody's, so nobody's policy permits
    if (asker_.country == facts_.originator) return Own();
    FindControllers();
    if (!world_.countries.contains(asker_.country)) return Denied("default-deny");  // no participant
    Match();
    AddConsent();
    if (!deny_.empty()) return Denied(deny_);
    if (unmapped_controller_) return Denied("default-deny");
    for (const Controller& controller : controllers_) {
      if (controller.grants.empty()) return Denied("default-deny");
    }
    for (Controller& controller : controllers_) {
      Narrow(controller);
      if (controller.grants.empty()) return Denied("nothing-left");
    }
    const std::string onward = Onward();
    if (!onward.empty()) return Denied(onward);
    for (Controller& controller : controllers_) End(controller);
    return Show();
  }

 private:
  Answer Own() {
    answer_.effect = policy::Effect::kOwn;
    answer_.rule = "own";
    for (const Value& value : values_) {
      if (value.key) answer_.matchable.push_back({value.path, true});
    }
    return answer_;
  }

  Answer Denied(const std::string& rule) {
    answer_.effect = policy::Effect::kDeny;
    answer_.rule = rule;
    return answer_;
  }

  bool Running(const Rule& rule) const {
    if (!rule.overlay) return true;
    const Overlay& overlay = *rule.overlay;
    if (overlay.from <= question_.now && question_.now < overlay.until) return true;
    // A copy that was first released in an overlay that lets copies stay lives by its rules on.
    const bool over = question_.now >= overlay.until;
    const auto first = question_.first_release;
    return over && !overlay.recall && first && overlay.from <= *first && *first < overlay.until;
  }

  // Rule 1.
  void AddController(const std::string& country) {
    std::string whose = country;
    const auto parent = world_.parents.find(country);
    if (!world_.policies.contains(country) && parent != world_.parents.end()) whose = parent->second;
    Controller controller;
    controller.country = country;
    Words declined;
    const auto policy = world_.policies.find(whose);
    if (policy != world_.policies.end()) {
      auto& told = answer_.digests;
      if (std::count(told.begin(), told.end(), policy->second.digest) == 0) told.push_back(policy->second.digest);
      for (const Rule& rule : policy->second.rules) {
        if (!Running(rule)) continue;
        controller.rules.push_back(&rule);
        declined.insert(rule.declines.begin(), rule.declines.end());
      }
    }
    for (const Rule& rule : world_.floor.rules) {
      const bool not_here = rule.kind == Rule::kPermit && declined.contains(rule.id);
      if (Running(rule) && !not_here) controller.rules.push_back(&rule);
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
      for (const Rule* rule : controller.rules) {
        if (rule->kind == Rule::kPermit) {
          MatchPermit(*rule, controller);
        } else if (Meets(*rule, facts_, asker_, world_)) {
          answer_.matching.insert(rule->id);
          if (rule->kind == Rule::kForbid) forbids.insert({!rule->floor, rule->id});
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
    grant.end = std::min(Later(Started(), rule.retention), KeepUntil());
    if (rule.overlay && rule.overlay->recall) grant.end = std::min(grant.end, rule.overlay->until);
    controller.grants.push_back(grant);
  }

  // What an officer of the originator consented to after a hit is one more grant of the originator's, also where it
  // asked for its own notice.
  void AddConsent() {
    if (!question_.release || question_.release->until <= question_.now) return;
    Grant grant;
    grant.rule = "consent";
    grant.minors = question_.release->minors;
    grant.sets.insert(question_.release->field_sets.begin(), question_.release->field_sets.end());
    grant.end = std::min(question_.release->until, KeepUntil());
    grant.caveats = {"no-onward-sharing"};
    for (Controller& controller : controllers_) {
      if (controller.country == facts_.originator) controller.grants.push_back(grant);
    }
  }

  absl::Time KeepUntil() const {
    if (!record_.header().has_keep_until()) return absl::InfiniteFuture();
    const auto& keep = record_.header().keep_until();
    return absl::FromUnixSeconds(keep.seconds()) + absl::Nanoseconds(keep.nanos());
  }

  absl::Time Started() const { return question_.first_release.value_or(question_.now); }

  // Rule 12. Empty: nothing speaks against it; else the reason.
  std::string Onward() {
    if (question_.holder.empty() || Asker(question_.holder).country == facts_.originator) return "";
    const bool unknown = !question_.holding;
    const std::string held_for = unknown ? "" : question_.holding->purpose;
    if (!unknown && question_.holding->until) onward_end_ = *question_.holding->until;
    const bool other_purpose = !held_for.empty() && held_for != question_.purpose;
    // A marking binds whoever holds the record, and so does one that nobody can read.
    const bool marked = facts_.markings.unknown || facts_.markings.known.contains("no-onward-sharing");
    if (!unknown && !marked && !question_.holding->caveats.contains("no-onward-sharing")) {
      return other_purpose ? "onward-other-purpose" : "";
    }
    absl::Time consented = absl::InfinitePast();
    for (const policy::Consent& consent : question_.consents) {
      const bool recipient = consent.recipient == question_.recipient || consent.recipient == asker_.country;
      if (consent.national_id == record_.header().national_id() && recipient && consent.purpose == question_.purpose) {
        consented = std::max(consented, consent.until);
      }
    }
    if (consented <= question_.now) return "onward-without-consent";
    onward_end_ = std::min(onward_end_, consented);
    return other_purpose ? "onward-other-purpose" : "";
  }

  // Rule 4.
  void Narrow(Controller& controller) {
    for (const Rule* rule : controller.rules) {
      if (rule->kind != Rule::kRestrict || !Meets(*rule, facts_, asker_, world_)) continue;
      for (Grant& grant : controller.grants) NarrowOne(*rule, grant);
    }
    std::erase_if(controller.grants, [](const Grant& grant) { return grant.sets.empty(); });
  }

  void End(Controller& controller) const {
    for (Grant& grant : controller.grants) grant.end = std::min(grant.end, onward_end_);
    std::erase_if(controller.grants, [this](const Grant& grant) { return grant.end <= question_.now; });
  }

  void NarrowOne(const Rule& rule, Grant& grant) const {
    if (rule.fields) std::erase_if(grant.sets, [&rule](const std::string& set) { return !rule.fields->contains(set); });
    if (rule.allowed_purposes && !rule.allowed_purposes->contains(asker_.purpose)) grant.sets.clear();
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

  // Rule 15: what points at an entry that is gone is gone too. Whatever is told of the copy as a whole counts it all
  // the same, so that it does not tell whether the entry is there.
  void FindShown() {
    Words ids;
    for (const Value& value : values_) {
      if (!value.named.empty() && Covered(value, false)) ids.insert(value.named);
    }
    for (const Value& value : values_) {
      const bool points_at_nothing = value.is_reference && !ids.contains(value.refers_to);
      covered_.push_back(Covered(value, false));
      shown_.push_back(!points_at_nothing && covered_.back());
    }
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

  // Beyond the envelope; a link is shown where its target is, which is not known here.
  bool Counts(size_t i) const { return covered_[i] && !values_[i].sets.empty() && !values_[i].link; }

  Answer Show() {
    FindShown();
    bool released = false;
    for (size_t i = 0; i < values_.size(); ++i) released = released || Counts(i);
    if (!released) std::fill(shown_.begin(), shown_.end(), false);
    for (size_t i = 0; i < values_.size(); ++i) {
      if (values_[i].key && (shown_[i] || Covered(values_[i], true))) {
        answer_.matchable.push_back({values_[i].path, shown_[i]});
      }
    }
    if (released) return Released();
    if (!answer_.matchable.empty()) return Hit();
    return Denied("nothing-left");
  }

  Answer Released() {
    answer_.effect = policy::Effect::kRelease;
    answer_.until = absl::InfinitePast();
    std::set<Order> told;
    for (size_t i = 0; i < values_.size(); ++i) {
      if (!covered_[i]) continue;
      if (shown_[i]) answer_.copied.insert(values_[i].path);
      if (values_[i].sets.empty()) continue;  // the envelope goes with whatever there is
      const Terms terms = TermsOf(values_[i]);
      if (shown_[i]) answer_.shown.push_back({values_[i].path, terms});
      if (!Counts(i)) continue;
      answer_.until = std::max(answer_.until, terms.until);
      answer_.caveats.insert(terms.caveats.begin(), terms.caveats.end());
      told.insert(OrderOf(values_[i]));
    }
    answer_.rule = std::get<3>(*told.begin());
    return answer_;
  }

  Answer Hit() {
    answer_.effect = policy::Effect::kHit;
    std::set<std::pair<bool, Order>> told;  // hits first
    for (const Grant& grant : controllers_.front().grants) {
      if (!Matches(grant)) continue;
      told.insert({!grant.hit, OrderOf(grant)});
      answer_.requester_hit = answer_.requester_hit || (grant.hit && grant.for_requester);
    }
    answer_.rule = std::get<3>(told.begin()->second);
    return answer_;
  }

  // A check may match on something by this grant.
  bool Matches(const Grant& grant) const {
    return std::any_of(values_.begin(), values_.end(),
                       [&](const Value& value) { return value.key && Covered(value, true) && Covers(grant, value); });
  }

  // The rule that is told: the one that lasts longest; then the fewest caveats, then their names, then its id.
  using Order = std::tuple<absl::Duration, size_t, Words, std::string>;

  Order OrderOf(const Grant& grant) const {
    return {question_.now - grant.end, grant.caveats.size(), grant.caveats, grant.rule};
  }

  // Of several controllers a value has the earliest end, all their caveats, and the first id.
  Order OrderOf(const Value& value) const {
    absl::Duration end = -absl::InfiniteDuration();
    Words caveats, rules;
    for (const Controller& controller : controllers_) {
      std::set<Order> order;
      for (const Grant& grant : controller.grants) {
        if (!grant.hit && Covers(grant, value)) order.insert(OrderOf(grant));
      }
      end = std::max(end, std::get<0>(*order.begin()));
      caveats.insert(std::get<2>(*order.begin()).begin(), std::get<2>(*order.begin()).end());
      rules.insert(std::get<3>(*order.begin()));
    }
    return {end, caveats.size(), caveats, *rules.begin()};
  }

  const World& world_;
  const policy::Question& question_;
  const v1::Record& record_;
  const Facts& facts_;
  const std::vector<Value>& values_;
  const Asker asker_;
  Answer answer_;
  std::vector<Controller> controllers_;
  bool unmapped_controller_ = false;
  std::string deny_;
  absl::Time onward_end_ = absl::InfiniteFuture();
  std::vector<bool> covered_, shown_;
};

}  // namespace

Reading Read(const v1::Record& record, absl::Time now, policy::NoticeLookup notices) {
  return {FactsOf(record, notices), ValuesOf(record, now)};
}

Answer Decide(const World& world, const policy::Question& question, const Reading& reading) {
  return Decision(world, question, reading).Make();
}

policy::Acceptance Accept(const Policy* policy, const World& world, const v1::Record& record, absl::Time now) {
  policy::Acceptance acceptance;
  if (policy == nullptr) return acceptance;
  acceptance.stored = false;
  if (!world.countries.contains(record.header().originator().country())) return acceptance;  // no participant
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
  Words carried_out;
  for (const v1::Code& asked : record.notice().requested_actions()) {
    if (actions.contains(asked.common())) carried_out.insert(asked.common());
  }
  acceptance.actions.assign(carried_out.begin(), carried_out.end());
  return acceptance;
}

}  // namespace entente::second
