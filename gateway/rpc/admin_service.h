// The administrators' service.
#pragma once

#include <functional>
#include <utility>

#include "entente/v1/exchange.grpc.pb.h"
#include "gateway/core/gateway.h"
#include "gateway/rpc/observer.h"

namespace entente::rpc {

class AdminService : public v1::Admin::CallbackService {
 public:
  // `on_reload` runs after each reload that took effect.
  AdminService(core::Gateway* gateway, Observer* observer, std::function<void()> on_reload)
      : gateway_(gateway), observer_(observer), on_reload_(std::move(on_reload)) {}

  grpc::ServerUnaryReactor* ReloadPolicies(grpc::CallbackServerContext* context,
                                           const v1::ReloadPoliciesRequest* request,
                                           v1::ReloadPoliciesReply* reply) override;

 private:
  core::Gateway* const gateway_;
  Observer* const observer_;
  const std::function<void()> on_reload_;
};

}  // namespace entente::rpc
