// Why a stream ended, and whether opening it again may help.
#pragma once

#include "absl/status/status.h"
#include "entente/error.h"

namespace entente {

// A gateway that shuts down cancels its streams; with no reason given that is the line's end, not a refusal.
inline bool MayReopen(const absl::Status& end) {
  return IsTransient(end) || (absl::IsCancelled(end) && ReasonOf(end) == v1::REASON_UNSPECIFIED);
}

}  // namespace entente
