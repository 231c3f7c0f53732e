// The administrators' calls (role `administrator`): how a country's sharing policy changes. One call, one attempt a
// gateway: the next target is asked when one cannot be reached at all. Nothing is repeated by itself.
//
// Thread safety: all methods may be called from any thread. Errors: see policy.proto; error.h reads their reasons.
//
//   absl::StatusOr<entente::Administration> office = entente::Administration::Connect(options);
//   absl::StatusOr<entente::v1::ListPoliciesReply> policies = office->ListPolicies({});
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "entente/options.h"
#include "entente/v1/policy.pb.h"

namespace entente {

class Administration {
 public:
  // InvalidArgument: no target, or a certificate that cannot be read; the message names the file.
  static absl::StatusOr<Administration> Connect(ClientOptions options);
  ~Administration();
  Administration(Administration&&) noexcept;
  Administration& operator=(Administration&&) noexcept;

  // `context` of each request is filled in from the options.
  absl::StatusOr<v1::ReloadReply> Reload(v1::ReloadRequest request);
  absl::StatusOr<v1::ListPoliciesReply> ListPolicies(v1::ListPoliciesRequest request);
  absl::StatusOr<v1::GetPolicyReply> GetPolicy(v1::GetPolicyRequest request);
  absl::StatusOr<v1::ProposePolicyReply> ProposePolicy(v1::ProposePolicyRequest request);
  absl::StatusOr<v1::ApprovePolicyReply> ApprovePolicy(v1::ApprovePolicyRequest request);
  absl::StatusOr<v1::ActivatePolicyReply> ActivatePolicy(v1::ActivatePolicyRequest request);
  absl::StatusOr<v1::ReplayPolicyReply> ReplayPolicy(v1::ReplayPolicyRequest request);
  absl::StatusOr<v1::ListRecallsReply> ListRecalls(v1::ListRecallsRequest request);
  absl::StatusOr<v1::ShadowPolicyReply> ShadowPolicy(v1::ShadowPolicyRequest request);
  absl::StatusOr<v1::MoveParticipantReply> MoveParticipant(v1::MoveParticipantRequest request);
  absl::StatusOr<v1::ListParticipantsReply> ListParticipants(v1::ListParticipantsRequest request);

  // After a hit, and about decisions: for whoever the gateway lets ask.
  absl::StatusOr<v1::ReleaseRequestReply> RequestRelease(v1::ReleaseRequest request);
  absl::StatusOr<v1::ReleaseAnswerReply> AnswerRelease(v1::ReleaseAnswer answer);
  absl::StatusOr<v1::ListReleaseRequestsReply> ListReleaseRequests(v1::ListReleaseRequestsRequest request);
  absl::StatusOr<v1::ExplainDecisionReply> ExplainDecision(v1::ExplainDecisionRequest request);

 private:
  struct Lines;
  explicit Administration(std::unique_ptr<Lines> lines);

  std::unique_ptr<Lines> lines_;
};

}  // namespace entente
