// The words for failure. Every call of this library answers with absl::Status or absl::StatusOr; the canonical code
// says what kind of thing went wrong, and a second word, v1::Reason, which one it was (error.proto lists them).
//
//   if (entente::ReasonOf(reply.status()) == entente::v1::CURSOR_EXPIRED) …
#pragma once

#include "absl/status/status.h"
#include "entente/v1/error.pb.h"

namespace entente {

// REASON_UNSPECIFIED: the status is OK, or it comes from the line and not from a gateway.
v1::Reason ReasonOf(const absl::Status& status);

// Place, expectation, limit and decision of a gateway's refusal; empty where none came with the status.
v1::ErrorDetail DetailOf(const absl::Status& status);

// A status that carries `detail`, and back. Codes outside gRPC's list become Unknown.
absl::Status MakeFailure(absl::StatusCode code, std::string_view message, const v1::ErrorDetail& detail);
absl::Status StatusOf(const v1::Failure& failure);
v1::Failure FailureOf(const absl::Status& status);

// The same call, said again, may succeed: the gateway or the line to it was not there, or another change came between.
bool IsTransient(const absl::Status& status);

}  // namespace entente
