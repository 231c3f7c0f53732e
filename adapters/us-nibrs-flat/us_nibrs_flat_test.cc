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
using testing::WithoutVictims;
using testing::Written;

const Format& Nibrs() { return testing::Builtin("us-nibrs-flat"); }

const v1::Person& SubjectWith(const v1::Record& record, const std::string& role, const std::string& number) {
  for (const v1::Person& person : record.subjects()) {
    if (person.role().common() == role && person.role().code() == number) return person;
  }
  ADD_FAILURE() << "no " << role << " " << number;
  return v1::Person::default_instance();
}

const v1::Offence& OffenceWith(const v1::Record& record, const std::string& code) {
  for (const v1::Offence& offence : record.offences()) {
    if (offence.code().code() == code) return offence;
  }
  ADD_FAILURE() << "no offence " << code;
  return v1::Offence::default_instance();
}

bool HasFactor(const v1::Offence& offence, const std::string& common) {
  for (const v1::Code& factor : offence.factors()) {
    if (factor.common() == common) return true;
  }
  return false;
}

class Submission : public testing::OfSample {
 protected:
  enum Unit : size_t { kArrest, kSeizure, kIncident, kGroupB, kZero, kDelete };
  Submission() : OfSample("us-nibrs-flat", "submission.txt") {}
};

TEST_F(Submission, LinesOfOneIncidentAreOneRecordAndSegmentsHaveSeveralLengths) {
  ASSERT_EQ(reading_.decoded.size(), 6u);
  EXPECT_TRUE(reading_.refused.empty()) << reading_.refused[0].Message(true);
  EXPECT_EQ(record(kArrest).header().national_id(), "ZZ0000000/31-ARREST01");
  EXPECT_EQ(record(kArrest).header().agencies(0).code(), "ZZ0000000");
}

TEST_F(Submission, WithSomebodyArrestedAnArrestElseASeizureElseAnIncident) {
  EXPECT_TRUE(record(kArrest).has_arrest());
  EXPECT_TRUE(record(kSeizure).has_seizure());
  EXPECT_TRUE(record(kIncident).has_incident());
  EXPECT_TRUE(record(kGroupB).has_arrest());
}

TEST_F(Submission, AZeroReportIsAReceiptAndNoRecord) {
  EXPECT_FALSE(reading_.decoded[kZero].is_record);
  EXPECT_GT(reading_.decoded[kZero].receipt.leaves(), 0);
}

TEST_F(Submission, ActionsAreNewAndDelete) {
  EXPECT_EQ(record(kArrest).header().action(), v1::ACTION_NEW);
  EXPECT_EQ(record(kGroupB).header().action(), v1::ACTION_NEW) << "A is add";
  EXPECT_EQ(record(kDelete).header().action(), v1::ACTION_DELETE);
}

TEST_F(Submission, AnArresteeIsNoOffender) {
  const v1::Record& record = this->record(kArrest);
  EXPECT_EQ(record.subjects_size(), 4);
  ASSERT_EQ(record.arrest().detentions_size(), 2);
  const v1::Person& arrested = SubjectWith(record, "arrested", "01");
  const v1::Detention& detention = record.arrest().detentions(0);
  EXPECT_EQ(detention.subject_id(), arrested.id());
  EXPECT_EQ(detention.number(), "OCT64A00001");
  EXPECT_EQ(detention.basis().common(), "on-view");
  EXPECT_EQ(detention.multiple().common(), "count");
  EXPECT_EQ(detention.weapons(0).common(), "handgun-automatic");
  EXPECT_EQ(detention.offence_ids(0), OffenceWith(record, "64A").id());
  EXPECT_EQ(arrested.age().amount(), "25");
  EXPECT_EQ(arrested.age().amount_to(), "60");
}

TEST_F(Submission, ALineShorterThanItSaysIsPadded) {
  const v1::Record& record = this->record(kArrest);
  const v1::Person& young = SubjectWith(record, "arrested", "02");
  EXPECT_EQ(young.age().amount(), "16");
  EXPECT_EQ(record.arrest().detentions(1).number(), " 14053D19") << "a blank in front belongs to it";
  EXPECT_EQ(record.arrest().detentions(1).outcome().common(), "handled-within-agency");
}

TEST_F(Submission, AnOffenceNamedOnlyByAnArrestIsAddedAndHasNoSegment) {
  const v1::Record& record = this->record(kArrest);
  EXPECT_EQ(record.arrest().detentions(1).offence_ids(0), OffenceWith(record, "90Z").id());
  EXPECT_FALSE(OffenceWith(record, "90Z").has_completion());
  EXPECT_EQ(Written(Nibrs(), record).find("90ZC"), std::string::npos);
}

