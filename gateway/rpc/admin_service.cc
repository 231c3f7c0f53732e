#include "gateway/rpc/admin_service.h"

#include "gateway/rpc/answer.h"

namespace entente::rpc {
AdminService::Reactor* AdminService::Reload(Context* context, const v1::ReloadRequest* request,
                                            v1::ReloadReply* reply) {
  return Unary(context, *gateway_, observer_, "Reload", *request, [&](const core::Caller& caller, Finisher finish) {
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

AdminService::Reactor* AdminService::ListPolicies(Context* context, const v1::ListPoliciesRequest* request, v1::ListPoliciesReply* reply) {
  return Unary(context, *gateway_, observer_, "ListPolicies", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->ListPolicies(caller, request->context(), Answer(reply, std::move(finish)));
  });
}

AdminService::Reactor* AdminService::GetPolicy(Context* context, const v1::GetPolicyRequest* request, v1::GetPolicyReply* reply) {
  return Unary(context, *gateway_, observer_, "GetPolicy", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->GetPolicy(caller, request->context(), request->digest(), Answer(reply, std::move(finish)));
  });
}

AdminService::Reactor* AdminService::ProposePolicy(Context* context, const v1::ProposePolicyRequest* request, v1::ProposePolicyReply* reply) {
  return Unary(context, *gateway_, observer_, "ProposePolicy", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->ProposePolicy(caller, request->context(), {request->text(), request->rollback_to(), request->proposer()}, Answer(reply, std::move(finish)));
  });
}

AdminService::Reactor* AdminService::ApprovePolicy(Context* context, const v1::ApprovePolicyRequest* request, v1::ApprovePolicyReply* reply) {
  return Unary(context, *gateway_, observer_, "ApprovePolicy", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->ApprovePolicy(caller, request->context(), request->digest(), request->approver(), Answer(reply, std::move(finish)));
  });
}

AdminService::Reactor* AdminService::ActivatePolicy(Context* context, const v1::ActivatePolicyRequest* request, v1::ActivatePolicyReply* reply) {
  return Unary(context, *gateway_, observer_, "ActivatePolicy", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->ActivatePolicy(caller, request->context(), request->digest(), request->emergency(), Answer(reply, std::move(finish)));
  });
}

AdminService::Reactor* AdminService::ReplayPolicy(Context* context, const v1::ReplayPolicyRequest* request, v1::ReplayPolicyReply* reply) {
  return Unary(context, *gateway_, observer_, "ReplayPolicy", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->ReplayPolicy(caller, request->context(), {request->text(), request->digest()}, Answer(reply, std::move(finish)));
  });
}

AdminService::Reactor* AdminService::ListRecalls(Context* context, const v1::ListRecallsRequest* request, v1::ListRecallsReply* reply) {
  return Unary(context, *gateway_, observer_, "ListRecalls", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->ListRecalls(caller, request->context(), {request->answered(), request->after()}, Answer(reply, std::move(finish)));
  });
}

AdminService::Reactor* AdminService::ShadowPolicy(Context* context, const v1::ShadowPolicyRequest* request,
                                                  v1::ShadowPolicyReply* reply) {
  return Unary(context, *gateway_, observer_, "ShadowPolicy", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->ShadowPolicy(caller, request->context(),
                                        {request->text(), request->digest(), request->end()},
                                        Answer(reply, std::move(finish)));
               });
}

// Whoever is suspended now has its streams cut, as after a reload.
AdminService::Reactor* AdminService::MoveParticipant(Context* context, const v1::MoveParticipantRequest* request,
                                                     v1::MoveParticipantReply* reply) {
  return Unary(context, *gateway_, observer_, "MoveParticipant", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->MoveParticipant(
                     caller, request->context(), {request->kind(), request->subject(), request->officer()},
                     [this, reply, finish = std::move(finish)](const absl::StatusOr<core::Moved>& moved) mutable {
                       if (moved.ok()) {
                         ToReply(*moved, *reply);
                         on_reload_();
                       }
                       finish(moved.status());
                     });
               });
}

AdminService::Reactor* AdminService::ListParticipants(Context* context, const v1::ListParticipantsRequest* request,
                                                      v1::ListParticipantsReply* reply) {
  return Unary(context, *gateway_, observer_, "ListParticipants", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->ListParticipants(caller, request->context(), Answer(reply, std::move(finish)));
               });
}

}  // namespace entente::rpc
