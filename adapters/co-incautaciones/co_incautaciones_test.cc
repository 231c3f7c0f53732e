// Three syntaxes of one register.
#include <cstdlib>

#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Builtin;
using testing::Read;
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

TEST(CoIncautaciones, TheSumIsNoRecordAndAWrongOneIsNamedWithTheRowsOwn) {
  const testing::Reading reading = ReadSample("co-incautaciones", "portal.csv");
  EXPECT_EQ(reading.decoded.size(), 6u);
  EXPECT_TRUE(reading.refused.empty());
  std::vector<std::string> paths;
  Builtin("co-incautaciones").Envelope(Sample("co-incautaciones", "portal.csv"), [&](const v1::Receipt& receipt) {
    EXPECT_EQ(receipt.leaves(), 10);
    for (const v1::Note& note : receipt.notes()) {
      paths.push_back(note.path());
      EXPECT_EQ(note.fate(), v1::DROPPED) << note.path();
    }
  });
  EXPECT_EQ(paths, (std::vector<std::string>{"FECHA", "CANTIDAD (the rows sum to 12563)"}));
}

TEST(CoIncautaciones, CodesGetTheirZeroBackAndAWrongWeekdayIsCarried) {
  const testing::Reading reading = ReadSample("co-incautaciones", "portal.csv");
  ASSERT_EQ(reading.decoded.size(), 6u);
  const v1::Place& place = reading.decoded[0].record.header().event_place();
  ASSERT_EQ(place.areas_size(), 2);
  EXPECT_EQ(place.areas(1).common(), "05999000");
  EXPECT_EQ(place.areas(1).code(), "5999000");
  EXPECT_EQ(reading.decoded[0].record.carried_size(), 0);
  ASSERT_EQ(reading.decoded[2].record.carried_size(), 1);  // 2 February 2018 was no Monday
  EXPECT_EQ(reading.decoded[2].record.carried(0).text(), "Lunes");
  EXPECT_EQ(reading.decoded[0].record.header().event_time().time(), "");
}

TEST(CoIncautaciones, AWorkbookIsReadWithoutItsBannerAndItsOfficers) {
  const testing::Reading reading = ReadSample("co-incautaciones", "police.xlsx");
  ASSERT_EQ(reading.decoded.size(), 3u);
  EXPECT_TRUE(reading.refused.empty());
  for (const Decoded& one : reading.decoded) {
    EXPECT_EQ(one.receipt.format(), "co-incautaciones/police");
    EXPECT_EQ(one.record.Utf8DebugString().find("PERSONA"), std::string::npos);
  }
  std::vector<std::string> around;
  Builtin("co-incautaciones").Envelope(Sample("co-incautaciones", "police.xlsx"), [&](const v1::Receipt& receipt) {
    for (const v1::Note& note : receipt.notes()) {
      around.push_back(note.path());
      EXPECT_EQ(note.fate(), v1::DROPPED) << note.path();
      EXPECT_EQ(note.DebugString().find("PERSONA"), std::string::npos);
    }
  });
  EXPECT_EQ(around.front(), "banner/#1");
  EXPECT_EQ(around.back(), "DEPARTAMENTO");
  EXPECT_EQ(reading.decoded[0].record.header().event_place().areas(1).code(), "05999000");
  EXPECT_EQ(reading.decoded[1].record.header().event_time().day(), 2);  // a serial number: 2 February 2025
  EXPECT_EQ(reading.decoded[1].record.header().event_time().month(), 2);
}

TEST(CoIncautaciones, TheSlicesCountAsTheFilesDo) {
  const std::string head = Bytes("co-incautaciones/estupefacientes_2018.head3000.csv");
  if (head.empty()) GTEST_SKIP() << "no slices";
  const Format& format = Builtin("co-incautaciones");
  EXPECT_EQ(Read(format, head).decoded.size(), 3000u);
  const std::string header = head.substr(0, head.find('\n') + 1);
  const testing::Reading tail = Read(format, header + Bytes("co-incautaciones/estupefacientes_2018.tail200.csv"));
  EXPECT_EQ(tail.decoded.size(), 199u);
  EXPECT_TRUE(tail.refused.empty());
  EXPECT_EQ(Read(format, Bytes("co-incautaciones/estupefacientes_2018_soda.first300.json")).decoded.size(), 300u);
}

}  // namespace
}  // namespace entente::adapters
