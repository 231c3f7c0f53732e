#include "gateway/core/acknowledge.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/refuse.h"

namespace entente::core {
namespace {

constexpr size_t kTextMax = 1024;  // bytes

absl::Status CheckAnswered(const Answered& answered) {
  if (answered.record_id.empty() || answered.view_revision < 1) {
    return RequestInvalid("an acknowledgement names `record_id` and `view_revision`");
  }
  for (const std::string* text : {&answered.basis, &answered.case_number, &answered.why}) {
    if (text->size() > kTextMax) return RequestInvalid("`basis`, `case_number` and `why` may have 1024 bytes each");
  }
  switch (answered.outcome) {
    case v1::AcknowledgeRequest::DONE:
      return absl::OkStatus();
    case v1::AcknowledgeRequest::RETAINED:
      if (!answered.basis.empty() && !answered.case_number.empty()) return absl::OkStatus();
      return RequestInvalid("`RETAINED` needs `basis` and `case_number`");
    case v1::AcknowledgeRequest::CANNOT:
      return answered.why.empty() ? RequestInvalid("`CANNOT` needs `why`") : absl::OkStatus();
    default:
      return RequestInvalid("`outcome` must be DONE, RETAINED or CANNOT");
  }
}

std::string OutcomeName(v1::AcknowledgeRequest::Outcome outcome) {
  if (outcome == v1::AcknowledgeRequest::RETAINED) return "retained";
  return outcome == v1::AcknowledgeRequest::CANNOT ? "cannot" : "done";
}

store::Acknowledgement RowOf(const Answered& answered, const Caller& caller, absl::Time now) {
  store::Acknowledgement row;
  row.record_id = answered.record_id;
  row.participant = caller.name();
  row.purpose = answered.context.purpose();
  row.view_revision = answered.view_revision;
  row.outcome = answered.outcome;
  row.basis = answered.basis;
  row.case_number = answered.case_number;
  row.why = answered.why;
  row.time = now;
  return row;
}

// What a holder writes is about the record, so it is sealed like it and dies with it. Of an erased record it is sealed
// under the gateway's own key: who keeps what was deleted must stay on the list.
absl::StatusOr<std::string> SealText(store::Sealer& sealer, const store::Revision& record, const std::string& text) {
  if (text.empty()) return text;
  const std::string context = record.record_id + "/acknowledgement";
  absl::StatusOr<std::string> sealed;
  if (record.key.empty()) {
    sealed = sealer.SealToken(context, text);
  } else {
    const absl::StatusOr<store::RecordKey> key = sealer.Unwrap(record.key);
    if (!key.ok()) return key.status();
    sealed = sealer.Seal(*key, context, text);
  }
  if (!sealed.ok()) return sealed.status();
  return absl::Base64Escape(*sealed);
}

absl::Status SealTexts(store::Sealer& sealer, const store::Revision& record, store::Acknowledgement& row) {
  for (std::string* text : {&row.basis, &row.case_number, &row.why}) {
    absl::StatusOr<std::string> sealed = SealText(sealer, record, *text);
    if (!sealed.ok()) return sealed.status();
    *text = *std::move(sealed);
  }
  return absl::OkStatus();
}

// Under the record's key, or the gateway's own: see SealText.
absl::StatusOr<std::string> OpenText(store::Sealer& sealer, const store::Revision& record, const std::string& text) {
  if (text.empty()) return text;
  std::string sealed;
  if (!absl::Base64Unescape(text, &sealed)) return absl::DataLossError("a stored acknowledgement is damaged");
  const std::string context = record.record_id + "/acknowledgement";
  absl::StatusOr<std::string> own = sealer.OpenToken(context, sealed);
  if (own.ok() || record.key.empty()) return own.ok() ? own : std::string();
  const absl::StatusOr<store::RecordKey> key = sealer.Unwrap(record.key);
  if (!key.ok()) return key.status();
  return sealer.Open(*key, context, sealed);
}

absl::Status Decide(store::Sealer& sealer, store::Acknowledgement& row, audit::Entry& entry, const WriterView& view,
                    Changes& changes) {
  const auto held = view.FindHolder(row.record_id, row.participant, row.purpose);
  if (!held.ok()) return held.status();
  if (!*held || row.view_revision > (*held)->view_revision) return RecordUnknown();
  const absl::StatusOr<store::Revision> record = view.Latest(row.record_id);
  if (!record.ok()) return record.status();
  if (const absl::Status status = SealTexts(sealer, *record, row); !status.ok()) return status;
  // An answer about an earlier view says nothing of this one, and of what only its links tell none is asked for.
  if (row.view_revision >= (*held)->owed_view && (*held)->debt != store::Holder::Debt::kNone) {
    store::Holder after = **held;
    after.debt = row.outcome == v1::AcknowledgeRequest::DONE ? store::Holder::Debt::kNone
                                                             : store::Holder::Debt::kAnswered;
    changes.holders.push_back(std::move(after));
  }
  changes.acknowledgements.push_back(std::move(row));
  changes.entries.push_back(std::move(entry));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AcknowledgedWords> OpenAcknowledgement(store::Sealer& sealer, const store::Revision& record,
                                                      const store::Acknowledgement& row) {
  AcknowledgedWords words;
  const std::pair<const std::string*, std::string*> texts[] = {
      {&row.basis, &words.basis}, {&row.case_number, &words.case_number}, {&row.why, &words.why}};
  for (const auto& [sealed, word] : texts) {
    absl::StatusOr<std::string> opened = OpenText(sealer, record, *sealed);
    if (!opened.ok()) return opened.status();
    *word = *std::move(opened);
  }
  return words;
}

void Acknowledge(const Parts& parts, const Caller& caller, const Answered& answered,
                 absl::AnyInvocable<void(absl::Status)> done) {
  const ActivePtr active = parts.active->get();
  absl::Status status = Entitle(*active, caller, answered.context, Role::kReceive).status();
  if (status.ok()) status = CheckAnswered(answered);
  if (!status.ok()) return Refuse(parts, caller, answered.context, std::move(status), std::move(done));
  const absl::Time now = parts.clock->Now();
  auto entry = StartEntry(audit::Kind::kAck, caller.name(), answered.context, now, *parts.context_salt);
  if (!entry.ok()) return done(entry.status());
  audit::Subject subject;
  subject.record_id = answered.record_id;
  subject.revision = answered.view_revision;
  entry->subjects.push_back(std::move(subject));
  entry->details["outcome"] = OutcomeName(answered.outcome);
  Operation operation;
  operation.decide = [sealer = parts.sealer, row = RowOf(answered, caller, now), entry = *std::move(entry)](
                         const WriterView& view, Changes& changes) mutable {
    return Decide(*sealer, row, entry, view, changes);
  };
  operation.done = [parts, caller, context = answered.context,
                    done = std::move(done)](const absl::StatusOr<Outcome>& outcome) mutable {
    AnswerAudited(parts, caller, context, outcome.status(), std::move(done));
  };
  parts.writer->Submit(std::move(operation));
}

}  // namespace entente::core
