#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Count;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Read;
using testing::Reading;
using testing::ReadSample;
using testing::Written;

const Format& Ftm() { return testing::Builtin("ftm"); }

class FtmEntities : public testing::OfSample {
 protected:
  FtmEntities() : OfSample("ftm", "entities.jsonl") {}
  std::vector<std::string> Whole(const v1::Person& person, v1::Name::Use use) const {
    std::vector<std::string> out;
    for (const v1::Name& name : person.names()) {
      const bool whole = name.parts_size() == 1 && name.parts(0).kind() == v1::NamePart::WHOLE;
      if (whole && name.use() == use) out.push_back(name.parts(0).text());
    }
    return out;
  }
};

TEST_F(FtmEntities, WhatBelongsToATargetIsOneRecordWithIt) {
  EXPECT_TRUE(reading_.refused.empty());
  ASSERT_EQ(reading_.decoded.size(), 8u) << "of 21 lines";
  for (const Decoded& decoded : reading_.decoded) EXPECT_EQ(Count(decoded.receipt, v1::UNMAPPED), 0);
}

TEST_F(FtmEntities, APersonOfTheTopicWantedIsARedNotice) {
  EXPECT_EQ(record(0).notice().colour(), v1::COLOUR_RED);
  EXPECT_EQ(record(0).subjects(0).role().common(), "wanted");
  EXPECT_EQ(record(1).notice().colour(), v1::COLOUR_UNSPECIFIED);
  EXPECT_EQ(record(1).subjects(0).role().common(), "listed");
  EXPECT_EQ(record(2).subjects(0).role().common(), "") << "a politician is neither wanted nor listed";
}

TEST_F(FtmEntities, ASanctionOfAWantedPersonIsAWarrantOfTheCountryThatAsks) {
  ASSERT_EQ(record(0).orders_size(), 2);
  EXPECT_EQ(record(0).orders(0).number(), "2031/99901");
  EXPECT_EQ(record(0).orders(0).country().common(), "EC");
  EXPECT_EQ(record(0).orders(0).issued().month(), 11);
  EXPECT_EQ(record(0).orders(0).issued().day(), 0);
  ASSERT_EQ(record(0).notice().requested_by_size(), 2);
  EXPECT_EQ(record(0).notice().requested_by(1).common(), "CO");
  EXPECT_EQ(record(0).offences(1).code().common(), "human-trafficking");
  EXPECT_EQ(record(0).offences(1).charge(), "Trafficking in persons, invented");
}

TEST_F(FtmEntities, OfAListedPersonTheFirstSanctionIsTheNoticesAndTheOthersAreCarried) {
  EXPECT_EQ(record(1).notice().published().year(), 2031);
  EXPECT_EQ(record(1).notice().expires().year(), 2041);
  EXPECT_EQ(record(1).header().agencies(0).text(), "Council of Samples");
  EXPECT_EQ(record(1).orders_size(), 0);
  EXPECT_THAT(record(1).Utf8DebugString(), HasSubstr("Sanction[1]/properties/authority"));
}

TEST_F(FtmEntities, OneFirstAndOneLastNameAreOneNameAndTheWholeIsNoNews) {
  const v1::Name& name = record(0).subjects(0).names(0);
  ASSERT_EQ(name.parts_size(), 2);
  EXPECT_EQ(name.parts(0).kind(), v1::NamePart::GIVEN);
  EXPECT_EQ(name.parts(1).kind(), v1::NamePart::FAMILY);
  EXPECT_THAT(Whole(record(0).subjects(0), v1::Name::CURRENT), ElementsAre());
  EXPECT_THAT(Whole(record(2).subjects(0), v1::Name::CURRENT), ElementsAre("Paula María Nadie"))
      << "first and last name do not say the middle one";
}

TEST_F(FtmEntities, SeveralSpellingsStandApartEachWithItsKind) {
  const v1::Person& person = record(1).subjects(0);
  std::vector<std::string> given, family;
  for (const v1::Name& name : person.names()) {
    for (const v1::NamePart& part : name.parts()) {
      if (part.kind() == v1::NamePart::GIVEN && name.parts_size() == 1) given.push_back(part.text());
      if (part.kind() == v1::NamePart::FAMILY) family.push_back(part.text());
      EXPECT_FALSE(part.kind() == v1::NamePart::FAMILY && name.parts_size() > 1) << "which belong together nobody says";
    }
  }
  EXPECT_THAT(given, ElementsAre("Иван", "Ivan", "Iwan"));
  EXPECT_THAT(family, ElementsAre("Выдуманный", "Vydumanny"));
  EXPECT_THAT(Whole(person, v1::Name::CURRENT), ElementsAre("Iwan Muster", "Иван Выдуманный", "Ivan Vydumanny"));
  EXPECT_EQ(person.occupations(0).text(), "Colonel");
}

