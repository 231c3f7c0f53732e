#include "gateway/core/replay.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <tuple>
#include <utility>

#include "gateway/core/errors.h"
#include "gateway/core/holding.h"
#include "gateway/core/looking.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/policy/access.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

constexpr int kReplayPage = 256;

absl::StatusOr<std::string> TextOf(const Parts& parts, const ReplayQuery& query) {
  if (query.digest.empty() != query.text.empty()) {
    if (!query.text.empty()) return query.text;
    const auto paper = FindPaper<v1::GetPolicyReply>(*parts.store, kPolicyShelf, query.digest);
    if (!paper.ok()) return paper.status();
    return *paper ? absl::StatusOr<std::string>((*paper)->text()) : NoSuchPolicy();
  }
  return RequestInvalid("a replay has `text`, or the `digest` of a version, and not both");
}

using Counted = std::tuple<std::string, std::string, std::string, std::string>;  // originator, recipient, kind, purpose
enum class Change { kNone, kRelease, kRecall, kNarrow, kWiden };

// Both sides of one recipient's look at one record.
class Comparison {
 public:
  Comparison(const Parts& parts, const PolicyCandidate& candidate)
      : parts_(parts), now_(parts.active->get()), then_(candidate.active) {}

  absl::Status Add(const store::Revision& row, Replayed& replayed) {
    std::map<Counted, Change> changes;  // of a country's systems the first that changes
    for (const auto& [name, system] : now_->participants->systems) {
      if (system.country == row.country || !MayMeet(row, system)) continue;
      for (const std::string& purpose : system.purposes) {
        const absl::StatusOr<Change> change = Of(row, system, purpose);
        if (!change.ok()) return change.status();
        Change& known = changes[{row.country, system.country, row.kind, purpose}];
        if (known == Change::kNone) known = *change;
      }
    }
    for (const auto& [counted, change] : changes) Count(counted, change);
    ++replayed.records;
    return absl::OkStatus();
  }

  void Take(Replayed& replayed) {
    for (auto& [counted, count] : counts_) replayed.counts.push_back(std::move(count));
  }

 private:
  absl::StatusOr<Change> Of(const store::Revision& row, const System& system, const std::string& purpose) {
    const auto held = parts_.store->FindHolder(row.record_id, system.name(), purpose);
    if (!held.ok()) return held.status();
    const bool has = *held && (*held)->status == store::Holder::Status::kHeld && !IsHitOnly(**held);
    Looking before(parts_, now_, system, purpose), after(parts_, then_, system, purpose);
    const absl::StatusOr<Look> old_look = before.At(row, *held), new_look = after.At(row, *held);
    if (!old_look.ok()) return old_look.status();
    if (!new_look.ok()) return new_look.status();
    if (!new_look->visible()) return has ? Change::kRecall : Change::kNone;
    if (!old_look->visible()) return Change::kRelease;
    if (policy::SameAccess(old_look->decision, new_look->decision)) return Change::kNone;
    return Compare(row, before, *old_look, after, *new_look);
  }

  static Change Compare(const store::Revision& row, Looking& before, const Look& old_look, Looking& after,
                        const Look& new_look) {
    const v1::Record shown = before.Copy(row, old_look, 0), would = after.Copy(row, new_look, 0);
    const bool same = ViewDigest(shown, before.TermsOf(old_look)) == ViewDigest(would, after.TermsOf(new_look));
    if (same) return Change::kNone;
    return policy::TakesAway(old_look.opened.record, old_look.decision, new_look.decision) ? Change::kNarrow
                                                                                           : Change::kWiden;
  }

  void Count(const Counted& counted, Change change) {
    if (change == Change::kNone) return;
    v1::ReplayCount& count = counts_[counted];
    count.set_originator(std::get<0>(counted));
    count.set_recipient(std::get<1>(counted));
    count.set_record_kind(std::get<2>(counted));
    count.set_purpose(std::get<3>(counted));
    if (change == Change::kRelease) count.set_released(count.released() + 1);
    if (change == Change::kRecall) count.set_recalled(count.recalled() + 1);
    if (change == Change::kNarrow) count.set_narrowed(count.narrowed() + 1);
    if (change == Change::kWiden) count.set_widened(count.widened() + 1);
  }

