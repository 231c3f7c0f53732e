// Keeps everything in memory, with the same meanings as any other store (contract.h holds it to them).
#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include "gateway/store/batch_check.h"
#include "gateway/store/open.h"

namespace entente::store {

namespace {

// In the order of the look-ups: all of a national id, then of one system, then one revision.
using Identity = std::tuple<std::string, std::string, std::string, int64_t>;  // country, national id, system, revision
using Submitter = std::tuple<std::string, std::string, std::string>;          // country, system, national id
using HolderKey = std::tuple<std::string, std::string, std::string>;          // record, participant, purpose
using AcknowledgementKey = std::tuple<std::string, std::string, std::string, int64_t>;

Identity IdentityOf(const Revision& revision) {
  return {revision.country, revision.national_id, revision.system, revision.revision};
}

Revision WithoutExtras(Revision revision) {
  revision.sealed_receipt.clear();
  revision.sealed_original.clear();
  return revision;
}

class MemoryStore : public Store {
 public:
  absl::StatusOr<Applied> Apply(const Batch& batch) override;

  absl::StatusOr<Revision> Latest(std::string_view record_id) override {
    std::lock_guard lock(mutex_);
    const auto found = latest_.find(std::string(record_id));
    if (found == latest_.end()) return absl::NotFoundError("no such record");
    return At(found->second);
  }

  absl::StatusOr<Revision> LatestByNationalId(std::string_view country, std::string_view system,
                                              std::string_view national_id) override {
    for (Revision& revision : OfNationalId(country, national_id)) {
      if (revision.system == system) return std::move(revision);
    }
    return absl::NotFoundError("no such record");
  }

  absl::StatusOr<Revision> LatestSubmitted(std::string_view country, std::string_view system,
                                           std::string_view national_id) override {
    std::lock_guard lock(mutex_);
    const auto found = submitted_.find(Submitter{std::string(country), std::string(system), std::string(national_id)});
    if (found == submitted_.end()) return absl::NotFoundError("no such record");
    return At(found->second);
  }

  absl::StatusOr<std::vector<Revision>> Quarantined(std::string_view country, std::string_view system,
                                                    std::string_view after, int limit) override {
    std::lock_guard lock(mutex_);
    std::vector<Revision> found;
    const Submitter first{std::string(country), std::string(system), std::string(after)};
    for (auto it = submitted_.upper_bound(first); it != submitted_.end(); ++it) {
      if (std::get<0>(it->first) != country || std::get<1>(it->first) != system) break;
      if (static_cast<int>(found.size()) >= limit) break;
      const Revision& revision = At(it->second);
      if (revision.state == State::kQuarantined) found.push_back(WithoutExtras(revision));
    }
    return found;
  }

  absl::StatusOr<Revision> ByRevision(std::string_view country, std::string_view system, std::string_view national_id,
                                      int64_t revision) override {
    std::lock_guard lock(mutex_);
    const auto found =
        identities_.find(Identity{std::string(country), std::string(national_id), std::string(system), revision});
    if (found == identities_.end()) return absl::NotFoundError("no such record");
    return At(found->second);
  }

  absl::StatusOr<std::vector<Revision>> LatestByCountryAndNationalId(std::string_view country,
                                                                     std::string_view national_id) override {
    return OfNationalId(country, national_id);
  }

  absl::StatusOr<std::vector<Revision>> LogAfter(Position after, int limit) override {
    std::lock_guard lock(mutex_);
    std::vector<Revision> found;
    for (size_t i = static_cast<size_t>(std::max<Position>(after, 0)); i < log_.size(); ++i) {
      if (static_cast<int>(found.size()) >= limit) break;
      if (IsLatest(log_[i])) found.push_back(WithoutExtras(log_[i]));
    }
    return found;
  }

  absl::StatusOr<Position> LastPosition() override {
    std::lock_guard lock(mutex_);
    Position last = static_cast<Position>(log_.size());
    while (last > 0 && At(last).state == State::kQuarantined) --last;
    return last;
  }

  absl::StatusOr<Position> OldestPosition() override { return 0; }

  absl::StatusOr<std::vector<Revision>> ByKey(std::string_view key) override {
    return ByKeyBefore(key, Before(), std::numeric_limits<int>::max());
  }

  absl::StatusOr<std::vector<Revision>> ByKeyBefore(std::string_view key, const Before& bound, int limit) override {
    std::lock_guard lock(mutex_);
    std::vector<Revision> found;
    for (const Revision& r : log_) {
      if (r.position >= bound.position || static_cast<int>(found.size()) >= limit) break;
      if (r.audit_index >= bound.entry) continue;
      if (r.state != State::kActive || !IsLatest(r)) continue;
      const auto& keys = r.lookup_keys;
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) found.push_back(WithoutExtras(r));
    }
    return found;
  }

