#include "gateway/rpc/unary.h"

#include <chrono>

#include "gateway/core/errors.h"
#include "gateway/rpc/border.h"
#include "gateway/rpc/identity.h"
#include "gateway/rpc/status.h"

namespace entente::rpc {

void Finisher::operator()(const absl::Status& status, const std::string& decision_id) {
  end_.status = status;
  end_.decision_id = status.ok() ? decision_id : core::DetailOf(status).decision_id();
  end_.took = absl::Now() - start_;
  observer_->Ended(end_);
  reactor_->Finish(ToGrpc(status));
}

absl::StatusOr<core::Caller> Begin(const grpc::CallbackServerContext& context, const core::Gateway& gateway,
                                   const google::protobuf::Message& request) {
  absl::StatusOr<core::Caller> caller = CallerOf(context, *gateway.active());
  if (!caller.ok()) return caller;
  if (context.deadline() == std::chrono::system_clock::time_point::max()) {
    return core::WithReason(absl::InvalidArgumentError("a call needs a deadline"), v1::REQUEST_INVALID);
  }
  if (const absl::Status status = CheckKnownFields(request); !status.ok()) return status;
  return caller;
}

}  // namespace entente::rpc
