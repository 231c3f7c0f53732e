// Between the contract's requests and replies and the core's own words.
#pragma once

#include "entente/v1/exchange.pb.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/gateway.h"

namespace entente::rpc {

core::Submission FromRequest(const v1::SubmitRequest& request);
core::Withdrawal FromRequest(const v1::WithdrawRequest& request);
core::FetchQuery FromRequest(const v1::FetchRequest& request);
core::Answered FromRequest(const v1::AcknowledgeRequest& request);
core::DocumentCheck FromRequest(const v1::CheckRequest& request);
core::QuarantineQuery FromRequest(const v1::ListQuarantinedRequest& request);
core::QuarantineQuery FromRequest(const v1::ShowQuarantinedRequest& request);
core::QuarantineQuery FromRequest(const v1::RecheckQuarantinedRequest& request);
core::WatchQuery FromRequest(const v1::WatchRequest& request);

void ToReply(core::Submitted submitted, v1::SubmitReply& reply);
void ToReply(const core::Withdrawn& withdrawn, v1::WithdrawReply& reply);
void ToReply(core::Fetched fetched, v1::FetchReply& reply);
void ToReply(core::Checked checked, v1::CheckReply& reply);
void ToReply(core::QuarantinePage page, v1::ListQuarantinedReply& reply);
void ToReply(core::QuarantineShown shown, v1::ShowQuarantinedReply& reply);
void ToReply(core::Rechecked rechecked, v1::RecheckQuarantinedReply& reply);
void ToReply(const core::Reloaded& reloaded, v1::ReloadReply& reply);
void ToReply(core::PolicyList list, v1::ListPoliciesReply& reply);
void ToReply(v1::GetPolicyReply text, v1::GetPolicyReply& reply);
void ToReply(core::Proposed proposed, v1::ProposePolicyReply& reply);
void ToReply(core::Approved approved, v1::ApprovePolicyReply& reply);
void ToReply(core::Activated activated, v1::ActivatePolicyReply& reply);
void ToReply(core::Replayed replayed, v1::ReplayPolicyReply& reply);
void ToReply(core::RecallPage page, v1::ListRecallsReply& reply);
void ToReply(v1::ShadowReport report, v1::ShadowPolicyReply& reply);
void ToReply(const core::Moved& moved, v1::MoveParticipantReply& reply);
void ToReply(core::ParticipantList list, v1::ListParticipantsReply& reply);
void ToReply(const core::AskedRelease& asked, v1::ReleaseRequestReply& reply);
void ToReply(std::vector<v1::ReleaseRequestEntry> entries, v1::ListReleaseRequestsReply& reply);
void ToReply(v1::ExplainDecisionReply explained, v1::ExplainDecisionReply& reply);

}  // namespace entente::rpc
