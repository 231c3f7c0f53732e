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

const Format& Misp() { return testing::Builtin("misp"); }

class MispEvent : public testing::OfSample {
 protected:
  MispEvent() : OfSample("misp", "event.json") {}
};

TEST_F(MispEvent, EachObjectIsARecordMarkedAsTheEventIs) {
  EXPECT_TRUE(reading_.refused.empty());
  ASSERT_EQ(reading_.decoded.size(), 11u);
  for (size_t i = 0; i < 11; ++i) {
    EXPECT_EQ(Count(reading_.decoded[i].receipt, v1::UNMAPPED), 0) << i;
    ASSERT_EQ(record(i).header().markings_size(), 2) << i;
    EXPECT_EQ(record(i).header().markings(0).common(), "tlp:amber");
    EXPECT_EQ(record(i).header().markings(1).common(), "");
    EXPECT_EQ(record(i).has_notice(), i < 3) << i;
  }
  ASSERT_EQ(reading_.around.size(), 1u);
  EXPECT_EQ(Count(reading_.around[0], v1::UNMAPPED), 0);
}

TEST_F(MispEvent, ANoticesColourSaysWhatThePersonIs) {
  EXPECT_EQ(record(0).notice().colour(), v1::COLOUR_RED);
  EXPECT_EQ(record(0).subjects(0).role().common(), "wanted");
  EXPECT_EQ(record(1).notice().colour(), v1::COLOUR_YELLOW);
  EXPECT_EQ(record(1).subjects(0).role().common(), "missing");
  EXPECT_EQ(record(2).notice().colour(), v1::COLOUR_GREEN);
  EXPECT_EQ(record(2).subjects(0).birth_dates(0).given(), "spring of 1970");
}

TEST_F(MispEvent, ANoticeSaysWhatItsAttributesSay) {
  const v1::Person& wanted = record(0).subjects(0);
  EXPECT_EQ(wanted.names(0).parts(0).text(), "EJEMPLO");
  EXPECT_EQ(wanted.names(0).parts(1).text(), "ANA");
  EXPECT_EQ(wanted.names_size(), 3);
  EXPECT_EQ(wanted.sex().common(), "2");
  EXPECT_EQ(wanted.nationalities(0).common(), "EC");
  EXPECT_EQ(wanted.nationalities(1).common(), "");
  EXPECT_EQ(wanted.nationalities(1).text(), "Utopian");
  EXPECT_EQ(wanted.height().given(), "1.70 metres");
  EXPECT_EQ(wanted.height().amount(), "") << "no unit is said";
  ASSERT_EQ(record(0).offences_size(), 2);
  EXPECT_EQ(record(0).offences(0).code().common(), "robbery");
  EXPECT_EQ(record(0).offences(1).code().common(), "");
  EXPECT_EQ(record(1).header().event_time().month(), 12);
  EXPECT_EQ(record(1).subjects(0).father_names(0).parts(0).text(), "MUSTER IWAN");
}

TEST_F(MispEvent, RolesDecideWhoMaySeeAPerson) {
  EXPECT_EQ(record(3).subjects(0).role().common(), "suspect");
  EXPECT_EQ(record(4).subjects_size(), 0);
  EXPECT_EQ(record(4).victims(0).person().names(0).parts(0).text(), "Invented");
  EXPECT_THAT(testing::WithoutVictims(record(4)), Not(HasSubstr("INV-0")));
  EXPECT_EQ(record(5).witnesses(0).role().common(), "witness");
  EXPECT_EQ(record(6).witnesses(0).role().common(), "informant");
  EXPECT_EQ(record(6).witnesses(0).role().text(), "Source");
  EXPECT_EQ(record(8).victims(0).organisation().names(0).parts(0).text(), "Invented Shelter");
  EXPECT_EQ(record(9).victims(0).person().names(0).parts(0).text(), "Nobody Atall");
}

