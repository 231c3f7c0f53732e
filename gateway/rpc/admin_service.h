// The administrators' service.
#pragma once

#include <functional>
#include <utility>

#include "entente/v1/policy.grpc.pb.h"
#include "gateway/core/gateway.h"
#include "gateway/rpc/observer.h"

namespace entente::rpc {

class AdminService : public v1::Admin::CallbackService {
 public:
  // `on_reload` runs after each reload that took effect.
  AdminService(core::Gateway* gateway, Observer* observer, std::function<void()> on_reload)
      : gateway_(gateway), observer_(observer), on_reload_(std::move(on_reload)) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* Reload(Context* context, const v1::ReloadRequest* request, v1::ReloadReply* reply) override;
  Reactor* ListPolicies(Context* context, const v1::ListPoliciesRequest* request,
                        v1::ListPoliciesReply* reply) override;
  Reactor* GetPolicy(Context* context, const v1::GetPolicyRequest* request, v1::GetPolicyReply* reply) override;
  Reactor* ProposePolicy(Context* context, const v1::ProposePolicyRequest* request,
                         v1::ProposePolicyReply* reply) override;
  Reactor* ApprovePolicy(Context* context, const v1::ApprovePolicyRequest* request,
                         v1::ApprovePolicyReply* reply) override;
  Reactor* ActivatePolicy(Context* context, const v1::ActivatePolicyRequest* request,
                          v1::ActivatePolicyReply* reply) override;
  Reactor* ReplayPolicy(Context* context, const v1::ReplayPolicyRequest* request,
                        v1::ReplayPolicyReply* reply) override;
  Reactor* ListRecalls(Context* context, const v1::ListRecallsRequest* request, v1::ListRecallsReply* reply) override;
  Reactor* ShadowPolicy(Context* context, const v1::ShadowPolicyRequest* request,
                        v1::ShadowPolicyReply* reply) override;
  Reactor* MoveParticipant(Context* context, const v1::MoveParticipantRequest* request,
                           v1::MoveParticipantReply* reply) override;
  Reactor* ListParticipants(Context* context, const v1::ListParticipantsRequest* request,
                            v1::ListParticipantsReply* reply) override;

 private:
  core::Gateway* const gateway_;
  Observer* const observer_;
  const std::function<void()> on_reload_;
};

}  // namespace entente::rpc
