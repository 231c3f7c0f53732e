#include "gateway/core/quarantine.h"

#include <utility>

#include "gateway/core/audit_entries.h"
#include "gateway/core/quarantined.h"
#include "gateway/core/refuse.h"

namespace entente::core {
namespace {

template <typename Answer>
using Done = absl::AnyInvocable<void(absl::StatusOr<Answer>)>;

// What an originator is shown of its own records is written down as any other copy that leaves.
absl::StatusOr<std::vector<audit::Entry>> EntriesOf(const Parts& parts, const Caller& caller,
                                                    const QuarantineQuery& query, const std::vector<Judged>& shown) {
  auto entry = StartEntry(audit::Kind::kRelease, caller.name(), query.context, parts.clock->Now(), *parts.context_salt);
  if (!entry.ok()) return entry.status();
  entry->details["by"] = "quarantine";
  for (const Judged& judged : shown) {
    audit::Subject subject;
    subject.record_id = judged.row.record_id;
    subject.revision = judged.row.revision;
    entry->subjects.push_back(std::move(subject));
  }
  return SplitToFit(*std::move(entry));
}

template <typename Answer>
void AnswerWritten(const Parts& parts, std::vector<audit::Entry> entries, Answer answer, Done<Answer> done) {
  Operation operation;
  operation.decide = [entries = std::move(entries)](const WriterView&, Changes& changes) mutable {
    changes.entries = std::move(entries);
    return absl::OkStatus();
  };
  operation.done = [answer = std::move(answer),
                    done = std::move(done)](const absl::StatusOr<Outcome>& outcome) mutable {
    outcome.ok() ? done(std::move(answer)) : done(outcome.status());
  };
  parts.writer->Submit(std::move(operation));
}

}  // namespace

void ListQuarantined(const Parts& parts, const Caller& caller, const QuarantineQuery& query,
                     Done<QuarantinePage> done) {
  const ActivePtr active = parts.active->get();
  if (absl::Status status = CheckAsked(*active, caller, query); !status.ok()) {
    return Refuse(parts, caller, query.context, std::move(status), OfStatus(std::move(done)));
  }
  absl::StatusOr<JudgedPage> page = JudgePage(parts, *active, caller, query.after);
  if (!page.ok()) return done(page.status());
  auto entries = EntriesOf(parts, caller, query, page->records);
  if (!entries.ok()) return done(entries.status());
  QuarantinePage answer;
  answer.more = page->more;
  for (Judged& judged : page->records) answer.records.push_back(std::move(judged.about));
  if (answer.records.empty()) return done(std::move(answer));
  AnswerWritten(parts, *std::move(entries), std::move(answer), std::move(done));
}

void ShowQuarantined(const Parts& parts, const Caller& caller, const QuarantineQuery& query,
                     Done<QuarantineShown> done) {
  const ActivePtr active = parts.active->get();
  if (absl::Status status = CheckAsked(*active, caller, query); !status.ok()) {
    return Refuse(parts, caller, query.context, std::move(status), OfStatus(std::move(done)));
  }
  absl::StatusOr<Judged> judged = JudgeOne(parts, *active, caller, query.national_id);
  if (!judged.ok()) return AnswerAudited(parts, caller, query.context, judged.status(), OfStatus(std::move(done)));
  auto original = OpenOriginal(*parts.sealer, judged->row);
  if (!original.ok()) return done(original.status());
  std::vector<Judged> shown;
  shown.push_back(*std::move(judged));
  auto entries = EntriesOf(parts, caller, query, shown);
  if (!entries.ok()) return done(entries.status());
  QuarantineShown answer{std::move(shown[0].about), *std::move(original), std::move(shown[0].opened.record)};
  AnswerWritten(parts, *std::move(entries), std::move(answer), std::move(done));
}

}  // namespace entente::core
