#include "entente/administration.h"

#include <grpcpp/grpcpp.h>

#include <string>
#include <utility>
#include <vector>

#include "client-lib/src/grpc_connection.h"
#include "client-lib/src/tls.h"
#include "entente/error.h"
#include "entente/v1/exchange.grpc.pb.h"
#include "entente/v1/policy.grpc.pb.h"

namespace entente {

struct Administration::Lines {
  struct Line {
    std::string target;
    std::unique_ptr<v1::Admin::Stub> stub;
    std::unique_ptr<v1::Exchange::Stub> exchange;
  };

  template <typename Reply, typename Stub, typename Method, typename Request>
  absl::StatusOr<Reply> Call(Stub Line::* stub, Method method, Request request) {
    v1::RequestContext& context = *request.mutable_context();
    context.set_purpose(options.purpose);
    context.set_officer(options.officer);
    context.set_case_number(options.case_number);
    context.set_operation(options.operation);
    absl::Status last;
    for (const Line& line : lines) {
      grpc::ClientContext call;
      call.set_deadline(std::chrono::system_clock::now() + options.deadline);
      Reply reply;
      last = ToAbslStatus((*(line.*stub).*method)(&call, request, &reply), line.target);
      if (last.ok()) return reply;
      // A gateway that answered, whatever it said, has answered.
      if (!absl::IsUnavailable(last) || ReasonOf(last) != v1::REASON_UNSPECIFIED) return last;
    }
    return last;
  }

  ClientOptions options;
  std::vector<Line> lines;
};

absl::StatusOr<Administration> Administration::Connect(ClientOptions options) {
  if (options.targets.empty()) return absl::InvalidArgumentError("no gateway was given, expected `host:port`");
  const absl::StatusOr<TlsMaterial> tls = LoadTls(options.tls);
  if (!tls.ok()) return tls.status();
  auto lines = std::make_unique<Lines>();
  for (const std::string& target : options.targets) {
    const auto channel = OpenChannel(target, *tls);
    lines->lines.push_back({target, v1::Admin::NewStub(channel), v1::Exchange::NewStub(channel)});
  }
  lines->options = std::move(options);
  return Administration(std::move(lines));
}

Administration::Administration(std::unique_ptr<Lines> lines) : lines_(std::move(lines)) {}
Administration::~Administration() = default;
Administration::Administration(Administration&&) noexcept = default;
Administration& Administration::operator=(Administration&&) noexcept = default;

absl::StatusOr<v1::ReloadReply> Administration::Reload(v1::ReloadRequest request) {
  return lines_->Call<v1::ReloadReply>(&Lines::Line::stub, &v1::Admin::Stub::Reload, std::move(request));
}

absl::StatusOr<v1::ListPoliciesReply> Administration::ListPolicies(v1::ListPoliciesRequest request) {
  return lines_->Call<v1::ListPoliciesReply>(&Lines::Line::stub, &v1::Admin::Stub::ListPolicies, std::move(request));
}

absl::StatusOr<v1::GetPolicyReply> Administration::GetPolicy(v1::GetPolicyRequest request) {
  return lines_->Call<v1::GetPolicyReply>(&Lines::Line::stub, &v1::Admin::Stub::GetPolicy, std::move(request));
}

absl::StatusOr<v1::ProposePolicyReply> Administration::ProposePolicy(v1::ProposePolicyRequest request) {
  return lines_->Call<v1::ProposePolicyReply>(&Lines::Line::stub, &v1::Admin::Stub::ProposePolicy, std::move(request));
}

absl::StatusOr<v1::ApprovePolicyReply> Administration::ApprovePolicy(v1::ApprovePolicyRequest request) {
  return lines_->Call<v1::ApprovePolicyReply>(&Lines::Line::stub, &v1::Admin::Stub::ApprovePolicy, std::move(request));
}

absl::StatusOr<v1::ActivatePolicyReply> Administration::ActivatePolicy(v1::ActivatePolicyRequest request) {
  return lines_->Call<v1::ActivatePolicyReply>(&Lines::Line::stub, &v1::Admin::Stub::ActivatePolicy, std::move(request));
}

absl::StatusOr<v1::ReplayPolicyReply> Administration::ReplayPolicy(v1::ReplayPolicyRequest request) {
  return lines_->Call<v1::ReplayPolicyReply>(&Lines::Line::stub, &v1::Admin::Stub::ReplayPolicy, std::move(request));
}

absl::StatusOr<v1::ListRecallsReply> Administration::ListRecalls(v1::ListRecallsRequest request) {
  return lines_->Call<v1::ListRecallsReply>(&Lines::Line::stub, &v1::Admin::Stub::ListRecalls, std::move(request));
}

absl::StatusOr<v1::ShadowPolicyReply> Administration::ShadowPolicy(v1::ShadowPolicyRequest request) {
  return lines_->Call<v1::ShadowPolicyReply>(&Lines::Line::stub, &v1::Admin::Stub::ShadowPolicy, std::move(request));
}

absl::StatusOr<v1::MoveParticipantReply> Administration::MoveParticipant(v1::MoveParticipantRequest request) {
  return lines_->Call<v1::MoveParticipantReply>(&Lines::Line::stub, &v1::Admin::Stub::MoveParticipant, std::move(request));
}

absl::StatusOr<v1::ListParticipantsReply> Administration::ListParticipants(v1::ListParticipantsRequest request) {
  return lines_->Call<v1::ListParticipantsReply>(&Lines::Line::stub, &v1::Admin::Stub::ListParticipants, std::move(request));
}

absl::StatusOr<v1::ReleaseRequestReply> Administration::RequestRelease(v1::ReleaseRequest request) {
  return lines_->Call<v1::ReleaseRequestReply>(&Lines::Line::exchange, &v1::Exchange::Stub::RequestRelease, std::move(request));
}

absl::StatusOr<v1::ReleaseAnswerReply> Administration::AnswerRelease(v1::ReleaseAnswer request) {
  return lines_->Call<v1::ReleaseAnswerReply>(&Lines::Line::exchange, &v1::Exchange::Stub::AnswerRelease, std::move(request));
}

absl::StatusOr<v1::ListReleaseRequestsReply> Administration::ListReleaseRequests(v1::ListReleaseRequestsRequest request) {
  return lines_->Call<v1::ListReleaseRequestsReply>(&Lines::Line::exchange, &v1::Exchange::Stub::ListReleaseRequests, std::move(request));
}

absl::StatusOr<v1::ExplainDecisionReply> Administration::ExplainDecision(v1::ExplainDecisionRequest request) {
  return lines_->Call<v1::ExplainDecisionReply>(&Lines::Line::exchange, &v1::Exchange::Stub::ExplainDecision, std::move(request));
}

}  // namespace entente
