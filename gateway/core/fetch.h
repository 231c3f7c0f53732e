// Use case: one record, as the caller may see it now. One's own comes whole, with the bytes as submitted.
#pragma once

#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct FetchQuery {
  v1::RequestContext context;
  std::string record_id;  // this, or the two below
  v1::Originator originator;
  std::string national_id;
  std::string format;
};

struct Fetched {
  std::string record_id;
  v1::Record record;
  std::optional<v1::Terms> terms;  // none for one's own
  int64_t view_revision = 0;
  std::string decision_id;
  std::optional<v1::Rendering> rendering;
  std::optional<v1::NativeRecord> original;
};

// NotFound, RECORD_UNKNOWN: withdrawn, unknown or not the caller's to see, in the same words after the same work.
void Fetch(const Parts& parts, const Caller& caller, FetchQuery query,
           absl::AnyInvocable<void(absl::StatusOr<Fetched>)> done);

}  // namespace entente::core
