#include <memory>
#include <utility>

#include "gateway/core/audit_entries.h"
#include "gateway/core/lookup_keys.h"
#include "gateway/core/quarantine.h"
#include "gateway/core/quarantined.h"
#include "gateway/core/refuse.h"

namespace entente::core {
namespace {

// The same content once more, as the next revision, and for others to see.
absl::StatusOr<store::Revision> ReleasedRow(const Parts& parts, const Judged& judged) {
  auto row =
      parts.store->ByRevision(judged.row.country, judged.row.system, judged.row.national_id, judged.row.revision);
  if (!row.ok()) return row.status();
  row->state = store::State::kActive;
  ++row->revision;
  row->lookup_keys = LookupKeys(*parts.sealer, judged.opened.record);
  row->received = parts.clock->Now();
  return row;
}

absl::StatusOr<audit::Entry> ReleaseEntry(const Parts& parts, const Caller& caller, const QuarantineQuery& query,
                                          const Judged& judged, const store::Revision& row) {
  auto entry = StartEntry(audit::Kind::kAmend, caller.name(), query.context, row.received, *parts.context_salt);
  if (!entry.ok()) return entry.status();
  const auto original = OpenOriginal(*parts.sealer, row);
  if (!original.ok()) return original.status();
  audit::Subject subject;
  subject.record_id = row.record_id;
  subject.revision = row.revision;
  subject.commitment = audit::Commitment(
      judged.opened.key.salt, *original ? (*original)->SerializeAsString() : judged.opened.record.SerializeAsString());
  entry->subjects.push_back(std::move(subject));
  entry->details["by"] = "recheck";
  entry->details["kind"] = row.kind;
  if (row.test) entry->details["test"] = "true";
  return entry;
}

// One that passed, and waits for the writer.
struct Passed {
  v1::QuarantinedRecord about;
  int64_t judged_revision = 0;
  store::Revision row;
  audit::Entry entry;
};

struct RecheckJourney {
  std::vector<Passed> passed;
  Rechecked answer;
  absl::AnyInvocable<void(absl::StatusOr<Rechecked>)> done;
};

absl::StatusOr<Passed> Prepare(const Parts& parts, const Caller& caller, const QuarantineQuery& query, Judged judged) {
  Passed passed;
  passed.judged_revision = judged.row.revision;
  absl::StatusOr<store::Revision> row = ReleasedRow(parts, judged);
  if (!row.ok()) return row.status();
  absl::StatusOr<audit::Entry> entry = ReleaseEntry(parts, caller, query, judged, *row);
  if (!entry.ok()) return entry.status();
  passed.about = std::move(judged.about);
  passed.about.set_revision(row->revision);
  passed.row = *std::move(row);
  passed.entry = *std::move(entry);
  return passed;
}

// What was mended, withdrawn or released meanwhile is passed over: its originator was there first.
absl::Status Decide(RecheckJourney& journey, const WriterView& view, Changes& changes) {
  for (Passed& passed : journey.passed) {
    const store::Revision& row = passed.row;
    const auto latest = view.LatestSubmitted(row.country, row.system, row.national_id);
    if (!latest.ok() && !absl::IsNotFound(latest.status())) return latest.status();
    if (!latest.ok() || latest->revision != passed.judged_revision) continue;
    changes.Add(std::move(passed.row), std::move(passed.entry));
    journey.answer.released.push_back(std::move(passed.about));
  }
  return absl::OkStatus();
}

void Recheck(const Parts& parts, const Caller& caller, const QuarantineQuery& query, JudgedPage page,
             absl::AnyInvocable<void(absl::StatusOr<Rechecked>)> done) {
  auto journey = std::make_shared<RecheckJourney>();
  journey->answer.more = page.more;
  for (Judged& judged : page.records) {
    journey->answer.last = judged.row.national_id;
    if (judged.about.missing_size() > 0) {
      journey->answer.kept.push_back(std::move(judged.about));
      continue;
    }
    absl::StatusOr<Passed> passed = Prepare(parts, caller, query, std::move(judged));
    if (!passed.ok()) return done(passed.status());
    journey->passed.push_back(*std::move(passed));
  }
  if (journey->passed.empty()) return done(std::move(journey->answer));
  journey->done = std::move(done);
  Operation operation;
  operation.decide = [journey](const WriterView& view, Changes& changes) { return Decide(*journey, view, changes); };
  operation.done = [journey](const absl::StatusOr<Outcome>& outcome) {
    outcome.ok() ? journey->done(std::move(journey->answer)) : journey->done(outcome.status());
  };
  parts.writer->Submit(std::move(operation));
}

}  // namespace

void RecheckQuarantined(const Parts& parts, const Caller& caller, const QuarantineQuery& query,
                        absl::AnyInvocable<void(absl::StatusOr<Rechecked>)> done) {
  const ActivePtr active = parts.active->get();
  if (absl::Status status = CheckAsked(*active, caller, query); !status.ok()) {
    return Refuse(parts, caller, query.context, std::move(status), OfStatus(std::move(done)));
  }
  if (query.national_id.empty()) {
    absl::StatusOr<JudgedPage> page = JudgePage(parts, *active, caller, query.after);
    if (!page.ok()) return done(page.status());
    return Recheck(parts, caller, query, *std::move(page), std::move(done));
  }
  absl::StatusOr<Judged> judged = JudgeOne(parts, *active, caller, query.national_id);
  if (!judged.ok()) return AnswerAudited(parts, caller, query.context, judged.status(), OfStatus(std::move(done)));
  JudgedPage page;
  page.records.push_back(*std::move(judged));
  Recheck(parts, caller, query, std::move(page), std::move(done));
}

}  // namespace entente::core
