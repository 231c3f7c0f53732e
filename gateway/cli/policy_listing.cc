#include "gateway/cli/policy_listing.h"

#include <google/protobuf/util/time_util.h>

#include <iostream>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/json.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kShortDigest = 19;  // "sha256:" and twelve digits: enough to tell versions apart by eye

std::string Short(const std::string& digest) { return digest.substr(0, kShortDigest); }

}  // namespace

std::string When(const google::protobuf::Timestamp& time) { return TimeUtil::ToString(time).substr(0, 16) + "Z"; }

absl::StatusOr<std::string> WholeDigest(const std::string& text, const v1::ListPoliciesReply& list) {
  std::string found;
  const auto look = [&](const std::string& digest) {
    if (!absl::StartsWith(digest, text) || digest == found) return true;
    if (!found.empty()) return false;
    found = digest;
    return true;
  };
  bool one = text.size() >= kShortDigest;
  for (const v1::PolicyProposal& proposal : list.proposals()) one = one && look(proposal.digest());
  for (const v1::PolicyActivation& activation : list.activations()) one = one && look(activation.digest());
  if (!one)
    return absl::InvalidArgumentError(absl::StrCat("`", text, "` does not tell one version, expected its digest"));
  return found.empty() ? text : found;
}

const v1::ActivePolicy* FindActive(const v1::ListPoliciesReply& list, const std::string& country) {
  for (const v1::ActivePolicy& active : list.active()) {
    if (active.country() == country) return &active;
  }
  return nullptr;
}

void PrintList(const v1::ListPoliciesReply& list) {
  TextTable active({"country", "version", "digest", "active since", ""});
  for (const v1::ActivePolicy& policy : list.active()) {
    const std::string lapses = policy.has_lapses() ? absl::StrCat("an emergency, lapses ", When(policy.lapses())) : "";
    active.Add(
        {policy.country(), absl::StrCat(policy.version()), Short(policy.digest()), When(policy.since()), lapses});
  }
  std::cout << active.ToString(OutputWidth());
  if (list.proposals_size() > 0) std::cout << "\nproposed\n";
  TextTable proposals({"country", "version", "digest", "by", "approved by", "waits for"});
  proposals.Folds(4).Folds(5);
  for (const v1::PolicyProposal& proposal : list.proposals()) {
    std::vector<std::string> approvers;
    for (const v1::PolicyApproval& approval : proposal.approvals()) {
      approvers.push_back(absl::StrCat(approval.by().country(), "/", approval.by().officer()));
    }
    proposals.Add({proposal.country(), absl::StrCat(proposal.version(), proposal.rollback() ? " (rollback)" : ""),
                   Short(proposal.digest()),
                   absl::StrCat(proposal.proposer().country(), "/", proposal.proposer().officer()),
                   absl::StrJoin(approvers, ", "),
                   proposal.waits_for_size() == 0 ? "activation" : absl::StrJoin(proposal.waits_for(), ", ")});
  }
  if (!proposals.empty()) std::cout << proposals.ToString(OutputWidth());
  std::cout << "\nactivations\n";
  TextTable history({"", "country", "digest", "when", "how", "by", "signed by"});
  history.Right(0).Folds(6);
  for (const v1::PolicyActivation& activation : list.activations()) {
    history.Add({absl::StrCat(activation.number()), activation.country(), Short(activation.digest()),
                 When(activation.time()), v1::PolicyActivation::Kind_Name(activation.kind()), activation.by(),
                 absl::StrJoin(activation.officers(), ", ")});
  }
  std::cout << history.ToString(OutputWidth());
  if (list.reconciling() > 0) std::cout << "\nrecalls and releases of " << list.reconciling() << " are being written\n";
}

void PrintProposal(const v1::PolicyProposal& proposal, bool json) {
  if (json) {
    std::cout << ToJson(proposal) << "\n";
    return;
  }
  std::cout << proposal.digest() << "\n";
  Say(proposal.waits_for_size() == 0
          ? absl::StrCat(proposal.country(), " version ", proposal.version(), " may be activated")
          : absl::StrCat(proposal.country(), " version ", proposal.version(), " waits for ",
                         absl::StrJoin(proposal.waits_for(), ", ")));
}

}  // namespace entente::cli
