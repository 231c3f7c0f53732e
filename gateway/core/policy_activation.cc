// Activation: a new set of policies is compiled beside the one in force, written down, and takes its place; what that
// means for copies already out is the reconciler's (reconcile.h).
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/officer_signature.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/core/reconcile.h"
#include "gateway/core/release.h"
#include "gateway/policy/access.h"
#include "gateway/policy/analyse/narrowing_only.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

using Kind = v1::PolicyActivation;

struct Change {
  v1::PolicyActivation activation;  // number and time are given when it is written
  int64_t version = 0;
  std::optional<absl::Time> lapses;
};

// What a change was computed from: it is written only if that is what still holds.
struct Ground {
  ActivePtr active;
  ActivePolicies policies;
};

bool SameGround(const ActivePolicies& a, const ActivePolicies& b) { return DigestsOf(a) == DigestsOf(b); }

absl::Status Overtaken() { return Concurrent("another version became active meanwhile"); }

absl::StatusOr<Ground> GroundOf(const Parts& parts) {
  Ground ground;
  ground.active = parts.active->get();
  auto policies = ReadActivePolicies(*parts.store);
  if (!policies.ok()) return policies.status();
  ground.policies = *std::move(policies);
  return ground;
}

absl::StatusOr<ActivePtr> ActiveWith(const Parts& parts, const Ground& ground, const v1::PolicyActivation& change) {
  PolicyDigests digests = DigestsOf(ground.policies);
  digests[change.country()] = change.digest();
  auto policies = LoadStored(*parts.store, {*ground.active->participants, ground.active->policies}, digests);
  if (!policies.ok()) return policies.status();
  return std::make_shared<const Active>(
      Active{ground.active->participants, *std::move(policies), ground.active->gates});
}

absl::StatusOr<int64_t> NextNumber(const WriterView& view) {
  const auto history = view.Papers(kActivationShelf);
  if (!history.ok()) return history.status();
  return static_cast<int64_t>(history->size()) + 1;
}

v1::ActivePolicy NowActive(const Change& change, const v1::ActivePolicy* before, absl::Time now) {
  v1::ActivePolicy active;
  active.set_country(change.activation.country());
  active.set_digest(change.activation.digest());
  active.set_version(change.version);
  active.set_activation(change.activation.number());
  *active.mutable_since() = ToProto(now);
  active.set_highest_version(std::max(before == nullptr ? 0 : before->highest_version(), change.version));
  if (change.lapses) {
    *active.mutable_lapses() = ToProto(*change.lapses);
    active.set_replaced(change.activation.replaces());
    active.set_replaced_activation(before == nullptr ? 0 : before->activation());
  }
  return active;
}

void Describe(const Change& change, const ActivePtr& next, audit::Entry& entry) {
  entry.policy_digests = policy::Digests(*next->policies);
  entry.details["digest"] = change.activation.digest();
  entry.details["replaces"] = change.activation.replaces();
  entry.details["number"] = absl::StrCat(change.activation.number());
  entry.details["by"] = Kind::Kind_Name(change.activation.kind());
}

absl::Status Write(const Parts& parts, const Ground& ground, const ActivePtr& next, Change& change,
                   audit::Entry& entry, const WriterView& view, Changes& changes) {
  const auto policies = ReadActivePolicies(view);
  if (!policies.ok()) return policies.status();
  if (!SameGround(*policies, ground.policies) || parts.active->newest() != ground.active) return Overtaken();
  const absl::StatusOr<int64_t> number = NextNumber(view);
  if (!number.ok()) return number.status();
  change.activation.set_number(*number);
  *change.activation.mutable_time() = ToProto(entry.time);
  Describe(change, next, entry);
  const std::string& country = change.activation.country();
  const auto before = policies->find(country);
  PutPaper(changes, kActiveShelf, country,
           NowActive(change, before == policies->end() ? nullptr : &before->second, entry.time));
  PutPaper(changes, kActivationShelf, NumberName(*number), change.activation);
  if (const absl::Status status = AddSweep(view, *number, entry.time, changes); !status.ok()) return status;
  changes.entries.push_back(entry);
  parts.active->Announce(next);
  return absl::OkStatus();
}

