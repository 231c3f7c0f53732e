// The exchange service: each call is translated, put to the core, and translated back.
#pragma once

#include "entente/v1/exchange.grpc.pb.h"
#include "gateway/core/gateway.h"
#include "gateway/rpc/observer.h"
#include "gateway/rpc/streams.h"

namespace entente::rpc {

class ExchangeService : public v1::Exchange::CallbackService {
 public:
  ExchangeService(core::Gateway* gateway, StreamRegistry* watches, StreamRegistry* submissions, Observer* observer,
                  int64_t in_flight_max);

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context, const v1::SubmitRequest* request,
                                   v1::SubmitReply* reply) override;
  grpc::ServerBidiReactor<v1::SubmitRequest, v1::SubmitReply>* SubmitStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* ListQuarantined(grpc::CallbackServerContext* context,
                                            const v1::ListQuarantinedRequest* request,
                                            v1::ListQuarantinedReply* reply) override;
  grpc::ServerUnaryReactor* ShowQuarantined(grpc::CallbackServerContext* context,
                                            const v1::ShowQuarantinedRequest* request,
                                            v1::ShowQuarantinedReply* reply) override;
  grpc::ServerUnaryReactor* RecheckQuarantined(grpc::CallbackServerContext* context,
                                               const v1::RecheckQuarantinedRequest* request,
                                               v1::RecheckQuarantinedReply* reply) override;
  grpc::ServerWriteReactor<v1::Event>* Watch(grpc::CallbackServerContext* context,
                                             const v1::WatchRequest* request) override;
  grpc::ServerUnaryReactor* Fetch(grpc::CallbackServerContext* context, const v1::FetchRequest* request,
                                  v1::FetchReply* reply) override;
  grpc::ServerUnaryReactor* Withdraw(grpc::CallbackServerContext* context, const v1::WithdrawRequest* request,
                                     v1::WithdrawReply* reply) override;
  grpc::ServerUnaryReactor* Acknowledge(grpc::CallbackServerContext* context, const v1::AcknowledgeRequest* request,
                                        v1::AcknowledgeReply* reply) override;
  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context, const v1::CheckRequest* request,
                                  v1::CheckReply* reply) override;
  grpc::ServerUnaryReactor* RequestRelease(grpc::CallbackServerContext* context, const v1::ReleaseRequest* request,
                                           v1::ReleaseRequestReply* reply) override;
  grpc::ServerUnaryReactor* AnswerRelease(grpc::CallbackServerContext* context, const v1::ReleaseAnswer* request,
                                          v1::ReleaseAnswerReply* reply) override;
  grpc::ServerUnaryReactor* ListReleaseRequests(grpc::CallbackServerContext* context,
                                                const v1::ListReleaseRequestsRequest* request,
                                                v1::ListReleaseRequestsReply* reply) override;
  grpc::ServerUnaryReactor* ExplainDecision(grpc::CallbackServerContext* context,
                                            const v1::ExplainDecisionRequest* request,
                                            v1::ExplainDecisionReply* reply) override;

 private:
  core::Gateway* const gateway_;
  StreamRegistry* const watches_;
  StreamRegistry* const submissions_;
  Observer* const observer_;
  const int64_t in_flight_max_;
};

}  // namespace entente::rpc
