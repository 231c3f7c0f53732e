#include "gateway/rpc/identity.h"

#include <string>
#include <vector>

#include "gateway/core/errors.h"
#include "gateway/core/ids.h"

namespace entente::rpc {

absl::StatusOr<core::Caller> CallerOf(const grpc::ServerContextBase& context, const core::Active& active) {
  const core::System* system = nullptr;
  const auto auth = context.auth_context();
  if (auth != nullptr && auth->IsPeerAuthenticated()) {
    // gRPC gives the property only for a certificate with exactly one URI.
    const std::vector<grpc::string_ref> ids = auth->FindPropertyValues("peer_spiffe_id");
    if (ids.size() == 1) system = active.participants->FindBySpiffeId(std::string(ids[0].data(), ids[0].size()));
  }
  if (system == nullptr) {
    return core::WithReason(absl::UnauthenticatedError("the certificate names no participant of this network"),
                            v1::CALLER_UNKNOWN);
  }
  return core::Caller{system->country, system->id, core::NewRequestId()};
}

}  // namespace entente::rpc
