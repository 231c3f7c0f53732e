#include "gateway/core/withdraw.h"

#include <memory>
#include <utility>

#include "gateway/core/audit_entries.h"
#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/holding.h"
#include "gateway/core/refuse.h"

namespace entente::core {
namespace {

constexpr size_t kReasonMax = 1024;  // bytes

struct WithdrawJourney {
  Parts parts;
  Caller caller;
  Withdrawal asked;
  audit::Entry entry;
  Withdrawn answer;
  absl::AnyInvocable<void(absl::StatusOr<Withdrawn>)> done;
};

int64_t CountTold(const std::vector<store::Holder>& holders, bool erase) {
  int64_t told = 0;
  for (const store::Holder& holder : holders) {
    if (IsHitOnly(holder)) continue;
    const bool withdrawn = holder.status == store::Holder::Status::kWithdrawn;
    if (holder.status == store::Holder::Status::kHeld || (erase && withdrawn)) ++told;
  }
  return told;
}

// The revision that says so. A reason is the originator's own words, so it is sealed like a record and dies with it.
absl::StatusOr<store::Revision> NextRow(WithdrawJourney& journey, const store::Revision& latest) {
  store::Revision row;
  row.record_id = latest.record_id;
  row.country = latest.country;
  row.system = latest.system;
  row.national_id = latest.national_id;
  row.revision = latest.revision + 1;
  row.state = journey.asked.erase ? store::State::kDeleted : store::State::kWithdrawn;
  row.kind = latest.kind;
  row.test = latest.test;
  row.format = latest.format;
  row.received = journey.entry.time;
  if (journey.asked.erase) return row;
  row.key = latest.key;
  if (journey.asked.reason.empty()) return row;
  const absl::StatusOr<store::RecordKey> key = journey.parts.sealer->Unwrap(latest.key);
  if (!key.ok()) return key.status();
  auto sealed = journey.parts.sealer->Seal(*key, row.record_id + "/reason", journey.asked.reason);
  if (!sealed.ok()) return sealed.status();
  row.sealed_original = *std::move(sealed);
  return row;
}

absl::Status Decide(WithdrawJourney& journey, const WriterView& view, Changes& changes) {
  auto latest = view.LatestSubmitted(journey.caller.country, journey.caller.system, journey.asked.national_id);
  if (absl::IsNotFound(latest.status())) return RecordUnknown();
  if (!latest.ok()) return latest.status();
  const absl::StatusOr<std::vector<store::Holder>> holders = view.HoldersOf(latest->record_id);
  if (!holders.ok()) return holders.status();
  Withdrawn& answer = journey.answer;
  answer.record_id = latest->record_id;
  answer.revision = latest->revision;
  answer.repeated =
      latest->state == store::State::kDeleted || (latest->state == store::State::kWithdrawn && !journey.asked.erase);
  if (answer.repeated) return absl::OkStatus();
  answer.holders = CountTold(*holders, journey.asked.erase);
  absl::StatusOr<store::Revision> row = NextRow(journey, *latest);
  if (!row.ok()) return row.status();
  answer.revision = row->revision;
  audit::Subject subject;
  subject.record_id = row->record_id;
  subject.revision = row->revision;
  journey.entry.subjects.push_back(std::move(subject));
  if (journey.asked.erase) changes.erased_keys.push_back(row->record_id);
  changes.Add(*std::move(row), journey.entry);
  return absl::OkStatus();
}

void Finish(WithdrawJourney& journey, absl::StatusOr<Outcome> outcome) {
  if (!outcome.ok()) {
    return AnswerAudited(journey.parts, journey.caller, journey.asked.context, outcome.status(),
                         [done = std::move(journey.done)](absl::Status answer) mutable { done(std::move(answer)); });
  }
  if (!outcome->audit_leaves.empty()) journey.answer.audit_leaf = std::move(outcome->audit_leaves.front());
  journey.done(std::move(journey.answer));
}

absl::Status CheckAsked(const Withdrawal& asked) {
  if (asked.national_id.empty()) {
    return RequestInvalid("`national_id` is missing");
  }
  if (asked.reason.size() > kReasonMax) {
    return RequestInvalid("`reason` is longer than 1024 bytes");
  }
  return absl::OkStatus();
}

}  // namespace

void Withdraw(const Parts& parts, const Caller& caller, const Withdrawal& withdrawal,
              absl::AnyInvocable<void(absl::StatusOr<Withdrawn>)> done) {
  auto refuse = [&](absl::Status status) {
    Refuse(parts, caller, withdrawal.context, std::move(status),
           [done = std::move(done)](absl::Status answer) mutable { done(std::move(answer)); });
  };
  const ActivePtr active = parts.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, caller, withdrawal.context, Role::kSubmit);
  if (!system.ok()) return refuse(system.status());
  if (const absl::Status status = CheckAsked(withdrawal); !status.ok()) return refuse(status);
  const audit::Kind kind = withdrawal.erase ? audit::Kind::kDelete : audit::Kind::kWithdraw;
  auto entry = StartEntry(kind, caller.name(), withdrawal.context, parts.clock->Now(), *parts.context_salt);
  if (!entry.ok()) return done(entry.status());
  auto journey = std::make_shared<WithdrawJourney>();
  journey->parts = parts;
  journey->caller = caller;
  journey->asked = withdrawal;
  journey->entry = *std::move(entry);
  journey->done = std::move(done);
  Operation operation;
  operation.decide = [journey](const WriterView& view, Changes& changes) { return Decide(*journey, view, changes); };
  operation.done = [journey](absl::StatusOr<Outcome> outcome) { Finish(*journey, std::move(outcome)); };
  parts.writer->Submit(std::move(operation));
}

}  // namespace entente::core
