// What proposing, approving and activating have in common.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/policy_change.h"
#include "gateway/core/policy_state.h"

namespace entente::core {

absl::Status Concurrent(const std::string& why);
absl::Status NotGoverned(const std::string& country);
absl::Status NoSuchPolicy();

google::protobuf::Timestamp ToProto(absl::Time time);
absl::Time FromProto(const google::protobuf::Timestamp& time);

std::string ProposalName(const std::string& digest, int64_t after);
// What an officer signs for it.
std::string StatementOf(std::string_view act, const v1::PolicyProposal& proposal);

// The proposal to make `digest` active, that follows what is active now; for an emergency that is active already, the
// one that made it so. NotFound; Aborted, CONCURRENT_CHANGE: it follows another version.
template <typename Source>
absl::StatusOr<v1::PolicyProposal> FindProposal(Source& source, const std::string& digest) {
  const auto text = FindPaper<v1::GetPolicyReply>(source, kPolicyShelf, digest);
  if (!text.ok()) return text.status();
  if (!*text) return NoSuchPolicy();
  const auto active = FindPaper<v1::ActivePolicy>(source, kActiveShelf, (*text)->country());
  if (!active.ok()) return active.status();
  const bool emergency = *active && (*active)->digest() == digest && (*active)->has_lapses();
  const int64_t after = !*active ? 0 : emergency ? (*active)->replaced_activation() : (*active)->activation();
  const auto proposal = FindPaper<v1::PolicyProposal>(source, kProposalShelf, ProposalName(digest, after));
  if (!proposal.ok()) return proposal.status();
  if (*proposal) return **proposal;
  return Concurrent(absl::StrCat("nobody proposed it to follow the version that is active now, `",
                                 *active ? (*active)->digest() : "", "`"));
}

// The entry of a change of policies: who signed stands in it as a commitment.
absl::StatusOr<audit::Entry> PolicyEntry(const Parts& parts, audit::Kind kind, const std::string& peer,
                                         const v1::RequestContext& context, const std::string& country,
                                         const std::string& digest, const std::string& signer);

}  // namespace entente::core