TEST_F(Submission, TraffickingHasTheNetworksCodeAndIccs) {
  const v1::Offence& offence = OffenceWith(record(kArrest), "64A");
  EXPECT_EQ(offence.code().common(), "human-trafficking");
  EXPECT_EQ(offence.iccs(), "02041");
  EXPECT_EQ(offence.completion().common(), "completed");
  EXPECT_EQ(OffenceWith(record(kArrest), "13A").completion().common(), "attempted");
  EXPECT_EQ(offence.method().common(), "forced-entry");
  EXPECT_EQ(offence.place().sites(0).common(), "hotel");
  ASSERT_EQ(offence.means_size(), 2);
  EXPECT_EQ(offence.means(0).code(), "12A");
  for (const char* factor : {"using-computer", "using-none", "activity-gang", "activity-transporting", "bias-none",
                             "bias-hispanic", "cargo-theft"}) {
    EXPECT_TRUE(HasFactor(offence, factor)) << factor;
  }
  EXPECT_FALSE(HasFactor(OffenceWith(record(kArrest), "13A"), "cargo-theft"));
}

TEST_F(Submission, ABabysAgeIsInDays) {
  const v1::Quantity& age = record(kArrest).victims(0).person().age();
  EXPECT_EQ(age.amount(), "7");
  EXPECT_EQ(age.amount_to(), "364");
  EXPECT_EQ(age.unit().common(), "DAY");
  EXPECT_EQ(age.given(), "BB");
  EXPECT_EQ(record(kIncident).victims(0).person().age().amount(), "0");
  EXPECT_EQ(SubjectWith(record(kArrest), "offender", "02").age().amount(), "") << "00 is no age";
}

TEST_F(Submission, VictimsPointAtOffencesAndOffenders) {
  const v1::Record& record = this->record(kArrest);
  ASSERT_EQ(record.victims_size(), 3);
  const v1::Victim& child = record.victims(0);
  EXPECT_EQ(child.offence_ids(0), OffenceWith(record, "64A").id());
  ASSERT_EQ(child.person().relations_size(), 2);
  EXPECT_EQ(child.person().relations(0).to_id(), SubjectWith(record, "offender", "01").id());
  EXPECT_EQ(child.person().relations(0).kind().common(), "child");
  ASSERT_EQ(child.injuries_size(), 2);
  EXPECT_EQ(child.injuries(0).common(), "minor");
  EXPECT_EQ(record.victims(2).kind().common(), "business");
  EXPECT_EQ(record.victims(2).offence_ids_size(), 3);
}

TEST_F(Submission, AnOfficerVictimsDutyIsACircumstance) {
  const v1::Victim& officer = record(kArrest).victims(1);
  EXPECT_EQ(officer.kind().common(), "officer");
  ASSERT_EQ(officer.circumstances_size(), 4);
  EXPECT_EQ(officer.circumstances(0).common(), "assault-on-officer");
  EXPECT_EQ(officer.circumstances(1).common(), "duty-burglary");
  EXPECT_EQ(officer.circumstances(2).common(), "assigned-two-officers");
  EXPECT_EQ(officer.circumstances(3).code(), "YY0000000");
}

TEST_F(Submission, NothingOfAVictimStandsOutsideVictims) {
  const std::string outside = WithoutVictims(record(kArrest));
  for (const char* value : {"YY0000000", "364", "business", "assault-on-officer", "minor", "loss-of-teeth", "victim"}) {
    EXPECT_THAT(outside, Not(HasSubstr(value)));
  }
}

TEST_F(Submission, ThingsSeizedAndRecoveredAreItems) {
  const v1::Record& record = this->record(kArrest);
  ASSERT_EQ(record.items_size(), 4);
  EXPECT_EQ(record.items(0).status().common(), "seized");
  EXPECT_EQ(record.items(0).categories(0).common(), "money");
  EXPECT_EQ(record.items(0).value().amount(), "3150");
  EXPECT_EQ(record.items(0).value().currency().common(), "USD");
  EXPECT_EQ(record.items(1).categories(0).common(), "identity-document");
  EXPECT_EQ(record.items(3).status().common(), "recovered");
  EXPECT_EQ(record.items(3).categories(0).common(), "car");
  EXPECT_EQ(record.items(3).status_time().day(), 4);
}

TEST_F(Submission, DrugAmountsHaveThreeImpliedDecimalsAndMayBeMissing) {
  std::vector<const v1::Item*> drugs;
  for (const v1::Item& item : record(kSeizure).items()) {
    if (item.has_drug()) drugs.push_back(&item);
  }
  ASSERT_EQ(drugs.size(), 3u);
  EXPECT_EQ(drugs[0]->drug().substance().common(), "cocaine");
  EXPECT_EQ(drugs[0]->quantity().normal(), "43.95");
  EXPECT_EQ(drugs[0]->quantity().unit().common(), "GRM");
  EXPECT_EQ(drugs[1]->quantity().unit().common(), "E27");
  EXPECT_EQ(drugs[1]->quantity().normal(), "") << "a dose is no weight";
  EXPECT_EQ(drugs[2]->drug().substance().common(), "over-three");
  EXPECT_FALSE(drugs[2]->has_quantity());
  EXPECT_THAT(Written(Nibrs(), record(kSeizure)), HasSubstr("B000000043950GML000000412000DUX"));
}

