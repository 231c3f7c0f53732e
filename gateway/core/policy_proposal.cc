#include "gateway/core/policy_proposal.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/officer_signature.h"
#include "gateway/policy/analyse/prove.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

// A candidate as it was read and judged, before anything is written.
struct Candidate {
  policy::Header header;
  std::string country;
  std::string text;
  std::string replaces;
  int64_t after = 0;
  bool rollback = false;
  std::vector<std::string> findings;
};

absl::Status CheckFollows(const policy::Header& header, const v1::ActivePolicy* active) {
  const std::string active_digest = active == nullptr ? "" : active->digest();
  if (header.supersedes != active_digest) {
    return Concurrent(absl::StrCat("its `supersedes` must be the digest of the version that is active now, ",
                                   active_digest.empty() ? "and there is none" : absl::StrCat("`", active_digest, "`")));
  }
  const int64_t next = active == nullptr ? 1 : active->highest_version() + 1;
  if (header.version == next) return absl::OkStatus();
  return PolicyInvalid(absl::StrCat("`version: ", header.version, "` is not the highest ever + 1, which is ", next));
}

absl::StatusOr<Candidate> ReadCandidate(store::Store& store, const PolicyDraft& draft) {
  Candidate candidate;
  candidate.rollback = !draft.rollback_to.empty();
  if (candidate.rollback != draft.text.empty()) {
    return RequestInvalid("a proposal has `text`, or `rollback_to`, and not both");
  }
  candidate.text = draft.text;
  if (candidate.rollback) {
    const auto earlier = FindPaper<v1::GetPolicyReply>(store, kPolicyShelf, draft.rollback_to);
    if (!earlier.ok()) return earlier.status();
    if (!*earlier) return NoSuchPolicy();
    candidate.text = (*earlier)->text();
  }
  auto header = policy::ReadHeader({"policy.yaml", candidate.text});
  if (!header.ok()) return PolicyInvalid(std::string(header.status().message()));
  candidate.header = *std::move(header);
  candidate.country = candidate.header.country.empty() ? policy::kNetworkPolicy : candidate.header.country;
  return candidate;
}

// An earlier version was active once, which a refused proposal never was.
absl::Status CheckRollback(store::Store& store, const Candidate& candidate) {
  const auto history = ReadShelf<v1::PolicyActivation>(store, kActivationShelf);
  if (!history.ok()) return history.status();
  const bool was = std::any_of(history->begin(), history->end(), [&](const auto& entry) {
    return entry.second.country() == candidate.country && entry.second.digest() == candidate.header.digest;
  });
  if (!was) return NoSuchPolicy();
  if (candidate.header.digest != candidate.replaces) return absl::OkStatus();
  return Concurrent("that version is active now");
}

// Proved over every request there can be, or the version never becomes active. Of the floor everybody's are asked.
absl::Status CheckInvariants(const policy::PolicySet& policies, const std::string& country) {
  policy::ProveOptions options;
  if (country != policy::kNetworkPolicy) options.country = country;
  const auto proofs = policy::Prove(policies, options, [](const std::string&, uint64_t, uint64_t) {});
  if (!proofs.ok()) return PolicyInvalid(std::string(proofs.status().message()));
  for (const policy::Proof& proof : *proofs) {
    for (const policy::InvariantResult& invariant : proof.invariants) {
      if (!invariant.broken) continue;
      return PolicyInvalid(absl::StrCat("`", invariant.text, "` does not hold: ", invariant.broken->sentence));
    }
  }
  return absl::OkStatus();
}

absl::Status Judge(const Parts& parts, const ActivePtr& active, Candidate& candidate) {
  const auto policies = ReadActivePolicies(*parts.store);
  if (!policies.ok()) return policies.status();
  const auto now = policies->find(candidate.country);
  const v1::ActivePolicy* mine = now == policies->end() ? nullptr : &now->second;
  candidate.replaces = mine == nullptr ? "" : mine->digest();
  candidate.after = mine == nullptr ? 0 : mine->activation();
  const absl::Status follows =
      candidate.rollback ? CheckRollback(*parts.store, candidate) : CheckFollows(candidate.header, mine);
  if (!follows.ok()) return follows;
  std::vector<policy::Fault> faults;
  const auto loaded = LoadStored(*parts.store, {*active->participants, active->policies}, DigestsOf(*policies),
                                 {{candidate.country, candidate.text}}, &faults);
  if (!loaded.ok()) return loaded.status();
  for (const policy::Fault& fault : faults) candidate.findings.push_back(fault.ToString());
  return CheckInvariants(**loaded, candidate.country);
}

