#include "gateway/rpc/exchange_service.h"

#include <utility>

#include "gateway/core/errors.h"
#include "gateway/rpc/border.h"
#include "gateway/rpc/identity.h"
#include "gateway/rpc/status.h"
#include "gateway/rpc/submit_stream.h"
#include "gateway/rpc/translate.h"
#include "gateway/rpc/answer.h"
#include "gateway/rpc/unary.h"
#include "gateway/rpc/watch_stream.h"

namespace entente::rpc {
namespace {

absl::Status NotBuilt() {
  return core::WithReason(absl::UnimplementedError("this is in the contract, and not in this version"), v1::NOT_BUILT);
}

class RefusedSubmitStream : public grpc::ServerBidiReactor<v1::SubmitRequest, v1::SubmitReply> {
 public:
  explicit RefusedSubmitStream(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

ExchangeService::ExchangeService(core::Gateway* gateway, StreamRegistry* watches, StreamRegistry* submissions,
                                 Observer* observer, int64_t in_flight_max)
    : gateway_(gateway),
      watches_(watches),
      submissions_(submissions),
      observer_(observer),
      in_flight_max_(in_flight_max) {}

grpc::ServerUnaryReactor* ExchangeService::Submit(grpc::CallbackServerContext* context,
                                                  const v1::SubmitRequest* request, v1::SubmitReply* reply) {
  return Unary(context, *gateway_, observer_, "Submit", *request, [&](const core::Caller& caller, Finisher finish) {
    reply->set_sequence(request->sequence());
    gateway_->Submit(caller, FromRequest(*request),
                     [reply, finish = std::move(finish)](absl::StatusOr<core::Submitted> submitted) mutable {
                       const absl::Status status = submitted.status();
                       if (status.ok()) ToReply(*std::move(submitted), *reply);
                       finish(status);
                     });
  });
}

grpc::ServerBidiReactor<v1::SubmitRequest, v1::SubmitReply>* ExchangeService::SubmitStream(
    grpc::CallbackServerContext* context) {
  absl::StatusOr<core::Caller> caller = CallerOf(*context, *gateway_->active());
  if (!caller.ok()) {
    CallEnd end;
    end.method = "SubmitStream";
    end.status = caller.status();
    observer_->Ended(end);
    return new RefusedSubmitStream(caller.status());
  }
  return rpc::SubmitStream::Start(
      {.gateway = gateway_, .registry = submissions_, .observer = observer_, .in_flight_max = in_flight_max_},
      *std::move(caller));
}

grpc::ServerUnaryReactor* ExchangeService::ListQuarantined(grpc::CallbackServerContext* context,
                                                           const v1::ListQuarantinedRequest* request,
                                                           v1::ListQuarantinedReply* reply) {
  return Unary(context, *gateway_, observer_, "ListQuarantined", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->ListQuarantined(
                     caller, FromRequest(*request),
                     [reply, finish = std::move(finish)](absl::StatusOr<core::QuarantinePage> page) mutable {
                       const absl::Status status = page.status();
                       if (status.ok()) ToReply(*std::move(page), *reply);
                       finish(status);
                     });
               });
}

grpc::ServerUnaryReactor* ExchangeService::ShowQuarantined(grpc::CallbackServerContext* context,
                                                           const v1::ShowQuarantinedRequest* request,
                                                           v1::ShowQuarantinedReply* reply) {
  return Unary(context, *gateway_, observer_, "ShowQuarantined", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->ShowQuarantined(
                     caller, FromRequest(*request),
                     [reply, finish = std::move(finish)](absl::StatusOr<core::QuarantineShown> shown) mutable {
                       const absl::Status status = shown.status();
                       if (status.ok()) ToReply(*std::move(shown), *reply);
                       finish(status);
                     });
               });
}

grpc::ServerUnaryReactor* ExchangeService::RecheckQuarantined(grpc::CallbackServerContext* context,
                                                              const v1::RecheckQuarantinedRequest* request,
                                                              v1::RecheckQuarantinedReply* reply) {
  return Unary(context, *gateway_, observer_, "RecheckQuarantined", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->RecheckQuarantined(
                     caller, FromRequest(*request),
                     [reply, finish = std::move(finish)](absl::StatusOr<core::Rechecked> rechecked) mutable {
                       const absl::Status status = rechecked.status();
                       if (status.ok()) ToReply(*std::move(rechecked), *reply);
                       finish(status);
                     });
               });
}

grpc::ServerWriteReactor<v1::Event>* ExchangeService::Watch(grpc::CallbackServerContext* context,
                                                            const v1::WatchRequest* request) {
  const WatchStream::Options options{.gateway = gateway_, .registry = watches_, .observer = observer_};
  absl::StatusOr<core::Caller> caller = CallerOf(*context, *gateway_->active());
  if (!caller.ok()) return WatchStream::Refuse(options, caller.status());
  const absl::Status known = CheckKnownFields(*request);
  if (!known.ok()) return WatchStream::Refuse(options, known);
  return WatchStream::Start(options, *std::move(caller), *request);
}

grpc::ServerUnaryReactor* ExchangeService::Fetch(grpc::CallbackServerContext* context, const v1::FetchRequest* request,
                                                 v1::FetchReply* reply) {
  return Unary(context, *gateway_, observer_, "Fetch", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->Fetch(caller, FromRequest(*request),
                    [reply, finish = std::move(finish)](absl::StatusOr<core::Fetched> fetched) mutable {
                      const absl::Status status = fetched.status();
                      if (status.ok()) ToReply(*std::move(fetched), *reply);
                      finish(status, reply->decision_id());
                    });
  });
}

