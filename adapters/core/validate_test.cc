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

TEST(Common, ABadValueIsRefusedWithItsPlace) {
  const auto refused = [](std::string_view json) {
    Unit unit;
    unit.data = json;
    unit.where = "line 1";
    return RefusalOf(Registry::Builtin().Find("common")->Decode(unit).status()).Message(true);
  };
  EXPECT_EQ(refused(R"({"notice":{"colour":"PINK"}})"),
            "line 1 /notice/colour: found `PINK`, expected a value of Colour");
  EXPECT_EQ(refused(R"({"header":{"nose":1}})"), "line 1 /header/nose: found `1`, expected a field of Header");
  EXPECT_EQ(refused(R"({"header":{"eventTime":{"year":"long ago"}}})"),
            "line 1 /header/eventTime/year: found `long ago`, expected a whole number");
  EXPECT_EQ(refused(R"({"subjects":[{"names":[3]}]})"), "line 1 /subjects[0]/names[0]: found `3`, expected an object");
  EXPECT_THAT(refused(R"({"header":{"national_id":"a","national_id":"b"}})"), HasSubstr("`national_id` once"));
}

}  // namespace
}  // namespace entente::adapters
