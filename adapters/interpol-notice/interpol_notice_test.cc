#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Count;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Read;
using testing::Reading;
using testing::ReadSample;
using testing::Written;

const Format& Notices() { return testing::Builtin("interpol-notice"); }

std::string Part(const v1::Name& name, v1::NamePart::Kind kind) {
  for (const v1::NamePart& part : name.parts()) {
    if (part.kind() == kind) return part.text();
  }
  return "";
}

class Red : public testing::OfSample {
 protected:
  Red() : OfSample("interpol-notice", "red.json") {}
};

TEST_F(Red, ANestedArrayIsReadFlat) {
  ASSERT_EQ(reading_.decoded.size(), 3u);
  EXPECT_TRUE(reading_.refused.empty());
}

TEST_F(Red, IsANoticeOfInterpolAboutSomeoneWanted) {
  EXPECT_EQ(record(0).header().originator().country(), "XPO");
  EXPECT_EQ(record(0).header().national_id(), "2031/99901");
  EXPECT_EQ(record(0).header().action(), v1::ACTION_NEW);
  EXPECT_EQ(record(0).notice().colour(), v1::COLOUR_RED);
  ASSERT_EQ(record(0).subjects_size(), 1);
  EXPECT_EQ(record(0).subjects(0).role().common(), "wanted");
}

TEST_F(Red, AFormerNameInBracketsAndTwoBlanksStayAsWritten) {
  const v1::Person& who = record(0).subjects(0);
  EXPECT_EQ(Part(who.names(0), v1::NamePart::FAMILY), "QUISPEROA TAMBURELLI (TAMBOR)");
  EXPECT_EQ(Part(who.names(0), v1::NamePart::GIVEN), "ÉDGAR NEPTALÍ");
  EXPECT_EQ(who.birth_places(0).given(), "Villa  Inventada");
  EXPECT_EQ(record(1).subjects(0).birth_places(0).given(), "قرية مخترعة");
}

TEST_F(Red, IntegerZeroIsNoHeightAndNoWeight) {
  const v1::Person& known = record(0).subjects(0);
  EXPECT_EQ(known.height().amount(), "1.725");
  EXPECT_EQ(known.height().unit().common(), "MTR");
  EXPECT_EQ(known.height().normal(), "172.5");
  EXPECT_EQ(known.weight().amount(), "");
  EXPECT_EQ(record(1).subjects(0).height().amount(), "");
  EXPECT_EQ(record(1).subjects(0).weight().amount(), "74.5");
  EXPECT_EQ(Count(reading_.decoded[0].receipt, v1::UNKNOWN), 1);
}

TEST_F(Red, ABirthDateHasThePrecisionItWasGivenWith) {
  EXPECT_EQ(record(0).subjects(0).birth_dates(0).year(), 1987);
  EXPECT_EQ(record(0).subjects(0).birth_dates(0).month(), 0);
  EXPECT_EQ(record(1).subjects(0).birth_dates(0).day(), 5);
  EXPECT_EQ(record(2).subjects(0).birth_dates(0).month(), 3);
  EXPECT_EQ(record(2).subjects(0).birth_dates(0).day(), 0);
}

TEST_F(Red, EveryCountryWithAWarrantAskedForTheNotice) {
  ASSERT_EQ(record(1).orders_size(), 2);
  EXPECT_EQ(record(1).orders(0).kind().common(), "arrest-warrant");
  EXPECT_EQ(record(1).orders(1).country().common(), "914");
  ASSERT_EQ(record(1).notice().requested_by_size(), 2);
  EXPECT_EQ(record(1).notice().requested_by(0).common(), "AR");
  EXPECT_EQ(record(2).orders_size(), 2);
  EXPECT_EQ(record(2).notice().requested_by_size(), 1) << "two warrants of one country make one controller";
}

TEST_F(Red, TheWordsOfAChargeGiveTheOffenceItsCodeAndNoWordsGiveNone) {
  ASSERT_EQ(record(0).offences_size(), 1);
  EXPECT_EQ(record(0).offences(0).code().common(), "human-trafficking");
  EXPECT_THAT(record(0).offences(0).charge(), HasSubstr("sexual\r\n2) Asociación ilícita"));
  EXPECT_EQ(record(0).orders(0).offence_ids(0), record(0).offences(0).id());
  EXPECT_EQ(record(1).offences(0).code().common(), "robbery");
  EXPECT_EQ(record(1).offences(1).code().common(), "");
  EXPECT_EQ(record(1).offences(1).charge_translation(), "Invented charge of trafficking in human beings");
  EXPECT_FALSE(record(2).offences(0).has_code());
  EXPECT_EQ(record(2).offences(1).code().common(), "homicide");
}

TEST_F(Red, TheCountriesThatAreNoCountries) {
  EXPECT_EQ(record(2).subjects(0).nationalities(0).common(), "EU");
  EXPECT_EQ(record(1).subjects(0).nationalities(0).common(), "");
  EXPECT_EQ(record(1).subjects(0).nationalities(0).code(), "XX-INVENTED");
  EXPECT_EQ(Count(reading_.decoded[1].receipt, v1::TEXT_ONLY), 1);
}

