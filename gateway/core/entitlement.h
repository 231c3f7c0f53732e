// May this caller do this at all? Asked first, by every use case, before anything is looked up.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/active.h"
#include "gateway/core/participants.h"

namespace entente::core {

// The caller's system, which lives as long as `active`.
//   Unauthenticated, CALLER_UNKNOWN: the participants file names no such system (any more)
//   InvalidArgument, REQUEST_INVALID: no purpose stated, or a context too long
//   PermissionDenied, NOT_ENTITLED: role, standing or purpose
absl::StatusOr<const System*> Entitle(const Active& active, const Caller& caller, const v1::RequestContext& context,
                                      Role role);

inline constexpr size_t kContextFieldMax = 256;  // bytes

}  // namespace entente::core
