#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Count;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Reading;
using testing::ReadSample;
using testing::WithoutVictims;
using testing::Written;

const Format& Wanted() { return testing::Builtin("fbi-wanted"); }

class Page : public testing::OfSample {
 protected:
  enum Item : size_t { kFugitive, kMissing, kUnidentified, kHomicide, kVictim, kSought, kAccomplice };
  Page() : OfSample("fbi-wanted", "page.json") {}
};

TEST_F(Page, AllItemsAreRead) {
  EXPECT_EQ(reading_.decoded.size(), 7u);
  EXPECT_TRUE(reading_.refused.empty());
  for (const Decoded& decoded : reading_.decoded) EXPECT_EQ(Count(decoded.receipt, v1::UNMAPPED), 0);
}

TEST_F(Page, OnlySomeoneWantedHasARedNotice) {
  EXPECT_EQ(record(kFugitive).notice().colour(), v1::COLOUR_RED);
  EXPECT_EQ(record(kAccomplice).notice().colour(), v1::COLOUR_RED);
  EXPECT_EQ(record(kMissing).notice().colour(), v1::COLOUR_YELLOW);
  EXPECT_EQ(record(kUnidentified).notice().colour(), v1::COLOUR_BLACK);
  EXPECT_EQ(record(kHomicide).notice().colour(), v1::COLOUR_BLUE);
  EXPECT_EQ(record(kVictim).notice().colour(), v1::COLOUR_BLUE);
  EXPECT_EQ(record(kSought).notice().colour(), v1::COLOUR_BLUE);
  EXPECT_EQ(record(kFugitive).subjects(0).role().common(), "wanted");
  EXPECT_EQ(record(kMissing).subjects(0).role().common(), "missing");
  EXPECT_EQ(record(kUnidentified).subjects(0).role().common(), "unidentified");
  EXPECT_EQ(record(kSought).subjects(0).role().common(), "person-of-interest");
}

TEST_F(Page, AHomicideVictimIsAVictimThoughTheItemSaysMain) {
  const v1::Record& record = this->record(kHomicide);
  EXPECT_EQ(record.subjects_size(), 0);
  ASSERT_EQ(record.victims_size(), 1);
  EXPECT_EQ(record.victims(0).person().role().code(), "Main");
  EXPECT_EQ(record.victims(0).person().names(0).parts(0).text(), "PAULINA DE LA FICCIÓN");
}

TEST_F(Page, NothingOfAVictimStandsOutsideVictims) {
  const std::string outside = WithoutVictims(record(kHomicide));
  for (const char* value : {"Paul", "paul", "PAUL", "Pauly", "W000000002", "cardboard", "man of straw", "1969",
                            "Her car", "invented/99004"}) {
    EXPECT_THAT(outside, Not(HasSubstr(value)));
  }
  EXPECT_THAT(outside, HasSubstr("vicap-homicides"));
  EXPECT_THAT(WithoutVictims(record(kVictim)), Not(HasSubstr("aya")));
}

TEST_F(Page, TheUrlIsCarriedAndItsRepetitionsAreNot) {
  const v1::Record& record = this->record(kFugitive);
  ASSERT_EQ(record.carried_size(), 1);
  EXPECT_THAT(record.carried(0).path(), HasSubstr("url"));
  EXPECT_EQ(record.carried(0).text(), "\"https://www.fbi.gov/wanted/human-trafficking/aurelio-imaginario-invented\"");
  EXPECT_EQ(Count(reading_.decoded[kFugitive].receipt, v1::DROPPED), 4);
  bool carried = false;
  for (const v1::Carried& value : this->record(kHomicide).victims(0).carried())
    carried |= value.path().ends_with("url");
  EXPECT_TRUE(carried);
  EXPECT_EQ(this->record(kHomicide).carried_size(), 0);
}

TEST_F(Page, TwoPersonsInATitleStayOneName) {
  EXPECT_EQ(record(kFugitive).subjects_size(), 1);
  EXPECT_EQ(record(kFugitive).subjects(0).names(0).parts(0).text(),
            "AURELIO IMAGINARIO, SR. and MARIELA IMAGINARIO-PAZ");
  EXPECT_EQ(record(kFugitive).subjects(0).names(0).parts(0).kind(), v1::NamePart::WHOLE);
  ASSERT_EQ(record(kFugitive).subjects(0).names_size(), 3);
  EXPECT_EQ(record(kFugitive).subjects(0).names(1).use(), v1::Name::ALIAS);
  EXPECT_EQ(record(kAccomplice).subjects(0).names(2).parts(0).text(), "Инвентов Образец");
}

TEST_F(Page, ADateInWordsIsKeptInWords) {
  const v1::Person& who = record(kFugitive).subjects(0);
  ASSERT_EQ(who.birth_dates_size(), 3);
  EXPECT_EQ(who.birth_dates(0).given(), "Aurelio:  July 4, 1961") << "as the source wrote it";
  EXPECT_EQ(who.birth_dates(0).year(), 0);
  EXPECT_EQ(who.birth_dates(1).year(), 1962);
  EXPECT_EQ(who.birth_dates(1).day(), 4);
  EXPECT_EQ(who.birth_dates(1).given(), "");
  EXPECT_EQ(who.birth_dates(2).given(), "Approximately 1964");
  EXPECT_EQ(record(kAccomplice).subjects(0).birth_dates(1).year(), 1971);
  EXPECT_EQ(record(kAccomplice).subjects(0).birth_dates(1).month(), 0);
}

