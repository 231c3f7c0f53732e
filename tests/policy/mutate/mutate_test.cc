// The machine that makes mutants: which it makes, which it leaves out because they change nothing, and what it says of
// tests that are too weak.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/policy/mutate/judge.h"
#include "tests/policy/mutate/mutants.h"
#include "tests/policy/mutate/tree.h"

namespace entente::policy_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFloor[] =
    "kind: NetworkFloor\nversion: 1\npurposes: [criminal-investigation, consular, border-control]\n"
    "caveats: [not-as-evidence, ask-before-action]\nrules:\n"
    "  - id: two-years\n    restrict: {to: any}\n    retention: P2Y\n    caveats: [not-as-evidence]\n    why: enough\n"
    "  - id: never-at-a-border\n    forbid: {to: any, purposes: [border-control]}\n    why: invented\n"
    "invariants:\n  - never: {fields: [victim], purposes: [criminal-investigation]}\n";

constexpr char kHead[] = "kind: CountryPolicy\ncountry: CL\nversion: 1\n";

PolicyFolder World(const std::string& rules, const std::string& tests = "") {
  PolicyFolder folder;
  folder.network.countries = {"CL", "CO", "EC"};
  folder.floor = {"network.yaml", kFloor};
  folder.countries["CL"] = {
      {"CL/policy.yaml", kHead + rules},
      {"CL/policy_test.yaml", "kind: PolicyTest\ncountry: CL\ntime: 2031-03-10T12:00:00Z\ntests:\n" + tests}};
  return folder;
}

std::vector<std::string> Whats(const PolicyFolder& folder) {
  std::vector<std::string> whats;
  for (const Mutant& mutant :
       MutantsOf(folder.countries.at("CL").policy, false, folder.floor, Policies(folder), folder.network)) {
    whats.push_back(mutant.rule + ": " + mutant.what);
  }
  return whats;
}

constexpr char kPermit[] =
    "rules:\n  - id: a\n    permit: {to: [CO], records: [arrest], offences: [arson]}\n    fields: [event, identity]\n"
    "    purposes: [criminal-investigation]\n    retention: P1Y\n";

TEST(Mutants, OfAPermitTakeAwayAndAdd) {
  const std::vector<std::string> whats = Whats(World(kPermit));
  for (const char* what :
       {"a: is gone", "a: `to` takes in EC", "a: `to` is `any`", "a: `records` is gone",
        "a: `records` takes in `notice`", "a: `offences` is gone", "a: `offences` takes in `theft`",
        "a: `purposes` take in `consular`", "a: minors are included", "a: `fields` without `identity`",
        "a: `fields` with `victim`", "a: `retention` is shorter", "a: `retention` is longer",
        "a: a caveat `ask-before-action` more", "a: it reveals a hit alone"}) {
    EXPECT_THAT(whats, Contains(what));
  }
}

TEST(Mutants, ThatChangeNothingAreNotMade) {
  const std::vector<std::string> whats = Whats(World(kPermit));
  EXPECT_THAT(whats, Not(Contains(HasSubstr("border-control")))) << "the floor forbids it";
  EXPECT_THAT(whats, Not(Contains(HasSubstr("not-as-evidence")))) << "the floor adds it in any case";
  const std::vector<std::string> capped =
      Whats(World("rules:\n  - id: a\n    permit: {to: any, records: [notice], colours: [red]}\n    fields: [event]\n"
                  "    purposes: [consular]\n    retention: P3Y\n"));
  EXPECT_THAT(capped, Not(Contains("a: `retention` is longer"))) << "the floor caps it at two years";
  EXPECT_THAT(capped, Not(Contains(HasSubstr("`records`")))) << "colours belong to notices alone";
  EXPECT_THAT(capped, Not(Contains("a: `fields` with `sensitive`"))) << "of nobody, when no person is shown";
  const std::vector<std::string> hit = Whats(World(
      "rules:\n  - id: a\n    permit: {to: any}\n    reveal: hit\n    match: [identity]\n    purposes: [consular]\n"
      "    retention: P1Y\n"));
  EXPECT_THAT(hit, Contains("a: `match` with `victim`"));
  EXPECT_THAT(hit, Not(Contains("a: `match` with `biometric`"))) << "no screening key lies there";
  EXPECT_THAT(hit, Not(Contains(HasSubstr("retention")))) << "no end of a hit is told";
}

TEST(Mutants, OfWhatRulesShare) {
  const std::vector<std::string> whats = Whats(World(
      "groups: {near: [CO, EC]}\nsets: {fires: [arson, threat]}\ndefaults: {purposes: [consular], retention: P90D}\n"
      "rules:\n  - id: a\n    permit: {to: near, offences: fires}\n    fields: [event]\n"
      "  - id: b\n    restrict: {to: [EC]}\n    fields: [event, victim]\n    caveats: [ask-before-action]\n    why: x\n"
      "overlays:\n  - id: o\n    valid: {from: 2031-06-01, until: 2031-06-11, zone: America/Santiago}\n"
      "    at_end: recall\n    rules:\n      - id: c\n        permit: {to: [CO]}\n        fields: [event]\n"));
  for (const char* what : {"near: without `CO`", "fires: without `arson`", "fires: with `theft`",
                           "defaults: `purposes` take in `criminal-investigation`", "defaults: `retention` is longer",
                           "o: `from` an hour earlier", "o: `until` an hour later", "o: its copies are kept",
                           "b: `fields` is gone", "b: `caveats` is gone", "c: is gone"}) {
    EXPECT_THAT(whats, Contains(what));
  }
  EXPECT_THAT(whats, Not(Contains("b: `fields` without `victim`"))) << "nobody grants it";
  EXPECT_THAT(whats, Not(Contains("c: `retention` is longer"))) << "ten days, and then it is recalled";
}

