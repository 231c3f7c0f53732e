// What a change of policies does, told in sentences that are held against the decision.
#include "gateway/policy/analyse/diff.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/worlds_testing.h"

namespace entente::policy {
namespace {

const Network kNetwork{{"CO", "EC", "PE", "VE"}, {}};
constexpr char kFloor[] =
    "kind: NetworkFloor\nversion: 1\npurposes: [border-control, criminal-investigation, victim-protection]\nrules:\n"
    "- {id: article-3, forbid: {to: any, matter: [political, military, religious, racial]}, why: w}\n";

PolicySetPtr With(const std::string& rules, const std::string& floor = kFloor) {
  const std::string text = absl::StrCat(
      "kind: CountryPolicy\ncountry: CO\nversion: 1\ndefaults: {purposes: [criminal-investigation], retention: P1Y}\n",
      rules);
  const auto set = Load(kNetwork, {"f", floor}, {{"p", text}}, nullptr);
  EXPECT_TRUE(set.ok()) << set.status() << text;
  return set.value_or(nullptr);
}

AccessDiff DiffOf(const PolicySet& before, const PolicySet& after, absl::Time from = absl::InfinitePast()) {
  auto diff = Diff(before, after, from, [](size_t, size_t) {});
  EXPECT_TRUE(diff.ok()) << diff.status();
  return diff.value_or(AccessDiff());
}

std::string Sentences(const std::string& before, const std::string& after) {
  std::vector<std::string> lines;
  for (const AccessChange& change : DiffOf(*With(before), *With(after)).changes) lines.push_back(change.sentence);
  return absl::StrJoin(lines, "\n");
}

constexpr char kBase[] = "rules:\n- {id: partners, permit: {to: [EC, PE]}, fields: [identity, event]}\n";

TEST(Diff, TellsNothingWhereNothingIsDifferent) {
  EXPECT_EQ(Sentences(kBase, kBase), "");
  // Another text, in another order, with another id, of the same effect.
  EXPECT_EQ(Sentences(kBase,
                      "groups: {g: [PE, EC]}\nrules:\n- {id: b, permit: {to: g, offences: any}, fields: [event, "
                      "identity]}\n"),
            "");
}

TEST(Diff, TellsAnOverlaysPermit) {
  const std::string overlay =
      "overlays:\n- id: o\n  valid: {from: 2031-06-01, until: 2031-06-11, zone: America/Bogota}\n  at_end: recall\n"
      "  rules:\n  - {id: victims-to-protection, permit: {to: [EC], records: [arrest], offences: [human-trafficking], "
      "minors: included}, fields: [identity, event, victim], purposes: [victim-protection], retention: P30D}\n";
  EXPECT_EQ(Sentences(kBase, kBase + overlay),
            "+ EC now sees victim.*, event.*, identity.* (minors included) of arrest/human-trafficking for "
            "victim-protection from 2031-06-01T05:00:00Z until 2031-06-11T05:00:00Z (victims-to-protection)");
  absl::Time now;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2031-06-02T00:00:00Z", &now, nullptr));
  const AccessDiff diff = DiffOf(*With(kBase), *With(kBase + overlay), now);
  ASSERT_EQ(diff.changes.size(), 1u);
  EXPECT_EQ(diff.changes[0].when, "until 2031-06-11T05:00:00Z");
  EXPECT_FALSE(diff.only_narrows);
}

TEST(Diff, TellsOnlyWhatIsNew) {
  EXPECT_EQ(Sentences(kBase, "rules:\n- {id: partners, permit: {to: [EC, PE]}, fields: [identity, event, victim]}\n"),
            "+ EC, PE now see victim.* of any record for criminal-investigation (partners)");
  EXPECT_EQ(Sentences(kBase, "rules:\n- {id: partners, permit: {to: any}, fields: [identity, event]}\n"),
            "+ VE now sees event.*, identity.* of any record for criminal-investigation (partners)");
}

TEST(Diff, TellsWhatIsTakenAwayAndByWhichRule) {
  EXPECT_EQ(Sentences(kBase, std::string(kBase) + "- {id: no-theft, forbid: {to: [PE], offences: [theft]}, why: w}\n"),
            "- PE no longer sees event.*, identity.* of any record with offences theft, unknown for "
            "criminal-investigation (no-theft)");
  EXPECT_EQ(Sentences(kBase, "rules: []\n"),
            "- EC, PE no longer see event.*, identity.* of any record for criminal-investigation (partners no longer "
            "applies)");
  // What was seen could be matched on; that much remains.
  EXPECT_EQ(Sentences(kBase, "rules:\n- {id: partners, permit: {to: [EC, PE]}, reveal: hit, match: [identity]}\n"),
            "- EC, PE no longer see event.*, identity.* of any record for criminal-investigation (partners)");
}

TEST(Diff, TellsAHit) {
  EXPECT_EQ(Sentences(kBase, std::string(kBase) + "- {id: hits, permit: {to: [VE], records: [seizure]}, reveal: hit, "
                                                  "match: [identity, event]}\n"),
            "+ VE now may match on event, identity of seizure for criminal-investigation (hits)");
}

TEST(Diff, TellsHowARecipientIsRelated) {
  EXPECT_EQ(Sentences(kBase, std::string(kBase) + "- {id: home, permit: {to: nationality}, fields: [event]}\n"),
            "+ VE now sees event of any record about its own nationals for criminal-investigation (home)");
  EXPECT_EQ(Sentences(kBase, std::string(kBase) + "- {id: asked, permit: {to: requester}, fields: [event]}\n"),
            "+ VE now sees event of any record that carries out its own notice for criminal-investigation (asked)");
}

TEST(Diff, TellsWhatIsLeftOutOfAnOpenList) {
  EXPECT_EQ(Sentences(std::string(kBase) + "- {id: no-theft, forbid: {to: any, offences: [theft]}, why: w}\n",
                      "rules:\n- {id: partners, permit: {to: any}, fields: [identity, event]}\n"
                      "- {id: no-theft, forbid: {to: any, offences: [theft]}, why: w}\n"),
            "+ VE now sees event.*, identity.* of any record with offences any but theft, unknown for "
            "criminal-investigation (partners)");
}

TEST(Diff, TellsTermsThatChange) {
  EXPECT_EQ(Sentences(kBase,
                      "rules:\n- {id: partners, permit: {to: [EC, PE]}, fields: [identity, event], retention: P3Y, "
                      "caveats: [no-onward-sharing]}\n"),
            "~ EC, PE: any record for criminal-investigation, kept P3Y instead of P1Y, now bound by no-onward-sharing "
            "(partners)");
}

TEST(Diff, TellsValuesThatNeedTwoSetsTogether) {
  EXPECT_EQ(Sentences("rules:\n- {id: a, permit: {to: [EC]}, fields: [victim]}\n- {id: b, permit: {to: [EC]}, fields: "
                      "[identity]}\n",
                      "rules:\n- {id: a, permit: {to: [EC]}, fields: [victim, identity]}\n"),
            "+ EC now sees victim.identity of any record for criminal-investigation (a)");
}

TEST(Diff, AFloorThatChangesIsToldOfEveryPolicy) {
  const AccessDiff diff =
      DiffOf(*With(kBase),
             *With(kBase, std::string(kFloor) + "- {id: short, restrict: {to: any}, retention: P30D, why: w}\n"));
  ASSERT_EQ(diff.changes.size(), 1u);
  EXPECT_EQ(diff.changes[0].sentence,
            "~ EC, PE: any record for criminal-investigation, kept P30D instead of P1Y (short)");
}

TEST(Diff, ParticipantsThatCameOrWentAreNoted) {
  const auto more = Load(Network{{"CO", "EC", "PE", "BO"}, {}}, {"f", kFloor}, {}, nullptr);
  const AccessDiff diff = DiffOf(*With(kBase), **more);
  EXPECT_EQ(diff.notes, (std::vector<std::string>{"BO takes part now, and did not", "VE takes part no longer"}));
}

bool GivesMore(const AccessDiff& diff, const std::string& recipient, bool terms) {
  const std::string country = recipient.substr(0, recipient.find('/'));
  return std::any_of(diff.changes.begin(), diff.changes.end(), [&](const AccessChange& change) {
    const bool kind = change.kind == AccessChange::Kind::kWider || (terms && change.kind == AccessChange::Kind::kTerms);
    return kind && std::any_of(change.recipients.begin(), change.recipients.end(),
                               [&](const std::string& other) { return other.substr(0, other.find('/')) == country; });
  });
}

// Where a request is found that is given more, a sentence says so of its recipient; none does where a change only
// narrows, and nothing told is nothing changed.
TEST(Diff, AgreesWithTheDecisionOnRandomPolicies) {
  RandomWorlds worlds(20310607);
  int wider = 0, silent = 0, found = 0;
  for (int world = 0; world < Worlds(40) && !HasFailure(); ++world) {
    std::vector<std::string> rules;
    for (int i = 0; i < 4; ++i) rules.push_back(worlds.Rule());
    std::vector<std::string> changed = rules;
    if (worlds.Chance(60)) changed[worlds.Below(changed.size())] = worlds.Rule();
    if (worlds.Chance(30)) changed.push_back(worlds.Rule());
    const auto load = [&](const std::vector<std::string>& some) {
      const auto set =
          Load(RandomWorlds::TheNetwork(), {"f", worlds.Floor()}, {{"p", worlds.Policy("CO", some, 1, {})}}, nullptr);
      EXPECT_TRUE(set.ok()) << set.status();
      return set.value_or(nullptr);
    };
    const PolicySetPtr before = load(rules), after = load(changed);
    const AccessDiff diff = DiffOf(*before, *after);
    bool gives = false;
    for (const AccessChange& change : diff.changes) gives = gives || change.kind == AccessChange::Kind::kWider;
    EXPECT_FALSE(gives && diff.only_narrows) << diff.changes[0].sentence;
    gives ? ++wider : ++silent;
    for (int request = 0; request < 60; ++request) {
      const RequestClass asked = worlds.Request("CO");
      const bool minors = worlds.Chance(30);
      const Got old_copy = Ask(*before, asked, minors), new_copy = Ask(*after, asked, minors);
      const std::string more = More(old_copy, new_copy);
      if (diff.changes.empty()) {
        EXPECT_EQ(more + More(new_copy, old_copy), "") << absl::StrJoin(changed, "\n");
      }
      if (more.empty()) continue;
      ++found;
      EXPECT_TRUE(GivesMore(diff, asked.recipient, more.find(" is shown") == std::string::npos))
          << asked.recipient << ": " << more << "\n"
          << absl::StrJoin(changed, "\n");
    }
  }
  EXPECT_GT(wider, 10);
  EXPECT_GT(silent, 8);
  EXPECT_GT(found, 10);
}

}  // namespace
}  // namespace entente::policy
