#include "gateway/policy/terms.h"

#include <gtest/gtest.h>

namespace entente::policy {
namespace {

absl::Time At(const char* text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr));
  return time;
}

TEST(Retention, ReadsYearsMonthsAndDays) {
  EXPECT_EQ(ParseRetention("P1Y"), (Retention{12, 0}));
  EXPECT_EQ(ParseRetention("P12M"), (Retention{12, 0}));
  EXPECT_EQ(ParseRetention("P1Y6M10D"), (Retention{18, 10}));
  EXPECT_EQ(ParseRetention("P90D"), (Retention{0, 90}));
}

TEST(Retention, RefusesEverythingElse) {
  for (const char* text : {"", "P", "P0D", "1Y", "P1", "PY", "P1D1Y", "P1Y1Y", "P2W", "PT1H", "P-1Y", "P1.5Y", "P101Y",
                           "P99999999999999Y", "P1Y ", "p1y"}) {
    EXPECT_FALSE(ParseRetention(text)) << text;
  }
}

TEST(Retention, EndsOnTheLastDayOfAShorterMonth) {
  EXPECT_EQ(After(At("2020-02-29T00:00:00Z"), {36, 0}), At("2023-02-28T00:00:00Z"));
  EXPECT_EQ(After(At("2018-01-31T10:20:30Z"), {1, 0}), At("2018-02-28T10:20:30Z"));
  EXPECT_EQ(After(At("2018-12-31T00:00:00Z"), {1, 1}), At("2019-02-01T00:00:00Z"));
  EXPECT_EQ(After(At("2018-06-05T12:00:00Z"), {0, 90}), At("2018-09-03T12:00:00Z"));
}

}  // namespace
}  // namespace entente::policy
