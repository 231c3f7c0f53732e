#include "gateway/core/submit.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/ids.h"
#include "gateway/core/judging.h"
#include "gateway/core/lookup_keys.h"
#include "gateway/core/once.h"
#include "gateway/core/refuse.h"
#include "gateway/core/withdraw.h"
#include "gateway/policy/record_kind.h"

namespace entente::core {
namespace {

// One submission on its way through the writer.
struct SubmitJourney {
  Parts parts;
  ReadSubmission read;
  std::vector<v1::Missing> missing;
  store::Revision row;  // sealed for a new record, before the writer is asked
  store::RecordKey key;
  audit::Entry entry;
  PlaceInOrder place;
  SubmitDone done;
};
using SubmitJourneyPtr = std::shared_ptr<SubmitJourney>;

std::string ContentDigest(const store::Sealer& sealer, const ReadSubmission& read, v1::SubmissionFacts facts) {
  facts.clear_revision();
  const std::string facts_bytes = facts.SerializeAsString();
  return sealer.Digest("content", absl::StrCat(read.exact_bytes.size(), ":", read.exact_bytes, facts_bytes));
}

store::Revision StartRow(const Parts& parts, const ReadSubmission& read, const System& system,
                         const Submission& submission) {
  store::Revision row;
  row.record_id = NewRecordId();
  row.country = system.country;
  row.system = system.id;
  row.national_id = read.parts.record.header().national_id();
  row.kind = policy::KindOf(read.parts.record);
  row.test = read.parts.record.header().test();
  row.content_digest = ContentDigest(*parts.sealer, read, submission.facts);
  row.format = read.format;
  row.batch = submission.batch;
  row.signature = submission.signature;
  row.lookup_keys = LookupKeys(*parts.sealer, read.parts.record);
  row.received = parts.clock->Now();
  return row;
}

// An amendment keeps the record's id and key; what was sealed in advance for a new one is sealed again. After an
// erasure the same national id begins a new record, since the old one's key must stay destroyed.
absl::Status ContinueRecord(SubmitJourney& journey) {
  const store::Revision& latest = journey.place.earlier;
  if (latest.key.empty()) return absl::OkStatus();
  journey.row.record_id = latest.record_id;
  absl::StatusOr<store::RecordKey> key = journey.parts.sealer->Unwrap(latest.key);
  if (!key.ok()) return key.status();
  journey.key = *std::move(key);
  return SealInto(*journey.parts.sealer, journey.key, journey.read.parts, journey.row);
}

void CompleteEntry(SubmitJourney& journey) {
  audit::Entry& entry = journey.entry;
  if (journey.place.kind == PlaceInOrder::Kind::kNext) entry.kind = audit::Kind::kAmend;
  audit::Subject subject;
  subject.record_id = journey.row.record_id;
  subject.revision = journey.row.revision;
  subject.commitment = audit::Commitment(journey.key.salt, journey.read.exact_bytes);
  entry.subjects.push_back(std::move(subject));
  entry.commitments["national_id"] = audit::Commitment(journey.key.salt, journey.row.national_id);
  entry.details["format"] = journey.row.format;
  entry.details["kind"] = journey.row.kind;
  if (journey.row.test) entry.details["test"] = "true";
  if (journey.row.state == store::State::kQuarantined) entry.details["quarantined"] = "true";
}

absl::Status Decide(SubmitJourney& journey, const WriterView& view, Changes& changes) {
  const Identity identity{journey.row.country, journey.row.system, journey.row.national_id,
                          journey.read.stated_revision, journey.row.content_digest};
  absl::StatusOr<PlaceInOrder> place = FindPlace(view, identity);
  if (!place.ok()) return place.status();
  journey.place = *std::move(place);
  if (journey.place.kind == PlaceInOrder::Kind::kRepeat) return absl::OkStatus();
  if (journey.place.kind == PlaceInOrder::Kind::kNext) {
    if (const absl::Status status = ContinueRecord(journey); !status.ok()) return status;
  }
  journey.row.revision = journey.place.revision;
  CompleteEntry(journey);
  changes.Add(journey.row, journey.entry);
  return absl::OkStatus();
}

// Decided here, once, and stored: what is in quarantine stays there, whatever becomes of the gates, until its
// originator sends a next revision or asks for a recheck. Nobody looks it up by a document's number meanwhile.
void Judge(SubmitJourney& journey, const Active& active) {
  journey.missing = WhatIsMissing(active, *journey.parts.formats, journey.read.parts.record);
  if (journey.missing.empty()) return;
  journey.row.state = store::State::kQuarantined;
  journey.row.lookup_keys.clear();
}

// Of a repeat: whether it is in quarantine still, and why by the gates now in force.
absl::Status AddQuarantine(SubmitJourney& journey, const store::Revision& row, Submitted& answer) {
  if (row.state != store::State::kQuarantined) return absl::OkStatus();
  const auto latest = journey.parts.store->LatestSubmitted(row.country, row.system, row.national_id);
  if (!latest.ok()) return latest.status();
  if (latest->revision != row.revision) return absl::OkStatus();
  answer.quarantined = true;
  const absl::StatusOr<OpenedRecord> opened = OpenRecord(*journey.parts.sealer, row);
  if (!opened.ok()) return opened.status();
  answer.missing = WhatIsMissing(*journey.parts.active->get(), *journey.parts.formats, opened->record);
  return absl::OkStatus();
}

// The answer the first submission got, read back from what it left.
absl::StatusOr<Submitted> SameAnswer(SubmitJourney& journey) {
  auto row = journey.parts.store->ByRevision(journey.row.country, journey.row.system, journey.row.national_id,
                                             journey.place.revision);
  if (!row.ok()) return row.status();
  const absl::StatusOr<std::string> entry = journey.parts.store->AuditEntry(row->audit_index);
  if (!entry.ok()) return entry.status();
  Submitted answer;
  answer.record_id = row->record_id;
  answer.national_id = row->national_id;
  answer.revision = row->revision;
  answer.repeated = true;
  answer.audit_leaf = audit::LeafHash(*entry);
  absl::StatusOr<v1::Receipt> receipt = OpenReceipt(*journey.parts.sealer, *row);
  if (receipt.ok()) answer.receipt = *std::move(receipt);
  if (!receipt.ok() && !absl::IsNotFound(receipt.status())) return receipt.status();
  if (absl::Status status = AddQuarantine(journey, *row, answer); !status.ok()) return status;
  return answer;
}

Submitted FirstAnswer(SubmitJourney& journey, Outcome outcome) {
  Submitted answer;
  answer.record_id = journey.row.record_id;
  answer.national_id = journey.row.national_id;
  answer.revision = journey.row.revision;
  answer.receipt = std::move(journey.read.parts.receipt);
  answer.quarantined = journey.row.state == store::State::kQuarantined;
  answer.missing = std::move(journey.missing);
  if (!outcome.audit_leaves.empty()) answer.audit_leaf = std::move(outcome.audit_leaves.front());
  return answer;
}

void Finish(const SubmitJourneyPtr& journey, absl::StatusOr<Outcome> outcome) {
  if (!outcome.ok()) return journey->done(outcome.status());
  if (journey->place.kind != PlaceInOrder::Kind::kRepeat) {
    return journey->done(FirstAnswer(*journey, *std::move(outcome)));
  }
  // Reads the store, which a thread of the writer must not wait for.
  journey->parts.workers->Post([journey] { journey->done(SameAnswer(*journey)); });
}

bool TakesBack(const v1::Record& record) {
  return record.header().action() == v1::ACTION_WITHDRAW || record.header().action() == v1::ACTION_DELETE;
}

// A record that says of itself that it is withdrawn: some sources have no other way.
void SubmitWithdrawal(const Parts& parts, const Caller& caller, const v1::RequestContext& context, ReadSubmission read,
                      SubmitDone done) {
  Withdrawal withdrawal;
  withdrawal.context = context;
  withdrawal.national_id = read.parts.record.header().national_id();
  withdrawal.erase = read.parts.record.header().action() == v1::ACTION_DELETE;
  Withdraw(parts, caller, withdrawal,
           [receipt = std::move(read.parts.receipt), id = withdrawal.national_id,
            done = std::move(done)](absl::StatusOr<Withdrawn> withdrawn) mutable {
             if (!withdrawn.ok()) return done(withdrawn.status());
             Submitted answer;
             answer.record_id = withdrawn->record_id;
             answer.national_id = std::move(id);
             answer.revision = withdrawn->revision;
             answer.repeated = withdrawn->repeated;
             answer.receipt = std::move(receipt);
             answer.audit_leaf = withdrawn->audit_leaf;
             done(std::move(answer));
           });
}

}  // namespace

void Submit(const Parts& parts, const Caller& caller, Submission submission, SubmitDone done) {
  const v1::RequestContext context = submission.context;
  auto refuse = [&](absl::Status status) {
    Refuse(parts, caller, context, std::move(status),
           [done = std::move(done)](absl::Status answer) mutable { done(std::move(answer)); });
  };
  const ActivePtr active = parts.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, caller, context, Role::kSubmit);
  if (!system.ok()) return refuse(system.status());
  const Submission asked{context, {}, {}, submission.facts, submission.batch, submission.signature};
  absl::StatusOr<ReadSubmission> read = ReadSubmitted(*parts.formats, **system, std::move(submission));
  if (!read.ok()) return refuse(read.status());
  if (!read->is_record) {
    Submitted answer;
    answer.receipt = std::move(read->parts.receipt);
    return done(std::move(answer));
  }
  if (TakesBack(read->parts.record)) {
    return SubmitWithdrawal(parts, caller, context, *std::move(read), std::move(done));
  }
  auto journey = std::make_shared<SubmitJourney>();
  journey->parts = parts;
  journey->row = StartRow(parts, *read, **system, asked);
  journey->read = *std::move(read);
  Judge(*journey, *active);
  absl::StatusOr<store::RecordKey> key = parts.sealer->NewKey();
  auto entry = StartEntry(audit::Kind::kSubmit, caller.name(), context, journey->row.received, *parts.context_salt);
  if (!key.ok() || !entry.ok()) return done(key.ok() ? entry.status() : key.status());
  journey->key = *std::move(key);
  journey->entry = *std::move(entry);
  const absl::Status sealed = SealInto(*parts.sealer, journey->key, journey->read.parts, journey->row);
  if (!sealed.ok()) return done(sealed);
  journey->done = std::move(done);
  Operation operation;
  operation.decide = [journey](const WriterView& view, Changes& changes) { return Decide(*journey, view, changes); };
  operation.done = [journey](absl::StatusOr<Outcome> outcome) { Finish(journey, std::move(outcome)); };
  parts.writer->Submit(std::move(operation));
}

}  // namespace entente::core
