// Use cases: an originator asks which of its records lie below their gate and what each lacks, and has them judged
// again after the gates were changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct QuarantineQuery {
  v1::RequestContext context;
  std::string national_id;  // show: which; recheck: which, or empty for a page of all
  std::string after;        // list, recheck: the national id that the page before ended with
};

struct QuarantinePage {
  std::vector<v1::QuarantinedRecord> records;  // by national id
  bool more = false;
};

struct QuarantineShown {
  v1::QuarantinedRecord about;
  std::optional<v1::NativeRecord> original;
  v1::Record common;
};

struct Rechecked {
  std::vector<v1::QuarantinedRecord> released, kept;
  bool more = false;
  std::string last;
};

// All three speak of the caller's own system alone, and read the store: not for a network thread.
void ListQuarantined(const Parts& parts, const Caller& caller, const QuarantineQuery& query,
                     absl::AnyInvocable<void(absl::StatusOr<QuarantinePage>)> done);
// NotFound, RECORD_UNKNOWN: the caller has no such record in quarantine.
void ShowQuarantined(const Parts& parts, const Caller& caller, const QuarantineQuery& query,
                     absl::AnyInvocable<void(absl::StatusOr<QuarantineShown>)> done);
void RecheckQuarantined(const Parts& parts, const Caller& caller, const QuarantineQuery& query,
                        absl::AnyInvocable<void(absl::StatusOr<Rechecked>)> done);

}  // namespace entente::core
