// Use case: why a decision came out as it did, told in three voices. Who asked learns what it learnt then and nothing of
// what it was not told; the owner of the record learns who asked and which rule decided; an auditor learns all. A past
// decision is made again with the policies of its day.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

// Blocks: it looks for the decision in the audit log, the newest entries first. NotFound, RECORD_UNKNOWN: no such
// decision, or none of this caller's; one answer for both.
absl::StatusOr<v1::ExplainDecisionReply> ExplainDecision(const Parts& parts, const Caller& caller,
                                                         const v1::RequestContext& context,
                                                         const std::string& decision_id);

}  // namespace entente::core
