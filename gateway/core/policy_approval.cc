#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/errors.h"
#include "gateway/core/officer_signature.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

absl::Status NotEntitled(const std::string& why) {
  return WithReason(absl::PermissionDeniedError(why), v1::NOT_ENTITLED);
}

absl::Status CheckApprover(const Participants& participants, const v1::PolicyProposal& proposal,
                           const v1::OfficerSignature& approver) {
  if (NameOf(approver) == NameOf(proposal.proposer())) {
    return NotEntitled(absl::StrCat("officer `", NameOf(approver), "` proposed it, and who proposes does not approve"));
  }
  const bool floor = proposal.country() == policy::kNetworkPolicy;
  if (floor || MayGovern(participants, approver.country(), proposal.country())) return absl::OkStatus();
  return NotGoverned(proposal.country());
}

// An officer has one say: who signs again, with a new certificate perhaps, takes the first one's place.
void PutApproval(v1::PolicyProposal& proposal, const v1::PolicyApproval& approval) {
  for (v1::PolicyApproval& earlier : *proposal.mutable_approvals()) {
    if (NameOf(earlier.by()) != NameOf(approval.by())) continue;
    earlier = approval;
    return;
  }
  *proposal.add_approvals() = approval;
}

// The proposal may have gathered another approval, or become something else, since it was read.
absl::Status AddApproval(const std::string& digest, const v1::PolicyApproval& approval, v1::PolicyProposal& proposal,
                         audit::Entry& entry, const WriterView& view, Changes& changes) {
  absl::StatusOr<v1::PolicyProposal> newest = FindProposal(view, digest);
  if (!newest.ok()) return newest.status();
  if (newest->after() != proposal.after()) return Concurrent("another version became active meanwhile");
  proposal = *std::move(newest);
  PutApproval(proposal, approval);
  PutPaper(changes, kProposalShelf, ProposalName(proposal.digest(), proposal.after()), proposal);
  changes.entries.push_back(std::move(entry));
  return absl::OkStatus();
}

// An emergency that has its approvals now stays.
absl::StatusOr<bool> Confirm(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                             const v1::PolicyProposal& proposal) {
  const auto active = FindPaper<v1::ActivePolicy>(*parts.store, kActiveShelf, proposal.country());
  if (!active.ok()) return active.status();
  if (!*active || (*active)->digest() != proposal.digest() || !(*active)->has_lapses()) return false;
  auto entry = PolicyEntry(parts, audit::Kind::kPolicyActivate, caller.name(), context, proposal.country(),
                           proposal.digest(), "");
  if (!entry.ok()) return entry.status();
  entry->details["by"] = "confirmation";
  bool confirmed = false;
  const auto outcome = parts.writer->Run([&](const WriterView& view, Changes& changes) -> absl::Status {
    auto newest = FindPaper<v1::ActivePolicy>(view, kActiveShelf, proposal.country());
    if (!newest.ok()) return newest.status();
    confirmed = *newest && (*newest)->digest() == proposal.digest() && (*newest)->has_lapses();
    if (!confirmed) return absl::OkStatus();
    (*newest)->clear_lapses();
    (*newest)->clear_replaced();
    (*newest)->clear_replaced_activation();
    PutPaper(changes, kActiveShelf, proposal.country(), **newest);
    changes.entries.push_back(*std::move(entry));
    return absl::OkStatus();
  });
  if (!outcome.ok()) return outcome.status();
  return confirmed;
}

}  // namespace

absl::StatusOr<Approved> ApprovePolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                       const std::string& digest, const v1::OfficerSignature& approver) {
  const ActivePtr active = parts.active->get();
  const Participants& participants = *active->participants;
  absl::StatusOr<v1::PolicyProposal> proposal = FindProposal(*parts.store, digest);
  if (!proposal.ok()) return proposal.status();
  if (!MayGovern(participants, caller.country, proposal->country())) return NoSuchPolicy();
  if (const absl::Status status = CheckApprover(participants, *proposal, approver); !status.ok()) return status;
  const absl::Time now = parts.clock->Now();
  const std::string statement = StatementOf(policy::kApprovePolicy, *proposal);
  const auto officer = VerifyOfficer(participants, approver, statement, now);
  if (!officer.ok()) return officer.status();
  v1::PolicyApproval approval;
  *approval.mutable_by() = approver;
  approval.set_role((*officer)->role);
  *approval.mutable_time() = ToProto(now);
  auto entry = PolicyEntry(parts, audit::Kind::kPolicyApprove, caller.name(), context, proposal->country(), digest,
                           NameOf(approver));
  if (!entry.ok()) return entry.status();
  Approved approved{*std::move(proposal)};
  const auto outcome = parts.writer->Run([&](const WriterView& view, Changes& changes) {
    return AddApproval(digest, approval, approved.proposal, *entry, view, changes);
  });
  if (!outcome.ok()) return outcome.status();
  auto waits = WaitsFor(*parts.store, participants, approved.proposal, now);
  if (!waits.ok()) return waits.status();
  if (waits->empty()) {
    const absl::StatusOr<bool> confirmed = Confirm(parts, caller, context, approved.proposal);
    if (!confirmed.ok()) return confirmed.status();
    approved.confirmed = *confirmed;
  }
  for (std::string& what : *waits) approved.proposal.add_waits_for(std::move(what));
  return approved;
}

}  // namespace entente::core
