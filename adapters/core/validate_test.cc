// The rules of record.proto that the types cannot say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/core/format.h"

namespace entente::adapters {
namespace {

using ::testing::HasSubstr;

absl::Status WithEventTime(int year, int month, int day) {
  v1::Record record;
  record.mutable_notice();
  v1::PartialDate* date = record.mutable_header()->mutable_event_time();
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
  return Validate(record);
}

TEST(Validate, ADayMustBeOneOfItsMonth) {
  EXPECT_TRUE(WithEventTime(2024, 2, 29).ok());
  EXPECT_TRUE(WithEventTime(2023, 2, 0).ok());
  EXPECT_TRUE(WithEventTime(2023, 0, 0).ok());
  EXPECT_TRUE(WithEventTime(0, 2, 29).ok());
  for (const auto& [month, day] : {std::pair{2, 31}, {2, 29}, {4, 31}, {0, 5}, {13, 1}}) {
    EXPECT_THAT(std::string(WithEventTime(2023, month, day).message()), HasSubstr("header.event_time")) << month;
  }
}

}  // namespace
}  // namespace entente::adapters
