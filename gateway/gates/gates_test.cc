// What counts as a value, and which needs are asked of which record.
#include "gateway/gates/gates.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace entente::gates {
namespace {

v1::Record Parse(const std::string& text) {
  v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record)) << text;
  return record;
}

Place At(const char* text) {
  const absl::StatusOr<Place> place = ReadPlace(text);
  EXPECT_TRUE(place.ok()) << text << ": " << place.status();
  return place.ok() ? *place : Place();
}

Need Wants(std::vector<const char*> places) {
  Need need;
  need.expected = "something";
  for (const char* text : places) need.any_of.push_back(At(text));
  return need;
}

bool FormatHasAll(const std::string&) { return true; }
bool FormatHasNone(const std::string&) { return false; }

bool Passes(const v1::Record& record, Need need, const FormatHas& has = FormatHasAll) {
  Gate gate;
  gate.kind = "arrest";
  gate.needs.push_back(std::move(need));
  return MissingFrom(record, {gate}, has).empty();
}

struct Case {
  const char* name;
  const char* record;  // its arrest aside
  const char* place;
  bool passes;
};

class Presence : public ::testing::TestWithParam<Case> {};

TEST_P(Presence, OfAValue) {
  const v1::Record record = Parse(std::string("arrest {} ") + GetParam().record);
  EXPECT_EQ(Passes(record, Wants({GetParam().place})), GetParam().passes);
}

INSTANTIATE_TEST_SUITE_P(
    Values, Presence,
    ::testing::Values(
        Case{"Nothing", "", "narrative", false}, Case{"Text", "narrative: 'x'", "narrative", true},
        Case{"Blanks", "narrative: ' \\n'", "narrative", false},
        Case{"TextInAList", "header { operations: ['', 'OP'] }", "header.operations[]", true},
        Case{"EmptyTextInAList", "header { operations: '' }", "header.operations[]", false},
        Case{"CommonCode", "offences { code { common: 'theft' } }", "offences[].code", true},
        Case{"NationalWordsAlone", "offences { code { text: 'robo' list: 'XX.y' } }", "offences[].code", true},
        Case{"UnknownCode", "offences { code { common: 'unknown' text: 'SIN DATO' } }", "offences[].code", false},
        Case{"ListOfACodeAlone", "offences { code { list: 'XX.y' } }", "offences[].code", false},
        Case{"Date", "header { event_time { year: 2024 } }", "header.event_time", true},
        Case{"DateInWords", "header { event_time { given: 'Circa 1970' } }", "header.event_time", true},
        Case{"DateOfZeros", "header { event_time { given: '0000-00-00' } }", "header.event_time", false},
        Case{"TimeOfDayAlone", "header { event_time { time: '04' } }", "header.event_time", false},
        Case{"EndOfARange", "header { event_time { to_year: 2024 } }", "header.event_time", true},
        Case{"Quantity", "items { quantity { amount: '0.5' } }", "items[].quantity", true},
        Case{"QuantityNotKnown", "items { quantity { given: '0' } }", "items[].quantity", false},
        Case{"UnitAlone", "items { quantity { unit { common: 'KGM' } } }", "items[].quantity", false},
        Case{"Money", "items { cash { amount: '12' } }", "items[].cash", true},
        Case{"CurrencyAlone", "items { cash { currency { common: 'USD' } } }", "items[].cash", false},
        Case{"AnyLeafOfAMessage", "header { event_place { locality: 'Villa Inventada' } }", "header.event_place", true},
        Case{"MessageOfUnknowns", "header { event_place { country { common: 'unknown' } } }", "header.event_place",
             false},
        Case{"EmptyMessage", "header { event_place {} }", "header.event_place", false},
        Case{"Flag", "header { test: true }", "header.test", true},
        Case{"FlagNotSet", "header {}", "header.test", false},
        Case{"Enum", "header { action: ACTION_NEW }", "header.action", true},
        Case{"OneOfThings", "items { vehicle { make: 'Inventada' } }", "items[].vehicle", true},
        Case{"AnotherThing", "items { vehicle { make: 'Inventada' } }", "items[].firearm", false},
        Case{"Filter", "subjects { role { common: 'arrested' } marks: 'scar' }", "subjects[role=arrested].marks", true},
        Case{"FilterThatDoesNotFit", "subjects { role { common: 'holder' } marks: 'scar' }",
             "subjects[role=arrested].marks", false}),
    [](const auto& row) { return row.param.name; });

