// Use case: a system submits a record of its own. Answered when record and audit entry are on disk; safe to repeat.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "entente/v1/receipt.pb.h"
#include "gateway/core/parts.h"
#include "gateway/core/reading.h"

namespace entente::core {

struct Submitted {
  std::string record_id;  // empty: an empty report, of which nothing is kept
  std::string national_id;
  int64_t revision = 0;
  bool repeated = false;             // it was there already, the same; nothing changed
  bool quarantined = false;          // kept, and released to nobody
  std::vector<v1::Missing> missing;  // why
  v1::Receipt receipt;
  std::string audit_leaf;
};
using SubmitDone = absl::AnyInvocable<void(absl::StatusOr<Submitted>)>;

// Besides the errors of ReadSubmitted and Writer::Submit:
//   AlreadyExists, IDEMPOTENCY_CONFLICT: the same stated revision with other content
//   Aborted, CONCURRENT_CHANGE: the stated revision is older than one that is there
void Submit(const Parts& parts, const Caller& caller, Submission submission, SubmitDone done);

}  // namespace entente::core
