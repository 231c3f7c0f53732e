#include "gateway/core/reload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/ids.h"

namespace entente::core {
namespace {

constexpr size_t kFaultsTold = 5;

absl::Status PolicyInvalid(const std::string& message) {
  return WithReason(absl::FailedPreconditionError(message), v1::POLICY_INVALID);
}

absl::Status FaultsOf(const std::vector<policy::Fault>& faults, const absl::Status& status) {
  std::string message;
  size_t told = 0, found = 0;
  for (const policy::Fault& fault : faults) {
    if (fault.lint || ++found > kFaultsTold) continue;
    absl::StrAppend(&message, told++ == 0 ? "" : "; ", fault.ToString());
  }
  if (found > told) absl::StrAppend(&message, "; and ", found - told, " more");
  return PolicyInvalid(message.empty() ? std::string(status.message()) : message);
}

// A purpose that no policy can name would never match anything.
absl::Status CheckPurposes(const Participants& participants, const policy::PolicySet& policies) {
  const std::vector<std::string> known = policy::Purposes(policies);
  if (known.empty()) return absl::OkStatus();
  for (const auto& [name, system] : participants.systems) {
    for (const std::string& purpose : system.purposes) {
      if (std::find(known.begin(), known.end(), purpose) != known.end()) continue;
      return PolicyInvalid(
          absl::StrCat("participant `", name, "` has purpose `", purpose, "`, which the network does not list"));
    }
  }
  return absl::OkStatus();
}

std::string DigestOfGates(const Active& active) { return active.gates == nullptr ? "" : active.gates->digest; }

}  // namespace

absl::StatusOr<ActivePtr> ReadActive(const SourceReader& sources, const ActivePtr& before) {
  absl::StatusOr<ActiveSources> read = sources();
  if (!read.ok()) return PolicyInvalid(std::string(read.status().message()));
  std::vector<policy::Fault> faults;
  auto policies = policy::Load(read->participants->network, read->floor, read->policies, &faults,
                               before == nullptr ? nullptr : before->policies);
  if (!policies.ok()) return FaultsOf(faults, policies.status());
  if (const absl::Status status = CheckPurposes(*read->participants, **policies); !status.ok()) return status;
  return std::make_shared<const Active>(Active{read->participants, *std::move(policies), read->gates});
}

absl::StatusOr<Reloaded> Activate(const Parts& parts, const SourceReader& sources, const std::string& peer,
                                  const v1::RequestContext& context) {
  const ActivePtr before = parts.active->get();
  absl::StatusOr<ActivePtr> next = ReadActive(sources, before);
  if (!next.ok()) return next.status();
  Reloaded reloaded;
  reloaded.digests = policy::Digests(*(*next)->policies);
  const std::string& participants = (*next)->participants->digest;
  const bool first = before == nullptr;
  const bool new_policies = first || policy::Digests(*before->policies) != reloaded.digests;
  const bool new_participants = first || before->participants->digest != participants;
  const bool new_gates = first || DigestOfGates(*before) != DigestOfGates(**next);
  reloaded.changed = new_policies || new_participants || new_gates;
  auto entry = StartEntry(audit::Kind::kPolicyActivate, peer, context, parts.clock->Now(), *parts.context_salt);
  if (!entry.ok()) return entry.status();
  DropUnlistedPurpose(**next, *entry);
  entry->policy_digests = reloaded.digests;
  entry->details["participants"] = participants;
  entry->details["gates"] = DigestOfGates(**next);
  entry->details["changed"] = new_policies ? "true" : "false";
  const absl::StatusOr<Outcome> outcome = parts.writer->Run([&](const WriterView&, Changes& changes) {
    changes.entries.push_back(*entry);
    if (new_participants) {
      changes.entries.push_back(*entry);
      changes.entries.back().kind = audit::Kind::kParticipantChange;
      changes.entries.back().policy_digests.clear();
      changes.entries.back().details.erase("changed");
    }
    return absl::OkStatus();
  });
  if (!outcome.ok()) return outcome.status();
  parts.active->set(*std::move(next));
  parts.wakeups->WakeAll();
  return reloaded;
}

}  // namespace entente::core
