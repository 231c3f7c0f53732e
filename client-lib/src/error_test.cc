#include "entente/error.h"

#include <gtest/gtest.h>

namespace entente {
namespace {

v1::ErrorDetail Detail() {
  v1::ErrorDetail detail;
  detail.set_reason(v1::RECORD_UNREADABLE);
  detail.set_place("line 12");
  detail.set_expected("a date");
  return detail;
}

TEST(Error, CarriesTheSecondWordThroughAStatus) {
  const absl::Status status = MakeFailure(absl::StatusCode::kInvalidArgument, "line 12 cannot be read", Detail());
  EXPECT_EQ(ReasonOf(status), v1::RECORD_UNREADABLE);
  EXPECT_EQ(DetailOf(status).place(), "line 12");
}

TEST(Error, SurvivesTheWayThroughAFailure) {
  const absl::Status status = MakeFailure(absl::StatusCode::kInvalidArgument, "line 12 cannot be read", Detail());
  EXPECT_EQ(StatusOf(FailureOf(status)), status);
}

TEST(Error, AStatusOfTheLineHasNoReason) {
  EXPECT_EQ(ReasonOf(absl::UnavailableError("connection refused")), v1::REASON_UNSPECIFIED);
  EXPECT_FALSE(FailureOf(absl::UnavailableError("connection refused")).has_detail());
}

TEST(Error, ACodeThatDoesNotExistIsUnknown) {
  v1::Failure failure;
  failure.set_code(99);
  EXPECT_TRUE(absl::IsUnknown(StatusOf(failure)));
  failure.set_code(-1);
  EXPECT_TRUE(absl::IsUnknown(StatusOf(failure)));
}

TEST(Error, OnlyWhatMayMendItselfIsTransient) {
  EXPECT_TRUE(IsTransient(absl::UnavailableError("")));
  EXPECT_TRUE(IsTransient(absl::AbortedError("")));
  EXPECT_FALSE(IsTransient(absl::OkStatus()));
  EXPECT_FALSE(IsTransient(absl::InvalidArgumentError("")));
  EXPECT_FALSE(IsTransient(absl::DeadlineExceededError("")));
  EXPECT_FALSE(IsTransient(absl::ResourceExhaustedError("")));
}

}  // namespace
}  // namespace entente