TEST_F(Page, HtmlIsKeptAsItStands) {
  EXPECT_EQ(record(kFugitive).notice().reward_terms(),
            "<p>The FBI is offering a reward of <b>up to $50,000</b> for information (invented).</p>");
  EXPECT_THAT(record(kFugitive).notice().caution(), HasSubstr("air &amp; road"));
}

TEST_F(Page, InchesAndPoundsAreConvertedForComparisonOnly) {
  const v1::Person& who = record(kFugitive).subjects(0);
  EXPECT_EQ(who.height().amount(), "67");
  EXPECT_EQ(who.height().amount_to(), "69");
  EXPECT_EQ(who.height().unit().common(), "INH");
  EXPECT_EQ(who.height().normal(), "170.18");
  EXPECT_EQ(who.weight().given(), "180 to 200 pounds");
  EXPECT_EQ(record(kUnidentified).subjects(0).height().amount(), "2272") << "an error of entry is the source's";
}

TEST_F(Page, TheChargesOfSomeoneWantedHaveACommonOffence) {
  EXPECT_EQ(record(kFugitive).offences(0).code().common(), "human-trafficking");
  EXPECT_EQ(record(kAccomplice).offences(0).code().common(), "homicide");
  EXPECT_EQ(record(kMissing).offences_size(), 0) << "place and day of a disappearance are no charge";
  EXPECT_EQ(record(kMissing).header().event_place().given(), "Ciudad Modelo, Nevada\r\nFebruary 2, 2031");
}

TEST_F(Page, NoRewardAndNoUpperLimitAreUnknown) {
  EXPECT_EQ(record(kFugitive).notice().reward().amount(), "25000");
  EXPECT_EQ(record(kFugitive).notice().reward().amount_to(), "50000");
  EXPECT_EQ(record(kFugitive).notice().reward().currency().common(), "USD");
  EXPECT_EQ(record(kSought).notice().reward().amount(), "5000000");
  EXPECT_EQ(record(kSought).notice().reward().amount_to(), "");
  EXPECT_EQ(record(kMissing).notice().reward().amount(), "");
}

TEST_F(Page, PlacesComeFromFourFields) {
  const v1::Notice& notice = record(kUnidentified).notice();
  int points = 0, states = 0, words = 0;
  for (const v1::Place& place : notice.likely_places()) {
    points += place.latitude().empty() ? 0 : 1;
    states += place.areas_size();
    words += place.latitude().empty() && !place.given().empty() ? 1 : 0;
  }
  EXPECT_EQ(points, 2);
  EXPECT_EQ(states, 2);
  EXPECT_EQ(words, 1);
  EXPECT_EQ(record(kFugitive).notice().likely_places(0).country().common(), "MX");
}

TEST_F(Page, NaIsAWordForUnknownAndMeansStillSought) {
  EXPECT_EQ(record(kFugitive).header().status().common(), "open");
  EXPECT_EQ(record(kFugitive).header().status().code(), "na");
  EXPECT_EQ(record(kSought).header().status().common(), "captured");
}

TEST_F(Page, TimesKeepWhatTheyHave) {
  EXPECT_EQ(record(kFugitive).notice().published().time(), "09:00:00");
  EXPECT_EQ(record(kFugitive).notice().published().zone(), "");
  EXPECT_EQ(record(kFugitive).notice().updated(0).zone(), "+00:00");
}

TEST_F(Page, WritesEachKindBackAsItWas) {
  for (const Decoded& decoded : reading_.decoded) {
    const Reading again = testing::Read(Wanted(), Written(Wanted(), decoded.record));
    ASSERT_EQ(again.decoded.size(), 1u);
    EXPECT_EQ(again.decoded[0].record.Utf8DebugString(), decoded.record.Utf8DebugString());
  }
}

TEST(One, AnItemAloneIsReadLikeOneOfAPage) {
  const Reading one = ReadSample("fbi-wanted", "one.json");
  ASSERT_EQ(one.decoded.size(), 1u);
  const v1::Record of_page = ReadSample("fbi-wanted", "page.json").decoded.at(0).record;
  EXPECT_EQ(one.decoded[0].record.Utf8DebugString(), of_page.Utf8DebugString()) << "escaped or not, it is one text";
}

TEST(Dropped, WhatIsNotTheSameAsItShouldBeIsCarried) {
  const Reading reading = testing::Read(
      Wanted(), R"({"uid":"a","@id":"https://api.fbi.gov/@wanted-person/a","url":"https://x/b","path":"/c"})");
  ASSERT_EQ(reading.decoded.size(), 1u);
  std::vector<std::string> carried;
  for (const auto& one : reading.decoded[0].record.carried()) carried.push_back(one.path());
  EXPECT_EQ(carried, (std::vector<std::string>{"path", "url"}));
}

}  // namespace
}  // namespace entente::adapters
