// "Only narrower" is a promise: no request may get from the new policies what it did not get from the old ones.
#include "gateway/policy/analyse/narrowing_only.h"

#include <gtest/gtest.h>

#include "gateway/policy/analyse/worlds_testing.h"

namespace entente::policy {
namespace {

using Words = std::vector<std::string>;

PolicySetPtr Loaded(const std::string& floor, const std::string& policy) {
  const auto set = Load(RandomWorlds::TheNetwork(), {"f", floor}, {{"p", policy}}, nullptr);
  EXPECT_TRUE(set.ok()) << set.status() << policy;
  return set.value_or(nullptr);
}

TEST(IsNarrowingOnly, IsNeverSaidOfAChangeThatGivesMore) {
  RandomWorlds worlds(20310606);
  int narrowing = 0, wider = 0;
  for (int world = 0; world < Worlds(120) && !HasFailure(); ++world) {
    SCOPED_TRACE(absl::StrCat("world ", world));
    Words rules;
    for (int i = 0; i < 5; ++i) rules.push_back(worlds.Rule());
    Words changed = rules;
    if (worlds.Chance(40)) changed.erase(changed.begin() + static_cast<int64_t>(worlds.Below(changed.size())));
    if (worlds.Chance(50)) changed.push_back(worlds.Rule(worlds.Chance(70) ? "restrict" : ""));
    if (worlds.Chance(20)) changed[worlds.Below(changed.size())] = worlds.Rule("forbid");
    const size_t overlay = worlds.Below(2);
    const std::string old_text = worlds.Policy("CO", rules, overlay, {}),
                      new_text = worlds.Policy("CO", changed, overlay, {});
    const PolicySetPtr before = Loaded(worlds.Floor(), old_text), after = Loaded(worlds.Floor(), new_text);
    const bool said = IsNarrowingOnly(*before, *after);
    said ? ++narrowing : ++wider;
    for (int request = 0; said && request < 80; ++request) {
      const RequestClass asked = worlds.Request("CO");
      const bool minors = worlds.Chance(30);
      EXPECT_EQ(More(Ask(*before, asked, minors), Ask(*after, asked, minors)), "") << old_text << new_text;
    }
  }
  EXPECT_GT(narrowing, 25);
  EXPECT_GT(wider, 25);
}

constexpr char kFloor[] = "kind: NetworkFloor\nversion: 1\n";

bool Narrows(const std::string& old_rules, const std::string& new_rules) {
  const std::string head =
      "kind: CountryPolicy\ncountry: CO\nversion: 1\ndefaults: {purposes: [a], retention: P1Y}\nrules:\n";
  return IsNarrowingOnly(*Loaded(kFloor, head + old_rules), *Loaded(kFloor, head + new_rules));
}

TEST(IsNarrowingOnly, TellsWhatAPersonWould) {
  const std::string all = "- {id: a, permit: {to: any}, fields: [event, identity]}\n";
  EXPECT_TRUE(Narrows(all, all));
  EXPECT_TRUE(Narrows(all, "- {id: other, permit: {to: any}, fields: [event]}\n"));
  EXPECT_TRUE(Narrows(all, all + "- {id: r, restrict: {to: [PE]}, retention: P30D, caveats: [x], why: w}\n"));
  EXPECT_TRUE(Narrows(all, all + "- {id: f, forbid: {to: [PE]}, why: w}\n"));
  EXPECT_TRUE(Narrows(all, "- {id: a, permit: {to: any}, reveal: hit, match: [identity]}\n"));
  EXPECT_FALSE(Narrows("- {id: a, permit: {to: any}, reveal: hit, match: [identity]}\n", all));
  EXPECT_FALSE(Narrows(all, "- {id: a, permit: {to: any}, fields: [event, identity, victim]}\n"));
  EXPECT_FALSE(Narrows(all, "- {id: a, permit: {to: any, minors: included}, fields: [event, identity]}\n"));
  EXPECT_FALSE(Narrows(all, "- {id: a, permit: {to: any}, fields: [event], retention: P2Y}\n"));
  EXPECT_FALSE(Narrows(all + "- {id: r, restrict: {to: any}, caveats: [x], why: w}\n", all));
  EXPECT_FALSE(Narrows(all + "- {id: f, forbid: {to: [EC], offences: [theft]}, why: w}\n", all));
}

// Each offence alone, and each two, are seen before and after; only all three together are new.
TEST(IsNarrowingOnly, LooksAtSeveralValuesTogether) {
  const auto permit = [](const std::string& id, const std::string& offences) {
    return absl::StrCat("- {id: ", id, ", permit: {to: any, offences: [", offences, "]}, fields: [event]}\n");
  };
  const std::string pairs = permit("a", "theft, arson") + permit("b", "arson, piracy") + permit("c", "theft, piracy");
  EXPECT_FALSE(Narrows(pairs, permit("d", "theft, arson, piracy")));
  EXPECT_TRUE(Narrows(permit("d", "theft, arson, piracy"), pairs));
}

// Two sets that a value needs both of: the union of two grants shows less than one grant of both.
TEST(IsNarrowingOnly, LooksAtValuesAndNotAtSets) {
  const std::string two =
      "- {id: a, permit: {to: any}, fields: [identity]}\n- {id: b, permit: {to: any}, fields: [victim]}\n";
  const std::string one = "- {id: c, permit: {to: any}, fields: [identity, victim]}\n";
  EXPECT_FALSE(Narrows(two, one));
  EXPECT_TRUE(Narrows(one, two));
}

TEST(IsNarrowingOnly, AnotherFloorIsInDoubt) {
  const std::string policy = "kind: CountryPolicy\ncountry: CO\nversion: 1\n";
  EXPECT_FALSE(IsNarrowingOnly(*Loaded(kFloor, policy), *Loaded(std::string(kFloor) + "# x\n", policy)));
}

TEST(IsNarrowingOnly, OverlaysThatAreOverDoNotCount) {
  const std::string head = "kind: CountryPolicy\ncountry: CO\nversion: 1\nrules: []\n";
  const std::string overlay =
      "overlays:\n- id: o\n  valid: {from: 2031-06-01, until: 2031-06-11, zone: UTC}\n  at_end: recall\n  rules:\n"
      "  - {id: a, permit: {to: any}, fields: [event], purposes: [a], retention: P1Y}\n";
  const PolicySetPtr before = Loaded(kFloor, head), after = Loaded(kFloor, head + overlay);
  absl::Time end;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2031-06-11T00:00:00Z", &end, nullptr));
  EXPECT_FALSE(IsNarrowingOnly(*before, *after));
  EXPECT_FALSE(IsNarrowingOnly(*before, *after, end - absl::Seconds(1)));
  EXPECT_TRUE(IsNarrowingOnly(*before, *after, end));
  EXPECT_TRUE(IsNarrowingOnly(*after, *before));
}

}  // namespace
}  // namespace entente::policy
