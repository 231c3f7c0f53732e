// The gates file: faults with their place, and what the built-in gates make of records.
#include "gateway/server/gates_file.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "adapters/core/format.h"
#include "gateway/core/judging.h"
#include "gateway/testing/records.h"

namespace entente::server {
namespace {

std::string FaultOf(const std::string& text) {
  const auto gates = ParseGates("gates.yaml", text);
  return gates.ok() ? "" : std::string(gates.status().message());
}

TEST(GatesFile, EveryFaultHasItsPlace) {
  EXPECT_EQ(FaultOf("gates: []\n"), "");
  EXPECT_EQ(FaultOf("gate: []\n"), "gates.yaml:1:1: `gate` is no key of `the gates file` (did you mean `gates`?)");
  EXPECT_EQ(FaultOf("gates:\n  - kind: arest\n"),
            "gates.yaml:2:11: `arest` is no `kind`; expected notice, arrest, seizure, incident (did you mean "
            "`arrest`?)");
  const std::string need = "gates:\n  - kind: arrest\n    needs:\n      - ";
  EXPECT_EQ(FaultOf(need + "expected: a place\n        any_of:\n          - header.event_plase\n"),
            "gates.yaml:6:13: `header.event_plase`: `Header` has no field `event_plase`");
  EXPECT_EQ(FaultOf(need + "expected: a thing\n        any_of:\n          - items.quantity\n"),
            "gates.yaml:6:13: `items.quantity`: `items` is a list: say `items[]`");
  EXPECT_EQ(FaultOf(need + "any_of:\n          - narrative\n"), "gates.yaml:4:9: `expected` of a need is missing");
  EXPECT_EQ(FaultOf(need + "expected: a story\n"), "gates.yaml:4:9: `any_of` of a need is missing or empty");
  EXPECT_EQ(FaultOf(need + "{expected: a story, any_of: [narrative], at_least: 0}\n"),
            "gates.yaml:4:60: `at_least` must be a number from 1 to 1000");
  EXPECT_EQ(FaultOf(need + "{expected: a story, any_of: [narrative], when: story}\n"),
            "gates.yaml:4:56: `story`: `Record` has no field `story`");
  EXPECT_EQ(FaultOf("gates:\n  - {kind: arrest, colours: [red], needs: [{expected: x, any_of: [narrative]}]}\n"),
            "gates.yaml:2:5: only a notice has `colours`");
  EXPECT_EQ(FaultOf("gates:\n  - {kind: notice, colours: [pink], needs: []}\n").substr(0, 31),
            "gates.yaml:2:30: `pink` is no `");
  EXPECT_TRUE(absl::IsNotFound(ReadGates("/nowhere/gates.yaml").status()));
}

v1::Record Parse(const std::string& text) {
  v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record)) << text;
  return record;
}

// The first words of what each missing thing is expected to be, one after another.
std::string MissingOf(const v1::Record& record) {
  core::Active active;
  const auto gates = ReadGates("");
  EXPECT_TRUE(gates.ok()) << gates.status();
  active.gates = *gates;
  std::string all;
  for (const v1::Missing& missing : core::WhatIsMissing(active, adapters::Registry::Builtin(), record)) {
    all += (all.empty() ? "" : " | ") + missing.expected();
  }
  return all;
}

constexpr char kWarrant[] = "who issued the arrest warrant, by country, court or magistrate";
constexpr char kPenalty[] = "the penalty, passed or to be expected";

TEST(BuiltInGates, LetCompleteRecordsPass) {
  EXPECT_EQ(MissingOf(testing::Notice("N-1")), "");
  EXPECT_EQ(MissingOf(testing::Arrest("A-1")), "");
}

TEST(BuiltInGates, AskARedNoticeForItsWarrant) {
  v1::Record notice = testing::Notice("N-1");
  notice.clear_orders();
  EXPECT_EQ(MissingOf(notice), std::string(kWarrant) + " | " + kPenalty);
  notice.clear_offences();
  notice.clear_subjects();
  notice.add_subjects()->mutable_role()->set_common("wanted");
  EXPECT_EQ(MissingOf(notice),
            std::string("the name of the person wanted | what tells the person from others of that name, such as a "
                        "birth date, an age, a nationality, a document's number or a picture | ") +
                kWarrant + " | the offence that the warrant is for | " + kPenalty);
  notice.mutable_notice()->set_colour(v1::COLOUR_BLUE);
  EXPECT_NE(MissingOf(notice).find("to find the person by"), std::string::npos);
}