grpc::ServerUnaryReactor* ExchangeService::Withdraw(grpc::CallbackServerContext* context,
                                                    const v1::WithdrawRequest* request, v1::WithdrawReply* reply) {
  return Unary(context, *gateway_, observer_, "Withdraw", *request, [&](const core::Caller& caller, Finisher finish) {
    gateway_->Withdraw(caller, FromRequest(*request),
                       [reply, finish = std::move(finish)](const absl::StatusOr<core::Withdrawn>& withdrawn) mutable {
                         if (withdrawn.ok()) ToReply(*withdrawn, *reply);
                         finish(withdrawn.status());
                       });
  });
}

grpc::ServerUnaryReactor* ExchangeService::Acknowledge(grpc::CallbackServerContext* context,
                                                       const v1::AcknowledgeRequest* request,
                                                       v1::AcknowledgeReply* /*reply*/) {
  return Unary(
      context, *gateway_, observer_, "Acknowledge", *request, [&](const core::Caller& caller, Finisher finish) {
        gateway_->Acknowledge(caller, FromRequest(*request),
                              [finish = std::move(finish)](const absl::Status& status) mutable { finish(status); });
      });
}

grpc::ServerUnaryReactor* ExchangeService::Check(grpc::CallbackServerContext* context, const v1::CheckRequest* request,
                                                 v1::CheckReply* reply) {
  return Unary(context, *gateway_, observer_, "Check", *request, [&](const core::Caller& caller, Finisher finish) {
    if (request->query_case() == v1::CheckRequest::QUERY_NOT_SET) {
      return finish(core::WithReason(absl::InvalidArgumentError("a check holds one query"), v1::REQUEST_INVALID));
    }
    if (!request->has_document()) return finish(NotBuilt());
    gateway_->CheckDocument(caller, FromRequest(*request),
                            [reply, finish = std::move(finish)](absl::StatusOr<core::Checked> checked) mutable {
                              const absl::Status status = checked.status();
                              if (status.ok()) ToReply(*std::move(checked), *reply);
                              finish(status, reply->decision_id());
                            });
  });
}

grpc::ServerUnaryReactor* ExchangeService::RequestRelease(grpc::CallbackServerContext* context,
                                                          const v1::ReleaseRequest* request,
                                                          v1::ReleaseRequestReply* reply) {
  return Unary(context, *gateway_, observer_, "RequestRelease", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->RequestRelease(caller, *request, Answer(reply, std::move(finish)));
               });
}

grpc::ServerUnaryReactor* ExchangeService::AnswerRelease(grpc::CallbackServerContext* context,
                                                         const v1::ReleaseAnswer* request,
                                                         v1::ReleaseAnswerReply* /*reply*/) {
  return Unary(
      context, *gateway_, observer_, "AnswerRelease", *request, [&](const core::Caller& caller, Finisher finish) {
        gateway_->AnswerRelease(
            caller, *request,
            [finish = std::move(finish)](const absl::Status& status) mutable { finish(status); });
      });
}

grpc::ServerUnaryReactor* ExchangeService::ListReleaseRequests(grpc::CallbackServerContext* context,
                                                               const v1::ListReleaseRequestsRequest* request,
                                                               v1::ListReleaseRequestsReply* reply) {
  return Unary(context, *gateway_, observer_, "ListReleaseRequests", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->ListReleaseRequests(caller, request->context(),
                                               {request->overdue_only(), request->answered()},
                                               Answer(reply, std::move(finish)));
               });
}

grpc::ServerUnaryReactor* ExchangeService::ExplainDecision(grpc::CallbackServerContext* context,
                                                           const v1::ExplainDecisionRequest* request,
                                                           v1::ExplainDecisionReply* reply) {
  return Unary(context, *gateway_, observer_, "ExplainDecision", *request,
               [&](const core::Caller& caller, Finisher finish) {
                 gateway_->ExplainDecision(caller, request->context(), request->decision_id(),
                                           Answer(reply, std::move(finish)));
               });
}

}  // namespace entente::rpc
