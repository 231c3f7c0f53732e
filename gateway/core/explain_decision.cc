#include "gateway/core/explain_decision.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/audit/log.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/holding.h"
#include "gateway/core/looking.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/core/refuse.h"

namespace entente::core {
namespace {

using Voice = v1::ExplainDecisionReply;

constexpr uint64_t kChunk = 2'048;  // entries read at once
constexpr size_t kIdMax = 64;

struct Found {
  audit::Entry entry;
  audit::Subject subject;  // of the decision; empty for a check as a whole and a denial about no record
};

std::optional<Found> InEntry(const std::string& text, const std::string& id) {
  if (text.find(absl::StrCat("\"", id, "\"")) == std::string::npos) return std::nullopt;
  const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
  if (!entry.ok()) return std::nullopt;
  for (const audit::Subject& subject : entry->subjects) {
    if (subject.decision_id == id) return Found{*entry, subject};
  }
  if (entry->decision_id != id) return std::nullopt;
  return Found{*entry, entry->subjects.size() == 1 ? entry->subjects.front() : audit::Subject()};
}

absl::StatusOr<std::optional<Found>> Find(audit::Log& log, const std::string& id) {
  for (uint64_t end = log.size(); end > 0;) {
    const uint64_t begin = end > kChunk ? end - kChunk : 0;
    const absl::StatusOr<std::vector<std::string>> entries = log.Read(begin, end - begin);
    if (!entries.ok()) return entries.status();
    for (auto text = entries->rbegin(); text != entries->rend(); ++text) {
      if (std::optional<Found> found = InEntry(*text, id)) return found;
    }
    end = begin;
  }
  return std::optional<Found>();
}

// The revision that was in force then. NotFound: none is left that was.
absl::StatusOr<store::Revision> RevisionAt(store::Store& store, const std::string& record_id, absl::Time time) {
  absl::StatusOr<store::Revision> row = store.Latest(record_id);
  while (row.ok() && row->received > time) {
    int64_t earlier = row->revision - 1;
    const store::Revision later = *row;
    row = absl::NotFoundError("no such revision");
    for (; earlier > 0 && !row.ok(); --earlier) {
      row = store.ByRevision(later.country, later.system, later.national_id, earlier);
      if (row.ok() && row->state == store::State::kQuarantined) row = absl::NotFoundError("no such revision");
    }
  }
  return row;
}

struct Replay {
  policy::Question question;
  policy::Decision decision;
};

absl::StatusOr<policy::PolicySetPtr> PoliciesOf(const Parts& parts, const audit::Entry& entry) {
  PolicyDigests digests;
  for (const std::string& digest : entry.policy_digests) {
    const auto paper = FindPaper<v1::GetPolicyReply>(*parts.store, kPolicyShelf, digest);
    if (!paper.ok()) return paper.status();
    if (*paper) digests[(*paper)->country()] = digest;
  }
  const ActivePtr now = parts.active->get();
  return LoadStored(*parts.store, {*now->participants, now->policies}, digests);
}

// The decision made again, by the policies, the record and the time of then. Who asked for a notice is looked up among
// the records of now.
absl::StatusOr<Replay> DecideAgain(const Parts& parts, const Found& found) {
  const absl::StatusOr<store::Revision> row = RevisionAt(*parts.store, found.subject.record_id, found.entry.time);
  if (!row.ok()) return row.status();
  const absl::StatusOr<OpenedRecord> opened = OpenRecord(*parts.sealer, *row);
  if (!opened.ok()) return opened.status();
  const auto policies = PoliciesOf(parts, found.entry);
  if (!policies.ok()) return policies.status();
  const auto held = parts.store->FindHolder(row->record_id, found.entry.peer, found.entry.purpose);
  if (!held.ok()) return held.status();
  static const System kAnybody;
  Looking looking(parts, parts.active->get(), kAnybody, "");
  Replay replay;
  replay.question.facts = looking.FactsOf(opened->record, row->test);
  replay.question.recipient = found.entry.peer;
  replay.question.purpose = found.entry.purpose;
  replay.question.now = found.entry.time;
  auto consent = ConsentThen(*parts.store, row->record_id, found.entry.peer, found.entry.purpose, found.entry.time);
  if (!consent.ok()) return consent.status();
  replay.question.release = *std::move(consent);
  if (*held && !IsHitOnly(**held) && (*held)->first_release <= found.entry.time) {
    replay.question.first_release = (*held)->first_release;
  }
  replay.decision = policy::Decide(**policies, replay.question);
  return replay;
}

std::string When(absl::Time time) { return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone()); }

// What the caller was told then; of what it was not told there is one sentence, whatever the reason.
std::string ForRequester(const Found& found) {
  const std::string asked = absl::StrCat("`", found.entry.peer, "` for `", found.entry.purpose, "` at ",
                                         When(found.entry.time));
  switch (found.entry.kind) {
    case audit::Kind::kRelease:
      return absl::StrCat("A copy of record ", found.subject.record_id, " was given to ", asked,
                          ", under the terms that came with it.");
    case audit::Kind::kHit:
      return absl::StrCat("A hit was told to ", asked, ". Its owner can be asked for the record's release.");
    case audit::Kind::kRecall:
      return absl::StrCat("The copy of record ", found.subject.record_id, " may no longer be held: ", asked, ".");
    case audit::Kind::kCheck:
      return absl::StrCat("A check of ", asked, ", answered with what that caller may know.");
    default:
      return absl::StrCat("Nothing was found that may be seen by ", asked,
                          ". That says neither that there is something nor that there is nothing.");
  }
}

std::string ForOriginator(const Found& found, const std::string& national_id) {
  const std::string what = absl::AsciiStrToLower(std::string(audit::KindName(found.entry.kind)));
  return absl::StrCat("`", found.entry.peer, "` for `", found.entry.purpose, "` at ", When(found.entry.time),
                      ", about record `", national_id, "`: ", what, " by rule `", found.subject.rule, "`.");
}

void AddReplay(const absl::StatusOr<Replay>& replay, const Found& found, bool whole, v1::ExplainDecisionReply& reply) {
  static const std::set<std::string> kNotThePolicys = {"stopped", "test-apart", "ended", "unreadable", "no-participant"};
  if (kNotThePolicys.contains(found.subject.rule)) return;
  if (!replay.ok()) {
    reply.set_text(absl::StrCat(reply.text(), "\nIt cannot be made again: the record, or a policy, is no longer there."));
    return;
  }
  reply.set_replayed(true);
  reply.set_agrees(found.subject.rule.empty() || replay->decision.rule == found.subject.rule);
  if (!reply.agrees()) {
    reply.set_text(absl::StrCat(reply.text(), "\nMade again it is decided by `", replay->decision.rule,
                                "`: another record that it looks at has changed since."));
  }
  if (!whole) return;
  for (const std::string& rule : replay->decision.matching) reply.add_matching(rule);
  for (const policy::NearMiss& miss : replay->decision.near_misses) {
    reply.add_near_misses(absl::StrCat(miss.rule, ": ", miss.key));
  }
  reply.set_text(absl::StrCat(reply.text(), "\n", policy::Explain(replay->decision, replay->question)));
}

std::string CountryOf(const std::string& participant) { return participant.substr(0, participant.find('/')); }

absl::Status Audit(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                   const std::string& decision_id) {
  auto entry = StartEntry(audit::Kind::kAdmin, caller.name(), context, parts.clock->Now(), *parts.context_salt);
  if (!entry.ok()) return entry.status();
  entry->details["did"] = "explain";
  entry->details["decision"] = decision_id;
  return parts.writer
      ->Run([&](const WriterView&, Changes& changes) {
        changes.entries.push_back(*entry);
        return absl::OkStatus();
      })
      .status();
}

std::mutex& ExplainMutex() {
  static std::mutex mutex;
  return mutex;
}

// Who hears of it, and how; nothing for anybody else.
std::optional<Voice::Voice> VoiceOf(const Parts& parts, const Caller& caller, const System& system, const Found& found,
                                    const absl::StatusOr<store::Revision>& row) {
  if (system.roles.contains(Role::kAuditor)) return Voice::AUDITOR;
  if (CountryOf(found.entry.peer) == caller.country) return Voice::REQUESTER;
  const bool own = row.ok() && MayGovern(*parts.active->get()->participants, caller.country, row->country);
  return own ? std::optional(Voice::ORIGINATOR) : std::nullopt;
}

}  // namespace

