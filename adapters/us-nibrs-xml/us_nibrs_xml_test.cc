#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/reach.h"
#include "adapters/core/text.h"
#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Count;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Read;
using testing::Reading;
using testing::ReadSample;
using testing::WithoutVictims;
using testing::Written;

const Format& NibrsXml() { return testing::Builtin("us-nibrs-xml"); }

std::string Changed(std::string file, std::string_view from, std::string_view to) {
  const size_t at = file.find(from);
  EXPECT_NE(at, file.npos) << from;
  return at == file.npos ? file : file.replace(at, from.size(), to);
}

class XmlSubmission : public testing::OfSample {
 protected:
  enum Unit : size_t { kArrest, kStolen, kGroupB, kZero, kDelete };
  XmlSubmission() : OfSample("us-nibrs-xml", "submission.xml") {}
};

TEST_F(XmlSubmission, AReportIsARecordOfItsKind) {
  ASSERT_EQ(reading_.decoded.size(), 5u);
  EXPECT_TRUE(reading_.refused.empty()) << reading_.refused[0].Message(true);
  EXPECT_TRUE(record(kArrest).has_arrest());
  EXPECT_TRUE(record(kStolen).has_incident());
  EXPECT_TRUE(record(kGroupB).has_arrest());
  EXPECT_FALSE(reading_.decoded[kZero].is_record) << "a zero report is a receipt and no record";
  EXPECT_EQ(record(kDelete).header().action(), v1::ACTION_DELETE);
  EXPECT_TRUE(ReadSample("us-nibrs-xml", "twins.xml").decoded.at(1).record.has_seizure());
}

TEST_F(XmlSubmission, TheIdIsTheAgencysAndTheIncidentsOrTheArrests) {
  EXPECT_EQ(record(kArrest).header().national_id(), "ZZ0000000/31-ARREST02");
  EXPECT_EQ(record(kGroupB).header().national_id(), "ZZ0000000/B-0001");
  EXPECT_EQ(record(kGroupB).arrest().detentions(0).number(), "B-0001");
  EXPECT_EQ(record(kArrest).header().agencies(0).code(), "ZZ0000000");
}

TEST_F(XmlSubmission, AFullHourIsAnHourAndNoMoment) {
  const v1::PartialDate& time = record(kArrest).header().event_time();
  EXPECT_EQ(time.day(), 3);
  EXPECT_EQ(time.time(), "22") << "the source knows no minutes";
  EXPECT_EQ(time.kind(), v1::PartialDate::EXACT) << "it is the incident's own date";
  EXPECT_EQ(Count(reading_.decoded[kArrest].receipt, v1::SHADOWED), 0)
      << "the day and the month say the same, and less";
  EXPECT_EQ(record(kArrest).items(0).status_time().time(), "03:30:00");
  EXPECT_EQ(record(kStolen).header().event_time().kind(), v1::PartialDate::BEFORE) << "the date of the report";
}

TEST_F(XmlSubmission, ElementsAreFollowedByTheirIds) {
  const v1::Record& record = this->record(kArrest);
  ASSERT_EQ(record.victims_size(), 3);
  ASSERT_EQ(record.offences_size(), 3) << "the arrest's own charge is added";
  EXPECT_EQ(record.victims(0).offence_ids(0), record.offences(0).id());
  EXPECT_EQ(record.victims(2).offence_ids_size(), 2);
  ASSERT_EQ(record.victims(0).person().relations_size(), 1);
  EXPECT_EQ(record.victims(0).person().relations(0).to_id(), record.subjects(0).id());
  EXPECT_EQ(record.victims(0).person().relations(0).kind().common(), "child");
  EXPECT_EQ(record.victims(1).person().relations(0).kind().common(), "stranger") << "by the flat file's code";
  EXPECT_EQ(record.offences(1).place().sites(0).common(), "hotel") << "one location of two offences";
  EXPECT_EQ(record.offences(0).code().common(), "human-trafficking");
  EXPECT_EQ(record.offences(0).iccs(), "02041");
}

