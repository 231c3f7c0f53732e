// Use case: a holder says what it did about an event.
#pragma once

#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct Answered {
  v1::RequestContext context;
  std::string record_id;
  int64_t view_revision = 0;
  v1::AcknowledgeRequest::Outcome outcome = v1::AcknowledgeRequest::OUTCOME_UNSPECIFIED;
  std::string basis, case_number, why;
};

// What a holder wrote in an answer, opened for the record's owner. Empty where the record was erased and its words with it.
struct AcknowledgedWords {
  std::string basis, case_number, why;
};
absl::StatusOr<AcknowledgedWords> OpenAcknowledgement(store::Sealer& sealer, const store::Revision& record,
                                                      const store::Acknowledgement& row);

// NotFound, RECORD_UNKNOWN: the caller never held this view for this purpose.
void Acknowledge(const Parts& parts, const Caller& caller, const Answered& answered,
                 absl::AnyInvocable<void(absl::Status)> done);

}  // namespace entente::core
