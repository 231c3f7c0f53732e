// Two tables that are one: cases and the persons they name.
#include <cstdlib>

#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Builtin;
using testing::ReadSample;
using testing::Sample;

std::string Bytes(const std::string& file) {
  const char* named = std::getenv("ENTENTE_SAMPLES");
  const std::string root = named != nullptr ? named : ENTENTE_SOURCE_DIR "/../shared/samples";
  std::ifstream in(root + "/" + file, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

struct Pair {
  std::string cases, persons;
};

testing::Reading ReadPair(const Pair& pair) {
  testing::Reading reading;
  const Format& format = Builtin("ar-linea145");
  format.SplitFiles(
      {{"denuncias.csv", pair.cases}, {"referidos.csv", pair.persons}},
      [&](const Unit& unit) {
        auto decoded = format.Decode(unit);
        ASSERT_TRUE(decoded.ok()) << decoded.status();
        reading.decoded.push_back(*std::move(decoded));
      },
      [&](const Refusal& refusal) { reading.refused.push_back(refusal); });
  return reading;
}

Pair OwnTables() {
  return {Sample("ar-linea145", "tables/denuncias.csv"), Sample("ar-linea145", "tables/referidos.csv")};
}

TEST(ArLinea145, ACaseAndItsPersonsAreOneRecordWhetherInTwoFilesOrInABundle) {
  const testing::Reading joined = ReadPair(OwnTables());
  const testing::Reading bundle = ReadSample("ar-linea145", "bundle.csv");
  ASSERT_EQ(joined.decoded.size(), 3u);
  ASSERT_EQ(bundle.decoded.size(), 3u);
  EXPECT_TRUE(joined.refused.empty());
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(joined.decoded[i].record.Utf8DebugString(), bundle.decoded[i].record.Utf8DebugString()) << i;
  }
  const v1::Record& first = joined.decoded[0].record;
  EXPECT_EQ(first.subjects_size(), 1);
  EXPECT_EQ(first.victims_size(), 2);  // two alike are two
  EXPECT_EQ(first.offences_size(), 2);
  EXPECT_EQ(first.offences(1).code().common(), "child-sexual-exploitation");
  EXPECT_EQ(first.header().event_place().areas(0).code(), "06");
}

TEST(ArLinea145, APersonOfNoCaseIsRefusedWithItsLine) {
  Pair pair = OwnTables();
  pair.persons += "1,2020-01-01,Trata,Otro,Acusado,,,,,,,,\n";
  const testing::Reading reading = ReadPair(pair);
  EXPECT_EQ(reading.decoded.size(), 3u);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_EQ(reading.refused[0].where, "referidos.csv, line 6");
}

TEST(ArLinea145, OneTableAloneIsHalfAFile) {
  const testing::Reading reading = ReadSample("ar-linea145", "tables/denuncias.csv");
  EXPECT_TRUE(reading.decoded.empty());
  EXPECT_EQ(reading.refused.size(), 1u);
}

TEST(ArLinea145, TheSlicesCountAsTheFilesDo) {
  const Pair pair{Bytes("ar-linea145/denuncias.head500.csv"), Bytes("ar-linea145/referidos.of_head500.csv")};
  if (pair.cases.empty()) GTEST_SKIP() << "no slices";
  const testing::Reading reading = ReadPair(pair);
  EXPECT_EQ(reading.decoded.size(), 500u);
  EXPECT_TRUE(reading.refused.empty());
  int persons = 0;
  int64_t unmapped = 0;
  for (const Decoded& one : reading.decoded) {
    persons += one.record.subjects_size() + one.record.victims_size();
    for (const v1::FateCount& count : one.receipt.fates()) unmapped += count.fate() == v1::UNMAPPED ? count.count() : 0;
  }
  EXPECT_EQ(persons, 407);
  EXPECT_EQ(unmapped, 0);
}

}  // namespace
}  // namespace entente::adapters