TEST_F(FtmEntities, ACodeOfTheModelThatIsNoCountryStaysText) {
  const v1::Person& person = record(1).subjects(0);
  ASSERT_EQ(person.nationalities_size(), 3);
  EXPECT_EQ(person.nationalities(0).list(), "FTM.citizenship");
  EXPECT_EQ(person.nationalities(0).common(), "BY");
  EXPECT_EQ(person.nationalities(1).code(), "zz");
  EXPECT_EQ(person.nationalities(1).common(), "");
  EXPECT_EQ(person.nationalities(2).common(), "RU");
}

TEST_F(FtmEntities, ADateHasThePrecisionItSaysOrStaysWords) {
  const auto& dates = record(1).subjects(0).birth_dates();
  ASSERT_EQ(dates.size(), 3);
  EXPECT_EQ(dates[0].day(), 22);
  EXPECT_EQ(dates[1].month(), 0);
  EXPECT_EQ(dates[2].year(), 0);
  EXPECT_EQ(dates[2].given(), "about 1970");
}

TEST_F(FtmEntities, APassportIsReadFromALineFromTheHoldersLineAndFromAProperty) {
  EXPECT_EQ(record(0).subjects(0).documents(0).number(), "X0000001");
  EXPECT_EQ(record(0).subjects(0).documents(1).kind().common(), "national-number");
  const v1::Document& inside = record(2).subjects(0).documents(0);
  EXPECT_EQ(inside.kind().common(), "passport");
  EXPECT_EQ(inside.name().parts(0).text(), "NADIE");
  EXPECT_EQ(record(2).subjects(0).addresses(0).locality(), "Lima");
  EXPECT_EQ(record(1).subjects(0).documents(0).kind().list(), "FTM.passportNumber");
  EXPECT_EQ(record(1).subjects(0).documents(0).kind().common(), "passport");
}

TEST_F(FtmEntities, ARelativeIsAnAssociateOfThePerson) {
  ASSERT_EQ(record(1).associates_size(), 2);
  const v1::Person& brother = record(1).associates(0);
  EXPECT_EQ(brother.role().common(), "relative");
  EXPECT_EQ(brother.names_size(), 2);
  EXPECT_EQ(brother.relations(0).to_id(), record(1).subjects(0).id());
  EXPECT_EQ(brother.relations(0).kind().text(), "brother");
}

TEST_F(FtmEntities, CompaniesShipsAndAnAddressByItselfAreRecordsToo) {
  EXPECT_EQ(record(3).organisations(0).kind().common(), "company");
  EXPECT_EQ(record(3).organisations(0).countries_size(), 3);
  EXPECT_EQ(record(4).organisations(0).kind().code(), "Organization");
  EXPECT_EQ(record(5).items(0).vehicle().imo(), "0000001");
  EXPECT_EQ(record(6).items(0).vehicle().kind().common(), "aircraft");
  EXPECT_EQ(record(7).header().other_ids(0).code(), "Address");
}

TEST_F(FtmEntities, WrittenAgainEveryLineAndValueStands) {
  const std::string written = Written(Ftm(), record(1));
  for (const char* text :
       {R"("name":["Iwan Muster","Иван Выдуманный","Ivan Vydumanny"])", R"("firstName":["Иван","Ivan","Iwan"])",
        R"("addressEntity":["addr-inv-2","addr-not-here"])",
        R"({"id":"inv-s4","schema":"Sanction","caption":"Ministry of Samples")", R"("latitude":["51.5"])",
        R"("relative":["inv-p3"])", R"("target":true)", R"("passportNumber":["X0000002"])"}) {
    EXPECT_THAT(written, HasSubstr(text));
  }
}

TEST(FtmDelta, AnOperationIsTheRecordsAction) {
  const Reading reading = ReadSample("ftm", "delta.jsonl");
  ASSERT_EQ(reading.decoded.size(), 5u);
  const auto action = [&](size_t i) { return reading.decoded[i].record.header().action(); };
  EXPECT_EQ(action(0), v1::ACTION_NEW);
  EXPECT_EQ(action(1), v1::ACTION_AMEND);
  EXPECT_EQ(action(4), v1::ACTION_DELETE);
  EXPECT_EQ(reading.decoded[0].record.orders_size(), 1) << "its sanction is a line of its own operation";
  EXPECT_EQ(reading.decoded[4].record.header().national_id(), "inv-d4");
}

