#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/core/reconcile.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

// An administrator's readings are audited too.
absl::Status Audit(const Parts& parts, const Caller& caller, const v1::RequestContext& context, const char* did,
                   const std::string& digest) {
  auto entry = PolicyEntry(parts, audit::Kind::kAdmin, caller.name(), context, caller.country, digest, "");
  if (!entry.ok()) return entry.status();
  if (digest.empty()) entry->policy_digests.clear();
  entry->details["did"] = did;
  return parts.writer
      ->Run([&](const WriterView&, Changes& changes) {
        changes.entries.push_back(*entry);
        return absl::OkStatus();
      })
      .status();
}

// Those that follow what is active now, or are active and not yet confirmed.
bool MayBecomeActive(const ActivePolicies& active, const v1::PolicyProposal& proposal) {
  const auto now = active.find(proposal.country());
  if (now == active.end()) return proposal.after() == 0;
  if (now->second.activation() == proposal.after()) return true;
  return now->second.has_lapses() && now->second.digest() == proposal.digest() &&
         now->second.replaced_activation() == proposal.after();
}

absl::Status AddProposals(const Parts& parts, const Caller& caller, const ActivePolicies& active, PolicyList& list) {
  const Participants& participants = *parts.active->get()->participants;
  auto shelf = ReadShelf<v1::PolicyProposal>(*parts.store, kProposalShelf);
  if (!shelf.ok()) return shelf.status();
  for (auto& [name, proposal] : *shelf) {
    if (!MayGovern(participants, caller.country, proposal.country()) || !MayBecomeActive(active, proposal)) continue;
    auto waits = WaitsFor(*parts.store, participants, proposal, parts.clock->Now());
    if (!waits.ok()) return waits.status();
    for (std::string& what : *waits) proposal.add_waits_for(std::move(what));
    list.proposals.push_back(std::move(proposal));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PolicyList> ListPolicies(const Parts& parts, const Caller& caller, const v1::RequestContext& context) {
  if (const absl::Status status = Audit(parts, caller, context, "policy.list", ""); !status.ok()) return status;
  const auto active = ReadActivePolicies(*parts.store);
  if (!active.ok()) return active.status();
  PolicyList list;
  const auto floor = active->find(policy::kNetworkPolicy);
  if (floor != active->end()) list.active.push_back(floor->second);
  for (const auto& [country, policy] : *active) {
    if (country != policy::kNetworkPolicy) list.active.push_back(policy);
  }
  if (const absl::Status status = AddProposals(parts, caller, *active, list); !status.ok()) return status;
  auto history = ReadShelf<v1::PolicyActivation>(*parts.store, kActivationShelf);
  if (!history.ok()) return history.status();
  const Participants& participants = *parts.active->get()->participants;
  for (auto& [name, activation] : *history) {
    // Who signs for another country is that country's.
    if (!MayGovern(participants, caller.country, activation.country())) activation.clear_officers();
    list.activations.push_back(std::move(activation));
  }
  const auto sweeps = parts.store->Papers(kSweepShelf);
  if (!sweeps.ok()) return sweeps.status();
  const auto pointed = parts.store->FirstPapers(kPointedShelf, 1);
  if (!pointed.ok()) return pointed.status();
  list.reconciling = static_cast<int64_t>(sweeps->size() + pointed->size());
  return list;
}

absl::StatusOr<v1::GetPolicyReply> GetPolicy(const Parts& parts, const Caller& caller,
                                             const v1::RequestContext& context, const std::string& digest) {
  const auto text = FindPaper<v1::GetPolicyReply>(*parts.store, kPolicyShelf, digest);
  if (!text.ok()) return text.status();
  if (!*text || !MayGovern(*parts.active->get()->participants, caller.country, (*text)->country())) {
    return NoSuchPolicy();
  }
  if (const absl::Status status = Audit(parts, caller, context, "policy.show", digest); !status.ok()) return status;
  return **text;
}

}  // namespace entente::core
