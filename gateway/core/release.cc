#include "gateway/core/release.h"

#include <utility>

#include "gateway/core/errors.h"
#include "gateway/core/holding.h"

namespace entente::core {
namespace {

absl::Status Overtaken() {
  return WithReason(absl::AbortedError("the record or a policy changed meanwhile"), v1::CONCURRENT_CHANGE);
}

absl::Status Decide(const ActiveHolder& active, ReleasePlan& plan, const WriterView& view, Changes& changes) {
  if (active.newest() != plan.active || plan.made < active.edge()) return Overtaken();
  for (const ReleasePlan::Row& row : plan.rows) {
    const absl::StatusOr<store::Revision> latest = view.Latest(row.record_id);
    if (!latest.ok() && !absl::IsNotFound(latest.status())) return latest.status();
    if (!latest.ok() || latest->position != row.position) return Overtaken();
  }
  for (ReleasePlan::Step& step : plan.steps) {
    const auto held = view.FindHolder(step.after.record_id, step.after.participant, step.after.purpose);
    if (!held.ok()) return held.status();
    if (!SameRow(*held, step.before)) return Overtaken();
    // A copy that is sent once more as it was needs its entry again, and no new row.
    if (!SameRow(step.after, step.before)) changes.holders.push_back(std::move(step.after));
  }
  changes.entries = std::move(plan.entries);
  changes.papers = std::move(plan.papers);
  return absl::OkStatus();
}

}  // namespace

void CommitRelease(const Parts& parts, ReleasePlan plan, absl::AnyInvocable<void(absl::Status)> done) {
  Operation operation;
  operation.decide = [active = parts.active, plan = std::move(plan)](const WriterView& view, Changes& changes) mutable {
    return Decide(*active, plan, view, changes);
  };
  operation.done = [done = std::move(done)](const absl::StatusOr<Outcome>& outcome) mutable { done(outcome.status()); };
  parts.writer->Submit(std::move(operation));
}

audit::Subject SubjectOf(const Look& look, const std::string& record_id, const std::string& decision_id) {
  audit::Subject subject;
  subject.record_id = record_id;
  subject.decision_id = decision_id;
  subject.rule = look.decision.rule;
  return subject;
}

audit::Subject SubjectOf(const Look& look, const std::string& record_id, const std::string& decision_id,
                         const v1::Record& copy) {
  audit::Subject subject = SubjectOf(look, record_id, decision_id);
  subject.revision = copy.header().revision();
  subject.commitment = audit::Commitment(look.opened.key.salt, copy.SerializeAsString());
  return subject;
}

}  // namespace entente::core
