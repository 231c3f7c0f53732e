// Warrants of both editions, with each quirk of the source.
#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Builtin;
using testing::Count;
using testing::ReadSample;
using testing::Written;

TEST(BrBnmp, ShortRowsAndTabsInQuotesAreRead) {
  const testing::Reading reading = ReadSample("br-bnmp", "portal.tsv");
  ASSERT_EQ(reading.decoded.size(), 4u);
  EXPECT_TRUE(reading.refused.empty());
  EXPECT_EQ(reading.decoded[1].receipt.leaves(), 20);
  EXPECT_EQ(reading.decoded[2].receipt.leaves(), 18);
  EXPECT_EQ(reading.decoded[3].receipt.leaves(), 19);
}

TEST(BrBnmp, ABareItemBelongsToTheArticleBeforeIt) {
  const testing::Reading reading = ReadSample("br-bnmp", "portal.tsv");
  ASSERT_EQ(reading.decoded.size(), 4u);
  const v1::Record& first = reading.decoded[0].record;
  ASSERT_EQ(first.offences_size(), 1);
  EXPECT_EQ(first.offences(0).code().text(), "2848, 121, § 2º, I;IV");
  EXPECT_EQ(first.offences(0).code().common(), "homicide");
  EXPECT_EQ(first.offences(0).iccs(), "0101");
  const v1::Record& second = reading.decoded[1].record;
  ASSERT_EQ(second.offences_size(), 3);
  EXPECT_EQ(second.offences(2).code().common(), "organised-crime");
  const std::string row = Written(Builtin("br-bnmp"), second);
  EXPECT_NE(row.find("\t11343, 33;11343, 35;2848, 288, § único;\t"), std::string::npos) << row;
  EXPECT_EQ(Count(reading.decoded[3].receipt, v1::CONVERTED), 1);  // blanks between the entries: quoted
}

TEST(BrBnmp, DatesKeepTheirOffsetAndASlipOfThePenIsNoDate) {
  const testing::Reading reading = ReadSample("br-bnmp", "portal.tsv");
  ASSERT_EQ(reading.decoded.size(), 4u);
  const v1::Record& record = reading.decoded[1].record;
  EXPECT_EQ(record.orders(0).issued().zone(), "-02:00");
  EXPECT_EQ(record.orders(0).number(), "0000002000000000000000000201");
  EXPECT_EQ(record.subjects(0).birth_dates(0).year(), 0);
  EXPECT_EQ(record.subjects(0).birth_dates(0).given(), "01/01/0101");
  EXPECT_EQ(record.orders(0).sentence().given(), "0.0");
  EXPECT_EQ(record.orders(0).sentence().amount(), "");
}

TEST(BrBnmp, ADebtOfMaintenanceIsNoCrimeAndNoRedNotice) {
  for (const char* sample : {"portal.tsv", "gateway.jsonl"}) {
    int civil = 0;
    for (const Decoded& one : ReadSample("br-bnmp", sample).decoded) {
      const bool debt = one.record.orders(0).conditions(0).common() == "maintenance-debt";
      civil += debt ? 1 : 0;
      EXPECT_EQ(one.record.notice().colour(), debt ? v1::COLOUR_UNSPECIFIED : v1::COLOUR_RED) << sample;
    }
    EXPECT_EQ(civil, 1) << sample;
  }
}

TEST(BrBnmp, ThreePartsOfASentenceStandAsOneDuration) {
  const testing::Reading reading = ReadSample("br-bnmp", "gateway.jsonl");
  ASSERT_EQ(reading.decoded.size(), 2u);
  EXPECT_EQ(reading.decoded[0].record.orders(0).sentence().given(), "P2Y3M10D");
  EXPECT_EQ(reading.decoded[1].record.orders(0).sentence().given(), "P0Y0M30D");
  const std::string json = Written(Builtin("br-bnmp"), reading.decoded[0].record, "gateway");
  EXPECT_NE(json.find("\"tempoPenaMes\":3"), std::string::npos) << json;
}

}  // namespace
}  // namespace entente::adapters