TEST_F(XmlSubmission, OneArrestOfTwoPersonsIsADetentionOfEach) {
  const v1::Record& record = this->record(kArrest);
  ASSERT_EQ(record.arrest().detentions_size(), 2);
  for (const v1::Detention& detention : record.arrest().detentions()) {
    EXPECT_EQ(detention.number(), "T-0001");
    EXPECT_EQ(detention.basis().common(), "on-view");
    EXPECT_EQ(detention.offence_ids(0), record.offences(2).id());
  }
  EXPECT_EQ(record.arrest().detentions(0).weapons_size(), 2);
  EXPECT_EQ(record.arrest().detentions(1).outcome().common(), "referred");
  const std::string written = Written(NibrsXml(), record);
  EXPECT_EQ(written.find("<j:Arrest s:id"), written.rfind("<j:Arrest s:id")) << "and is written once";
}

TEST_F(XmlSubmission, AnAgeIsANumberARangeOrAWord) {
  const v1::Record& record = this->record(kArrest);
  EXPECT_EQ(record.victims(0).person().age().amount_to(), "6");
  EXPECT_EQ(record.victims(0).person().age().unit().common(), "DAY");
  EXPECT_EQ(record.victims(1).person().age().amount(), "32");
  EXPECT_EQ(record.subjects(0).age().amount(), "25");
  EXPECT_EQ(record.subjects(0).age().amount_to(), "30");
  EXPECT_EQ(record.subjects(2).age().amount(), "") << "UNKNOWN is no age";
  EXPECT_EQ(record.subjects(2).age().given(), "UNKNOWN");
}

TEST_F(XmlSubmission, AnOfficerVictimsDutyIsACircumstance) {
  const v1::Victim& officer = record(kArrest).victims(1);
  ASSERT_EQ(officer.circumstances_size(), 5);
  EXPECT_EQ(officer.circumstances(2).common(), "duty-traffic");
  EXPECT_EQ(officer.circumstances(4).code(), "YY0000000");
}

TEST_F(XmlSubmission, NothingOfAVictimStandsOutsideVictims) {
  const std::string outside = WithoutVictims(record(kArrest));
  for (const char* value : {"XX-VICTIM", "YY0000000", "NEWBORN", "business", "assault-on-officer", "minor"}) {
    EXPECT_THAT(outside, Not(HasSubstr(value)));
  }
  EXPECT_EQ(record(kArrest).victims(0).carried(0).text(), "XX-VICTIM") << "a victim's carried value is the victim's";
  EXPECT_EQ(record(kArrest).subjects(0).carried(0).text(), "XX-SUBJECT");
}

TEST_F(XmlSubmission, ADrugIsOneItemWithItsValueAndItsMeasure) {
  const v1::Item& drug = record(kArrest).items(1);
  EXPECT_EQ(drug.drug().substance().common(), "cocaine");
  EXPECT_EQ(drug.quantity().amount(), "1.500");
  EXPECT_EQ(drug.value().amount(), "900");
  EXPECT_EQ(drug.carried(0).path(), "nc:ItemQuantity");
  EXPECT_EQ(record(kArrest).items(0).quantity().unit().common(), "C62") << "two cars";
}

TEST_F(XmlSubmission, NoLeafIsForgotten) {
  for (const Decoded& decoded : reading_.decoded) EXPECT_EQ(Count(decoded.receipt, v1::UNMAPPED), 0);
  ASSERT_EQ(reading_.around.size(), 1u);
  EXPECT_EQ(Count(reading_.around[0], v1::UNMAPPED), 0);
}

TEST_F(XmlSubmission, WhatIsWrittenIsReadAsTheSameRecord) {
  for (const Decoded& decoded : reading_.decoded) {
    if (!decoded.is_record) continue;
    const Reading again = Read(NibrsXml(), Written(NibrsXml(), decoded.record));
    ASSERT_EQ(again.decoded.size(), 1u);
    EXPECT_EQ(again.decoded[0].record.Utf8DebugString(), decoded.record.Utf8DebugString());
  }
}