// Compiles, writes, and puts in force. Whoever else changed another country's policy meanwhile is no reason to fail:
// the set is made anew. `check` sees each set before it is written.
template <typename Check>
absl::StatusOr<Activated> Commit(const Parts& parts, Change change, const audit::Entry& entry, Check check) {
  absl::Status last;
  for (int plan = 0; plan < kPlansMax; ++plan) {
    const absl::StatusOr<Ground> ground = GroundOf(parts);
    if (!ground.ok()) return ground.status();
    if (DigestIn(DigestsOf(ground->policies), change.activation.country()) != change.activation.replaces()) {
      return Overtaken();
    }
    const absl::StatusOr<ActivePtr> next = ActiveWith(parts, *ground, change.activation);
    if (!next.ok()) return next.status();
    if (const absl::Status status = check(*ground->active, **next); !status.ok()) return status;
    audit::Entry written = entry;
    last = parts.writer
               ->Run([&](const WriterView& view, Changes& changes) {
                 return Write(parts, *ground, *next, change, written, view, changes);
               })
               .status();
    if (last.ok()) {
      parts.active->set(*next);
      parts.wakeups->WakeAll();
      if (parts.reconciler != nullptr) parts.reconciler->Kick();
      return Activated{change.activation, change.lapses.value_or(absl::InfiniteFuture())};
    }
    parts.active->TakeBack(*next);
    if (!absl::IsAborted(last)) return last;
  }
  return last;
}

v1::PolicyActivation ActivationOf(const v1::PolicyProposal& proposal, const std::string& peer, bool emergency) {
  v1::PolicyActivation activation;
  activation.set_country(proposal.country());
  activation.set_digest(proposal.digest());
  activation.set_replaces(proposal.replaces());
  activation.set_by(peer);
  activation.set_kind(emergency ? Kind::EMERGENCY : proposal.rollback() ? Kind::ROLLBACK : Kind::APPROVED);
  activation.add_officers(NameOf(proposal.proposer()));
  for (const v1::PolicyApproval& approval : proposal.approvals()) activation.add_officers(NameOf(approval.by()));
  return activation;
}

absl::Status ApprovalMissing(const std::vector<std::string>& waits) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat("it still waits for ", absl::StrJoin(waits, ", "))),
                    v1::APPROVAL_MISSING);
}

// What an overlay that is over let stay is no request anybody can make now, so no class of requests shows it.
bool LetsStay(const policy::PolicySet& policies, const std::string& country) {
  return !policy::KeptReleases(policies, country, absl::InfiniteFuture()).empty();
}

absl::Status CheckNarrows(const Active& before, const Active& after, const std::string& country, absl::Time now) {
  const std::string governed = country == policy::kNetworkPolicy ? "" : country;
  if (LetsStay(*before.policies, governed) || LetsStay(*after.policies, governed)) {
    return WithReason(absl::FailedPreconditionError("overlays that let copies stay are not judged in an emergency, so "
                                                    "it needs its approvals"),
                      v1::APPROVAL_MISSING);
  }
  if (policy::IsNarrowingOnly(*before.policies, *after.policies, now)) return absl::OkStatus();
  return WithReason(absl::FailedPreconditionError("it may give something that is not given now, so an emergency is no "
                                                  "reason to spare its approvals"),
                    v1::APPROVAL_MISSING);
}

// The proposer's signature must hold by the file as it is now.
absl::Status CheckProposer(const Parts& parts, const v1::PolicyProposal& proposal) {
  const std::string statement = StatementOf(policy::kProposePolicy, proposal);
  return VerifyOfficer(*parts.active->get()->participants, proposal.proposer(), statement, parts.clock->Now())
      .status();
}

absl::Status EndEmergency(const Parts& parts, const v1::ActivePolicy& lapsed) {
  const auto text = FindPaper<v1::GetPolicyReply>(*parts.store, kPolicyShelf, lapsed.replaced());
  if (!text.ok()) return text.status();
  if (!*text) return absl::DataLossError("the version an emergency replaced is not there");
  Change change;
  change.version = (*text)->version();
  change.activation.set_country(lapsed.country());
  change.activation.set_digest(lapsed.replaced());
  change.activation.set_replaces(lapsed.digest());
  change.activation.set_kind(Kind::LAPSED);
  const auto entry = PolicyEntry(parts, audit::Kind::kPolicyActivate, "", {}, lapsed.country(), lapsed.replaced(), "");
  if (!entry.ok()) return entry.status();
  return Commit(parts, change, *entry, [](const Active&, const Active&) { return absl::OkStatus(); }).status();
}

struct FirstTexts {
  std::map<std::string, std::string> texts;    // by country
  std::map<std::string, policy::Header> heads;
  PolicyDigests digests;
};

