// Use case: who was told to give up, or change, a copy of the caller's country's records, and what it answered.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct RecallQuery {
  bool answered = false;  // those answered with other than done, too
  std::string after;      // `next` of the page before
};
struct RecallPage {
  std::vector<v1::Recall> recalls;  // by record and holder
  std::string next;                 // empty: that was all
};
// InvalidArgument, REQUEST_INVALID: `after` is no such word.
absl::StatusOr<RecallPage> ListRecalls(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                       const RecallQuery& query);

}  // namespace entente::core
