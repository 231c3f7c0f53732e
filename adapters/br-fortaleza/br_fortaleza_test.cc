// A register whose rows have no number, and quantities written as floating-point numbers.
#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::ReadSample;

TEST(BrFortaleza, AnAmountLosesItsExponentAndNoDigit) {
  const testing::Reading reading = ReadSample("br-fortaleza", "apreensoes.csv");
  ASSERT_EQ(reading.decoded.size(), 6u);
  EXPECT_TRUE(reading.refused.empty());
  const v1::Quantity& least = reading.decoded[1].record.items(0).quantity();
  EXPECT_EQ(least.amount(), "0.00001");
  EXPECT_EQ(least.given(), "1e-05");
  EXPECT_EQ(least.normal(), "0.01");
  EXPECT_EQ(least.normal_unit(), "GRM");
}

TEST(BrFortaleza, AnHourIsNoMinute) {
  const testing::Reading reading = ReadSample("br-fortaleza", "apreensoes.csv");
  ASSERT_EQ(reading.decoded.size(), 6u);
  EXPECT_EQ(reading.decoded[0].record.header().event_time().time(), "04");
  EXPECT_EQ(reading.decoded[3].record.header().event_time().time(), "00");
}

TEST(BrFortaleza, EqualRowsAreTwoSeizures) {
  const testing::Reading reading = ReadSample("br-fortaleza", "apreensoes.csv");
  ASSERT_EQ(reading.decoded.size(), 6u);
  EXPECT_NE(reading.decoded[1].record.header().national_id(), reading.decoded[2].record.header().national_id());
}

TEST(BrFortaleza, AWrongWeekdayIsCarriedAndADrugThatNobodyListsKeepsItsWord) {
  const testing::Reading reading = ReadSample("br-fortaleza", "apreensoes.csv");
  ASSERT_EQ(reading.decoded.size(), 6u);
  ASSERT_EQ(reading.decoded[3].record.carried_size(), 1);  // 5 January 2031 is a Sunday
  EXPECT_EQ(reading.decoded[3].record.carried(0).text(), "Segunda");
  EXPECT_EQ(reading.decoded[4].record.carried_size(), 0);
  EXPECT_EQ(reading.decoded[5].record.items(0).drug().substance().common(), "");
  EXPECT_EQ(reading.decoded[5].record.items(0).drug().substance().text(), "Chá de exemplo");
}

}  // namespace
}  // namespace entente::adapters
