#include "entente/error.h"

#include <string>

#include "absl/strings/cord.h"

namespace entente {
namespace {

constexpr char kDetailUrl[] = "type.googleapis.com/entente.v1.ErrorDetail";

absl::StatusCode CodeOf(int code) {
  const bool known = code >= 0 && code <= static_cast<int>(absl::StatusCode::kUnauthenticated);
  return known ? static_cast<absl::StatusCode>(code) : absl::StatusCode::kUnknown;
}

}  // namespace

v1::ErrorDetail DetailOf(const absl::Status& status) {
  v1::ErrorDetail detail;
  const absl::optional<absl::Cord> payload = status.GetPayload(kDetailUrl);
  if (payload.has_value() && !detail.ParseFromString(std::string(*payload))) detail.Clear();
  return detail;
}

v1::Reason ReasonOf(const absl::Status& status) { return DetailOf(status).reason(); }

absl::Status MakeFailure(absl::StatusCode code, std::string_view message, const v1::ErrorDetail& detail) {
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  if (!status.ok() && detail.ByteSizeLong() > 0) status.SetPayload(kDetailUrl, absl::Cord(detail.SerializeAsString()));
  return status;
}

absl::Status StatusOf(const v1::Failure& failure) {
  return MakeFailure(CodeOf(failure.code()), failure.message(), failure.detail());
}

v1::Failure FailureOf(const absl::Status& status) {
  v1::Failure failure;
  failure.set_code(static_cast<int>(status.code()));
  failure.set_message(std::string(status.message()));
  const v1::ErrorDetail detail = DetailOf(status);
  if (detail.ByteSizeLong() > 0) *failure.mutable_detail() = detail;
  return failure;
}

bool IsTransient(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsAborted(status); }

}  // namespace entente