  absl::StatusOr<std::optional<Holder>> FindHolder(std::string_view record_id, std::string_view participant,
                                                   std::string_view purpose) override {
    std::lock_guard lock(mutex_);
    const auto found = holders_.find(HolderKey{std::string(record_id), std::string(participant), std::string(purpose)});
    if (found == holders_.end()) return std::optional<Holder>();
    return std::optional<Holder>(found->second);
  }

  absl::StatusOr<std::vector<Holder>> HoldersOf(std::string_view record_id) override {
    std::lock_guard lock(mutex_);
    std::vector<Holder> found;
    const std::string wanted(record_id);
    for (auto it = holders_.lower_bound({wanted, "", ""}); it != holders_.end(); ++it) {
      if (std::get<0>(it->first) != wanted) break;
      found.push_back(it->second);
    }
    return found;
  }

  absl::StatusOr<std::vector<Acknowledgement>> AcknowledgementsOf(std::string_view record_id) override {
    std::lock_guard lock(mutex_);
    std::vector<Acknowledgement> found;
    for (const auto& [key, acknowledgement] : acknowledgements_) {
      if (std::get<0>(key) == record_id) found.push_back(acknowledgement);
    }
    return found;
  }

  absl::StatusOr<std::vector<Holder>> HoldersDue(absl::Time now, int limit) override {
    std::lock_guard lock(mutex_);
    std::vector<Holder> due;
    for (const auto& [key, holder] : holders_) {
      if (holder.status == Holder::Status::kHeld && holder.review <= now) due.push_back(holder);
    }
    std::stable_sort(due.begin(), due.end(), [](const Holder& a, const Holder& b) { return a.review < b.review; });
    if (due.size() > static_cast<size_t>(std::max(limit, 0))) due.resize(static_cast<size_t>(std::max(limit, 0)));
    return due;
  }

  absl::StatusOr<std::vector<Holder>> HoldersOwing(const Holder& after, int limit) override {
    std::lock_guard lock(mutex_);
    std::vector<Holder> owing;
    auto it = holders_.upper_bound(HolderKey{after.record_id, after.participant, after.purpose});
    for (; it != holders_.end() && static_cast<int>(owing.size()) < limit; ++it) {
      if (it->second.debt != Holder::Debt::kNone) owing.push_back(it->second);
    }
    return owing;
  }

  absl::StatusOr<std::string> GetPaper(std::string_view shelf, std::string_view name) override {
    std::lock_guard lock(mutex_);
    const auto found = papers_.find({std::string(shelf), std::string(name)});
    if (found == papers_.end()) return absl::NotFoundError("no such paper");
    return found->second;
  }

  absl::StatusOr<std::vector<Paper>> Papers(std::string_view shelf) override {
    return FirstPapers(shelf, std::numeric_limits<int>::max());
  }

  absl::StatusOr<std::vector<Paper>> FirstPapers(std::string_view shelf, int limit) override {
    std::lock_guard lock(mutex_);
    std::vector<Paper> papers;
    for (auto it = papers_.lower_bound({std::string(shelf), ""}); it != papers_.end(); ++it) {
      if (it->first.first != shelf || static_cast<int>(papers.size()) >= limit) break;
      papers.push_back({it->first.first, it->first.second, it->second});
    }
    return papers;
  }

  absl::StatusOr<std::string> AuditEntry(uint64_t index) override {
    std::lock_guard lock(mutex_);
    const auto found = audit_.find(index);
    if (found == audit_.end()) return absl::NotFoundError("no such audit entry");
    return found->second;
  }

  absl::StatusOr<std::vector<std::string>> AuditEntriesFrom(uint64_t from) override {
    std::lock_guard lock(mutex_);
    std::vector<std::string> entries;
    for (auto it = audit_.lower_bound(from); it != audit_.end(); ++it) entries.push_back(it->second);
    return entries;
  }

  absl::StatusOr<uint64_t> NextAuditIndex() override {
    std::lock_guard lock(mutex_);
    return Next();
  }

  absl::StatusOr<std::string> GetSetting(std::string_view name) override {
    std::lock_guard lock(mutex_);
    const auto found = settings_.find(std::string(name));
    if (found == settings_.end()) return absl::NotFoundError("no such setting");
    return found->second;
  }

  absl::Status PutSetting(std::string_view name, std::string_view value) override {
    std::lock_guard lock(mutex_);
    settings_[std::string(name)] = std::string(value);
    return absl::OkStatus();
  }

 private:
  uint64_t Next() const { return audit_.empty() ? 0 : audit_.rbegin()->first + 1; }
  bool IsLatest(const Revision& revision) const {
    const auto latest = latest_.find(revision.record_id);
    return latest != latest_.end() && latest->second == revision.position;
  }
  absl::Status CheckIdentities(const Batch& batch) const;
  void Erase(const std::string& record_id);
  Position Move(const std::string& record_id);

  const Revision& At(Position position) const { return log_[static_cast<size_t>(position) - 1]; }

