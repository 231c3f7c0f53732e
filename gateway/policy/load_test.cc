// What the check tells about a policy file: all faults, each with line and column, what was found and what was
// expected.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/policy_set.h"

namespace entente::policy {
namespace {

const Network kNetwork{{"AW", "CO", "EC", "NL", "PE", "SX", "VE"}, {{"SX", "NL"}, {"AW", "NL"}}};
constexpr char kFloor[] =
    "kind: NetworkFloor\nversion: 1\npurposes: [border-control, criminal-investigation]\n"
    "caveats: [not-as-evidence]\nrules:\n"
    "  - {id: cap, restrict: {to: any}, retention: P5Y, why: w}\n"
    "  - {id: hit, permit: {to: requester}, reveal: hit, match: [identity], purposes: [border-control], retention: "
    "P1Y}\n";
constexpr char kHead[] = "kind: CountryPolicy\ncountry: CO\nversion: 1\n";

std::string Told(const std::string& text, bool whole = false) {
  std::vector<Fault> faults;
  (void)Load(kNetwork, {"network.yaml", kFloor}, {{"p", whole ? text : kHead + text}}, &faults);
  std::vector<std::string> lines;
  for (const Fault& fault : faults) lines.push_back(fault.ToString());
  return absl::StrJoin(lines, "\n");
}

struct Row {
  const char* name;
  const char* text;  // after three lines of head
  const char* told;  // all of it, or its beginning
};

class Faults : public testing::TestWithParam<Row> {};

TEST_P(Faults, AreToldWithTheirPlace) {
  const std::string told = Told(GetParam().text);
  EXPECT_TRUE(told.starts_with(GetParam().told)) << "told:     " << told << "\nexpected: " << GetParam().told;
}

const Row kRows[] = {
    {"UnknownTopKey", "rulez: []\n", "p:4:1: the file has no key `rulez`; did you mean `rules`?"},
    {"UnknownHeadKey", "rules:\n- {id: a, forbid: {to: any, offence: [theft]}, why: w}\n",
     "p:5:29: the head of a rule has no key `offence`; did you mean `offences`?"},
    {"BodyKeyOfAnother", "rules:\n- {id: a, forbid: {to: any}, fields: [event], why: w}\n",
     "p:5:30: the rule has no key `fields`; expected one of `id`, `why`, `forbid`"},
    {"UnknownRecipient", "rules:\n- {id: a, forbid: {to: [XC]}, why: w}\n",
     "p:5:25: `XC` is no participant, group or relation; did you mean `EC`?"},
    {"UnknownGroup", "groups: {andean: [EC]}\nrules:\n- {id: a, forbid: {to: andaen}, why: w}\n",
     "p:6:24: `andaen` is no participant, group or relation; did you mean `andean`?"},
    {"GroupDeletedWhileUsed", "groups: {spare: [PE]}\nrules:\n- {id: a, forbid: {to: [andean, EC]}, why: w}\n",
     "p:6:25: `andean` is no participant, group or relation"},
    {"MisspeltType", "rules:\n- {id: a, permitt: {to: any}}\n",
     "p:5:3: a rule has an `id` and exactly one of `permit`, `restrict` and `forbid`; `permitt` is none; did you mean "
     "`permit`?"},
    {"CountryInSmallLetters", "rules:\n- {id: a, forbid: {to: any, nationality: [ec]}, why: w}\n",
     "p:5:43: `nationality` lists country codes such as `EC`, and `ec` is none; did you mean `EC`?"},
    {"UnknownSet", "sets: {trafficking: [x]}\nrules:\n- {id: a, forbid: {to: any, offences: traficking}, why: w}\n",
     "p:6:39: there is no set `traficking`; did you mean `trafficking`?"},
    {"UnknownFieldSet", "rules:\n- {id: a, restrict: {to: any}, fields: [victims], why: w}\n",
     "p:5:41: `fields` knows no field set `victims`; did you mean `victim`?"},
    {"EnvelopeIsNoSet", "rules:\n- {id: a, restrict: {to: any}, fields: [envelope], why: w}\n",
     "p:5:41: `fields` knows no field set `envelope`"},
    {"UnknownPurpose", "rules:\n- {id: a, forbid: {to: any, purposes: [border-controll]}, why: w}\n",
     "p:5:40: `purposes` knows no `border-controll`; did you mean `border-control`?"},
    {"UnknownCaveat", "rules:\n- {id: a, restrict: {to: any}, caveats: [no-onward-sharing, x], why: w}\n",
     "p:5:61: `caveats` knows no `x`; expected one of `no-onward-sharing`, `not-as-evidence`"},
    {"BadDuration", "rules:\n- {id: a, restrict: {to: any}, retention: 90 days, why: w}\n",
     "p:5:43: `90 days` is no duration"},
    {"MinorsOutsidePermits", "rules:\n- {id: a, forbid: {to: any, minors: included}, why: w}\n",
     "p:5:29: the head of a rule has no key `minors`"},
    {"NoRecipient", "rules:\n- {id: a, forbid: {records: [arrest]}, why: w}\n",
     "p:5:19: a rule says `to`: whom it is about; `any` is everyone"},
    {"EmptyList", "rules:\n- {id: a, forbid: {to: any, records: []}, why: w}\n",
     "p:5:38: `records` must be a word or a list"},
    {"RuleTwice", "rules:\n- {id: a, forbid: {to: any}, why: w}\n- {id: a, forbid: {to: any}, why: w}\n",
     "p:6:3: the id `a` stands twice"},
    {"IdOfTheFloor", "rules:\n- {id: cap, forbid: {to: any}, why: w}\n", "p:5:3: the floor has a rule `cap` already"},
    {"ReservedId", "rules:\n- {id: default-deny, forbid: {to: any}, why: w}\n",
     "p:5:8: the id `default-deny` is the gateway's own word"},
    {"PermitAndForbid", "rules:\n- {id: a, permit: {to: any}, forbid: {to: any}}\n",
     "p:5:3: a rule has an `id` and exactly one of `permit`, `restrict` and `forbid`"},
    {"NoRetention", "rules:\n- {id: a, permit: {to: any}, fields: [event], purposes: [border-control]}\n",
     "p:5:3: the permit `a` states no `retention`"},
    {"MatchWithoutHit",
     "rules:\n- {id: a, permit: {to: any}, match: [event], purposes: [border-control], retention: P1Y}\n",
     "p:5:3: the permit `a` has `fields`; `match` belongs to `reveal: hit`"},
    {"ZoneMissing", "overlays:\n- {id: o, valid: {from: 2018-06-01, until: 2018-06-02}, at_end: keep, rules: []}\n",
     "p:5:18: an overlay's times need a `zone`"},
    {"ZoneIsNoPath",
     "overlays:\n- {id: o, valid: {from: 2018-06-01, until: 2018-06-02, zone: /etc/localtime}, at_end: keep, rules: "
     "[]}\n",
     "p:5:62: `/etc/localtime` is no time zone"},
    {"ZoneIsNoFile",
     "overlays:\n- {id: o, valid: {from: 2018-06-01, until: 2018-06-02, zone: 'file:x'}, at_end: keep, rules: []}\n",
     "p:5:62: `file:x` is no time zone"},
    {"OverlayTooLong",
     "overlays:\n- {id: o, valid: {from: 2018-01-01, until: 2018-04-04, zone: UTC}, at_end: keep, rules: []}\n",
     "p:5:18: an overlay lasts at most 92 days"},
    {"OverlayWithAZoneInItsTime",
     "overlays:\n- {id: o, valid: {from: '2018-06-01T00:00:00Z', until: 2018-06-02, zone: UTC}, at_end: keep, rules: "
     "[]}\n",
     "p:5:25: `2018-06-01T00:00:00Z` is no time: expected `2018-06-01` or `2018-06-01T08:00:00`, in the overlay's own "
     "zone"},
    {"OverlayBackwards",
     "overlays:\n- {id: o, valid: {from: 2018-01-02, until: 2018-01-02, zone: UTC}, at_end: keep, rules: []}\n",
     "p:5:18: an overlay ends after it begins"},
    {"OverlayDate",
     "overlays:\n- {id: o, valid: {from: 1 June, until: 2018-01-02, zone: UTC}, at_end: keep, rules: []}\n",
     "p:5:25: `1 June` is no time"},
    {"OverlayEnd",
     "overlays:\n- {id: o, valid: {from: 2018-01-01, until: 2018-01-02, zone: UTC}, at_end: recal, rules: []}\n",
     "p:5:76: `at_end` knows no `recal`; did you mean `recall`?"},
    {"FloorForbidDeclined", "rules:\n- {id: a, forbid: {floor: [cap]}, why: w}\n",
     "p:5:28: the floor has no permit `cap`, and only its permits can be declined"},
    {"DeclineWithoutWhy", "rules:\n- {id: a, forbid: {floor: [hit]}}\n", "p:5:3: declining a permit"},
    {"GroupNamedLikeACountry", "groups: {EC: [CO]}\n", "p:4:10: a group cannot be called `EC`"},
    {"GroupOfStrangers", "groups: {g: [EC, QQ]}\n", "p:4:18: `QQ` is no participant"},
    {"Supersedes", "supersedes: sha256:abc\n", "p:4:13: `supersedes` is `sha256:` and the 64"},
    {"Approvals", "approvals: {required: two}\n", "p:4:23: `required` is `two`"},
    {"InvariantPurpose", "invariants:\n- never: {fields: [victim], purposes: [border-controll]}\n",
     "p:5:40: `purposes` knows no `border-controll`; did you mean `border-control`?"},
    {"InvariantMinors", "invariants:\n- never: {minors: include}\n",
     "p:5:19: `minors` knows no `include`; did you mean `included`?"},
    {"EmptyInvariant", "invariants:\n- never: {}\n", "p:5:3: an invariant says what must `never` be"},
    {"Invariant", "invariants:\n- never: {field: [victim]}\n",
     "p:5:11: an invariant has no key `field`; did you mean `fields`?"},
    {"Alias", "groups: {a: &x [EC]}\nsets: {b: *x}\n", "p:4:13: an anchor is refused"},
    {"MergeKey", "defaults: {<<: {a: b}}\n", "p:4:12: a merge key is refused"},
    {"DuplicateKey", "version: 2\n", "p:4:1: the key `version` stands twice"},
    {"Tag", "groups: {a: !!seq [EC]}\n", "p:4:13: a tag is refused"},
};

INSTANTIATE_TEST_SUITE_P(Policy, Faults, testing::ValuesIn(kRows),
                         [](const testing::TestParamInfo<Row>& row) { return row.param.name; });

TEST(Check, TellsAllFaultsAtOnce) {
  const std::string told =
      Told("kind: CountryPolice\ncountry: XX\nversion: 0\nrules:\n- {id: a, permit: {to: [QQ]}}\n- forbid: {to: any}\n",
           true);
  for (const char* part :
       {"p:1:7: the kind is `CountryPolice`", "p:2:10: `XX` is no participant", "p:3:10: the version", "p:5:25: `QQ`",
        "lists no `purposes`", "states no `retention`", "p:6:3: a rule needs an `id`"}) {
    EXPECT_NE(told.find(part), std::string::npos) << part << "\n" << told;
  }
}

TEST(Check, TellsTheSecondPolicyOfACountry) {
  std::vector<Fault> faults;
  EXPECT_FALSE(Load(kNetwork, {"network.yaml", kFloor}, {{"a", kHead}, {"b", kHead}}, &faults).ok());
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].ToString(), "b:2:10: `CO` has a policy already, in a");
}

