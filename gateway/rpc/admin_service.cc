#include "gateway/rpc/admin_service.h"

#include "gateway/rpc/translate.h"
#include "gateway/rpc/unary.h"

namespace entente::rpc {

grpc::ServerUnaryReactor* AdminService::ReloadPolicies(grpc::CallbackServerContext* context,
                                                       const v1::ReloadPoliciesRequest* request,
                                                       v1::ReloadPoliciesReply* reply) {
  return Unary(context, *gateway_, observer_, "ReloadPolicies", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->Reload(
                     caller, request->context(),
                     [this, reply, finish = std::move(finish)](const absl::StatusOr<core::Reloaded>& reloaded) mutable {
                       if (reloaded.ok()) {
                         ToReply(*reloaded, *reply);
                         on_reload_();
                       }
                       finish(reloaded.status());
                     });
               });
}

}  // namespace entente::rpc
