// Facts that a submission states because its source does not hold them: they fill the header, and never override it.
#pragma once

#include "absl/status/status.h"
#include "entente/v1/exchange.pb.h"
#include "entente/v1/record.pb.h"

namespace entente::core {

// InvalidArgument, REQUEST_INVALID: a stated revision that is negative or is not the record's own.
absl::Status MergeFacts(const v1::SubmissionFacts& facts, v1::Header& header);

}  // namespace entente::core
