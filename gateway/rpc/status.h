// The one mapping from the core's failures to what goes over the wire. Nothing that has no reason gets out as it is.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "entente/v1/error.pb.h"

namespace entente::rpc {

grpc::Status ToGrpc(const absl::Status& status);
v1::Failure ToFailure(const absl::Status& status);  // for replies in streams

// The failure as the outside may know it: code, message and reason.
absl::Status Public(const absl::Status& status);

}  // namespace entente::rpc
