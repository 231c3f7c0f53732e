#include "gateway/core/reload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/audit/hash.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/ids.h"
#include "gateway/core/motion.h"
#include "gateway/core/policy_state.h"
#include "gateway/core/sweep.h"

namespace entente::core {
namespace {

std::string DigestOfGates(const Active& active) { return active.gates == nullptr ? "" : active.gates->digest; }

// Of the participants by whom copies were judged last: the file's digest, and the network's. In the store, since the
// file may change while no gateway runs.
constexpr char kParticipants[] = "participants";

std::string NetworkDigest(const policy::Network& network) {
  std::string text = absl::StrJoin(network.countries, " ");
  for (const auto& [country, parent] : network.parents) absl::StrAppend(&text, "\n", country, " ", parent);
  return absl::BytesToHexString(audit::Sha256({text}));
}

// Who left may hold nothing any more; where who governs whom is another, anybody may see what feeds passed over.
absl::Status AddSweepOfParticipants(const WriterView& view, const Participants& participants, absl::Time now,
                                    Changes& changes) {
  const std::string network = NetworkDigest(participants.network);
  const std::string now_judged_by = absl::StrCat(participants.digest, " ", network);
  const absl::StatusOr<std::string> judged_by = view.GetPaper(kPlaceShelf, kParticipants);
  if (!judged_by.ok() && !absl::IsNotFound(judged_by.status())) return judged_by.status();
  if (judged_by.ok() && *judged_by == now_judged_by) return absl::OkStatus();
  changes.papers.push_back({kPlaceShelf, kParticipants, now_judged_by});
  if (!judged_by.ok()) return absl::OkStatus();  // the first start: nobody holds anything
  changes.papers.push_back(absl::EndsWith(*judged_by, network) ? SweepOfHolders(0, now) : SweepOfAll(0, now, ""));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ActivePtr> ReadActive(store::Store& store, const SourceReader& sources, const ActivePtr& before) {
  absl::StatusOr<ActiveSources> read = sources();
  if (!read.ok()) return PolicyInvalid(std::string(read.status().message()));
  const absl::StatusOr<ParticipantsPtr> lives = WithLives(store, read->participants);
  if (!lives.ok()) return lives.status();
  read->participants = *lives;
  const auto active = ReadActivePolicies(store);
  if (!active.ok()) return active.status();
  const policy::PolicySetPtr known = before == nullptr ? nullptr : before->policies;
  auto policies = LoadStored(store, {*read->participants, known}, DigestsOf(*active));
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
  absl::StatusOr<ActivePtr> next = ReadActive(*parts.store, sources, before);
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
  const absl::StatusOr<Outcome> outcome =
      parts.writer->Run([&](const WriterView& view, Changes& changes) -> absl::Status {
        if (parts.active->newest() != before) {
          return WithReason(absl::AbortedError("a policy became active meanwhile"), v1::CONCURRENT_CHANGE);
        }
        changes.entries.push_back(*entry);
        const absl::Status swept = AddSweepOfParticipants(view, *(*next)->participants, entry->time, changes);
        if (!swept.ok()) return swept;
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