TEST(Lint, WarnsAndLoads) {
  const std::string told = Told(
      "groups: {unused: [EC]}\nsets: {idle: [theft]}\n"
      "defaults: {purposes: [border-control], retention: P1Y}\nrules:\n"
      "- {id: under, permit: {to: [VE], records: [arrest]}, fields: [event]}\n"
      "- {id: over, forbid: {to: [VE, PE]}}\n"
      "- {id: home, permit: {to: [CO]}, fields: [event]}\n"
      "- {id: colourless, permit: {to: any, records: [seizure], colours: [red]}, fields: [event]}\n"
      "- {id: nothing, restrict: {to: any}, why: w}\n"
      "- {id: narrow, restrict: {to: [VE]}, retention: P30D, why: w}\n");
  for (const char* part :
       {"p:8:3: warning: the permit `under` lies wholly under the forbid `over`", "p:9:3: warning: `over` takes away",
        "p:10:3: warning: the rule `home` is dead", "p:11:3: warning: the rule `colourless` is dead",
        "p:12:3: warning: the rule `nothing` is dead",
        "p:13:3: warning: the restrict `narrow` lies wholly under the forbid `over` and never narrows anything",
        "p:4:10: warning: no rule names the group `unused`", "p:5:8: warning: no rule names the set `idle`"}) {
    EXPECT_NE(told.find(part), std::string::npos) << part << "\n" << told;
  }
  std::vector<Fault> faults;
  EXPECT_TRUE(
      Load(kNetwork, {"network.yaml", kFloor}, {{"p", std::string(kHead) + "groups: {unused: [EC]}\n"}}, &faults).ok());
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_TRUE(faults[0].lint);
}

