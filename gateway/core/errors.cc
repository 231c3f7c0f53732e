#include "gateway/core/errors.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"

namespace entente::core {

absl::Status WithDetail(absl::Status status, const v1::ErrorDetail& detail) {
  if (!status.ok()) status.SetPayload(kErrorDetailUrl, absl::Cord(detail.SerializeAsString()));
  return status;
}

absl::Status WithReason(absl::Status status, v1::Reason reason) {
  v1::ErrorDetail detail;
  detail.set_reason(reason);
  return WithDetail(std::move(status), detail);
}

absl::Status RequestInvalid(const std::string& why) {
  return WithReason(absl::InvalidArgumentError(why), v1::REQUEST_INVALID);
}

v1::ErrorDetail DetailOf(const absl::Status& status) {
  v1::ErrorDetail detail;
  const auto payload = status.GetPayload(kErrorDetailUrl);
  if (!payload || !detail.ParseFromString(std::string(*payload))) detail.Clear();
  return detail;
}

v1::Reason ReasonOf(const absl::Status& status) { return DetailOf(status).reason(); }

}  // namespace entente::core
