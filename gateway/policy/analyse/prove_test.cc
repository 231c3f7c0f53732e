// A proof is right when no request that can be made contradicts it: held against Decide over random policies.
#include "gateway/policy/analyse/prove.h"

#include <gtest/gtest.h>

#include "gateway/policy/analyse/possible_needs.h"
#include "gateway/policy/analyse/worlds_testing.h"
#include "gateway/policy/facts.h"
#include "gateway/policy/match.h"
#include "gateway/policy/policy_set.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

constexpr auto kSilent = [](const std::string&, uint64_t, uint64_t) {};
using Words = std::vector<std::string>;

PolicySetPtr Loaded(const std::string& floor, const std::vector<std::string>& policies,
                    const Network& network = RandomWorlds::TheNetwork()) {
  std::vector<Source> sources;
  for (const std::string& text : policies) sources.push_back({"p", text});
  const auto set = Load(network, {"f", floor}, sources, nullptr);
  EXPECT_TRUE(set.ok()) << set.status() << (policies.empty() ? floor : policies[0]);
  return set.value_or(nullptr);
}

std::vector<Proof> Proved(const PolicySet& policies, const std::string& country = "CO") {
  ProveOptions options;
  options.country = country;
  auto proofs = Prove(policies, options, kSilent);
  EXPECT_TRUE(proofs.ok()) << proofs.status();
  return proofs.ok() ? *std::move(proofs) : std::vector<Proof>();
}

// Rules 7 and 8 in the plainest way: one of the values is named, or unknown.
bool Meets(const std::optional<Names>& named, const Values& values) {
  return !named || std::any_of(values.begin(), values.end(),
                               [&](const std::string& value) { return value.empty() || named->contains(value); });
}

bool Addressed(const Parties& to, const RequestClass& request) {
  const std::string country = request.recipient.substr(0, request.recipient.find('/'));
  const auto& parents = RandomWorlds::TheNetwork().parents;
  const auto parent = parents.find(country);
  if (to.any || to.countries.contains(country) || to.systems.contains(request.recipient)) return true;
  if (parent != parents.end() && to.countries.contains(parent->second)) return true;
  if (to.requester && request.asked != RequestClass::Asked::kNo) return true;
  for (const std::string& system : to.systems) {
    if (request.recipient == country && system.starts_with(country + "/")) return true;
  }
  if (!to.nationality) return false;
  Names own = {country};
  if (parent != parents.end()) own.insert(parent->second);
  return std::any_of(request.nationalities.begin(), request.nationalities.end(),
                     [&](const Values& states) { return states.empty() || Meets(own, states); });
}

bool HasShape(const Invariant& invariant, const RequestClass& request) {
  const auto& when = invariant.shape.when;
  Values states;
  for (const Values& subject : request.nationalities) {
    states.insert(states.end(), subject.begin(), subject.end());
    if (subject.empty()) states.push_back("");
  }
  const bool assessed = std::find(request.matters.begin(), request.matters.end(), "") == request.matters.end();
  return Addressed(invariant.shape.to, request) && Meets(invariant.shape.when_purposes, {request.purpose}) &&
         Meets(when[kRecords], {request.kind}) &&
         (!when[kColours] || (request.kind == "notice" && Meets(when[kColours], {request.colour}))) &&
         Meets(when[kSystem], {request.system}) && Meets(when[kOffences], request.offences) &&
         Meets(when[kMatter], assessed ? request.matters : Values{""}) && Meets(when[kOperation], request.operations) &&
         Meets(when[kNationality], states) && Meets(when[kMarkings], request.markings);
}

// Whether Decide gives a value of this kind that the invariant forbids.
bool GivenAway(const PolicySet& policies, const Invariant& invariant, const RequestClass& request,
               const PossibleNeed& need) {
  const Specimen specimen = MakeSpecimen(request, &need, invariant.minors);
  Counterexample example{"", specimen.records, request.recipient, request.purpose, request.now, specimen.path, true,
                         ""};
  const Decision decision = Decide(policies, QuestionOf(example));
  if (decision.effect == Effect::kOwn) return false;
  for (const ValueTerm& term : TermsByValue(specimen.records[0], decision)) {
    if (term.path == specimen.path) return true;
  }
  for (const Matchable& match : MatchablePaths(specimen.records[0], decision)) {
    if (match.path == specimen.path) return true;
  }
  return false;
}

bool Forbids(const Invariant& invariant, const PossibleNeed& need) {
  return (!invariant.fields || (need.sets & *invariant.fields) != 0) &&
         (!invariant.minors || need.owner != Belongs::kToNobody);
}

// A request that contradicts an invariant said to hold, or nothing.
std::string Contradiction(const PolicySet& policies, const std::vector<std::pair<Invariant, bool>>& claims,
                          const RequestClass& request, RandomWorlds& worlds) {
  const auto& needs = PossibleNeeds(request.kind, !request.nationalities.empty());
  for (const auto& [invariant, held] : claims) {
    if (!held || !HasShape(invariant, request)) continue;
    for (int tries = 0; tries < 12; ++tries) {
      const PossibleNeed& need = needs[worlds.Below(needs.size())];
      if (!Forbids(invariant, need)) continue;
      if (invariant.minors && need.owner != Belongs::kToVictim && need.owner != Belongs::kToRecord) continue;
      if (GivenAway(policies, invariant, request, need)) {
        return absl::StrCat(
            invariant.text, " is said to hold, and ", request.recipient, " gets ",
            RecordInWords(request, {"matter", "offences", "operation", "markings", "nationality", "system"}));
      }
    }
  }
  return "";
}

