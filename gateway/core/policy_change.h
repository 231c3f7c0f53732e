// Use cases: how a policy changes. Propose, approve, activate; a change is one country's file, or the floor.
//
// All of them block (they compile policies and wait for the disk): not for a network thread. What two administrators do
// at once is decided by the writer, one after the other: the second gets Aborted, CONCURRENT_CHANGE, and nothing of the
// first is overwritten.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/parts.h"
#include "gateway/core/policy_state.h"

namespace entente::core {

// Whether administrators of `country` may change the policy of `governed`: their own, a sub-bureau's of theirs, or the
// floor, which is everybody's.
bool MayGovern(const Participants& participants, const std::string& country, const std::string& governed);

struct PolicyDraft {
  std::string text;         // this, or
  std::string rollback_to;  // an earlier version's digest
  v1::OfficerSignature proposer;
};
struct Proposed {
  v1::PolicyProposal proposal;
  std::vector<std::string> findings;  // lints
};
absl::StatusOr<Proposed> ProposePolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                       const PolicyDraft& draft);

struct Approved {
  v1::PolicyProposal proposal;
  bool confirmed = false;  // an emergency that no longer lapses
};
absl::StatusOr<Approved> ApprovePolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                       const std::string& digest, const v1::OfficerSignature& approver);

// What is still missing before a proposal may be activated, in words; empty: nothing.
absl::StatusOr<std::vector<std::string>> WaitsFor(store::Store& store, const Participants& participants,
                                                  const v1::PolicyProposal& proposal, absl::Time now);

struct Activated {
  v1::PolicyActivation activation;
  absl::Time lapses = absl::InfiniteFuture();
};
absl::StatusOr<Activated> ActivatePolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                         const std::string& digest, bool emergency);

// Of the gateway itself: emergencies whose 72 hours are over. The result is how many ended.
absl::StatusOr<int> EndLapsedEmergencies(const Parts& parts);
inline constexpr absl::Duration kEmergencyLasts = absl::Hours(72);

// The first start: what the folder says becomes active, audited, and the folder is not read again.
absl::Status BeginWithPolicies(const Parts& parts, const PolicySources& sources);

struct PolicyList {
  std::vector<v1::ActivePolicy> active;
  std::vector<v1::PolicyProposal> proposals;
  std::vector<v1::PolicyActivation> activations;
  int64_t reconciling = 0;
};
absl::StatusOr<PolicyList> ListPolicies(const Parts& parts, const Caller& caller, const v1::RequestContext& context);
absl::StatusOr<v1::GetPolicyReply> GetPolicy(const Parts& parts, const Caller& caller,
                                             const v1::RequestContext& context, const std::string& digest);

}  // namespace entente::core