TEST_F(Red, AnotherWantedPersonIsALinkAndNoSubject) {
  ASSERT_EQ(record(0).header().links_size(), 1);
  const v1::Link& link = record(0).header().links(0);
  EXPECT_EQ(link.kind(), v1::Link::CO_WANTED);
  EXPECT_EQ(link.national_id(), "2031/99902");
  EXPECT_EQ(link.originator().country(), "XPO");
  EXPECT_EQ(link.colour(), v1::COLOUR_RED);
  EXPECT_EQ(Part(link.name(), v1::NamePart::FAMILY), "QUISPEROA");
}

TEST_F(Red, ADashIsNoForename) {
  EXPECT_EQ(Part(record(2).subjects(0).names(0), v1::NamePart::GIVEN), "");
  EXPECT_EQ(record(2).subjects(0).sex().common(), "0");
}

TEST_F(Red, NavigationIsCarriedAndThePictureIsMedia) {
  EXPECT_THAT(record(0).subjects(0).media(0).uri(), HasSubstr("2031-99901/images"));
  bool thumbnail = false;
  for (const v1::Carried& carried : record(0).carried()) thumbnail |= carried.text().ends_with("images/99900001\"");
  EXPECT_TRUE(thumbnail);
}

TEST_F(Red, NoLeafIsForgotten) {
  for (const Decoded& decoded : reading_.decoded) EXPECT_EQ(Count(decoded.receipt, v1::UNMAPPED), 0);
}

TEST_F(Red, WritesWhatItReadWithZeroForUnknown) {
  const std::string json = Written(Notices(), record(0));
  EXPECT_THAT(json, HasSubstr("\"height\":1.725"));
  EXPECT_THAT(json, HasSubstr("\"weight\":0"));
  EXPECT_THAT(json, HasSubstr("\"entity_id\":\"2031/99901\""));
  EXPECT_THAT(json, Not(HasSubstr("issuing_country\":null"))) << "a red notice has no such field";
}

TEST(Yellow, ALiteralNullAmongTheLinesIsNoRecord) {
  const Reading reading = ReadSample("interpol-notice", "yellow.jsonl");
  EXPECT_EQ(reading.decoded.size(), 3u);
  EXPECT_TRUE(reading.refused.empty());
}

TEST(Yellow, IsAboutSomeoneMissing) {
  const Reading reading = ReadSample("interpol-notice", "yellow.jsonl");
  const v1::Record& record = reading.decoded.at(0).record;
  EXPECT_EQ(record.notice().colour(), v1::COLOUR_YELLOW);
  EXPECT_EQ(record.subjects(0).role().common(), "missing");
  EXPECT_EQ(record.notice().requested_by(0).common(), "CO");
  EXPECT_EQ(Part(record.subjects(0).mother_names(0), v1::NamePart::FAMILY), "FICTICIA MODELO");
  EXPECT_EQ(record.header().event_time().day(), 11);
  ASSERT_EQ(record.notice().likely_places_size(), 2);
  EXPECT_EQ(record.notice().likely_places(1).country().common(), "CL");
  EXPECT_EQ(record.orders_size(), 0);
  EXPECT_EQ(record.offences_size(), 0);
}

TEST(Pages, AListOfPagesIsReadAndAnEmptyPageIsNothing) {
  const Reading reading = ReadSample("interpol-notice", "list_pages.json");
  ASSERT_EQ(reading.decoded.size(), 3u);
  EXPECT_EQ(reading.decoded[1].record.header().national_id(), "2031/99962");
  EXPECT_EQ(reading.decoded[2].record.notice().colour(), v1::COLOUR_YELLOW);
}

TEST(Pages, WhatStandsAroundTheNoticesIsAccountedForOnceAPage) {
  const Reading reading = ReadSample("interpol-notice", "list_pages.json");
  ASSERT_FALSE(reading.around.empty());
  for (const v1::Receipt& page : reading.around) {
    EXPECT_GE(page.leaves(), 3);
    EXPECT_EQ(Count(page, v1::UNMAPPED), 0) << page.ShortDebugString();
  }
  const Reading strange = Read(Notices(), R"({"total": 0, "advice": "none", "_embedded": {"notices": []}})");
  ASSERT_EQ(strange.around.size(), 1u);
  EXPECT_EQ(Count(strange.around[0], v1::UNMAPPED), 1);
  EXPECT_EQ(Count(strange.around[0], v1::DROPPED), 1);
}

TEST(BadInput, ADateThatIsNoneRefusesItsNoticeAndNoOther) {
  std::string file = testing::Sample("interpol-notice", "red.json");
  file.replace(file.find("1964/10/05"), 10, "1964/13/05");
  const Reading reading = Read(Notices(), file);
  EXPECT_EQ(reading.decoded.size(), 2u);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].where, HasSubstr("date_of_birth"));
  EXPECT_THAT(reading.refused[0].found, HasSubstr("1964/13/05"));
}

TEST(BadInput, AColourThisApiDoesNotHaveIsNotWritten) {
  v1::Record record = ReadSample("interpol-notice", "red.json").decoded.at(0).record;
  record.mutable_notice()->set_colour(v1::COLOUR_SILVER);
  EXPECT_FALSE(Notices().Encode(record).ok());
}

}  // namespace
}  // namespace entente::adapters
