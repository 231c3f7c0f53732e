#include "gateway/core/reload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/ids.h"
#include "gateway/core/motion.h"
#include "gateway/core/policy_state.h"
#include "gateway/core/sweep.h"

namespace entente::core {
namespace {

std::string DigestOfGates(const Active& active) { return active.gates == nullptr ? "" : active.gates->digest; }

}  // namespace

absl::StatusOr<ActivePtr> ReadActive(store::Store& store, const SourceReader& sources) {
  absl::StatusOr<ActiveSources> read = sources();
  if (!read.ok()) return PolicyInvalid(std::string(read.status().message()));
  const absl::StatusOr<ParticipantsPtr> lives = WithLives(store, read->participants);
  if (!lives.ok()) return lives.status();
  read->participants = *lives;
  const auto active = ReadActivePolicies(store);
  if (!active.ok()) return active.status();
  auto policies = LoadStored(store, *read->participants, DigestsOf(*active), {}, nullptr);
  if (!policies.ok()) return policies.status();
  return std::make_shared<const Active>(Active{read->participants, *std::move(policies), read->gates});
}

absl::Status CheckFirst(const SourceReader& sources, const PolicyReader& policies) {
  const absl::StatusOr<ActiveSources> read = sources();
  if (!read.ok()) return PolicyInvalid(std::string(read.status().message()));
  const absl::StatusOr<PolicySources> texts = policies();
  if (!texts.ok()) return PolicyInvalid(std::string(texts.status().message()));
  std::vector<policy::Fault> faults;
  const auto loaded = policy::Load(read->participants->network, texts->floor, texts->policies, &faults);
  if (!loaded.ok()) return FaultsOf(faults, loaded.status());
  return CheckPurposes(*read->participants, **loaded);
}

absl::StatusOr<Reloaded> Reload(const Parts& parts, const SourceReader& sources, const std::string& peer,
                                const v1::RequestContext& context) {
  const ActivePtr before = parts.active->get();
  absl::StatusOr<ActivePtr> next = ReadActive(*parts.store, sources);
  if (!next.ok()) return next.status();
  Reloaded reloaded;
  reloaded.digests = policy::Digests(*(*next)->policies);
  const std::string& participants = (*next)->participants->digest;
  const bool new_participants = before == nullptr || before->participants->digest != participants;
  reloaded.changed = new_participants || DigestOfGates(*before) != DigestOfGates(**next);
  auto entry = StartEntry(audit::Kind::kAdmin, peer, context, parts.clock->Now(), *parts.context_salt);
  if (!entry.ok()) return entry.status();
  DropUnlistedPurpose(**next, *entry);
  entry->policy_digests = reloaded.digests;
  entry->details["did"] = before == nullptr ? "start" : "reload";
  entry->details["participants"] = participants;
  entry->details["gates"] = DigestOfGates(**next);
  entry->details["changed"] = reloaded.changed ? "true" : "false";
  const absl::StatusOr<Outcome> outcome = parts.writer->Run([&](const WriterView&, Changes& changes) -> absl::Status {
    if (parts.active->newest() != before) {
      return WithReason(absl::AbortedError("a policy became active meanwhile"), v1::CONCURRENT_CHANGE);
    }
    changes.entries.push_back(*entry);
    if (new_participants && before != nullptr) {
      // Who left may hold nothing any more, and who governs whom may be another.
      changes.papers.push_back(SweepOfHolders(0, entry->time));
    }
    if (new_participants) {
      changes.entries.push_back(*entry);
      changes.entries.back().kind = audit::Kind::kParticipantChange;
      changes.entries.back().policy_digests.clear();
      changes.entries.back().details.erase("changed");
      changes.entries.back().details.erase("did");
    }
    parts.active->Announce(*next);
    return absl::OkStatus();
  });
  if (!outcome.ok()) {
    parts.active->TakeBack(*next);
    return outcome.status();
  }
  parts.active->set(*std::move(next));
  parts.wakeups->WakeAll();
  return reloaded;
}

}  // namespace entente::core
