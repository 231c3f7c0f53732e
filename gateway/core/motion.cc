#include "gateway/core/motion.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/officer_signature.h"
#include "gateway/core/papers.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/core/reconcile.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

bool IsSwitch(v1::Motion::Kind kind) { return kind == v1::Motion::STOP || kind == v1::Motion::LET_GO; }

std::optional<Standing> StandingOf(v1::Motion::Kind kind) {
  switch (kind) {
    case v1::Motion::SANDBOX:
      return Standing::kSandbox;
    case v1::Motion::RECEIVE_ONLY:
      return Standing::kReceiveOnly;
    case v1::Motion::LIVE:
      return Standing::kLive;
    case v1::Motion::SUSPENDED:
      return Standing::kSuspended;
    default:
      return std::nullopt;
  }
}

const char* StateName(Standing standing) {
  switch (standing) {
    case Standing::kSandbox:
      return "sandbox";
    case Standing::kReceiveOnly:
      return "receive-only";
    case Standing::kLive:
      return "live";
    case Standing::kSuspended:
      break;
  }
  return "suspended";
}

void Apply(const v1::Motion& motion, Participants& participants) {
  if (IsSwitch(motion.kind())) {
    if (motion.kind() == v1::Motion::STOP) participants.stopped.insert(motion.subject());
    return;
  }
  const auto system = participants.systems.find(motion.subject());
  const std::optional<Standing> standing = StandingOf(motion.kind());
  if (system == participants.systems.end() || !standing) return;
  if (!system->second.suspended_by_file) system->second.standing = *standing;
}

std::string CountryOfSubject(const std::string& subject) { return subject.substr(0, subject.find('/')); }

absl::Status CheckSubject(const Participants& participants, const MotionAsked& asked) {
  if (IsSwitch(asked.kind)) {
    const bool known = asked.subject == kEverything || participants.network.countries.contains(asked.subject);
    return known ? absl::OkStatus() : RequestInvalid("`subject` must be a country of the network, or `everything`");
  }
  if (!StandingOf(asked.kind)) return RequestInvalid("`kind` is missing");
  const auto system = participants.systems.find(asked.subject);
  if (system == participants.systems.end()) {
    return RequestInvalid("`subject` must be a system of the participants file, as EC/migracion");
  }
  if (!system->second.suspended_by_file) return absl::OkStatus();
  return RequestInvalid("the participants file itself suspends this system");
}

// Whether it would change anything.
bool IsSo(const Participants& participants, const MotionAsked& asked) {
  if (IsSwitch(asked.kind)) {
    return participants.stopped.contains(asked.subject) == (asked.kind == v1::Motion::STOP);
  }
  return participants.systems.at(asked.subject).standing == *StandingOf(asked.kind);
}

template <typename Source>
absl::StatusOr<int64_t> ChangesOf(Source& source, const std::string& subject) {
  const auto last = FindPaper<v1::Motion>(source, kLifeShelf, subject);
  if (!last.ok()) return last.status();
  return *last ? (*last)->after() + 1 : 0;
}

struct Signing {
  v1::Motion motion;
  bool effective = false;
};

// Without those who left the participants file since, or lost their certificate or their say.
v1::Motion StillSigned(const Participants& participants, const v1::Motion& motion, absl::Time now) {
  v1::Motion left = motion;
  left.clear_signatures();
  const std::string statement =
      policy::MotionStatement(v1::Motion::Kind_Name(motion.kind()), motion.subject(), motion.after());
  for (const v1::OfficerSignature& signature : motion.signatures()) {
    const auto officer = VerifyOfficer(participants, signature, statement, now);
    const bool has_say = officer.ok() && (motion.subject() == kEverything ||
                                          MayGovern(participants, (*officer)->country, CountryOfSubject(motion.subject())));
    if (has_say) *left.add_signatures() = signature;
  }
  return left;
}

// A motion of another kind about the same subject gives way to a new one.
absl::StatusOr<Signing> AddSignature(const WriterView& view, const Participants& participants,
                                     const MotionAsked& asked, int64_t after, absl::Time now) {
  const absl::StatusOr<int64_t> changes = ChangesOf(view, asked.subject);
  if (!changes.ok()) return changes.status();
  if (*changes != after) return Concurrent("the subject was changed meanwhile");
  const auto pending = FindPaper<v1::Motion>(view, kMotionShelf, asked.subject);
  if (!pending.ok()) return pending.status();
  Signing signing;
  const bool same = *pending && (*pending)->kind() == asked.kind && (*pending)->after() == after;
  if (same) signing.motion = StillSigned(participants, **pending, now);
  v1::Motion& motion = signing.motion;
  motion.set_kind(asked.kind);
  motion.set_subject(asked.subject);
  motion.set_after(after);
  motion.set_required(asked.kind == v1::Motion::STOP ? 1 : 2);
  *motion.mutable_time() = ToProto(now);
  const bool signed_already =
      std::any_of(motion.signatures().begin(), motion.signatures().end(),
                  [&](const v1::OfficerSignature& other) { return NameOf(other) == NameOf(asked.officer); });
  if (!signed_already) *motion.add_signatures() = asked.officer;
  signing.effective = motion.signatures_size() >= motion.required();
  return signing;
}

ActivePtr ActiveWith(const Active& active, const v1::Motion& motion) {
  auto participants = std::make_shared<Participants>(*active.participants);
  if (motion.kind() == v1::Motion::LET_GO) participants->stopped.erase(motion.subject());
  Apply(motion, *participants);
  return std::make_shared<const Active>(Active{std::move(participants), active.policies, active.gates});
}