TEST_F(MispEvent, DocumentsAndThings) {
  const v1::Document& passport = record(3).subjects(0).documents(0);
  EXPECT_EQ(passport.number(), "X0000001");
  EXPECT_EQ(passport.country().common(), "PE");
  EXPECT_EQ(passport.expires().year(), 2035);
  EXPECT_EQ(record(7).items(0).status().common(), "stolen");
  EXPECT_EQ(record(7).items(0).vehicle().registration(), "INV-000");
  EXPECT_EQ(record(10).associates(0).documents(0).number(), "X0000009");
  EXPECT_EQ(record(10).associates(0).documents(0).name().parts(0).text(), "NADIE");
}

TEST_F(MispEvent, ASecondFirstNameIsNeverReadInPlaceOfTheFirst) {
  const auto given = [](const v1::Record& of) {
    for (const v1::Name& name : of.subjects(0).names()) {
      for (const v1::NamePart& part : name.parts()) {
        if (part.kind() == v1::NamePart::GIVEN) return part.text();
      }
    }
    return std::string();
  };
  EXPECT_EQ(given(record(3)), "Iwan");
  v1::Record without = record(3);
  for (v1::Name& name : *without.mutable_subjects(0)->mutable_names()) {
    for (v1::NamePart& part : *name.mutable_parts()) {
      if (part.text() == "Iwan") part.clear_text();
    }
  }
  const Reading back = Read(Misp(), Written(Misp(), without));
  ASSERT_EQ(back.decoded.size(), 1u);
  EXPECT_EQ(given(back.decoded[0].record), "");
}

TEST_F(MispEvent, WrittenAgainItIsAnEventWithOneObject) {
  const std::string written = Written(Misp(), record(3));
  EXPECT_THAT(written, ::testing::StartsWith(R"({"Event":{"Tag":[{"name":"tlp:amber")"));
  for (const char* text : {R"("template_uuid":"a15b0477-e9d1-4b9c-9546-abe78a4f4248")",
                           R"("object_relation":"first-name")", R"("value":"192.0.2.2")",
                           R"("relationship_type":"owner-of")", R"("comment":"another spelling","value":"Ivan")"}) {
    EXPECT_THAT(written, HasSubstr(text));
  }
}

TEST(MispFromElsewhere, ARedNoticeOfInterpolIsANoticeObject) {
  const Reading notices = ReadSample("interpol-notice", "red.json");
  const v1::Record& red = notices.decoded.at(0).record;
  const std::string written = Written(Misp(), red);
  EXPECT_THAT(written, HasSubstr(R"("name":"interpol-notice")"));
  EXPECT_THAT(written, HasSubstr(R"("value":"Red")"));
  EXPECT_THAT(written, HasSubstr(R"({"object_relation":"present-family-name")"));
  EXPECT_THAT(written, HasSubstr(R"("value":"1.725 MTR")"));
  EXPECT_THAT(written, Not(HasSubstr(R"("object_relation":"weight")"))) << "0 is not known";
  EXPECT_THAT(written, Not(HasSubstr("uuid\":\"2031"))) << "its number is no UUID";
  const Reading back = Read(Misp(), written);
  ASSERT_EQ(back.decoded.size(), 1u);
  EXPECT_EQ(back.decoded[0].record.subjects(0).names(0).parts(0).text(), red.subjects(0).names(0).parts(0).text());
}

TEST(MispFromElsewhere, ANoticeOfAColourThatTheTemplateHasNotIsRefused) {
  v1::Record record = ReadSample("misp", "event.json").decoded.at(2).record;
  record.mutable_notice()->set_colour(v1::COLOUR_SILVER);
  EXPECT_FALSE(Misp().Encode(record).ok());
}

TEST(MispBroken, AnObjectOfAnotherTemplateIsRefusedWithItsPlaceAndTheOthersAreRead) {
  const Reading reading = Read(Misp(), R"({"Event":{"Object":[{"name":"file","Attribute":[]},
    {"name":"vehicle","Attribute":[{"object_relation":"vin","value":"0"}]}]}})");
  EXPECT_EQ(reading.decoded.size(), 1u);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].where, HasSubstr("1"));
  EXPECT_THAT(reading.refused[0].expected, HasSubstr("told by `Attribute/classification/value`"));
}

}  // namespace
}  // namespace entente::adapters
