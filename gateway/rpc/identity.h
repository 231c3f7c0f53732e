// Who is calling: the SPIFFE id of the certificate, exactly one URI, mapped by the participants file. Never the CN.
#pragma once

#include <grpcpp/server_context.h>

#include "absl/status/statusor.h"
#include "gateway/core/active.h"
#include "gateway/core/participants.h"

namespace entente::rpc {

// Unauthenticated, CALLER_UNKNOWN.
absl::StatusOr<core::Caller> CallerOf(const grpc::ServerContextBase& context, const core::Active& active);

}  // namespace entente::rpc