TEST_F(XmlSubmission, ElementsStandInTheSchemasOrderAndPointAtOneAnother) {
  const std::string written = Written(NibrsXml(), record(kArrest));
  size_t last = 0;
  for (const char* element :
       {"<nibrs:ReportHeader>", "<nc:Incident>", "<j:Offense s:id=\"Offense1\">",
        "<nibrs:CriminalActivityCategoryCode>", "<j:OffenseFactorBiasMotivationCode>", "<j:OffenseAttemptedIndicator>",
        "<nc:Location ", "<nc:Item>", "<nc:Substance>", "<nc:Person ", "<j:EnforcementOfficial>", "<j:Victim ",
        "<j:Subject ", "<j:Arrestee ", "<j:Arrest ", "<j:ArrestSubjectAssociation>", "<j:OffenseLocationAssociation>",
        "<j:OffenseVictimAssociation>", "<j:SubjectVictimAssociation>"}) {
    const size_t at = written.find(element);
    ASSERT_NE(at, written.npos) << element;
    EXPECT_GT(at, last) << element;
    last = at;
  }
  EXPECT_THAT(written, HasSubstr("<nc:DateTime>2031-02-03T22:00:00</nc:DateTime>"));
  EXPECT_THAT(written, Not(HasSubstr("<nc:Date>2031-02-03</nc:Date>"))) << "said once";
  EXPECT_THAT(written, Not(HasSubstr("ChargeUCRCode>13A"))) << "no offence without an element is given one";
  EXPECT_EQ(written.find("<nibrs:OffenseUCRCode>90Z"), written.npos) << "a charge is no offence of the incident";
}

TEST_F(XmlSubmission, AGroupBArrestIsAddedAndHasNoIncident) {
  const std::string written = Written(NibrsXml(), record(kGroupB));
  EXPECT_THAT(written, HasSubstr("GROUP B ARREST REPORT"));
  EXPECT_THAT(written, HasSubstr("<nibrs:ReportActionCategoryCode>A<"));
  EXPECT_THAT(written, Not(HasSubstr("nc:Incident")));
}

TEST(XmlVersions, ANamespaceChoosesTheEdition) {
  const std::map<std::string, std::string> editions = {
      {"submission.xml", "us-nibrs-xml"}, {"4.2.xml", "us-nibrs-xml/4.2"}, {"4.0.xml", "us-nibrs-xml/4.0"}};
  std::vector<std::string> victims;
  for (const auto& [file, edition] : editions) {
    const Reading reading = ReadSample("us-nibrs-xml", file);
    ASSERT_FALSE(reading.decoded.empty()) << file << reading.refused.at(0).Message(true);
    const v1::Record& record = reading.decoded[0].record;
    EXPECT_EQ(record.header().format(), edition);
    EXPECT_EQ(Count(reading.decoded[0].receipt, v1::UNMAPPED), 0) << file;
    v1::Victim victim = record.victims(0);
    victim.clear_carried();
    victims.push_back(victim.Utf8DebugString());
    const std::string name = edition.size() > 12 ? edition.substr(13) : "";
    const Reading again = Read(NibrsXml(), Written(NibrsXml(), record, name));
    ASSERT_EQ(again.decoded.size(), 1u) << file;
    EXPECT_EQ(again.decoded[0].record.Utf8DebugString(), record.Utf8DebugString());
  }
  EXPECT_EQ(victims[0], victims[1]);
  EXPECT_EQ(victims[0], victims[2]);
}

TEST(XmlVersions, Of40AssociationsPointAtThePerson) {
  const std::string written = Written(NibrsXml(), ReadSample("us-nibrs-xml", "4.0.xml").decoded.at(0).record, "4.0");
  EXPECT_THAT(written, HasSubstr("xmlns:nibrs=\"http://fbi.gov/cjis/nibrs/4.0\""));
  EXPECT_THAT(written, HasSubstr("<j:Victim s:ref=\"Person"));
  EXPECT_THAT(written, HasSubstr("<j:Victim s:ref=\"Victim")) << "a business is no person";
  EXPECT_THAT(written, HasSubstr("<nc:PersonInjury>"));
  EXPECT_THAT(written, HasSubstr("<j:LocationCategoryCode>14<"));
}

TEST(XmlVersions, ACommentMayStandBeforeTheDeclarationAndPrefixesAreTheFilesOwn) {
  const Reading reading = ReadSample("us-nibrs-xml", "replace.xml");
  ASSERT_EQ(reading.decoded.size(), 1u) << reading.refused.at(0).Message(true);
  const v1::Record& record = reading.decoded[0].record;
  EXPECT_EQ(record.header().action(), v1::ACTION_AMEND);
  v1::Record same = ReadSample("us-nibrs-xml", "submission.xml").decoded.at(1).record;
  same.mutable_header()->set_action(v1::ACTION_AMEND);
  EXPECT_EQ(record.Utf8DebugString(), same.Utf8DebugString());
}