TEST(FtmDelta, WrittenAgainTheOperationIsTheSameAndTheListsKeepTheirOrder) {
  const Reading reading = ReadSample("ftm", "delta.jsonl");
  const std::string written = Written(Ftm(), reading.decoded.at(1).record, "delta");
  EXPECT_THAT(written, HasSubstr(R"({"op":"MOD","entity":{"id":"inv-d2")"));
  EXPECT_THAT(written, HasSubstr(R"("https://example.org/9","https://example.org/10","https://example.org/11"])"));
  EXPECT_THAT(Written(Ftm(), reading.decoded.at(4).record, "delta"),
              HasSubstr(R"({"op":"DEL","entity":{"id":"inv-d4")"));
  // A line whose operation is another than the record's keeps its own.
  const std::string mixed = Written(Ftm(), reading.decoded.at(3).record, "delta");
  EXPECT_THAT(mixed, HasSubstr(R"({"op":"MOD","entity":{"id":"inv-d3")"));
  EXPECT_THAT(mixed, HasSubstr(R"({"op":"ADD","entity":{"id":"addr-d3")"));
}

TEST(FtmDelta, ARecordThatIsWithdrawnHasNoOperation) {
  v1::Record record = ReadSample("ftm", "delta.jsonl").decoded.at(0).record;
  record.mutable_header()->set_action(v1::ACTION_WITHDRAW);
  EXPECT_FALSE(Ftm().Encode(record, "delta").ok());
}

TEST(FtmFromElsewhere, ARedNoticeOfInterpolIsAPersonWithASanction) {
  const Reading notices = ReadSample("interpol-notice", "red.json");
  const std::string written = Written(Ftm(), notices.decoded.at(0).record);
  EXPECT_THAT(written, HasSubstr(R"("schema":"Person")"));
  EXPECT_THAT(written, HasSubstr(R"("topics":["wanted"])"));
  EXPECT_THAT(written, HasSubstr(R"("schema":"Sanction")"));
  const Reading back = Read(Ftm(), written);
  ASSERT_EQ(back.decoded.size(), 1u);
  EXPECT_EQ(back.decoded[0].record.notice().colour(), v1::COLOUR_RED);
}

TEST(FtmFromElsewhere, AListedPersonsPartsOfANameAreOneName) {
  const Reading list = ReadSample("un-sc-list", "list.xml");
  const std::string written = Written(Ftm(), list.decoded.at(0).record);
  EXPECT_THAT(written, HasSubstr(R"("topics":["sanction"])"));
  EXPECT_THAT(written, HasSubstr("PEDRO EJEMPLO  INVENTADO"));
}

TEST(FtmSplit, WhatBelongsToTwoIsReadWithBothAndWrittenWithBoth) {
  const std::string file =
      R"({"id":"a","schema":"Person","properties":{"name":["A"],"addressEntity":["x"]},"target":true}
{"id":"b","schema":"Person","properties":{"name":["B"],"addressEntity":["x"]},"target":true}
{"id":"x","schema":"Address","properties":{"city":["Muestra"],"country":["ec"]},"target":false}
{"id":"f","schema":"Family","properties":{"person":["a"],"relative":["b"]},"target":false}
)";
  const Reading reading = Read(Ftm(), file);
  ASSERT_EQ(reading.decoded.size(), 2u) << "two that are meant are two records, though something ties them";
  std::string written;
  for (const Decoded& decoded : reading.decoded) {
    EXPECT_EQ(decoded.record.subjects(0).addresses(0).locality(), "Muestra");
    EXPECT_EQ(decoded.record.subjects_size(), 1);
    written += Written(Ftm(), decoded.record);
  }
  const Reading again = Read(Ftm(), written);
  EXPECT_EQ(again.decoded.size(), 2u) << written;
  EXPECT_LE(again.refused.size(), 1u) << "the tie, once from each end: " << written;
}

TEST(FtmBroken, ALineThatIsNoEntityIsRefusedWithItsPlaceAndTheOthersAreRead) {
  const Reading reading = Read(Ftm(),
                               "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A\"]}}\n"
                               "{\"schema\":\"Person\"}\n"
                               "{\"id\":\"a\",\"schema\":\"Person\"}\n"
                               "{\"id\":\"b\",\"schema\":\"Person\",\"properties\":{\"name\":[\"B\"]}}\n");
  EXPECT_EQ(reading.decoded.size(), 2u);
  ASSERT_EQ(reading.refused.size(), 2u);
  EXPECT_EQ(reading.refused[0].where, "line 2");
  EXPECT_THAT(reading.refused[0].expected, HasSubstr("`id`"));
  EXPECT_EQ(reading.refused[1].where, "line 3");
  EXPECT_THAT(reading.refused[1].expected, HasSubstr("once"));
}

TEST(FtmBroken, EntitiesThatPointAtOneAnotherWithoutEndAreRead) {
  std::string unit = R"({"id":"f0","schema":"Family","properties":{"relative":["f1"]}})";
  for (int i = 1; i < 3000; ++i) {
    const std::string id = std::to_string(i), next = std::to_string(i + 1);
    unit += "\n{\"id\":\"f" + id + R"(","schema":"Family","properties":{"relative":["f)" + next + "\"]}}";
  }
  const auto decoded = Ftm().Decode({.data = unit, .where = "line 1"});
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(Count(decoded->receipt, v1::UNMAPPED), 0);
  EXPECT_GE(decoded->receipt.leaves(), 9000) << "no line is left out";
}

}  // namespace
}  // namespace entente::adapters
