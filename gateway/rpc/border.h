// What no request may bring in: fields this gateway does not know, which would otherwise pass through a redaction.
#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace entente::rpc {

// InvalidArgument, REQUEST_INVALID.
absl::Status CheckKnownFields(const google::protobuf::Message& request);

}  // namespace entente::rpc