// Every value of a record by its path but ids, what is carried, and how the nation spells what a common code says.
std::map<std::string, std::string> Common(const v1::Record& record) {
  std::map<std::string, std::string> values;
  EachLeaf(record, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
    const bool coded = box.GetDescriptor() == v1::Code::descriptor() && field->name() != "common" &&
                       !static_cast<const v1::Code&>(box).common().empty();
    if (!coded && field->name() != "given" && path != "header.format" && path.find("carried") == path.npos)
      values[path] = TextAt(box, field, index);
  });
  return values;
}

TEST(Twins, TheSameIncidentIsTheSameRecordInBothSyntaxes) {
  const Reading flat = ReadSample("us-nibrs-flat", "twins.txt");
  const Reading xml = ReadSample("us-nibrs-xml", "twins.xml");
  ASSERT_EQ(flat.decoded.size(), 3u);
  ASSERT_EQ(xml.decoded.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    const auto expected = Common(flat.decoded[i].record);
    EXPECT_GT(expected.size(), 20u);
    EXPECT_EQ(Common(xml.decoded[i].record), expected);
  }
}

TEST(Twins, EachIsWrittenInTheOthersSyntax) {
  const Format& nibrs_flat = testing::Builtin("us-nibrs-flat");
  for (const Decoded& decoded : ReadSample("us-nibrs-flat", "twins.txt").decoded) {
    const Reading xml = Read(NibrsXml(), Written(NibrsXml(), decoded.record));
    ASSERT_EQ(xml.decoded.size(), 1u);
    EXPECT_EQ(Common(xml.decoded[0].record), Common(decoded.record));
    const Reading back = Read(nibrs_flat, Written(nibrs_flat, xml.decoded[0].record));
    ASSERT_EQ(back.decoded.size(), 1u);
    EXPECT_EQ(Common(back.decoded[0].record), Common(decoded.record));
  }
}

TEST(XmlBadInput, WhatIsBrokenIsRefusedWithItsPlaceAndItsNeighboursAreRead) {
  const std::string file = testing::Sample("us-nibrs-xml", "submission.xml");
  const Reading date = Read(NibrsXml(), Changed(file, "<nc:Date>2031-03-11<", "<nc:Date>2031-02-30<"));
  EXPECT_EQ(date.decoded.size(), 4u);
  ASSERT_EQ(date.refused.size(), 1u);
  EXPECT_THAT(date.refused[0].where, HasSubstr("/nc:Incident/nc:ActivityDate/nc:Date"));
  EXPECT_THAT(date.refused[0].Message(true), HasSubstr("expected a date as YYYY-MM-DD"));
  const Reading action =
      Read(NibrsXml(), Changed(file, "<nibrs:ReportActionCategoryCode>D<", "<nibrs:ReportActionCategoryCode>Q<"));
  EXPECT_EQ(action.decoded.size(), 4u);
  EXPECT_EQ(action.refused.size(), 1u);
  const Reading nobody = Read(NibrsXml(), Changed(file, "s:ref=\"PersonVictim2\"", "s:ref=\"PersonVictim9\""));
  ASSERT_EQ(nobody.refused.size(), 1u);
  EXPECT_THAT(nobody.refused[0].where, HasSubstr("j:EnforcementOfficial/nc:RoleOfPerson/@s:ref"));
  const Reading kind = Read(NibrsXml(), Changed(file, "ZERO REPORT", "NO REPORT"));
  EXPECT_EQ(kind.refused.size(), 1u);
}

TEST(XmlBadInput, AnotherVersionsNamespaceIsNamed) {
  const std::string file =
      Changed(testing::Sample("us-nibrs-xml", "submission.xml"), "fbi.gov/cjis/nibrs/2019", "fbi.gov/cjis/nibrs/2099");
  const Reading reading = Read(NibrsXml(), file);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].expected, HasSubstr("`nibrs:Submission` of `http://fbi.gov/cjis/nibrs/2019`"));
  EXPECT_THAT(reading.refused[0].expected, HasSubstr("http://fbi.gov/cjis/nibrs/4.0"));
}

TEST(XmlBadInput, AMessageThatIsNoSubmissionIsRefused) {
  const Reading reading = Read(NibrsXml(), "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"/>");
  EXPECT_TRUE(reading.decoded.empty());
  EXPECT_EQ(reading.refused.size(), 1u);
}

}  // namespace
}  // namespace entente::adapters
