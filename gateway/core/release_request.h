// Use cases after a hit: the one who got it asks for the record, an officer of its owner answers once.
//
// All of them block: not for a network thread.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

// How long an owner has before a request is overdue.
struct AnswerTimes {
  absl::Duration urgent = absl::Hours(8), ordinary = absl::Hours(72);
};

struct AskedRelease {
  std::string request_id;
  absl::Time due;
  bool repeated = false;  // it was asked for already, and waits
};
// NotFound, RECORD_UNKNOWN: no handle of the caller's, or no hit for it now; audited as a denial.
absl::StatusOr<AskedRelease> RequestRelease(const Parts& parts, const Caller& caller, const v1::ReleaseRequest& request,
                                            const AnswerTimes& times);

// NotFound, RECORD_UNKNOWN: no request to the caller's country. PermissionDenied, NOT_ENTITLED: the signature does not
// hold. AlreadyExists, IDEMPOTENCY_CONFLICT: it was answered.
absl::Status AnswerRelease(const Parts& parts, const Caller& caller, const v1::ReleaseAnswer& answer);
// At a start: consents that were written, while the gateway died before feeds could come past their records.
absl::Status ResumeRequests(const Parts& parts);

struct ReleaseListQuery {
  bool overdue_only = false, answered = false;
};
absl::StatusOr<std::vector<v1::ReleaseRequestEntry>> ListReleaseRequests(const Parts& parts, const Caller& caller,
                                                                         const v1::RequestContext& context,
                                                                         const ReleaseListQuery& query);

}  // namespace entente::core
