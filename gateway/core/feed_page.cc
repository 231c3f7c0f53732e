#include "gateway/core/feed_page.h"

#include <algorithm>
#include <utility>

#include "gateway/core/audit_entries.h"
#include "gateway/core/handle.h"
#include "gateway/core/holding.h"
#include "gateway/core/ids.h"
#include "gateway/core/rendering.h"

namespace entente::core {
namespace {

using Status = store::Holder::Status;

bool IsHit(const std::optional<store::Holder>& held) { return held && IsHitOnly(*held); }

}  // namespace

// The holder's row stands, and this stream has not told of it.
bool FeedPage::Owed(const store::Holder& held) const {
  const auto sent = input_.sent->find(held.record_id);
  // The record may have moved on in the log, past a place this holder's streams have read: what no feed told is owed
  // wherever it stands.
  if (sent == input_.sent->end()) {
    return held.view_position > input_.resumed_after || IsUntold(held);
  }
  return !IsHitOnly(held) && held.view_revision > sent->second.view_revision;
}

store::Holder FeedPage::Told(store::Holder after) const {
  if (after.debt == store::Holder::Debt::kUntold) after.debt = store::Holder::Debt::kTold;
  if (after.debt == store::Holder::Debt::kQuiet) after.debt = store::Holder::Debt::kNone;
  return after;
}

bool FeedPage::EndedHere(const std::string& record_id) const {
  const auto sent = input_.sent->find(record_id);
  return sent != input_.sent->end() && sent->second.ended;
}

absl::Status FeedPage::Add(const store::Revision& row) {
  const System& system = input_.looking->system();
  // What a country's own systems have to tell each other goes by no international gateway.
  if (row.country == system.country) return absl::OkStatus();
  auto held = input_.parts->store->FindHolder(row.record_id, system.name(), input_.looking->purpose());
  if (!held.ok()) return held.status();
  return row.state == store::State::kActive ? AddActive(row, *held) : AddEnd(row, *held);
}

absl::Status FeedPage::AddEnd(const store::Revision& row, const Held& held) {
  if (!held || IsHit(held)) return absl::OkStatus();
  const bool deleted = row.state == store::State::kDeleted;
  const Status end = deleted ? Status::kDeleted : Status::kWithdrawn;
  // A recall that nobody told yet is told as the end that came after it.
  const bool due = held->status == Status::kHeld || (deleted && held->status == Status::kWithdrawn) ||
                   (held->status == Status::kRecalled && held->debt == store::Holder::Debt::kUntold);
  if (!due && (held->status != end || !Owed(*held))) return absl::OkStatus();
  const store::Holder after = due ? AfterEnd(*held, end, row.position, input_.looking->now()) : *held;
  v1::Event event;
  event.set_kind(deleted ? v1::Event::DELETE : v1::Event::WITHDRAW);
  event.set_record_id(row.record_id);
  event.set_view_revision(after.view_revision);
  audit::Subject subject;
  subject.record_id = row.record_id;
  subject.revision = after.view_revision;
  Note(deleted ? audit::Kind::kDelete : audit::Kind::kWithdraw, std::move(subject));
  steps_.push_back({held, Told(after)});
  Emit(row, std::move(event));
  return absl::OkStatus();
}

absl::Status FeedPage::AddActive(const store::Revision& row, const Held& held) {
  const absl::StatusOr<Look> look = input_.looking->At(row, held);
  if (!look.ok()) return look.status();
  if (!look->readable || look->stopped) return absl::OkStatus();
  if (look->visible()) return AddCopy(row, *look, held);
  if (held && !IsHit(held)) {
    const bool ended_untold = (held->status == Status::kWithdrawn || held->status == Status::kDeleted) &&
                              held->debt == store::Holder::Debt::kUntold;
    if (held->status == Status::kHeld || ended_untold || (held->status == Status::kRecalled && Owed(*held))) AddRecall(row, *look, *held);
    return absl::OkStatus();
  }
  if (look->decision.effect == policy::Effect::kHit && look->decision.requester_hit) return AddHit(row, *look, held);
  return absl::OkStatus();
}

absl::Status FeedPage::AddCopy(const store::Revision& row, const Look& look, const Held& held) {
  v1::Record copy = input_.looking->Copy(row, look, 0);
  const store::Holder after = AfterRelease(row, *input_.looking, look, ViewDigest(copy, input_.looking->TermsOf(look)), held);
  const bool fresh = !held || IsHit(held) || held->status != Status::kHeld || EndedHere(row.record_id);
  // Who was told of a hit has a row of a first view already, and no copy.
  const bool changed = !held || IsHit(held) || after.view_revision != held->view_revision;
  if (!changed && !Owed(*held)) return absl::OkStatus();
  v1::Event event;
  event.set_kind(fresh || after.view_revision == 1 ? v1::Event::RELEASE : v1::Event::AMEND);
  event.set_record_id(row.record_id);
  event.set_view_revision(after.view_revision);
  event.set_decision_id(NewDecisionId());
  *event.mutable_terms() = input_.looking->TermsOf(look);
  NumberView(copy, after.view_revision);
  Note(audit::Kind::kRelease, SubjectOf(look, row.record_id, event.decision_id(), copy));
  if (input_.format != nullptr) *event.mutable_rendering() = Render(*input_.format, copy);
  *event.mutable_record() = std::move(copy);
  steps_.push_back({held, Told(after)});
  Emit(row, std::move(event));
  return absl::OkStatus();
}

// Of the notices that the record carried out, the recipient's own; another's id is none of its business.
std::string FeedPage::NoticeOf(const store::Revision& row, const v1::Record& record) const {
  const std::string& country = input_.looking->system().country;
  for (const v1::Link& link : record.header().links()) {
    if (link.kind() != v1::Link::RESULT_OF) continue;
    const std::string& owner = link.originator().country();
    const std::vector<std::string> askers = input_.looking->RequestersOf(owner, link.national_id(), row.test).countries;
    if (owner == country || std::find(askers.begin(), askers.end(), country) != askers.end()) {
      return input_.looking->NoticeIdFor(link, row.test);
    }
  }
  return "";
}

absl::Status FeedPage::AddHit(const store::Revision& row, const Look& look, const Held& held) {
  if (held && !Owed(*held)) return absl::OkStatus();
  store::Holder after = held ? *held : AfterRelease(row, *input_.looking, look, kHitView, held);
  absl::StatusOr<std::string> handle =
      MakeHandle(*input_.parts->sealer, input_.looking->system().name(), row.record_id);
  if (!handle.ok()) return handle.status();
  v1::Event event;
  event.set_kind(v1::Event::HIT);
  event.set_record_id(*std::move(handle));
  event.set_decision_id(NewDecisionId());
  event.set_notice_national_id(NoticeOf(row, look.opened.record));
  event.mutable_originator()->set_country(row.country);
  event.set_record_kind(row.kind);
  Note(audit::Kind::kHit, SubjectOf(look, row.record_id, event.decision_id()));
  steps_.push_back({held, std::move(after)});
  Emit(row, std::move(event));
  return absl::OkStatus();
}

void FeedPage::AddRecall(const store::Revision& row, const Look& look, const store::Holder& held) {
  const bool due = held.status != Status::kRecalled;
  const store::Holder after = due ? AfterEnd(held, Status::kRecalled, row.position, input_.looking->now()) : held;
  v1::Event event;
  event.set_kind(v1::Event::RECALL);
  event.set_record_id(row.record_id);
  event.set_view_revision(after.view_revision);
  event.set_decision_id(NewDecisionId());
  audit::Subject subject = SubjectOf(look, row.record_id, event.decision_id());
  subject.revision = after.view_revision;
  Note(audit::Kind::kRecall, std::move(subject));
  steps_.push_back({held, Told(after)});
  Emit(row, std::move(event));
}

void FeedPage::Note(audit::Kind kind, audit::Subject subject) { subjects_[kind].push_back(std::move(subject)); }

void FeedPage::Emit(const store::Revision& row, v1::Event event) {
  const bool ended =
      event.kind() == v1::Event::WITHDRAW || event.kind() == v1::Event::DELETE || event.kind() == v1::Event::RECALL;
  rows_.push_back({row.record_id, row.position});
  bytes_ += event.ByteSizeLong();
  const SentView sent{event.view_revision(), ended};
  events_.push_back({std::move(event), row.position, row.record_id, sent});
}

absl::StatusOr<FeedPage::Result> FeedPage::Take(ActivePtr active) && {
  Result result;
  for (auto& [kind, subjects] : subjects_) {
    auto entry = StartEntry(kind, input_.looking->system().name(), *input_.context, input_.looking->now(),
                            *input_.parts->context_salt);
    if (!entry.ok()) return entry.status();
    entry->details["by"] = "feed";
    entry->policy_digests = policy::Digests(*active->policies);
    entry->subjects = std::move(subjects);
    for (audit::Entry& part : SplitToFit(*std::move(entry))) result.plan.entries.push_back(std::move(part));
  }
  result.events = std::move(events_);
  result.plan.rows = std::move(rows_);
  result.plan.steps = std::move(steps_);
  result.plan.active = std::move(active);
  result.plan.made = input_.looking->now();
  return result;
}

}  // namespace entente::core