v1::PolicyProposal ToProposal(const Candidate& candidate, const v1::OfficerSignature& proposer, absl::Time now) {
  v1::PolicyProposal proposal;
  proposal.set_country(candidate.country);
  proposal.set_digest(candidate.header.digest);
  proposal.set_replaces(candidate.replaces);
  proposal.set_after(candidate.after);
  proposal.set_version(candidate.header.version);
  proposal.set_rollback(candidate.rollback);
  *proposal.mutable_proposer() = proposer;
  *proposal.mutable_time() = ToProto(now);
  return proposal;
}

absl::Status PutProposal(const Candidate& candidate, v1::PolicyProposal& proposal, audit::Entry& entry,
                         const WriterView& view, Changes& changes) {
  const auto active = FindPaper<v1::ActivePolicy>(view, kActiveShelf, candidate.country);
  if (!active.ok()) return active.status();
  if ((*active ? (*active)->activation() : 0) != candidate.after) {
    return Concurrent("another version became active meanwhile");
  }
  const std::string name = ProposalName(proposal.digest(), proposal.after());
  const auto there = FindPaper<v1::PolicyProposal>(view, kProposalShelf, name);
  if (!there.ok()) return there.status();
  if (*there) {  // said again: what was said first stands, with its approvals
    proposal = **there;
    return absl::OkStatus();
  }
  v1::GetPolicyReply text;
  text.set_country(candidate.country);
  text.set_version(candidate.header.version);
  text.set_text(candidate.text);
  PutPaper(changes, kPolicyShelf, proposal.digest(), text);
  PutPaper(changes, kProposalShelf, name, proposal);
  changes.entries.push_back(std::move(entry));
  return absl::OkStatus();
}

// Of a country's policy its own officers, or its parent's; of the floor, anybody's.
bool MaySign(const Participants& participants, const std::string& officer_country, const std::string& governed) {
  return governed == policy::kNetworkPolicy || MayGovern(participants, officer_country, governed);
}

struct Demand {
  int required = 1;  // beside the proposer: four eyes even where no file says so
  std::vector<std::string> roles;
};

// What the version that is active now, and the floor, ask of its successor.
absl::StatusOr<Demand> DemandOf(store::Store& store, const std::string& country) {
  Demand demand;
  for (const std::string& name : {std::string(policy::kNetworkPolicy), country}) {
    const auto active = FindPaper<v1::ActivePolicy>(store, kActiveShelf, name);
    if (!active.ok()) return active.status();
    if (!*active) continue;
    std::vector<std::string> digests = {(*active)->digest()};
    // An emergency that nobody confirmed does not say what confirms it.
    if ((*active)->has_lapses()) digests.push_back((*active)->replaced());
    for (const std::string& digest : digests) {
      const auto text = FindPaper<v1::GetPolicyReply>(store, kPolicyShelf, digest);
      if (!text.ok() || !*text) return absl::DataLossError("the text of an active policy is not there");
      const auto header = policy::ReadHeader({name, (*text)->text()});
      if (!header.ok()) return header.status();
      demand.required = std::max(demand.required, header->approvals_required);
      if (!header->roles.empty()) demand.roles = header->roles;
    }
  }
  return demand;
}

}  // namespace

absl::Status Concurrent(const std::string& why) {
  return WithReason(absl::AbortedError(why), v1::CONCURRENT_CHANGE);
}

absl::Status NotGoverned(const std::string& country) {
  return WithReason(
      absl::PermissionDeniedError(absl::StrCat("the policy of `", country, "` is not this caller's to change")),
      v1::NOT_ENTITLED);
}