TEST_F(Submission, AReportDateSaysOnlyThatTheEventWasNotLater) {
  EXPECT_EQ(record(kSeizure).header().event_time().kind(), v1::PartialDate::BEFORE);
  EXPECT_EQ(record(kSeizure).header().event_time().time(), "04");
  EXPECT_EQ(record(kArrest).header().event_time().kind(), v1::PartialDate::KIND_UNSPECIFIED);
  EXPECT_EQ(record(kArrest).header().event_time().time(), "22") << "an hour has no minutes";
}

TEST_F(Submission, ALossWithNothingInItIsAnItemWithOnlyAStatus) {
  const v1::Record& record = this->record(kIncident);
  ASSERT_EQ(record.items_size(), 4);
  EXPECT_EQ(record.items(2).status().common(), "unknown");
  EXPECT_EQ(record.items(2).categories_size(), 0);
  EXPECT_EQ(record.items(3).status().common(), "none-lost");
  EXPECT_EQ(record.header().status().common(), "closed-death");
  EXPECT_EQ(record.header().status_time().day(), 12);
}

TEST_F(Submission, AGroupBArrestIsARecordOfItsOwn) {
  const v1::Record& record = this->record(kGroupB);
  EXPECT_EQ(record.header().national_id(), "ZZ0000000/00004063D75");
  ASSERT_EQ(record.arrest().detentions_size(), 1);
  EXPECT_EQ(record.arrest().detentions(0).time().month(), 5);
  EXPECT_EQ(record.arrest().detentions(0).weapons(0).common(), "unarmed");
  EXPECT_EQ(record.subjects(0).age().amount(), "42");
  EXPECT_EQ(record.subjects(0).resident().common(), "resident");
  EXPECT_EQ(record.victims_size(), 0);
}

TEST_F(Submission, NoLeafIsForgotten) {
  for (const Decoded& decoded : reading_.decoded) EXPECT_EQ(Count(decoded.receipt, v1::UNMAPPED), 0);
}

TEST_F(Submission, WritesWhatItRead) {
  for (const Decoded& decoded : reading_.decoded) {
    if (!decoded.is_record) continue;
    const Reading again = Read(Nibrs(), Written(Nibrs(), decoded.record));
    ASSERT_EQ(again.decoded.size(), 1u);
    EXPECT_EQ(again.decoded[0].record.header().national_id(), decoded.record.header().national_id());
    EXPECT_EQ(again.decoded[0].record.victims_size(), decoded.record.victims_size());
    EXPECT_EQ(again.decoded[0].record.items_size(), decoded.record.items_size());
    EXPECT_EQ(again.decoded[0].record.offences_size(), decoded.record.offences_size());
  }
}

TEST(LineEnds, UnixAndDosAreOne) {
  const v1::Record with_lf = ReadSample("us-nibrs-flat", "unix_lines.txt").decoded.at(0).record;
  const v1::Record with_crlf = ReadSample("us-nibrs-flat", "submission.txt").decoded.at(1).record;
  EXPECT_EQ(with_lf.Utf8DebugString(), with_crlf.Utf8DebugString());
}

TEST(BadInput, ALineLongerThanItSaysIsRefusedAndItsNeighboursAreRead) {
  std::string file = testing::Sample("us-nibrs-flat", "submission.txt");
  file.replace(file.find("00667A"), 4, "0060");
  const Reading reading = Read(Nibrs(), file);
  EXPECT_EQ(reading.decoded.size(), 5u);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].where, HasSubstr("line 25"));
}

TEST(BadInput, AnotherFormatsLinesAreRefusedOneByOne) {
  const Reading reading =
      Read(Nibrs(), "2031010000015IZZ0000000 an error report\r\n2031010000016IZZ0000000 another\r\n");
  EXPECT_TRUE(reading.decoded.empty());
  EXPECT_EQ(reading.refused.size(), 2u);
}

TEST(BadInput, AnActionThatIsNoneIsRefused) {
  std::string file = testing::Sample("us-nibrs-flat", "unix_lines.txt");
  for (size_t at = 0; (at = file.find("I0320310000", at)) != std::string::npos;) file[at] = 'Q';
  const Reading reading = Read(Nibrs(), file);
  EXPECT_TRUE(reading.decoded.empty());
  EXPECT_EQ(reading.refused.size(), 1u);
}

}  // namespace
}  // namespace entente::adapters