  // The latest of each system, of whichever record: an erased one may have moved past the one that came after it.
  std::vector<Revision> OfNationalId(std::string_view country, std::string_view national_id) {
    std::lock_guard lock(mutex_);
    std::map<std::string, Position> latest;  // by system
    const Identity first{std::string(country), std::string(national_id), "", std::numeric_limits<int64_t>::min()};
    for (auto it = identities_.lower_bound(first); it != identities_.end(); ++it) {
      if (std::get<0>(it->first) != country || std::get<1>(it->first) != national_id) break;
      const Revision& row = At(it->second);
      if (row.state != State::kQuarantined) latest[row.system] = row.position;  // revisions rise
    }
    std::set<std::pair<uint64_t, Position>> in_order;
    for (const auto& [system, last] : latest) in_order.emplace(At(last).audit_index, last);
    std::vector<Revision> found;
    for (const auto& [entry, position] : in_order) found.push_back(At(position));
    return found;
  }

  std::mutex mutex_;
  std::vector<Revision> log_;                // position p stands at p - 1
  std::map<std::string, Position> latest_;   // by record, those in quarantine left out
  std::map<Submitter, Position> submitted_;  // the latest, in quarantine or not
  std::map<Identity, Position> identities_;
  std::map<HolderKey, Holder> holders_;
  std::map<AcknowledgementKey, Acknowledgement> acknowledgements_;
  std::map<uint64_t, std::string> audit_;
  std::map<std::pair<std::string, std::string>, std::string> papers_;
  std::map<std::string, std::string> settings_;
};

absl::Status MemoryStore::CheckIdentities(const Batch& batch) const {
  std::set<Identity> fresh;
  for (const Revision& revision : batch.revisions) {
    if (identities_.contains(IdentityOf(revision)) || !fresh.insert(IdentityOf(revision)).second) {
      return absl::AlreadyExistsError("the store already has one of these");
    }
  }
  return absl::OkStatus();
}

void MemoryStore::Erase(const std::string& record_id) {
  for (Revision& revision : log_) {
    if (revision.record_id != record_id) continue;
    revision.key.clear();
    revision.lookup_keys.clear();
  }
}

// The old rows stay where they are and count no more. The result is where the latest one stands now; 0: there is none.
Position MemoryStore::Move(const std::string& record_id) {
  const auto latest = latest_.find(record_id);
  if (latest == latest_.end()) return 0;
  const Position first = latest->second;
  const Position end = static_cast<Position>(log_.size());
  for (Position from = first; from <= end; ++from) {
    if (At(from).record_id != record_id || identities_[IdentityOf(At(from))] != from) continue;
    Revision moved = At(from);
    moved.position = static_cast<Position>(log_.size()) + 1;
    identities_[IdentityOf(moved)] = moved.position;
    Position& submitted = submitted_[Submitter{moved.country, moved.system, moved.national_id}];
    if (submitted == from) submitted = moved.position;
    if (from == first) latest->second = moved.position;
    log_.push_back(std::move(moved));
  }
  return latest->second;
}

absl::StatusOr<Applied> MemoryStore::Apply(const Batch& batch) {
  std::lock_guard lock(mutex_);
  if (auto status = CheckBatch(batch, Next()); !status.ok()) return status;
  if (auto status = CheckIdentities(batch); !status.ok()) return status;
  Applied applied;
  for (size_t i = 0; i < batch.revisions.size(); ++i) {
    Revision revision = batch.revisions[i];
    revision.position = static_cast<Position>(log_.size()) + 1;
    revision.audit_index = batch.first_audit_index + batch.revision_entries[i];
    identities_[IdentityOf(revision)] = revision.position;
    if (revision.state != State::kQuarantined) latest_[revision.record_id] = revision.position;
    Position& submitted = submitted_[Submitter{revision.country, revision.system, revision.national_id}];
    if (submitted == 0 || At(submitted).revision < revision.revision) submitted = revision.position;
    applied.positions.push_back(revision.position);
    log_.push_back(std::move(revision));
  }
  std::map<std::string, Position> places;
  for (const std::string& record_id : batch.moved) {
    places[record_id] = Move(record_id);
    applied.last_moved = std::max(applied.last_moved, places[record_id]);
  }
  for (const Holder& h : batch.holders) {
    Holder& kept = holders_[{h.record_id, h.participant, h.purpose}] = h;
    if (kept.view_position == kMoved) kept.view_position = places[h.record_id];
  }
  for (const Paper& paper : batch.papers) {
    if (paper.bytes.empty()) {
      papers_.erase({paper.shelf, paper.name});
    } else {
      papers_[{paper.shelf, paper.name}] = paper.bytes;
    }
  }
  for (const Acknowledgement& a : batch.acknowledgements) {
    acknowledgements_[{a.record_id, a.participant, a.purpose, a.view_revision}] = a;
  }
  for (const std::string& record_id : batch.erased_keys) Erase(record_id);
  uint64_t index = batch.first_audit_index;
  for (const std::string& entry : batch.audit_entries) audit_[index++] = entry;
  return applied;
}

}  // namespace

std::unique_ptr<Store> OpenMemory() { return std::make_unique<MemoryStore>(); }

}  // namespace entente::store