TEST(Prove, AgreesWithTheDecisionOnRandomPolicies) {
  RandomWorlds worlds(20310605);
  int held = 0, broken = 0, asked = 0;
  for (int world = 0; world < Worlds(200) && !HasFailure(); ++world) {
    SCOPED_TRACE(absl::StrCat("world ", world));
    Words rules, invariants;
    for (int i = 0; i < 5; ++i) rules.push_back(worlds.Rule());
    for (int i = 0; i < 3; ++i) invariants.push_back(worlds.Invariant());
    const std::string text =
        worlds.Policy("CO", rules, worlds.Below(3), {invariants[0], invariants[1]}, worlds.Chance(20));
    const PolicySetPtr policies = Loaded(worlds.Floor({invariants[2]}), {text});
    const std::vector<Proof> proofs = Proved(*policies);
    ASSERT_EQ(proofs.size(), 1u);
    const Proof& proof = proofs[0];
    ASSERT_EQ(proof.invariants.size(), 3u);
    std::vector<std::pair<Invariant, bool>> claims;
    for (size_t i = 0; i < 3; ++i) {
      const InvariantResult& result = proof.invariants[i];
      const auto& stated = i < 2 ? policies->invariants.at("CO")[i] : policies->invariants.at("")[0];
      ASSERT_EQ(result.text, stated.text);
      claims.emplace_back(stated, !result.broken);
      result.broken ? ++broken : ++held;
      if (!result.broken) continue;
      // The counterexample is one: Decide gives it, by a rule that matches.
      const Decision decision = Decide(*policies, QuestionOf(*result.broken));
      EXPECT_NE(decision.effect, Effect::kDeny) << result.broken->sentence;
      EXPECT_NE(std::find(decision.matching.begin(), decision.matching.end(), result.broken->rule),
                decision.matching.end());
    }
    for (int request = 0; request < 150; ++request) {
      ++asked;
      const std::string contradiction = Contradiction(*policies, claims, worlds.Request("CO"), worlds);
      EXPECT_EQ(contradiction, "") << text;
      if (!contradiction.empty()) break;
    }
  }
  RecordProperty("requests", asked);
  EXPECT_GT(held, 100);
  EXPECT_GT(broken, 100);
}

constexpr char kPlainFloor[] = "kind: NetworkFloor\nversion: 1\npurposes: [border-control, victim-protection]\n";

std::string Country(const std::string& rules) {
  return absl::StrCat(
      "kind: CountryPolicy\ncountry: CO\nversion: 1\ndefaults: {purposes: [border-control], retention: "
      "P1Y}\n",
      rules);
}

TEST(Prove, ACounterexampleSaysWhoSeesWhatAndWhy) {
  const auto proofs = Proved(
      *Loaded(kPlainFloor,
              {Country("rules:\n- {id: leak, permit: {to: [EC], records: [arrest], offences: [theft]}, fields: "
                       "[victim, event]}\ninvariants:\n- never: {fields: [victim], purposes: [border-control]}\n")}));
  ASSERT_TRUE(proofs[0].invariants[0].broken);
  EXPECT_EQ(proofs[0].invariants[0].broken->sentence,
            "EC, for `border-control` at 2031-01-01T00:00:00Z, would be shown `victims[0]` (victim) of an arrest of CO "
            "(offences theft), by `leak`");
  EXPECT_EQ(proofs[0].invariants[0].line, 8);
}

TEST(Prove, AForbidARestrictOrAnotherPurposeMakesItHold) {
  const std::string leak = "- {id: leak, permit: {to: any}, fields: [victim, event]}\n";
  const std::string never = "invariants:\n- never: {fields: [victim], purposes: [border-control]}\n";
  const std::pair<std::string, bool> rows[] = {
      {"rules:\n" + leak, false},
      {"rules:\n" + leak + "- {id: f, forbid: {to: any, purposes: [border-control]}, why: w}\n", true},
      {"rules:\n" + leak + "- {id: r, restrict: {to: any, purposes: [border-control]}, fields: [event], why: w}\n",
       true},
      {"rules:\n" + leak + "- {id: f, forbid: {to: any, offences: [theft]}, why: w}\n", false},
      {"rules:\n- {id: ok, permit: {to: any}, fields: [victim], purposes: [victim-protection]}\n", true},
      {"rules:\n- {id: hit, permit: {to: any}, reveal: hit, match: [victim, identity]}\n", false},
  };
  for (const auto& [rules, held] : rows) {
    EXPECT_EQ(Proved(*Loaded(kPlainFloor, {Country(rules + never)}))[0].held(), held) << rules;
  }
}

