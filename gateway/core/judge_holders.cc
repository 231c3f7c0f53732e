#include "gateway/core/judge_holders.h"

#include <utility>

#include "gateway/core/audit_entries.h"
#include "gateway/core/errors.h"
#include "gateway/core/holding.h"
#include "gateway/core/ids.h"
#include "gateway/core/pointing.h"
#include "gateway/core/release.h"

namespace entente::core {
namespace {

using Status = store::Holder::Status;

// A copy that a stop holds back, or that cannot be read, is due again later.
constexpr absl::Duration kLookAgain = absl::Hours(1);

std::pair<std::string, std::string> Halves(const std::string& participant) {
  const size_t slash = participant.find('/');
  if (slash == std::string::npos) return {participant, ""};
  return {participant.substr(0, slash), participant.substr(slash + 1)};
}

bool SameCopy(const store::Holder& a, const store::Holder& b) {
  return SameRow(a, b) && a.debt == b.debt && a.until == b.until;
}

}  // namespace

Looking& Reconciliation::LookingFor(const System& system, const std::string& purpose) {
  std::unique_ptr<Looking>& looking = lookings_[{system.name(), purpose}];
  if (looking == nullptr) looking = std::make_unique<Looking>(parts_, active_, system, purpose);
  return *looking;
}

absl::StatusOr<store::Position> Reconciliation::LogEnd() {
  if (log_end_) return *log_end_;
  const absl::StatusOr<store::Position> last = parts_.store->LastPosition();
  if (!last.ok()) return last.status();
  log_end_ = *last + 1;
  return *log_end_;
}

absl::Status Reconciliation::Move(const store::Revision& row) {
  if (!moving_.insert(row.record_id).second) return absl::OkStatus();
  moved_.push_back(row.record_id);
  judged_at_[row.record_id] = row.position;
  return row.audit_index < met_ ? absl::OkStatus() : NotePointed(parts_, row, Changed::kItself, *this);
}

absl::Status Reconciliation::Judge(const store::Revision& row, store::Position place) {
  const absl::StatusOr<std::vector<store::Holder>> holders = parts_.store->HoldersOf(row.record_id);
  if (!holders.ok()) return holders.status();
  for (const store::Holder& held : *holders) {
    if (const absl::Status status = JudgeOne(row, held, place); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Reconciliation::JudgeOne(const store::Revision& row, const store::Holder& held, store::Position place) {
  if (IsHitOnly(held)) return absl::OkStatus();
  const bool deleted = row.state == store::State::kDeleted;
  if (row.state != store::State::kActive) {
    const bool due = held.status == Status::kHeld || (deleted && held.status == Status::kWithdrawn) ||
                     (held.status == Status::kRecalled && held.debt == store::Holder::Debt::kUntold);
    if (!due) return absl::OkStatus();
    return End(row, held, deleted ? Status::kDeleted : Status::kWithdrawn,
               deleted ? audit::Kind::kDelete : audit::Kind::kWithdraw, "", place);
  }
  if (held.status != Status::kHeld) return absl::OkStatus();
  const auto [country, id] = Halves(held.participant);
  const System* system = active_->participants->Find(country, id);
  if (system == nullptr) {
    return End(row, held, Status::kRecalled, audit::Kind::kRecall, "no-participant", place);
  }
  Looking& looking = LookingFor(*system, held.purpose);
  const absl::StatusOr<Look> look = looking.At(row, held);
  if (!look.ok()) return look.status();
  if (!look->readable || look->stopped) return absl::OkStatus();
  if (!look->visible()) {
    return End(row, held, Status::kRecalled, audit::Kind::kRecall, look->decision.rule, place);
  }
  const std::string digest = ViewDigest(looking.Copy(row, *look, 0), looking.TermsOf(*look));
  if (!looking.trouble().ok()) return looking.trouble();
  store::Holder after = AfterRelease(row, looking, *look, digest, held);
  if (SameCopy(after, held)) return absl::OkStatus();
  const bool changed = after.view_revision != held.view_revision;
  if (changed) after.view_position = place;
  steps_.push_back({held, std::move(after), std::nullopt});
  judged_at_[row.record_id] = row.position;
  return changed && place == store::kMoved ? Move(row) : absl::OkStatus();
}

void Reconciliation::Settle(const store::Holder& held) {
  store::Holder after = held;
  after.review = now_ + kLookAgain;
  steps_.push_back({held, std::move(after), std::nullopt});
}

absl::Status Reconciliation::End(const store::Revision& row, const store::Holder& held, Status status, audit::Kind kind,
                                 std::string rule, store::Position place) {
  audit::Subject subject;
  subject.record_id = row.record_id;
  store::Holder after = AfterEnd(held, status, place, now_);
  subject.revision = after.view_revision;
  subject.rule = std::move(rule);
  if (kind == audit::Kind::kRecall) subject.decision_id = NewDecisionId();
  steps_.push_back({held, std::move(after), std::move(subject), kind});
  judged_at_[row.record_id] = row.position;
  return place == store::kMoved ? Move(row) : absl::OkStatus();
}

absl::Status Reconciliation::AddEntries(std::vector<Step> steps, Changes& changes) const {
  std::map<std::tuple<std::string, std::string, audit::Kind>, audit::Entry> entries;
  for (Step& step : steps) {
    if (!step.recall) continue;
    const auto [place, fresh] =
        entries.try_emplace({step.after.participant, step.after.purpose, step.kind});
    audit::Entry& entry = place->second;
    if (fresh) {
      v1::RequestContext context;
      context.set_purpose(step.after.purpose);
      auto started = StartEntry(step.kind, step.after.participant, context, now_, *parts_.context_salt);
      if (!started.ok()) return started.status();
      entry = *std::move(started);
      entry.policy_digests = policy::Digests(*active_->policies);
      entry.details["by"] = "reconciliation";
      entry.details["cause"] = cause_;
    }
    entry.subjects.push_back(*std::move(step.recall));
  }
  for (auto& [key, entry] : entries) {
    for (audit::Entry& part : SplitToFit(std::move(entry))) changes.entries.push_back(std::move(part));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<std::string>> Reconciliation::ChangedMeanwhile(const WriterView& view) const {
  std::set<std::string> changed;
  for (const auto& [record_id, position] : judged_at_) {
    const absl::StatusOr<store::Revision> latest = view.Latest(record_id);
    if (!latest.ok() && !absl::IsNotFound(latest.status())) return latest.status();
    if (!latest.ok() || latest->position != position) changed.insert(record_id);
  }
  return changed;
}

absl::Status Reconciliation::Commit() {
  if (empty()) return absl::OkStatus();
  return parts_.writer
      ->Run([&](const WriterView& view, Changes& changes) -> absl::Status {
        if (parts_.active->newest() != active_) {
          return WithReason(absl::AbortedError("the policies changed meanwhile"), v1::CONCURRENT_CHANGE);
        }
        const auto changed = ChangedMeanwhile(view);
        if (!changed.ok()) return changed.status();
        std::vector<Step> steps;
        for (Step& step : steps_) {
          if (changed->contains(step.after.record_id)) continue;
          const auto held = view.FindHolder(step.after.record_id, step.after.participant, step.after.purpose);
          if (!held.ok()) return held.status();
          if (!SameRow(*held, step.before)) continue;
          changes.holders.push_back(step.after);
          steps.push_back(std::move(step));
        }
        for (const std::string& record_id : moved_) {
          if (!changed->contains(record_id)) changes.moved.push_back(record_id);
        }
        for (const store::Paper& paper : finished_) {
          const absl::StatusOr<std::string> bytes = view.GetPaper(paper.shelf, paper.name);
          if (bytes.ok() && *bytes == paper.bytes) changes.papers.push_back({paper.shelf, paper.name, ""});
        }
        // After those: what was noted anew on this page stands.
        changes.papers.insert(changes.papers.end(), papers_.begin(), papers_.end());
        return AddEntries(std::move(steps), changes);
      })
      .status();
}

}  // namespace entente::core
