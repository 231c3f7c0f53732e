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

const Format& Seizures() { return testing::Builtin("unodc-ids"); }

class Seized : public testing::OfSample {
 protected:
  enum Row : size_t { kAirport, kTwoLines, kNoise, kBush, kBushAgain, kNoUnit, kNoAmount, kBlotter, kPaper };
  Seized() : OfSample("unodc-ids", "seizures.csv") {}
  const v1::Item& lot(Row row) const { return record(row).items(0); }
};

TEST_F(Seized, ANewlineInQuotesIsPartOfTheField) {
  EXPECT_EQ(reading_.decoded.size(), 9u);
  EXPECT_TRUE(reading_.refused.empty());
  EXPECT_EQ(record(kTwoLines).header().event_place().locality(), "Vereda Modelo\nkilómetro \"cero\"");
}

TEST_F(Seized, IsOneLotOfDrugsSeized) {
  EXPECT_TRUE(record(kAirport).has_seizure());
  ASSERT_EQ(record(kAirport).items_size(), 1);
  EXPECT_EQ(lot(kAirport).drug().substance().common(), "cocaine-hcl");
  EXPECT_EQ(lot(kAirport).status().common(), "seized");
  EXPECT_EQ(lot(kAirport).quantity().amount(), "12.5");
  EXPECT_EQ(lot(kAirport).quantity().unit().common(), "KGM");
  EXPECT_EQ(lot(kAirport).quantity().normal(), "12500");
  EXPECT_EQ(lot(kAirport).concealment().common(), "baggage");
  EXPECT_EQ(record(kAirport).header().event_place().sites(0).common(), "airport");
}

TEST_F(Seized, TheReportingCountryOwnsTheRecord) {
  EXPECT_EQ(record(kAirport).header().originator().country(), "CO");
  EXPECT_EQ(record(kTwoLines).header().originator().country(), "BO");
  EXPECT_EQ(record(kNoise).header().event_place().country().common(), "VE");
  EXPECT_EQ(record(kNoise).header().event_place().country().text(), "Venezuela, Bolivarian Republic of");
}

TEST_F(Seized, AnAmountIsAnExactDecimalAndItsSpellingIsKept) {
  EXPECT_EQ(lot(kTwoLines).quantity().amount(), "0.00009");
  EXPECT_EQ(lot(kTwoLines).quantity().given(), "9e-05");
  EXPECT_EQ(lot(kTwoLines).quantity().unit().common(), "GRM") << "another country, another unit";
  EXPECT_EQ(lot(kNoise).quantity().amount(), "0.000014000000000000001");
  EXPECT_EQ(lot(kNoUnit).quantity().amount(), "0.006999999999999999");
  EXPECT_EQ(lot(kNoUnit).quantity().given(), "");
  EXPECT_THAT(Written(Seizures(), record(kTwoLines)), HasSubstr(";9e-05;Gram;"));
  EXPECT_THAT(Written(Seizures(), record(kTwoLines)), HasSubstr("\"Vereda Modelo\nkilómetro \"\"cero\"\"\""));
}

TEST_F(Seized, ABushIsNoWeight) {
  EXPECT_EQ(lot(kBush).quantity().amount(), "927611728");
  EXPECT_EQ(lot(kBush).quantity().unit().common(), "");
  EXPECT_EQ(lot(kBush).quantity().unit().text(), "Bush");
  EXPECT_EQ(lot(kBush).quantity().normal(), "");
  EXPECT_EQ(lot(kBlotter).quantity().normal(), "");
  EXPECT_EQ(lot(kPaper).quantity().amount(), "0.0");
}

TEST_F(Seized, NoAmountIsNoneAndNoUnitIsNone) {
  EXPECT_EQ(lot(kNoAmount).quantity().amount(), "");
  EXPECT_EQ(lot(kNoAmount).quantity().unit().common(), "U2");
  EXPECT_FALSE(lot(kNoUnit).quantity().has_unit());
}

TEST_F(Seized, EqualRowsAreTwoSeizures) {
  EXPECT_NE(record(kBush).header().national_id(), record(kBushAgain).header().national_id());
}

TEST_F(Seized, TheRouteHasCountriesByOldAndNewNames) {
  const v1::Route& route = record(kNoUnit).seizure().route();
  EXPECT_EQ(route.produced_in(0).common(), "LY");
  EXPECT_EQ(route.departed_from(0).common(), "MD");
  EXPECT_EQ(route.destined_for(0).common(), "CG");
  EXPECT_EQ(route.direction().common(), "transit");
  EXPECT_EQ(record(kAirport).seizure().route().direction().common(), "outbound");
}

TEST_F(Seized, UnknownIsNoCountryAndNoEmptyCountryIsMade) {
  for (const v1::Code& country : record(kNoise).seizure().route().produced_in()) EXPECT_EQ(country.common(), "unknown");
  EXPECT_EQ(Count(reading_.decoded[kNoise].receipt, v1::UNKNOWN), 1);
  EXPECT_EQ(record(kTwoLines).seizure().route().departed_from_size(), 0);
  EXPECT_EQ(record(kBlotter).seizure().route().produced_in(0).text(), "Freedonia");
  EXPECT_EQ(record(kBlotter).seizure().route().produced_in(0).common(), "");
}

TEST_F(Seized, NoLeafIsForgotten) {
  for (const Decoded& decoded : reading_.decoded) {
    EXPECT_EQ(Count(decoded.receipt, v1::UNMAPPED), 0);
    EXPECT_EQ(decoded.receipt.leaves(), 16);
  }
}

TEST(Writing, SeveralLotsBecomeSeveralRowsAndWhatIsNoDrugIsListed) {
  v1::Record record = ReadSample("unodc-ids", "seizures.csv").decoded.at(0).record;
  v1::Item* second = record.add_items();
  second->set_id("i2");
  second->mutable_drug()->mutable_substance()->set_common("heroin");
  second->mutable_status()->set_common("seized");
  v1::Item* cash = record.add_items();
  cash->set_id("i3");
  cash->mutable_cash()->set_amount("48250.00");
  const absl::StatusOr<Encoded> encoded = Seizures().Encode(record);
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  const Reading rows = Read(Seizures(), encoded->preamble + encoded->data);
  ASSERT_EQ(rows.decoded.size(), 2u);
  EXPECT_EQ(rows.decoded[1].record.items(0).drug().substance().common(), "heroin");
  bool listed = false;
  for (const v1::Note& note : encoded->receipt.notes()) listed |= note.path().find("cash") != std::string::npos;
  EXPECT_TRUE(listed);
}

TEST(BadInput, ARowWithTooFewCellsIsRefusedWithItsLine) {
  std::string file = testing::Sample("unodc-ids", "seizures.csv");
  file += "Americas;South America;Colombia\n";
  const Reading reading = Read(Seizures(), file);
  EXPECT_EQ(reading.decoded.size(), 9u);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].where, HasSubstr("line 12"));
}

TEST(BadInput, AnAmountThatIsNoNumberRefusesItsRow) {
  std::string file = testing::Sample("unodc-ids", "seizures.csv");
  file.replace(file.find("12.5"), 4, "12,5");
  const Reading reading = Read(Seizures(), file);
  EXPECT_EQ(reading.decoded.size(), 8u);
  EXPECT_EQ(reading.refused.size(), 1u);
}

}  // namespace
}  // namespace entente::adapters