absl::StatusOr<v1::ExplainDecisionReply> ExplainDecision(const Parts& parts, const Caller& caller,
                                                         const v1::RequestContext& context,
                                                         const std::string& decision_id) {
  if (decision_id.empty() || decision_id.size() > kIdMax) return RequestInvalid("`decision_id` is missing or too long");
  const ActivePtr active = parts.active->get();
  const System* system = active->participants->Find(caller.country, caller.system);
  if (system == nullptr || system->standing == Standing::kSuspended) {
    return WithReason(absl::PermissionDeniedError("this system may not ask"), v1::NOT_ENTITLED);
  }
  // It reads the whole log, perhaps: one at a time, so that nobody holds up an administrator with it.
  const std::unique_lock<std::mutex> one(ExplainMutex(), std::try_to_lock);
  if (!one.owns_lock()) {
    return WithReason(absl::ResourceExhaustedError("another decision is being explained"), v1::LIMIT_EXCEEDED);
  }
  const absl::StatusOr<std::optional<Found>> found = Find(*parts.log, decision_id);
  if (!found.ok()) return found.status();
  if (!*found) return RecordUnknown();
  const absl::StatusOr<store::Revision> row = parts.store->Latest((*found)->subject.record_id);
  const std::optional<Voice::Voice> voice = VoiceOf(parts, caller, *system, **found, row);
  if (!voice) return RecordUnknown();
  if (const absl::Status status = Audit(parts, caller, context, decision_id); !status.ok()) return status;
  v1::ExplainDecisionReply reply;
  reply.set_voice(*voice);
  reply.set_decision_id(decision_id);
  *reply.mutable_time() = ToProto((*found)->entry.time);
  reply.set_requester((*found)->entry.peer);
  reply.set_purpose((*found)->entry.purpose);
  if (*voice == Voice::REQUESTER) {
    reply.set_text(ForRequester(**found));
    return reply;
  }
  for (const std::string& digest : (*found)->entry.policy_digests) reply.add_policy_digests(digest);
  reply.set_rule((*found)->subject.rule);
  reply.set_kind(std::string(audit::KindName((*found)->entry.kind)));
  reply.set_record_id((*found)->subject.record_id);
  if (!row.ok()) {
    reply.set_text(absl::StrCat(ForOriginator(**found, ""), "\nIt is about no record that is stored."));
    return reply;
  }
  reply.set_national_id(row->national_id);
  reply.set_text(ForOriginator(**found, row->national_id));
  AddReplay(DecideAgain(parts, **found), **found, *voice == Voice::AUDITOR, reply);
  return reply;
}

}  // namespace entente::core
