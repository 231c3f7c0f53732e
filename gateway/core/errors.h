// The second word of a failure: every error that leaves the core carries a v1::ErrorDetail as a payload of its status.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "entente/v1/error.pb.h"

namespace entente::core {

inline constexpr char kErrorDetailUrl[] = "type.googleapis.com/entente.v1.ErrorDetail";

// Replaces a detail that is there already.
absl::Status WithDetail(absl::Status status, const v1::ErrorDetail& detail);
absl::Status WithReason(absl::Status status, v1::Reason reason);
// A request that no caller may send: `why` is the message.
absl::Status RequestInvalid(const std::string& why);
// REASON_UNSPECIFIED where the status carries none.
v1::ErrorDetail DetailOf(const absl::Status& status);
v1::Reason ReasonOf(const absl::Status& status);

}  // namespace entente::core