// What a format cannot hold is not asked of its records.
TEST(BuiltInGates, AskEachFormatForWhatItHas) {
  v1::Record notice = testing::Notice("N-1");
  notice.clear_orders();
  notice.mutable_header()->set_format("interpol-notice");
  EXPECT_EQ(MissingOf(notice), kWarrant);  // no place for a penalty
  notice.mutable_header()->set_format("fbi-wanted");
  EXPECT_EQ(MissingOf(notice), "");  // nor for a warrant
}

TEST(BuiltInGates, TellWhereTheFormatKeepsWhatIsMissing) {
  v1::Record notice = testing::Notice("N-1");
  notice.clear_orders();
  notice.mutable_header()->set_format("interpol-notice");
  core::Active active;
  active.gates = *ReadGates("");
  const auto missing = core::WhatIsMissing(active, adapters::Registry::Builtin(), notice);
  ASSERT_EQ(missing.size(), 1u);
  ASSERT_EQ(missing[0].native_places_size(), 1);
  EXPECT_EQ(missing[0].native_places(0), "arrest_warrants[]/issuing_country_id");
}

struct Row {
  const char* name;
  const char* record;
  const char* missing;
};
class BuiltInGatesOf : public ::testing::TestWithParam<Row> {};

TEST_P(BuiltInGatesOf, ThatKind) { EXPECT_EQ(MissingOf(Parse(GetParam().record)), GetParam().missing); }

constexpr char kWhere[] = "where, or which unit reported it";
constexpr char kSeized[] =
    "what was seized | how much or how many, or what it is worth | where, or which unit reported it | when";

INSTANTIATE_TEST_SUITE_P(
    Records, BuiltInGatesOf,
    ::testing::Values(
        Row{"EmptySeizure", "seizure {}", kSeized},
        Row{"Drug",
            "seizure {} header { event_time { year: 2024 } event_place { country { common: 'CO' } } } items { drug { "
            "substance { common: 'cocaine' } } quantity { amount: '1' } }",
            ""},
        Row{"DrugOfUnknownKind",
            "seizure {} header { event_time { year: 2024 } event_place { country { common: 'CO' } } } items { drug { "
            "substance { common: 'unknown' } } quantity { amount: '1' } }",
            "what was seized"},
        Row{"AVehicleNeedsNoNumber",
            "seizure {} header { event_time { year: 2024 } event_place { locality: 'x' } } items { vehicle { vin: '1' "
            "} }",
            ""},
        Row{"StatisticalWithoutItsPeriod",
            "seizure { statistical: true } header { event_place { country { common: 'CO' } } } items { drug { "
            "substance { common: 'cocaine' } } quantity { amount: '1' } }",
            "the period that the sum is over"},
        Row{"EmptyArrest", "arrest {}",
            "who was arrested, by name or number, or at least sex, age or nationality | what for | when | where, or "
            "which unit reported it"},
        Row{"ArrestByItsUnit",
            "arrest {} header { event_time { year: 2024 } agencies { code: 'x' } } subjects { sex { common: '1' } } "
            "offences { code { text: 'x' } }",
            ""},
        Row{"Incident", "incident {} narrative: 'x' header { event_time { year: 2024 } }", kWhere},
        Row{"VictimsCaseWithoutExploitation",
            "incident {} header { event_time { year: 2024 } agencies { code: 'x' } } victims { trafficking { status { "
            "common: 'actual' } } }",
            "the form of exploitation, or the means by which the victim was recruited or controlled"},
        Row{"YellowNotice",
            "notice { colour: COLOUR_YELLOW published { year: 2024 } } subjects { names { parts { text: 'x' } } marks: "
            "'x' }",
            ""},
        Row{"SilverNotice", "notice { colour: COLOUR_SILVER } narrative: 'x'", "the asset to be traced"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace entente::server