TEST(Gates, AreAskedByKindAndColour) {
  Gate red{.kind = "notice", .colours = {v1::COLOUR_RED}, .needs = {Wants({"narrative"})}};
  Gate all{.kind = "notice", .colours = {}, .needs = {Wants({"subjects[]"})}};
  const Gates gates = {red, all};
  EXPECT_EQ(MissingFrom(Parse("notice { colour: COLOUR_RED }"), gates, FormatHasAll).size(), 2u);
  EXPECT_EQ(MissingFrom(Parse("notice { colour: COLOUR_BLUE }"), gates, FormatHasAll).size(), 1u);
  EXPECT_EQ(MissingFrom(Parse("notice {}"), gates, FormatHasAll).size(), 1u);
  EXPECT_EQ(MissingFrom(Parse("seizure {}"), gates, FormatHasAll).size(), 0u);
}

TEST(Gates, AnyOfThePlacesWillDo) {
  const auto name_or_mark = [] { return Wants({"subjects[].names[].parts[].text", "subjects[].marks"}); };
  EXPECT_TRUE(Passes(Parse("arrest {} subjects { marks: 'x' }"), name_or_mark()));
  EXPECT_TRUE(Passes(Parse("arrest {} subjects {} subjects { names { parts { text: 'x' } } }"), name_or_mark()));
  EXPECT_FALSE(Passes(Parse("arrest {} subjects {}"), name_or_mark()));
}

TEST(Gates, CountAcrossThePlaces) {
  Need two = Wants({"subjects[].nationalities[]", "subjects[].documents[].number"});
  two.at_least = 2;
  const char* one = "arrest {} subjects { nationalities { common: 'EC' } }";
  const char* both = "arrest {} subjects { nationalities { common: 'EC' } documents { number: '1' } }";
  const char* same = "arrest {} subjects { documents { number: '1' } documents { number: '2' } }";
  EXPECT_FALSE(Passes(Parse(one), two));
  EXPECT_TRUE(Passes(Parse(both), two));
  EXPECT_TRUE(Passes(Parse(same), two));
}

TEST(Gates, ThatDependOnTheFormatAskNothingOfOneWithoutThePlace) {
  Need penalty = Wants({"orders[].sentence"});
  const v1::Record record = Parse("arrest {}");
  EXPECT_FALSE(Passes(record, penalty, FormatHasNone));
  penalty.where_the_format_has_one = true;
  EXPECT_TRUE(Passes(record, penalty, FormatHasNone));
  EXPECT_FALSE(Passes(record, penalty, [](const std::string& field) { return field == "orders.sentence"; }));
}

TEST(Gates, MayHoldUnderACondition) {
  Need when = Wants({"narrative"}), unless = Wants({"narrative"});
  when.when = At("header.test");
  unless.unless = At("header.test");
  const v1::Record test = Parse("arrest {} header { test: true }"), real = Parse("arrest {}");
  EXPECT_FALSE(Passes(test, when));
  EXPECT_TRUE(Passes(real, when));
  EXPECT_TRUE(Passes(test, unless));
  EXPECT_FALSE(Passes(real, unless));
}

// The victim's own values stand all around what is missing, and none of them in what is told.
TEST(Gates, TellPlacesAndExpectationsAndNoValue) {
  Gate gate;
  gate.kind = "incident";
  gate.needs = {Wants({"victims[].trafficking.exploitation[]", "victims[].trafficking.sexual[]"})};
  const v1::Record record = Parse(
      "incident {} header { national_id: 'SECRET-1' } victims { person { names { parts { text: 'SECRET-2' } } "
      "age { amount: '9' } } trafficking { status { text: 'SECRET-3' } } }");
  const std::vector<Missing> missing = MissingFrom(record, {gate}, FormatHasAll);
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].expected, "something");
  EXPECT_EQ(missing[0].paths,
            (std::vector<std::string>{"victims[].trafficking.exploitation[]", "victims[].trafficking.sexual[]"}));
  EXPECT_EQ(missing[0].plain,
            (std::vector<std::string>{"victims.trafficking.exploitation", "victims.trafficking.sexual"}));
}

TEST(Places, AreCheckedAgainstTheRecord) {
  EXPECT_EQ(At("orders[].offence_ids[]").plain, "orders.offence_ids");
  EXPECT_EQ(At("subjects[role=wanted].names[].parts[].text").plain, "subjects.names.parts.text");
  EXPECT_EQ(ReadPlace("orders[].penalty").status().message(), "`CourtOrder` has no field `penalty`");
  EXPECT_EQ(ReadPlace("orders.country").status().message(), "`orders` is a list: say `orders[]`");
  EXPECT_FALSE(ReadPlace("").ok());
  EXPECT_FALSE(ReadPlace(".").ok());
}

}  // namespace
}  // namespace entente::gates
