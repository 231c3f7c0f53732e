#include "gateway/rpc/status.h"

#include <string>

#include "gateway/core/errors.h"

namespace entente::rpc {

absl::Status Public(const absl::Status& status) {
  if (status.ok() || core::ReasonOf(status) != v1::REASON_UNSPECIFIED) return status;
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return core::WithReason(absl::UnavailableError("the store cannot be used now; nothing was released"),
                              v1::STORE_UNAVAILABLE);
    case absl::StatusCode::kCancelled:
      return absl::CancelledError("cancelled");
    case absl::StatusCode::kDataLoss:
      return absl::DataLossError("something stored does not hold together; the gateway's log says more");
    default:
      return absl::InternalError("internal error; the gateway's log says more");
  }
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const absl::Status told = Public(status);
  const std::string message(told.message());
  v1::RpcStatus details;
  details.set_code(static_cast<int>(told.code()));
  details.set_message(message);
  details.add_details()->PackFrom(core::DetailOf(told));
  return {static_cast<grpc::StatusCode>(told.code()), message, details.SerializeAsString()};
}

v1::Failure ToFailure(const absl::Status& status) {
  const absl::Status told = Public(status);
  v1::Failure failure;
  failure.set_code(static_cast<int>(told.code()));
  failure.set_message(std::string(told.message()));
  *failure.mutable_detail() = core::DetailOf(told);
  return failure;
}

}  // namespace entente::rpc
