// A refusal that was asked for is an audit entry before it is an answer.
#pragma once

#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/audit/entry.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct Denial {
  absl::Status answer;   // gets the decision id put into its detail
  audit::Subject about;  // record and rule, where there are any; its decision id is the denial's own
  std::vector<std::string> policy_digests;
};

// Writes a deny entry, then answers. When it cannot be written the answer is that failure.
void RefuseAudited(const Parts& parts, const Caller& caller, const v1::RequestContext& context, Denial denial,
                   absl::AnyInvocable<void(absl::Status)> done);

// The same for NOT_ENTITLED; any other refusal of a request is answered at once, since nothing was decided.
void Refuse(const Parts& parts, const Caller& caller, const v1::RequestContext& context, absl::Status answer,
            absl::AnyInvocable<void(absl::Status)> done);

// An answer of a use case that went through the writer: RECORD_UNKNOWN is audited as a denial like any other, about no
// record, since what was named may be anything.
void AnswerAudited(const Parts& parts, const Caller& caller, const v1::RequestContext& context, absl::Status answer,
                   absl::AnyInvocable<void(absl::Status)> done);

// A callback for an answer, as one for a refusal.
template <typename Answer>
absl::AnyInvocable<void(absl::Status)> OfStatus(absl::AnyInvocable<void(absl::StatusOr<Answer>)> done) {
  return [done = std::move(done)](absl::Status status) mutable { done(std::move(status)); };
}

// The one answer for withdrawn, unknown, and not yours to see.
absl::Status RecordUnknown();

}  // namespace entente::core