TEST(Overlays, AreToldInUtc) {
  const auto set =
      Load(kNetwork, {"network.yaml", kFloor},
           {{"p", absl::StrCat(kHead,
                               "overlays:\n- {id: o, valid: {from: 2031-03-01, until: 2031-05-01T08:00:00, "
                               "zone: America/Bogota}, at_end: recall, rules: []}\n")}},
           nullptr);
  ASSERT_TRUE(set.ok()) << set.status();
  const std::vector<OverlayTimes>& overlays = Overlays(**set);
  ASSERT_EQ(overlays.size(), 1u);
  EXPECT_EQ(overlays[0].file, "p");
  EXPECT_EQ(overlays[0].line, 5);
  EXPECT_EQ(overlays[0].id, "o");
  EXPECT_EQ(absl::FormatTime(overlays[0].from, absl::UTCTimeZone()), "2031-03-01T05:00:00+00:00");
  EXPECT_EQ(absl::FormatTime(overlays[0].until, absl::UTCTimeZone()), "2031-05-01T13:00:00+00:00");
  EXPECT_TRUE(overlays[0].recall);
}

// A policy of a country, whose only rule is told by its id.
Source PolicyOf(const std::string& country, const std::string& id, const std::string& more = "") {
  return {country, absl::StrCat("kind: CountryPolicy\ncountry: ", country,
                                "\nversion: 1\ngroups: {unused: [VE]}\nrules:\n- {id: ", id,
                                ", permit: {to: any}, fields: [event], purposes: [border-control], retention: P1Y",
                                more, "}\n")};
}