absl::StatusOr<FirstTexts> ReadFirst(const PolicySources& sources) {
  FirstTexts first;
  std::vector<policy::Source> all = sources.policies;
  all.push_back(sources.floor);
  for (const policy::Source& source : all) {
    auto header = policy::ReadHeader(source);
    if (!header.ok()) return PolicyInvalid(std::string(header.status().message()));
    const std::string country = header->country.empty() ? policy::kNetworkPolicy : header->country;
    first.texts[country] = source.text;
    first.digests[country] = header->digest;
    first.heads[country] = *std::move(header);
  }
  return first;
}

void WriteFirst(const FirstTexts& first, const audit::Entry& entry, Changes& changes) {
  int64_t number = 0;
  for (const auto& [country, header] : first.heads) {
    Change change;
    change.version = header.version;
    change.activation.set_number(++number);
    change.activation.set_country(country);
    change.activation.set_digest(header.digest);
    change.activation.set_kind(Kind::FIRST_START);
    *change.activation.mutable_time() = ToProto(entry.time);
    v1::GetPolicyReply text;
    text.set_country(country);
    text.set_version(header.version);
    text.set_text(first.texts.at(country));
    PutPaper(changes, kPolicyShelf, header.digest, text);
    PutPaper(changes, kActiveShelf, country, NowActive(change, nullptr, entry.time));
    PutPaper(changes, kActivationShelf, NumberName(number), change.activation);
  }
  changes.entries.push_back(entry);
}

}  // namespace

absl::StatusOr<Activated> ActivatePolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                         const std::string& digest, bool emergency) {
  const absl::StatusOr<v1::PolicyProposal> proposal = FindProposal(*parts.store, digest);
  if (!proposal.ok()) return proposal.status();
  const Participants& participants = *parts.active->get()->participants;
  if (!MayGovern(participants, caller.country, proposal->country())) return NoSuchPolicy();
  const absl::Time now = parts.clock->Now();
  if (const absl::Status status = CheckProposer(parts, *proposal); !status.ok()) return status;
  const auto waits = WaitsFor(*parts.store, participants, *proposal, now);
  if (!waits.ok()) return waits.status();
  if (!waits->empty() && !emergency) return ApprovalMissing(*waits);
  const bool narrows_first = !waits->empty();  // with all approvals there is nothing to lapse
  if (narrows_first) {
    const auto running = FindPaper<v1::ActivePolicy>(*parts.store, kActiveShelf, proposal->country());
    if (!running.ok()) return running.status();
    // A second would make the first one's end come to nothing.
    if (*running && (*running)->has_lapses()) return ApprovalMissing({"the approvals of the emergency that runs"});
  }
  Change change;
  change.activation = ActivationOf(*proposal, caller.name(), narrows_first);
  change.version = proposal->version();
  if (narrows_first) change.lapses = now + kEmergencyLasts;
  const auto entry = PolicyEntry(parts, audit::Kind::kPolicyActivate, caller.name(), context, proposal->country(),
                                 digest, NameOf(proposal->proposer()));
  if (!entry.ok()) return entry.status();
  return Commit(parts, std::move(change), *entry, [&](const Active& before, const Active& after) {
    return narrows_first ? CheckNarrows(before, after, proposal->country(), now) : absl::OkStatus();
  });
}

absl::StatusOr<int> EndLapsedEmergencies(const Parts& parts) {
  const auto active = ReadActivePolicies(*parts.store);
  if (!active.ok()) return active.status();
  int ended = 0;
  for (const auto& [country, policy] : *active) {
    if (!policy.has_lapses() || FromProto(policy.lapses()) > parts.clock->Now()) continue;
    if (const absl::Status status = EndEmergency(parts, policy); !status.ok()) return status;
    ++ended;
  }
  return ended;
}

absl::Status BeginWithPolicies(const Parts& parts, const PolicySources& sources) {
  const absl::StatusOr<FirstTexts> first = ReadFirst(sources);
  if (!first.ok()) return first.status();
  auto entry = StartEntry(audit::Kind::kPolicyActivate, "", {}, parts.clock->Now(), *parts.context_salt);
  if (!entry.ok()) return entry.status();
  for (const auto& [country, digest] : first->digests) entry->policy_digests.push_back(digest);
  entry->details["by"] = Kind::Kind_Name(Kind::FIRST_START);
  return parts.writer
      ->Run([&](const WriterView&, Changes& changes) {
        WriteFirst(*first, *entry, changes);
        return absl::OkStatus();
      })
      .status();
}

}  // namespace entente::core
