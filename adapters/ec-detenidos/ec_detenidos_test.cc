#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Count;
using ::testing::HasSubstr;
using testing::Read;
using testing::Reading;
using testing::ReadSample;
using testing::Written;

const Format& Arrests() { return testing::Builtin("ec-detenidos"); }

const v1::Code* Area(const v1::Record& record, const std::string& list) {
  for (const v1::Code& area : record.header().event_place().areas()) {
    if (area.list() == list) return &area;
  }
  ADD_FAILURE() << "no area of " << list;
  return &v1::Code::default_instance();
}

class Of2024 : public testing::OfSample {
 protected:
  enum Row : size_t { kAirport, kMigrants, kTheft, kAtSea, kManyValues, kNoCode, kRobbery, kNoTable, kNoTableAgain };
  Of2024() : OfSample("ec-detenidos", "2024.csv") {}
};

TEST_F(Of2024, TheByteOrderMarkIsNoPartOfTheFirstColumn) {
  EXPECT_EQ(reading_.decoded.size(), 9u);
  EXPECT_TRUE(reading_.refused.empty());
  EXPECT_EQ(record(kAirport).header().format(), "ec-detenidos/2024");
  EXPECT_EQ(record(kAirport).offences(0).code().code(), "20410.01");
}

TEST_F(Of2024, IsTheArrestOfOnePersonForOneOffence) {
  const v1::Record& record = this->record(kAirport);
  EXPECT_EQ(record.header().originator().country(), "EC");
  ASSERT_EQ(record.arrest().detentions_size(), 1);
  ASSERT_EQ(record.subjects_size(), 1);
  ASSERT_EQ(record.offences_size(), 1);
  EXPECT_EQ(record.arrest().detentions(0).subject_id(), record.subjects(0).id());
  EXPECT_EQ(record.arrest().detentions(0).offence_ids(0), record.offences(0).id());
  EXPECT_EQ(record.subjects(0).role().common(), "arrested");
  EXPECT_EQ(record.arrest().detentions(0).basis().common(), "in-the-act");
  EXPECT_EQ(this->record(kMigrants).arrest().detentions(0).basis().common(), "warrant");
}

TEST_F(Of2024, TraffickingAndSmugglingAreTwoOffences) {
  EXPECT_EQ(record(kAirport).offences(0).code().common(), "human-trafficking");
  EXPECT_EQ(record(kAirport).offences(0).code().text(), "TRATA DE PERSONAS");
  EXPECT_EQ(record(kMigrants).offences(0).code().common(), "migrant-smuggling");
  EXPECT_EQ(record(kTheft).offences(0).code().common(), "theft");
}

TEST_F(Of2024, ZerosASpreadsheetTookAreBack) {
  EXPECT_EQ(record(kAirport).offences(0).iccs(), "020410");
  EXPECT_EQ(record(kRobbery).offences(0).iccs(), "04011");
  EXPECT_EQ(record(kManyValues).offences(0).iccs(), "110900") << "six digits are complete";
  EXPECT_EQ(Area(record(kAirport), "EC.canton")->common(), "0901");
  EXPECT_EQ(Area(record(kAirport), "EC.canton")->code(), "901");
  EXPECT_EQ(Area(record(kAirport), "EC.parroquia")->common(), "090150");
  EXPECT_EQ(Area(record(kAirport), "EC.provincia")->common(), "EC-G");
  EXPECT_EQ(Area(record(kAirport), "EC.provincia")->code(), "9");
  EXPECT_EQ(Area(record(kAirport), "EC.provincia")->text(), "GUAYAS");
}

TEST_F(Of2024, NoIccsAndTheWordNullGiveNone) {
  EXPECT_EQ(record(kNoCode).offences(0).iccs(), "");
  EXPECT_EQ(record(kAtSea).offences(0).iccs(), "");
  EXPECT_EQ(record(kAtSea).offences(0).code().code(), "null");
}

TEST_F(Of2024, TheMonthComesFirst) {
  const v1::PartialDate& when = record(kAirport).header().event_time();
  EXPECT_EQ(when.month(), 3);
  EXPECT_EQ(when.day(), 9);
  EXPECT_EQ(when.time(), "01:56");
  EXPECT_EQ(record(kAtSea).header().event_time().day(), 31);
}

TEST_F(Of2024, ADemonymIsACountryThoughMisspelt) {
  EXPECT_EQ(record(kAirport).subjects(0).nationalities(0).common(), "US");
  EXPECT_EQ(record(kAirport).subjects(0).nationalities(0).text(), "ESTADOUNIDENCE");
  EXPECT_EQ(record(kMigrants).subjects(0).nationalities(0).common(), "VE");
}

TEST_F(Of2024, OneCellHoldsSeveralConditionsAndACommaInOne) {
  const v1::Detention& two = record(kAirport).arrest().detentions(0);
  ASSERT_EQ(two.condition_size(), 2);
  EXPECT_EQ(two.condition(0).common(), "smells-of-alcohol");
  EXPECT_EQ(two.condition(1).common(), "normal");
  ASSERT_EQ(record(kManyValues).arrest().detentions(0).condition_size(), 2);
  EXPECT_EQ(record(kManyValues).arrest().detentions(0).condition(1).common(), "under-influence-of-drugs");
}

