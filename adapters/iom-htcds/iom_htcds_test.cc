// What the standard's templates hold, and what must not leave the victim.
#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Builtin;
using testing::ReadSample;
using testing::Written;

TEST(IomHtcds, LabelsAndEmptyNumberedRowsAreNoRecords) {
  const testing::Reading reading = ReadSample("iom-htcds", "template.csv");
  EXPECT_EQ(reading.decoded.size(), 3u);
  EXPECT_TRUE(reading.refused.empty());
  for (const Decoded& one : reading.decoded) EXPECT_EQ(one.receipt.format(), "iom-htcds/template");
}

TEST(IomHtcds, NothingOfTheVictimStandsOutsideOfIt) {
  const testing::Reading reading = ReadSample("iom-htcds", "template.csv");
  ASSERT_FALSE(reading.decoded.empty());
  const v1::Record& record = reading.decoded[0].record;
  EXPECT_EQ(record.carried_size(), 0);
  const std::string outside = testing::WithoutVictims(record);
  for (const char* word : {"ANA", "MUESTRA", "Additional", "WORKER", "Samplecity", "bag"}) {
    EXPECT_EQ(outside.find(word), std::string::npos) << word;
  }
  ASSERT_EQ(record.victims_size(), 1);
  EXPECT_EQ(record.victims(0).carried_size(), 2);  // the row's number, and the column without a name
}

TEST(IomHtcds, CellsOfSeveralAreCutByTheWordsOfTheList) {
  const testing::Reading reading = ReadSample("iom-htcds", "template.csv");
  ASSERT_FALSE(reading.decoded.empty());
  const v1::Trafficking& found = reading.decoded[0].record.victims(0).trafficking();
  ASSERT_EQ(found.industry_size(), 2);
  EXPECT_EQ(found.industry(0).common(), "E");
  EXPECT_EQ(found.industry(1).common(), "F");
  ASSERT_EQ(found.control_size(), 3);
  EXPECT_EQ(found.control(0).code(), "Debt bondage ");
  EXPECT_EQ(found.control(0).common(), "debt-bondage");
}

TEST(IomHtcds, ASurveyJoinsWithBlanksAndIsWrittenBackAsItWas) {
  const testing::Reading reading = ReadSample("iom-htcds", "survey.csv");
  ASSERT_EQ(reading.decoded.size(), 2u);
  const v1::Record& record = reading.decoded[0].record;
  ASSERT_EQ(record.victims(0).trafficking().control_size(), 3);
  const std::string row = Written(Builtin("iom-htcds"), record, "survey");
  EXPECT_NE(row.find(",DebtBondage  FalsePromises PhysicalAbuse,"), std::string::npos) << row;
}

}  // namespace
}  // namespace entente::adapters
