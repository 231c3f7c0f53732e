// Use case: an originator takes a record back. Every holder gets an event; with `erase` the record's key is destroyed.
#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct Withdrawal {
  v1::RequestContext context;
  std::string national_id;
  bool erase = false;
  std::string reason;
};

struct Withdrawn {
  std::string record_id;
  int64_t revision = 0;
  int64_t holders = 0;
  bool repeated = false;
  std::string audit_leaf;
};

// NotFound, RECORD_UNKNOWN: the caller has no such record.
void Withdraw(const Parts& parts, const Caller& caller, const Withdrawal& withdrawal,
              absl::AnyInvocable<void(absl::StatusOr<Withdrawn>)> done);

}  // namespace entente::core
