#include "gateway/core/cadence.h"

#include <gtest/gtest.h>

#include <future>

namespace entente::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

TEST(Cadence, BeatsAreWholeMultiplesAfterTheQuestion) {
  const Cadence cadence(absl::Milliseconds(20));
  const Cadence::Time asked = std::chrono::steady_clock::now();
  EXPECT_EQ(cadence.Beat(asked, asked), asked + milliseconds(20));
  EXPECT_EQ(cadence.Beat(asked, asked + milliseconds(1)), asked + milliseconds(20));
  EXPECT_EQ(cadence.Beat(asked, asked + milliseconds(20)), asked + milliseconds(20));
  EXPECT_EQ(cadence.Beat(asked, asked + milliseconds(20) + nanoseconds(1)), asked + milliseconds(40));
}

TEST(Cadence, AnAnswerComesOnABeatAndNotBefore) {
  Cadence cadence(absl::Milliseconds(5));
  std::promise<int> answered;
  const auto asked = std::chrono::steady_clock::now();
  auto done = cadence.Hold<int>([&](int answer) { answered.set_value(answer); });
  done(7);
  EXPECT_EQ(answered.get_future().get(), 7);
  EXPECT_GE(std::chrono::steady_clock::now() - asked, milliseconds(5));
}

TEST(Cadence, WhatIsHeldIsGivenWhenItStopsAndLaterAnswersAtOnce) {
  Cadence cadence(absl::Hours(1));
  int answers = 0;
  const auto count = [&](int) { ++answers; };
  cadence.Hold<int>(count)(1);
  auto late = cadence.Hold<int>(count);
  cadence.Stop();
  EXPECT_EQ(answers, 1);
  late(2);
  EXPECT_EQ(answers, 2);
}

TEST(Cadence, WithoutABeatAnAnswerWaitsForNothing) {
  Cadence cadence(absl::ZeroDuration());
  int answers = 0;
  cadence.Hold<int>([&](int) { ++answers; })(1);
  EXPECT_EQ(answers, 1);
}

}  // namespace
}  // namespace entente::core