TEST_F(Of2024, AWordForUnknownIsNoValue) {
  EXPECT_EQ(record(kTheft).subjects(0).age().amount(), "");
  EXPECT_EQ(record(kAtSea).subjects(0).age().amount(), "");
  for (const v1::Code& nationality : record(kAtSea).subjects(0).nationalities())
    EXPECT_EQ(nationality.common(), "unknown");
  for (const v1::Code& area : record(kAtSea).header().event_place().areas()) EXPECT_NE(area.text(), "0");
  EXPECT_GT(Count(reading_.decoded[kAtSea].receipt, v1::UNKNOWN), 0);
}

TEST_F(Of2024, NoWeaponIsNoWeapon) {
  for (const v1::Code& weapon : record(kAirport).arrest().detentions(0).weapons()) EXPECT_EQ(weapon.common(), "none");
  ASSERT_EQ(record(kTheft).arrest().detentions(0).weapons_size(), 2);
  EXPECT_EQ(record(kTheft).arrest().detentions(0).weapons(0).common(), "cutting");
  EXPECT_EQ(record(kTheft).arrest().detentions(0).weapons(1).common(), "knife");
}

TEST_F(Of2024, EqualRowsAreTwoArrests) {
  EXPECT_NE(record(kNoTable).header().national_id(), record(kNoTableAgain).header().national_id());
  EXPECT_TRUE(record(kNoTableAgain).header().national_id().ends_with("#2"));
}

TEST_F(Of2024, WordsOfNoTableStayWords) {
  EXPECT_EQ(record(kNoTable).offences(0).code().common(), "");
  EXPECT_EQ(record(kNoTable).offences(0).code().text(), "DELITO QUE NO ESTÁ EN NINGUNA TABLA");
  EXPECT_EQ(Count(reading_.decoded[kNoTable].receipt, v1::TEXT_ONLY), 1);
}

TEST_F(Of2024, AreasComeLargestFirst) {
  const auto& areas = record(kAirport).header().event_place().areas();
  ASSERT_EQ(areas.size(), 8);
  EXPECT_EQ(areas[0].list(), "EC.zona");
  EXPECT_EQ(areas[7].list(), "EC.subcircuito");
}

TEST_F(Of2024, NoLeafIsForgottenAndEveryLeafComesBack) {
  for (const Decoded& decoded : reading_.decoded) {
    EXPECT_EQ(Count(decoded.receipt, v1::UNMAPPED), 0);
    EXPECT_EQ(decoded.receipt.leaves(), 37);
  }
  const std::string csv = Written(Arrests(), record(kAirport));
  EXPECT_THAT(csv, HasSubstr("20410.01,APREHENDIDO,CASADO/A,IRREGULAR,44,HOMBRE,MASCULINO,ESTADOUNIDENCE"));
  EXPECT_THAT(csv, HasSubstr("\"ALIENTO A LICOR, NORMAL\",TAXI,NINGUNA,NINGUNA,3/9/2031,1:56,AEROPUERTO"));
  EXPECT_THAT(csv, HasSubstr(",9,901,90150,GUAYAS,"));
}

TEST(Of2016, IsTheOtherLayout) {
  const Reading reading = ReadSample("ec-detenidos", "2016.csv");
  ASSERT_EQ(reading.decoded.size(), 6u);
  const v1::Record& first = reading.decoded[0].record;
  EXPECT_EQ(first.header().format(), "ec-detenidos/2016");
  EXPECT_EQ(first.offences(0).code().common(), "human-trafficking");
  EXPECT_EQ(first.offences(0).iccs(), "0204");
  EXPECT_EQ(first.subjects(0).nationalities(0).common(), "CO") << "a country here, a demonym in 2024";
  EXPECT_EQ(first.header().event_time().day(), 10);
  EXPECT_EQ(reading.decoded[1].record.offences(0).code().common(), "migrant-smuggling");
}

TEST(Of2016, ABlankBehindAWordIsKept) {
  const Reading reading = ReadSample("ec-detenidos", "2016.csv");
  const v1::Record& record = reading.decoded.at(0).record;
  EXPECT_EQ(record.subjects(0).sex().common(), "1");
  EXPECT_EQ(record.subjects(0).sex().text(), "HOMBRE ");
  EXPECT_THAT(Written(Arrests(), record, "2016"), HasSubstr(",HOMBRE ,44,"));
}

TEST(Of2016, CanBeWrittenAsTheNewLayout) {
  const v1::Record record = ReadSample("ec-detenidos", "2016.csv").decoded.at(0).record;
  const std::string csv = Written(Arrests(), record, "2024");
  EXPECT_THAT(csv, HasSubstr("12/10/2031"));
  EXPECT_THAT(csv, HasSubstr("COLOMBIANO"));
  EXPECT_THAT(csv, HasSubstr("TRATA DE PERSONAS"));
}

TEST(BadInput, ADateOfTheOtherLayoutRefusesItsRowAndNoOther) {
  std::string file = testing::Sample("ec-detenidos", "2024.csv");
  file.replace(file.find("3/10/2031"), 9, "2031-3-10");
  const Reading reading = Read(Arrests(), file);
  EXPECT_EQ(reading.decoded.size(), 8u);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].where, HasSubstr("line 3"));
}

TEST(BadInput, AHeaderOfNeitherLayoutRefusesTheFile) {
  const Reading reading = Read(Arrests(), "Zona,Subzona,Canton\nZONA 1,CARCHI,CANTON INVENTADO\n");
  EXPECT_TRUE(reading.decoded.empty());
  EXPECT_EQ(reading.refused.size(), 1u);
}

TEST(BadInput, ANoticeIsNoArrest) {
  const v1::Record notice = ReadSample("interpol-notice", "red.json").decoded.at(0).record;
  EXPECT_EQ(Arrests().Encode(notice).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace entente::adapters