absl::Status NoSuchPolicy() {
  return WithReason(absl::NotFoundError("no version with this digest was proposed here, or none that is the caller's"),
                    v1::RECORD_UNKNOWN);
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::string ProposalName(const std::string& digest, int64_t after) {
  return absl::StrCat(digest, " ", NumberName(after));
}

std::string StatementOf(std::string_view act, const v1::PolicyProposal& proposal) {
  return policy::PolicyStatement(act, proposal.country(), proposal.digest(), proposal.replaces(), proposal.after());
}

bool MayGovern(const Participants& participants, const std::string& country, const std::string& governed) {
  if (country == governed || governed == policy::kNetworkPolicy) return true;
  const auto parent = participants.network.parents.find(governed);
  return parent != participants.network.parents.end() && parent->second == country;
}

absl::StatusOr<audit::Entry> PolicyEntry(const Parts& parts, audit::Kind kind, const std::string& peer,
                                         const v1::RequestContext& context, const std::string& country,
                                         const std::string& digest, const std::string& signer) {
  const absl::Time now = parts.clock->Now();
  auto entry = StartEntry(kind, peer, context, now, *parts.context_salt);
  if (!entry.ok()) return entry.status();
  if (const ActivePtr active = parts.active->get(); active != nullptr) DropUnlistedPurpose(*active, *entry);
  entry->policy_digests = {digest};
  entry->details["country"] = country;
  if (signer.empty()) return entry;
  const absl::StatusOr<std::string> salt = parts.context_salt->For(now);
  if (!salt.ok()) return salt.status();
  entry->commitments["signer"] = audit::Commitment(*salt, signer);
  return entry;
}

absl::StatusOr<Proposed> ProposePolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                       const PolicyDraft& draft) {
  const ActivePtr active = parts.active->get();
  absl::StatusOr<Candidate> candidate = ReadCandidate(*parts.store, draft);
  if (!candidate.ok()) return candidate.status();
  if (!MayGovern(*active->participants, caller.country, candidate->country)) return NotGoverned(candidate->country);
  if (const absl::Status status = Judge(parts, active, *candidate); !status.ok()) return status;
  const absl::Time now = parts.clock->Now();
  const std::string& digest = candidate->header.digest;
  Proposed proposed{ToProposal(*candidate, draft.proposer, now), candidate->findings};
  const std::string statement = StatementOf(policy::kProposePolicy, proposed.proposal);
  const auto officer = VerifyOfficer(*active->participants, draft.proposer, statement, now);
  if (!officer.ok()) return officer.status();
  if (!MaySign(*active->participants, (*officer)->country, candidate->country)) return NotGoverned(candidate->country);
  auto entry = PolicyEntry(parts, audit::Kind::kPolicyPropose, caller.name(), context, candidate->country, digest,
                           NameOf(draft.proposer));
  if (!entry.ok()) return entry.status();
  const absl::StatusOr<Outcome> outcome = parts.writer->Run([&](const WriterView& view, Changes& changes) {
    return PutProposal(*candidate, proposed.proposal, *entry, view, changes);
  });
  if (!outcome.ok()) return outcome.status();
  auto waits = WaitsFor(*parts.store, *active->participants, proposed.proposal, now);
  if (!waits.ok()) return waits.status();
  for (std::string& what : *waits) proposed.proposal.add_waits_for(std::move(what));
  return proposed;
}

absl::StatusOr<std::vector<std::string>> WaitsFor(store::Store& store, const Participants& participants,
                                                  const v1::PolicyProposal& proposal, absl::Time now) {
  const absl::StatusOr<Demand> demand = DemandOf(store, proposal.country());
  if (!demand.ok()) return demand.status();
  const std::string statement = StatementOf(policy::kApprovePolicy, proposal);
  const bool floor = proposal.country() == policy::kNetworkPolicy;
  std::set<std::string> counted, roles;  // of the floor countries count, and the proposer's not
  for (const v1::PolicyApproval& approval : proposal.approvals()) {
    // Who left the participants file since, or lost that certificate, approves nothing.
    const auto officer = VerifyOfficer(participants, approval.by(), statement, now);
    if (!officer.ok() || !MaySign(participants, (*officer)->country, proposal.country())) continue;
    const auto& wanted = demand->roles;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), (*officer)->role) == wanted.end()) continue;
    if (floor && (*officer)->country == proposal.proposer().country()) continue;
    counted.insert(floor ? (*officer)->country : NameOf(approval.by()));
    roles.insert((*officer)->role);
  }
  std::vector<std::string> waits;
  const int missing = demand->required - static_cast<int>(counted.size());
  if (missing > 0) {
    const std::string of = demand->roles.empty() ? "" : absl::StrCat(" of ", absl::StrJoin(demand->roles, " or "));
    waits.push_back(absl::StrCat(missing, missing == 1 ? " approval" : " approvals", of,
                                 floor ? ", each of another country than the proposer's" : ""));
  }
  for (const std::string& role : demand->roles) {
    if (demand->required < static_cast<int>(demand->roles.size()) || roles.contains(role)) continue;
    waits.push_back(absl::StrCat("an approval of a ", role));
  }
  return waits;
}

}  // namespace entente::core