  const Parts& parts_;
  const ActivePtr now_, then_;
  std::map<Counted, v1::ReplayCount> counts_;
};

// A notice may be governed by whoever asked for it, which stands in the record.
bool MayConcern(const Participants& participants, const PolicyCandidate& candidate, const store::Revision& row) {
  return candidate.country == policy::kNetworkPolicy || row.kind == "notice" ||
         MayGovern(participants, candidate.country, row.country);
}


// One at a time: it reads everything that is stored.
std::atomic<bool> replaying{false};

class OneReplay {
 public:
  OneReplay() : mine_(!replaying.exchange(true)) {}
  ~OneReplay() {
    if (mine_) replaying = false;
  }
  bool mine() const { return mine_; }

 private:
  const bool mine_;
};

}  // namespace

absl::StatusOr<PolicyCandidate> ReadPolicyCandidate(const Parts& parts, const Caller& caller,
                                                    const ReplayQuery& query) {
  const absl::StatusOr<std::string> text = TextOf(parts, query);
  if (!text.ok()) return text.status();
  const auto header = policy::ReadHeader({"policy.yaml", *text});
  if (!header.ok()) return PolicyInvalid(std::string(header.status().message()));
  PolicyCandidate candidate;
  candidate.digest = header->digest;
  candidate.country = header->country.empty() ? policy::kNetworkPolicy : header->country;
  const ActivePtr now = parts.active->get();
  if (!MayGovern(*now->participants, caller.country, candidate.country)) return NotGoverned(candidate.country);
  const auto active = ReadActivePolicies(*parts.store);
  if (!active.ok()) return active.status();
  auto policies =
      LoadStored(*parts.store, {*now->participants, now->policies}, DigestsOf(*active), {{candidate.country, *text}});
  if (!policies.ok()) return policies.status();
  candidate.active = std::make_shared<const Active>(Active{now->participants, *std::move(policies), now->gates});
  return candidate;
}

absl::StatusOr<Replayed> ReplayPolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                      const ReplayQuery& query) {
  const OneReplay one;
  if (!one.mine()) {
    return WithReason(absl::ResourceExhaustedError("another replay is running"), v1::LIMIT_EXCEEDED);
  }
  const absl::StatusOr<PolicyCandidate> candidate = ReadPolicyCandidate(parts, caller, query);
  if (!candidate.ok()) return candidate.status();
  auto entry = PolicyEntry(parts, audit::Kind::kAdmin, caller.name(), context, candidate->country, "", "");
  if (!entry.ok()) return entry.status();
  entry->policy_digests = policy::Digests(*candidate->active->policies);
  entry->details["did"] = "policy.replay";
  const auto audited = parts.writer->Run([&](const WriterView&, Changes& changes) {
    changes.entries.push_back(*entry);
    return absl::OkStatus();
  });
  if (!audited.ok()) return audited.status();
  Replayed replayed;
  Comparison comparison(parts, *candidate);
  static const System kNobody;
  Looking anybody(parts, candidate->active, kNobody, "");
  store::Position place = 0;
  while (true) {
    const auto rows = parts.store->LogAfter(place, kReplayPage);
    if (!rows.ok()) return rows.status();
    if (rows->empty()) break;
    for (const store::Revision& row : *rows) {
      place = row.position;
      const bool concerned = MayConcern(*candidate->active->participants, *candidate, row);
      if (row.state != store::State::kActive || !concerned) continue;
      const absl::StatusOr<OpenedRecord> opened = OpenRecord(*parts.sealer, row);
      if (!opened.ok()) {
        if (MayGovern(*candidate->active->participants, caller.country, row.country)) ++replayed.unreadable;
        continue;
      }
      // Counts of what others share would tell of their records.
      const std::vector<std::string> controllers = policy::ControllersOf(*anybody.FactsOf(opened->record, row.test));
      const bool own = std::any_of(controllers.begin(), controllers.end(), [&](const std::string& country) {
        return MayGovern(*candidate->active->participants, caller.country, country);
      });
      if (!own) continue;
      if (const absl::Status status = comparison.Add(row, replayed); !status.ok()) return status;
    }
  }
  comparison.Take(replayed);
  return replayed;
}

}  // namespace entente::core
