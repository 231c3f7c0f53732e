#include "gateway/core/refuse.h"

#include <utility>

#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/ids.h"

namespace entente::core {

void RefuseAudited(const Parts& parts, const Caller& caller, const v1::RequestContext& context, Denial denial,
                   absl::AnyInvocable<void(absl::Status)> done) {
  auto entry = StartEntry(audit::Kind::kDeny, caller.name(), context, parts.clock->Now(), *parts.context_salt);
  if (!entry.ok()) return done(entry.status());
  DropUnlistedPurpose(*parts.active->get(), *entry);
  v1::ErrorDetail detail = DetailOf(denial.answer);
  detail.set_decision_id(NewDecisionId());
  const absl::Status answer = WithDetail(denial.answer, detail);
  entry->decision_id = detail.decision_id();
  entry->policy_digests = std::move(denial.policy_digests);
  if (!denial.about.record_id.empty()) {
    denial.about.decision_id = detail.decision_id();
    entry->subjects.push_back(std::move(denial.about));
  }
  Operation operation;
  operation.decide = [entry = *std::move(entry)](const WriterView&, Changes& changes) mutable {
    changes.entries.push_back(std::move(entry));
    return absl::OkStatus();
  };
  operation.done = [answer, done = std::move(done)](const absl::StatusOr<Outcome>& outcome) mutable {
    done(outcome.ok() ? answer : outcome.status());
  };
  parts.writer->Submit(std::move(operation));
}

void Refuse(const Parts& parts, const Caller& caller, const v1::RequestContext& context, absl::Status answer,
            absl::AnyInvocable<void(absl::Status)> done) {
  if (ReasonOf(answer) != v1::NOT_ENTITLED) return done(std::move(answer));
  Denial denial;
  denial.answer = std::move(answer);
  RefuseAudited(parts, caller, context, std::move(denial), std::move(done));
}

void AnswerAudited(const Parts& parts, const Caller& caller, const v1::RequestContext& context, absl::Status answer,
                   absl::AnyInvocable<void(absl::Status)> done) {
  if (ReasonOf(answer) != v1::RECORD_UNKNOWN) return done(std::move(answer));
  Denial denial;
  denial.answer = std::move(answer);
  RefuseAudited(parts, caller, context, std::move(denial), std::move(done));
}

absl::Status RecordUnknown() {
  return WithReason(absl::NotFoundError("no such record, or none that this caller may see"), v1::RECORD_UNKNOWN);
}

}  // namespace entente::core