TEST(Mutants, AreTheFileButForTheChange) {
  const PolicyFolder folder = World(kPermit);
  std::vector<policy::Fault> faults;
  const auto root = policy::ReadYaml(folder.countries.at("CL").policy, faults);
  ASSERT_TRUE(root.has_value());
  const std::string text = ToYaml(*root);
  const auto again = policy::ReadYaml({"again", text}, faults);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(ToYaml(*again), text);
  for (const Mutant& mutant :
       MutantsOf(folder.countries.at("CL").policy, false, folder.floor, Policies(folder), folder.network)) {
    EXPECT_NE(mutant.text, text) << mutant.what;
    EXPECT_EQ(mutant.line, 5) << mutant.what;
  }
}

Mutant Named(const PolicyFolder& folder, const std::string& what) {
  const auto mutants =
      MutantsOf(folder.countries.at("CL").policy, false, folder.floor, Policies(folder), folder.network);
  const auto found =
      std::find_if(mutants.begin(), mutants.end(), [&](const Mutant& mutant) { return mutant.what == what; });
  EXPECT_NE(found, mutants.end()) << what;
  return found == mutants.end() ? Mutant() : *found;
}

constexpr char kWeak[] =
    "  - {name: seen, facts: {records: arrest, offences: [arson]}, to: CO, purpose: criminal-investigation,"
    " expect: {effect: release}}\n";
constexpr char kStrong[] =
    "  - {name: exactly, facts: {records: arrest, offences: [arson]}, to: CO, purpose: criminal-investigation,"
    " expect: {effect: release, fields: [event, identity]}}\n";

TEST(Judge, TellsWhatTestsDoNotNotice) {
  const PolicyFolder weak = World(kPermit, kWeak), strong = World(kPermit, kStrong);
  Judge of_weak(weak), of_strong(strong);
  ASSERT_EQ(of_weak.trouble(), "");
  ASSERT_EQ(of_strong.trouble(), "");
  EXPECT_EQ(of_weak.OfCountry("CL", Named(weak, "is gone")), Fate::kFailsATest);
  EXPECT_EQ(of_weak.OfCountry("CL", Named(weak, "`fields` with `narrative`")), Fate::kSurvives);
  EXPECT_EQ(of_weak.OfCountry("CL", Named(weak, "`fields` with `victim`")), Fate::kBreaksAnInvariant);
  EXPECT_EQ(of_strong.OfCountry("CL", Named(strong, "`fields` with `narrative`")), Fate::kFailsATest);
  EXPECT_EQ(of_strong.OfCountry("CL", Named(strong, "`fields` with `victim`")), Fate::kFailsATest);
  Mutant broken = Named(weak, "is gone");
  broken.text = "kind: CountryPolicy";
  EXPECT_EQ(of_weak.OfCountry("CL", broken), Fate::kRefused);
}

TEST(Judge, OfTheFloorHearsEveryCountry) {
  const PolicyFolder folder = World(
      kPermit,
      "  - {name: for a year, facts: {records: arrest, offences: [arson]}, to: CO, purpose: criminal-investigation,"
      " expect: {effect: release, caveats: [not-as-evidence]}}\n");
  Judge judge(folder);
  ASSERT_EQ(judge.trouble(), "");
  std::map<std::string, Fate> fates;
  for (const Mutant& mutant : MutantsOf(folder.floor, true, folder.floor, Policies(folder), folder.network)) {
    fates[mutant.what] = judge.OfFloor(mutant);
  }
  EXPECT_EQ(fates.at("`caveats` is gone"), Fate::kFailsATest);
  EXPECT_EQ(fates.at("`retention` is gone"), Fate::kSurvives) << "a year is less";
}

TEST(Judge, HasNothingToSayOfPoliciesThatFailAlready) {
  const PolicyFolder failing = World(kPermit,
                                     "  - {name: wrong, facts: {records: arrest}, to: CO, purpose: "
                                     "criminal-investigation, expect: {effect: release}}\n");
  EXPECT_THAT(Judge(failing).trouble(), HasSubstr("CL/policy_test.yaml:5: wrong: "));
  const std::string grants_a_victim =
      "rules:\n  - id: a\n    permit: {to: any}\n    fields: [victim]\n    purposes: [criminal-investigation]\n"
      "    retention: P1Y\n";
  const PolicyFolder broken = World(
      grants_a_victim, "  - {name: own, facts: {records: arrest}, to: CL, purpose: consular, expect: {effect: own}}\n");
  EXPECT_THAT(Judge(broken).trouble(), HasSubstr("network.yaml:"));
}

}  // namespace
}  // namespace entente::policy_test
