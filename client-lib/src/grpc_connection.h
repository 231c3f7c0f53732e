// One attempt at one gateway over gRPC; RetryingConnection makes calls of it that repeat themselves.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "client-lib/src/tls.h"
#include "entente/connection.h"

namespace grpc {
class Channel;
class Status;
}

namespace entente {

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& target, const TlsMaterial& tls);

// A call's end with its reason, as error.h reads it.
absl::Status ToAbslStatus(const grpc::Status& status, const std::string& target);

// `target` is for messages. Tests give a channel to a server of their own.
std::unique_ptr<Connection> MakeGrpcConnection(std::shared_ptr<grpc::Channel> channel, std::string target);

}  // namespace entente