TEST(Prove, AnOverlayBreaksItOnlyWhileItRuns) {
  const auto proofs = Proved(*Loaded(
      kPlainFloor,
      {Country("rules: []\noverlays:\n- id: o\n  valid: {from: 2031-03-01, until: 2031-03-11, zone: America/Bogota}\n"
               "  at_end: recall\n  rules:\n  - {id: leak, permit: {to: [EC]}, fields: [victim]}\n"
               "invariants:\n- never: {fields: [victim]}\n")}));
  ASSERT_TRUE(proofs[0].invariants[0].broken);
  EXPECT_EQ(InstantInWords(proofs[0].invariants[0].broken->now), "2031-03-01T05:00:00Z");
}

// While both run, one forbids what the other lends; a copy of those days lives on by the one that lets copies stay.
TEST(Prove, ACopyThatAnEndedOverlayLetStayIsOneMoreClass) {
  const auto policy = [](const std::string& at_end, const std::string& retention) {
    return Country(
        "rules:\n- {id: plain, permit: {to: [EC]}, fields: [event]}\noverlays:\n"
        "- id: lends\n  valid: {from: 2031-03-02, until: 2031-03-10, zone: America/Bogota}\n  at_end: " +
        at_end + "\n  rules:\n  - {id: leak, permit: {to: [EC]}, fields: [victim], retention: " + retention +
        "}\n- id: forbids\n  valid: {from: 2031-03-01, until: 2031-03-11, zone: America/Bogota}\n"
        "  at_end: recall\n  rules:\n  - {id: no, restrict: {to: [EC]}, fields: [event], why: w}\n"
        "invariants:\n- never: {fields: [victim]}\n");
  };
  EXPECT_TRUE(Proved(*Loaded(kPlainFloor, {policy("recall", "P1Y")}))[0].held());
  EXPECT_TRUE(Proved(*Loaded(kPlainFloor, {policy("keep", "P1D")}))[0].held()) << "none is left by then";
  const auto proofs = Proved(*Loaded(kPlainFloor, {policy("keep", "P1Y")}));
  ASSERT_TRUE(proofs[0].invariants[0].broken);
  EXPECT_EQ(InstantInWords(proofs[0].invariants[0].broken->now), "2031-03-11T05:00:00Z");
  EXPECT_NE(proofs[0].invariants[0].broken->sentence.find("of the copy that an ended overlay let stay"),
            std::string::npos);
}

TEST(Prove, TheFloorsInvariantsHoldForEveryPolicyAndForThoseWithoutOne) {
  const auto policies =
      Loaded(std::string(kPlainFloor) + "invariants:\n- never: {minors: included}\n",
             {Country("rules:\n- {id: a, permit: {to: [EC], minors: included}, fields: [identity]}\n"),
              "kind: CountryPolicy\ncountry: NL\nversion: 1\nrules: []\n"});
  const std::vector<Proof> proofs = Proved(*policies, "");
  ASSERT_EQ(proofs.size(), 3u);
  EXPECT_EQ(proofs[0].country, "");
  EXPECT_EQ(proofs[0].governs, (Words{"EC", "PE", "US"}));
  EXPECT_TRUE(proofs[0].held());
  EXPECT_FALSE(proofs[1].held());
  EXPECT_EQ(proofs[2].governs, (Words{"NL", "SX"}));
  EXPECT_TRUE(proofs[2].held());
}

TEST(Prove, ASubBureausRecordsGoToItsParentByTheParentsPolicy) {
  const auto proofs = Proved(
      *Loaded(kPlainFloor, {"kind: CountryPolicy\ncountry: NL\nversion: 1\nrules:\n- {id: home, permit: {to: [NL]}, "
                            "fields: [victim], purposes: [border-control], retention: P1Y}\ninvariants:\n- never: "
                            "{fields: [victim]}\n"}),
      "NL");
  ASSERT_TRUE(proofs[0].invariants[0].broken);
  EXPECT_EQ(proofs[0].invariants[0].broken->records[0].header().originator().country(), "SX");
}

TEST(Prove, TooManyClassesAreRefusedByTheDimensionThatExploded) {
  std::string rules = "rules:\n";
  for (int i = 0; i < 300; ++i) {
    absl::StrAppend(&rules, "- {id: a", i, ", permit: {to: any, offences: [o", i, "], operation: [p", i % 200,
                    "], markings: [m", i % 100, "], system: [s", i % 90, "]}, fields: [event]}\n");
  }
  ProveOptions options;
  options.country = "CO";
  const auto proofs =
      Prove(*Loaded(kPlainFloor, {Country(rules + "invariants:\n- never: {fields: [victim]}\n")}), options, kSilent);
  EXPECT_EQ(proofs.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(
      proofs.status().message(),
      "CO has more than 100000000 classes of requests, and is not proved: its rules tell 302 values of `offences` "
      "apart");
}

TEST(Prove, AnUnknownCountryIsNotFound) {
  ProveOptions options;
  options.country = "PE";
  EXPECT_EQ(Prove(*Loaded(kPlainFloor, {}), options, kSilent).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace entente::policy
