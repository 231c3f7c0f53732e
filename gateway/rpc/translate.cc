#include "gateway/rpc/translate.h"

#include <google/protobuf/util/time_util.h>

#include <utility>

namespace entente::rpc {

core::Submission FromRequest(const v1::SubmitRequest& request) {
  core::Submission submission;
  submission.context = request.context();
  if (request.has_native()) submission.native = request.native();
  if (request.has_record()) submission.record = request.record();
  submission.facts = request.facts();
  submission.batch = request.batch();
  submission.signature = request.signature();
  return submission;
}

core::Withdrawal FromRequest(const v1::WithdrawRequest& request) {
  return {request.context(), request.national_id(), request.erase(), request.reason()};
}

core::FetchQuery FromRequest(const v1::FetchRequest& request) {
  return {request.context(), request.record_id(), request.originator(), request.national_id(), request.format()};
}

core::Answered FromRequest(const v1::AcknowledgeRequest& request) {
  return {request.context(),     request.record_id(), request.view_revision(), request.outcome(), request.basis(),
          request.case_number(), request.why()};
}

core::DocumentCheck FromRequest(const v1::CheckRequest& request) {
  return {request.context(), request.document(), request.place()};
}

core::QuarantineQuery FromRequest(const v1::ListQuarantinedRequest& request) {
  return {request.context(), "", request.after()};
}

core::QuarantineQuery FromRequest(const v1::ShowQuarantinedRequest& request) {
  return {request.context(), request.national_id(), ""};
}

core::QuarantineQuery FromRequest(const v1::RecheckQuarantinedRequest& request) {
  return {request.context(), request.national_id(), request.after()};
}

core::WatchQuery FromRequest(const v1::WatchRequest& request) {
  return {request.context(), request.cursor(), request.format()};
}

void ToReply(core::Submitted submitted, v1::SubmitReply& reply) {
  reply.set_record_id(std::move(submitted.record_id));
  reply.set_national_id(std::move(submitted.national_id));
  reply.set_revision(submitted.revision);
  reply.set_repeated_submission(submitted.repeated);
  *reply.mutable_receipt() = std::move(submitted.receipt);
  reply.set_audit_leaf(std::move(submitted.audit_leaf));
  reply.set_quarantined(submitted.quarantined);
  for (v1::Missing& missing : submitted.missing) *reply.add_missing() = std::move(missing);
}

void ToReply(const core::Withdrawn& withdrawn, v1::WithdrawReply& reply) {
  reply.set_record_id(withdrawn.record_id);
  reply.set_revision(withdrawn.revision);
  reply.set_holders(withdrawn.holders);
  reply.set_repeated_withdrawal(withdrawn.repeated);
}

void ToReply(core::Fetched fetched, v1::FetchReply& reply) {
  reply.set_record_id(std::move(fetched.record_id));
  *reply.mutable_record() = std::move(fetched.record);
  if (fetched.terms) *reply.mutable_terms() = *std::move(fetched.terms);
  reply.set_view_revision(fetched.view_revision);
  reply.set_decision_id(std::move(fetched.decision_id));
  if (fetched.rendering) *reply.mutable_rendering() = *std::move(fetched.rendering);
  if (fetched.original) *reply.mutable_original() = *std::move(fetched.original);
}

void ToReply(core::Checked checked, v1::CheckReply& reply) {
  reply.set_result(checked.candidates.empty() ? v1::CheckReply::NONE_FOUND : v1::CheckReply::CANDIDATES);
  if (!checked.complete) {
    reply.set_result(v1::CheckReply::NOT_FULLY_CHECKED);
    reply.set_why("more candidates than one answer holds");
  }
  for (v1::Candidate& candidate : checked.candidates) *reply.add_candidates() = std::move(candidate);
  *reply.mutable_index_time() =
      google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(checked.index_time));
  reply.set_decision_id(std::move(checked.decision_id));
}

void ToReply(core::QuarantinePage page, v1::ListQuarantinedReply& reply) {
  for (v1::QuarantinedRecord& record : page.records) *reply.add_records() = std::move(record);
  reply.set_more(page.more);
}

