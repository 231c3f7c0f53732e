#include "client-lib/src/backoff.h"

#include <gtest/gtest.h>

namespace entente {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUntilTheLongest) {
  const RetryOptions options{.initial = milliseconds(100), .longest = milliseconds(500), .random = [] { return 0.0; }};
  Backoff backoff(options);
  EXPECT_EQ(backoff.Next(), milliseconds(100));
  EXPECT_EQ(backoff.Next(), milliseconds(200));
  EXPECT_EQ(backoff.Next(), milliseconds(400));
  EXPECT_EQ(backoff.Next(), milliseconds(500));
  EXPECT_EQ(backoff.attempts(), 4);
}

TEST(Backoff, TakesOffUpToHalfAtRandom) {
  const RetryOptions options{.initial = milliseconds(100), .random = [] { return 0.999999; }};
  Backoff backoff(options);
  EXPECT_EQ(backoff.Next(), milliseconds(50));
}

TEST(Backoff, BeginsAgainAfterProgress) {
  const RetryOptions options{.initial = milliseconds(100), .random = [] { return 0.0; }};
  Backoff backoff(options);
  backoff.Next();
  backoff.Next();
  backoff.Reset();
  EXPECT_EQ(backoff.Next(), milliseconds(100));
}

TEST(Backoff, OwnRandomnessStaysInTheHalf) {
  const RetryOptions options{.initial = milliseconds(1000)};
  for (int i = 0; i < 1000; ++i) {
    Backoff backoff(options);
    const milliseconds wait = backoff.Next();
    EXPECT_GT(wait, milliseconds(499));
    EXPECT_LE(wait, milliseconds(1000));
  }
}

TEST(Backoff, TheTenThousandthWaitIsStillTheLongest) {
  const RetryOptions options{.longest = milliseconds(700), .random = [] { return 0.0; }};
  Backoff backoff(options);
  for (int i = 0; i < 10'000; ++i) backoff.Next();
  EXPECT_EQ(backoff.Next(), milliseconds(700));
}

}  // namespace
}  // namespace entente
