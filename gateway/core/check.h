// Use case: an exact check of a document number. A value that is neither shown nor in a rule's `match` cannot match.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct DocumentCheck {
  v1::RequestContext context;
  v1::DocumentQuery document;
  std::string place;
};

struct Checked {
  std::vector<v1::Candidate> candidates;
  bool complete = true;  // false: more candidates than are answered
  absl::Time index_time;
  std::string decision_id;
};

void CheckDocument(const Parts& parts, const Caller& caller, DocumentCheck check,
                   absl::AnyInvocable<void(absl::StatusOr<Checked>)> done);

}  // namespace entente::core