PolicySetPtr LoadAfter(const PolicySetPtr& before, const std::string& floor, const std::vector<Source>& sources,
                       std::vector<Fault>* faults, const Network& network = kNetwork) {
  const auto set = Load(network, {"network.yaml", floor}, sources, faults, before);
  EXPECT_TRUE(set.ok()) << set.status();
  return set.ok() ? *set : nullptr;
}

TEST(LoadAfter, TakesOverWhatIsTheSameAndReadsTheRest) {
  std::vector<Fault> faults, again;
  const PolicySetPtr before = LoadAfter(nullptr, kFloor, {PolicyOf("CO", "a"), PolicyOf("EC", "b")}, &faults);
  const PolicySetPtr after = LoadAfter(before, kFloor, {PolicyOf("CO", "a"), PolicyOf("EC", "c")}, &again);
  EXPECT_EQ(before->books.at("CO"), after->books.at("CO"));
  EXPECT_NE(before->books.at("EC"), after->books.at("EC"));
  EXPECT_EQ(after->books.at("EC")->clauses.back().id, "c");
  EXPECT_EQ(Digests(*after), Digests(*LoadAfter(nullptr, kFloor, {PolicyOf("CO", "a"), PolicyOf("EC", "c")}, nullptr)));
  // What was to be said of a file that is taken over is said again.
  ASSERT_EQ(faults.size(), 2u);
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0].ToString(), faults[0].ToString());
  EXPECT_EQ(LoadAfter(after, kFloor, {PolicyOf("EC", "c")}, nullptr)->books.size(), 1u);
}

TEST(LoadAfter, TakesNothingOverThatSomethingElseChanges) {
  const std::vector<Source> sources = {PolicyOf("CO", "a"), PolicyOf("EC", "b")};
  const PolicySetPtr before = LoadAfter(nullptr, kFloor, sources, nullptr);
  // New words move the places by which compiled rules count lengths.
  const PolicySetPtr words =
      LoadAfter(before, kFloor, {sources[0], PolicyOf("EC", "b", ", caveats: [not-as-evidence]")}, nullptr);
  EXPECT_NE(before->books.at("CO"), words->books.at("CO"));
  const PolicySetPtr floor = LoadAfter(before, absl::StrCat(kFloor, "# another\n"), sources, nullptr);
  EXPECT_NE(before->books.at("CO"), floor->books.at("CO"));
  Network larger = kNetwork;
  larger.countries.insert("ZZ");
  const PolicySetPtr network = LoadAfter(before, kFloor, sources, nullptr, larger);
  EXPECT_NE(before->books.at("CO"), network->books.at("CO"));
  EXPECT_NE(network->books.at("CO")->RecipientRow("ZZ", ""), nullptr);
}

TEST(Digests, TellFloorAndCountries) {
  const auto set = Load(kNetwork, {"network.yaml", kFloor}, {{"p", kHead}}, nullptr);
  ASSERT_TRUE(set.ok()) << set.status();
  const std::vector<std::string> digests = Digests(**set);
  ASSERT_EQ(digests.size(), 2u);
  EXPECT_TRUE(digests[0].starts_with("sha256:"));
  EXPECT_EQ(digests[0].size(), 71u);
  EXPECT_NE(digests[0], digests[1]);
  EXPECT_EQ(Purposes(**set), (std::vector<std::string>{"border-control", "criminal-investigation"}));
}

}  // namespace
}  // namespace entente::policy