void ToReply(core::QuarantineShown shown, v1::ShowQuarantinedReply& reply) {
  *reply.mutable_record() = std::move(shown.about);
  if (shown.original) *reply.mutable_original() = *std::move(shown.original);
  *reply.mutable_common() = std::move(shown.common);
}

void ToReply(core::Rechecked rechecked, v1::RecheckQuarantinedReply& reply) {
  for (v1::QuarantinedRecord& record : rechecked.released) *reply.add_released() = std::move(record);
  for (v1::QuarantinedRecord& record : rechecked.kept) *reply.add_kept() = std::move(record);
  reply.set_more(rechecked.more);
  reply.set_last(std::move(rechecked.last));
}

void ToReply(const core::Reloaded& reloaded, v1::ReloadReply& reply) {
  reply.set_changed(reloaded.changed);
  for (const std::string& digest : reloaded.digests) reply.add_policy_digests(digest);
}

void ToReply(core::PolicyList list, v1::ListPoliciesReply& reply) {
  for (v1::ActivePolicy& active : list.active) *reply.add_active() = std::move(active);
  for (v1::PolicyProposal& proposal : list.proposals) *reply.add_proposals() = std::move(proposal);
  for (v1::PolicyActivation& activation : list.activations) *reply.add_activations() = std::move(activation);
  reply.set_reconciling(list.reconciling);
}

void ToReply(v1::GetPolicyReply text, v1::GetPolicyReply& reply) { reply = std::move(text); }

void ToReply(core::Proposed proposed, v1::ProposePolicyReply& reply) {
  *reply.mutable_proposal() = std::move(proposed.proposal);
  for (std::string& finding : proposed.findings) reply.add_findings(std::move(finding));
}

void ToReply(core::Approved approved, v1::ApprovePolicyReply& reply) {
  *reply.mutable_proposal() = std::move(approved.proposal);
  reply.set_confirmed(approved.confirmed);
}

void ToReply(core::Activated activated, v1::ActivatePolicyReply& reply) {
  *reply.mutable_activation() = std::move(activated.activation);
  if (activated.lapses == absl::InfiniteFuture()) return;
  *reply.mutable_lapses() =
      google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(activated.lapses));
}

void ToReply(core::Replayed replayed, v1::ReplayPolicyReply& reply) {
  for (v1::ReplayCount& count : replayed.counts) *reply.add_counts() = std::move(count);
  reply.set_records(replayed.records);
  reply.set_unreadable(replayed.unreadable);
}

void ToReply(core::RecallPage page, v1::ListRecallsReply& reply) {
  for (v1::Recall& recall : page.recalls) *reply.add_recalls() = std::move(recall);
  reply.set_next(std::move(page.next));
}

void ToReply(v1::ShadowReport report, v1::ShadowPolicyReply& reply) { *reply.mutable_report() = std::move(report); }

void ToReply(const core::Moved& moved, v1::MoveParticipantReply& reply) {
  *reply.mutable_motion() = moved.motion;
  reply.set_effective(moved.effective);
}

void ToReply(core::ParticipantList list, v1::ListParticipantsReply& reply) {
  for (v1::ParticipantEntry& entry : list.participants) *reply.add_participants() = std::move(entry);
  for (v1::StopEntry& entry : list.stops) *reply.add_stops() = std::move(entry);
  for (v1::Motion& motion : list.pending) *reply.add_pending() = std::move(motion);
}

void ToReply(const core::AskedRelease& asked, v1::ReleaseRequestReply& reply) {
  reply.set_request_id(asked.request_id);
  *reply.mutable_due() = google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(asked.due));
  reply.set_repeated_request(asked.repeated);
}

void ToReply(std::vector<v1::ReleaseRequestEntry> entries, v1::ListReleaseRequestsReply& reply) {
  for (v1::ReleaseRequestEntry& entry : entries) *reply.add_entries() = std::move(entry);
}

void ToReply(v1::ExplainDecisionReply explained, v1::ExplainDecisionReply& reply) { reply = std::move(explained); }

}  // namespace entente::rpc