audit::Kind KindOfEntry(v1::Motion::Kind kind) {
  if (IsSwitch(kind)) return audit::Kind::kBlock;
  return kind == v1::Motion::SUSPENDED ? audit::Kind::kSuspend : audit::Kind::kParticipantChange;
}

}  // namespace

absl::StatusOr<ParticipantsPtr> WithLives(store::Store& store, const ParticipantsPtr& file) {
  const auto lives = ReadShelf<v1::Motion>(store, kLifeShelf);
  if (!lives.ok()) return lives.status();
  auto participants = std::make_shared<Participants>(*file);
  for (auto& [name, system] : participants->systems) {
    system.suspended_by_file = system.standing == Standing::kSuspended;
  }
  for (const auto& [subject, motion] : *lives) Apply(motion, *participants);
  return ParticipantsPtr(std::move(participants));
}

absl::StatusOr<Moved> MoveParticipant(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                      const MotionAsked& asked) {
  const ActivePtr active = parts.active->get();
  const Participants& participants = *active->participants;
  const bool everything = asked.subject == kEverything;
  const std::string country = CountryOfSubject(asked.subject);
  if (!everything && !MayGovern(participants, caller.country, country)) return NotGoverned(country);
  if (const absl::Status status = CheckSubject(participants, asked); !status.ok()) return status;
  if (IsSo(participants, asked)) return RequestInvalid("it is so already");
  const absl::StatusOr<int64_t> after = ChangesOf(*parts.store, asked.subject);
  if (!after.ok()) return after.status();
  const absl::Time now = parts.clock->Now();
  const std::string statement = policy::MotionStatement(v1::Motion::Kind_Name(asked.kind), asked.subject, *after);
  const auto officer = VerifyOfficer(participants, asked.officer, statement, now);
  if (!officer.ok()) return officer.status();
  if (!everything && !MayGovern(participants, (*officer)->country, country)) return NotGoverned(country);
  auto entry = PolicyEntry(parts, KindOfEntry(asked.kind), caller.name(), context, country, "", NameOf(asked.officer));
  if (!entry.ok()) return entry.status();
  entry->policy_digests.clear();
  entry->details["subject"] = asked.subject;
  entry->details["change"] = v1::Motion::Kind_Name(asked.kind);
  Signing signing;
  ActivePtr next;
  const auto outcome = parts.writer->Run([&](const WriterView& view, Changes& changes) -> absl::Status {
    if (parts.active->newest() != active) return Concurrent("participants or policies changed meanwhile");
    absl::StatusOr<Signing> added = AddSignature(view, participants, asked, *after, now);
    if (!added.ok()) return added.status();
    signing = *std::move(added);
    entry->details["effective"] = signing.effective ? "true" : "false";
    changes.entries.push_back(*entry);
    if (!signing.effective) {
      PutPaper(changes, kMotionShelf, asked.subject, signing.motion);
      return absl::OkStatus();
    }
    changes.papers.push_back({kMotionShelf, asked.subject, ""});
    PutPaper(changes, kLifeShelf, asked.subject, signing.motion);
    if (asked.kind == v1::Motion::LET_GO) changes.papers.push_back(SweepOfAll(*after, now, everything ? "" : country));
    if (!IsSwitch(asked.kind)) changes.papers.push_back(SweepOfHolders(*after, now));
    next = ActiveWith(*active, signing.motion);
    parts.active->Announce(next);
    return absl::OkStatus();
  });
  if (!outcome.ok()) {
    if (next != nullptr) parts.active->TakeBack(next);
    return outcome.status();
  }
  if (next != nullptr) {
    parts.active->set(next);
    parts.wakeups->WakeAll();
    if (parts.reconciler != nullptr) parts.reconciler->Kick();
  }
  return Moved{signing.motion, signing.effective};
}

absl::StatusOr<ParticipantList> ListParticipants(const Parts& parts, const Caller& caller,
                                                 const v1::RequestContext& context) {
  auto entry = PolicyEntry(parts, audit::Kind::kAdmin, caller.name(), context, caller.country, "", "");
  if (!entry.ok()) return entry.status();
  entry->policy_digests.clear();
  entry->details["did"] = "participant.list";
  const auto audited = parts.writer->Run([&](const WriterView&, Changes& changes) {
    changes.entries.push_back(*entry);
    return absl::OkStatus();
  });
  if (!audited.ok()) return audited.status();
  const ActivePtr active = parts.active->get();
  ParticipantList list;
  for (const auto& [name, system] : active->participants->systems) {
    const absl::StatusOr<int64_t> changes = ChangesOf(*parts.store, name);
    if (!changes.ok()) return changes.status();
    v1::ParticipantEntry told;
    told.set_name(name);
    told.set_state(StateName(system.standing));
    told.set_changes(*changes);
    list.participants.push_back(std::move(told));
  }
  const auto lives = ReadShelf<v1::Motion>(*parts.store, kLifeShelf);
  if (!lives.ok()) return lives.status();
  for (const auto& [subject, motion] : *lives) {
    if (!IsSwitch(motion.kind())) continue;
    v1::StopEntry told;
    told.set_subject(subject);
    told.set_stopped(motion.kind() == v1::Motion::STOP);
    told.set_changes(motion.after() + 1);
    list.stops.push_back(std::move(told));
  }
  auto pending = ReadShelf<v1::Motion>(*parts.store, kMotionShelf);
  if (!pending.ok()) return pending.status();
  for (auto& [subject, motion] : *pending) {
    // Who signs for another country is that country's.
    const bool own = subject == kEverything || MayGovern(*active->participants, caller.country, CountryOfSubject(subject));
    if (own) list.pending.push_back(std::move(motion));
  }
  return list;
}

}  // namespace entente::core
