// What every unary call has in common: a deadline, a known caller, known fields; and one log line at its end.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "gateway/core/gateway.h"
#include "gateway/rpc/observer.h"

namespace entente::rpc {

// Ends one call, once. `decision_id` of an answer; a failure brings its own.
class Finisher {
 public:
  Finisher(grpc::ServerUnaryReactor* reactor, Observer* observer, const char* method)
      : reactor_(reactor), observer_(observer) {
    end_.method = method;
  }
  void Know(const core::Caller& caller) {
    end_.peer = caller.name();
    end_.request_id = caller.request_id;
  }
  void operator()(const absl::Status& status, const std::string& decision_id = "");

 private:
  grpc::ServerUnaryReactor* reactor_;
  Observer* observer_;
  CallEnd end_;
  absl::Time start_ = absl::Now();
};

// The caller, when the call may begin at all.
absl::StatusOr<core::Caller> Begin(const grpc::CallbackServerContext& context, const core::Gateway& gateway,
                                   const google::protobuf::Message& request);

// `work(caller, finisher)` starts the use case and ends by calling the finisher.
template <typename Work>
grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, core::Gateway& gateway, Observer* observer,
                                const char* method, const google::protobuf::Message& request, Work work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Finisher finisher(reactor, observer, method);
  const absl::StatusOr<core::Caller> caller = Begin(*context, gateway, request);
  if (!caller.ok()) {
    finisher(caller.status());
    return reactor;
  }
  finisher.Know(*caller);
  work(*caller, std::move(finisher));
  return reactor;
}

}  // namespace entente::rpc
