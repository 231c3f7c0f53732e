#include "gateway/core/writer_group.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "gateway/store/batch_check.h"

namespace entente::core {

namespace {

template <typename Value>
void MoveAll(std::vector<Value>& from, std::vector<Value>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// An operation's changes in a batch's form.
absl::StatusOr<store::Batch> ToBatch(Changes changes) {
  store::Batch part{.revisions = std::move(changes.revisions),
                    .revision_entries = std::move(changes.revision_entries),
                    .holders = std::move(changes.holders),
                    .acknowledgements = std::move(changes.acknowledgements),
                    .erased_keys = std::move(changes.erased_keys),
                    .moved = std::move(changes.moved),
                    .papers = std::move(changes.papers),
                    .audit_entries = {},
                    .first_audit_index = 0};
  for (const audit::Entry& entry : changes.entries) {
    part.audit_entries.push_back(audit::Serialise(entry));
    if (part.audit_entries.back().size() > audit::kEntrySizeMax) {
      return absl::InvalidArgumentError("an operation's audit entry is larger than 32 KiB");
    }
  }
  if (auto status = store::CheckBatch(part, 0); !status.ok()) return status;
  return part;
}

bool ChangesStore(const store::Batch& part) {
  return !part.revisions.empty() || !part.holders.empty() || !part.acknowledgements.empty() ||
         !part.erased_keys.empty() || !part.moved.empty() || !part.papers.empty();
}

}  // namespace

bool EntryNeedsStore(audit::Kind kind) {
  switch (kind) {
    case audit::Kind::kSubmit:
    case audit::Kind::kAmend:
    case audit::Kind::kWithdraw:
    case audit::Kind::kDelete:
    case audit::Kind::kErase:
      return true;
    default:
      return false;
  }
}

absl::Status WriterGroup::CheckIdentities(const std::vector<store::Revision>& revisions) const {
  std::set<Identity> own;
  for (const store::Revision& r : revisions) {
    const Identity identity{{r.country, r.national_id, r.system}, r.revision};
    if (by_revision_.contains(identity) || !own.insert(identity).second) {
      return absl::InternalError("an operation adds a revision that is there already");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<GroupSlot> WriterGroup::Add(Changes changes) {
  const bool speaks_of_changes = std::any_of(changes.entries.begin(), changes.entries.end(),
                                             [](const auto& e) { return EntryNeedsStore(e.kind); });
  auto part = ToBatch(std::move(changes));
  if (!part.ok()) return part.status();
  if (auto status = CheckIdentities(part->revisions); !status.ok()) return status;
  needs_store_ = needs_store_ || speaks_of_changes || ChangesStore(*part);

  const GroupSlot slot{.first_revision = batch_.revisions.size(),
                       .revisions = part->revisions.size(),
                       .first_entry = batch_.audit_entries.size(),
                       .entries = part->audit_entries.size()};
  for (const size_t entry : part->revision_entries) batch_.revision_entries.push_back(slot.first_entry + entry);
  MoveAll(part->revisions, batch_.revisions);
  for (size_t i = slot.first_revision; i < batch_.revisions.size(); ++i) Index(i);
  for (store::Holder& holder : part->holders) {
    holders_[{holder.record_id, holder.participant, holder.purpose}] = batch_.holders.size();
    batch_.holders.push_back(std::move(holder));
  }
  MoveAll(part->acknowledgements, batch_.acknowledgements);
  for (const std::string& record_id : part->erased_keys) erased_[record_id] = true;
  MoveAll(part->erased_keys, batch_.erased_keys);
  MoveAll(part->moved, batch_.moved);
  for (const store::Paper& paper : part->papers) papers_[{paper.shelf, paper.name}] = paper.bytes;
  MoveAll(part->papers, batch_.papers);
  MoveAll(part->audit_entries, batch_.audit_entries);
  return slot;
}

void WriterGroup::Index(size_t revision) {
  const store::Revision& r = batch_.revisions[revision];
  const NationalId national_id{r.country, r.national_id, r.system};
  latest_submitted_[national_id] = revision;
  by_revision_[{national_id, r.revision}] = revision;
  if (r.state == store::State::kQuarantined) return;
  latest_[r.record_id] = revision;
  latest_by_national_id_[national_id] = revision;
}

// The store erases after it has inserted, so erasure in a group also takes what came before and after in it.
store::Revision WriterGroup::WithErasure(store::Revision revision) const {
  if (erased_.contains(revision.record_id)) {
    revision.key.clear();
    revision.lookup_keys.clear();
  }
  return revision;
}

absl::StatusOr<store::Revision> WriterGroup::Latest(std::string_view record_id) const {
  const auto found = latest_.find(record_id);
  if (found != latest_.end()) return WithErasure(batch_.revisions[found->second]);
  auto stored = store_.Latest(record_id);
  if (!stored.ok()) return stored.status();
  return WithErasure(*std::move(stored));
}

absl::StatusOr<store::Revision> WriterGroup::LatestSubmitted(std::string_view country, std::string_view system,
                                                             std::string_view national_id) const {
  if (!latest_submitted_.empty()) {
    const auto found =
        latest_submitted_.find(NationalId{std::string(country), std::string(national_id), std::string(system)});
    if (found != latest_submitted_.end()) return WithErasure(batch_.revisions[found->second]);
  }
  auto stored = store_.LatestSubmitted(country, system, national_id);
  if (!stored.ok()) return stored.status();
  return WithErasure(*std::move(stored));
}

absl::StatusOr<store::Revision> WriterGroup::ByRevision(std::string_view country, std::string_view system,
                                                        std::string_view national_id, int64_t revision) const {
  if (!by_revision_.empty()) {
    const auto found =
        by_revision_.find(Identity{{std::string(country), std::string(national_id), std::string(system)}, revision});
    if (found != by_revision_.end()) return WithErasure(batch_.revisions[found->second]);
  }
  auto stored = store_.ByRevision(country, system, national_id, revision);
  if (!stored.ok()) return stored.status();
  return WithErasure(*std::move(stored));
}

absl::StatusOr<std::vector<store::Revision>> WriterGroup::LatestByCountryAndNationalId(
    std::string_view country, std::string_view national_id) const {
  auto stored = store_.LatestByCountryAndNationalId(country, national_id);
  if (!stored.ok()) return stored.status();
  const NationalId first{std::string(country), std::string(national_id), ""};
  for (auto it = latest_by_national_id_.lower_bound(first); it != latest_by_national_id_.end(); ++it) {
    if (std::get<0>(it->first) != country || std::get<1>(it->first) != national_id) break;
    const store::Revision& fresh = batch_.revisions[it->second];
    std::erase_if(*stored, [&](const store::Revision& old) { return old.system == fresh.system; });
    stored->push_back(fresh);
  }
  for (store::Revision& revision : *stored) revision = WithErasure(std::move(revision));
  return stored;
}

absl::StatusOr<std::optional<store::Holder>> WriterGroup::FindHolder(std::string_view record_id,
                                                                     std::string_view participant,
                                                                     std::string_view purpose) const {
  if (!holders_.empty()) {
    const auto found = holders_.find(HolderKey{std::string(record_id), std::string(participant), std::string(purpose)});
    if (found != holders_.end()) return std::optional<store::Holder>(batch_.holders[found->second]);
  }
  return store_.FindHolder(record_id, participant, purpose);
}

absl::StatusOr<std::string> WriterGroup::GetPaper(std::string_view shelf, std::string_view name) const {
  const auto found = papers_.find({std::string(shelf), std::string(name)});
  if (found == papers_.end()) return store_.GetPaper(shelf, name);
  if (found->second.empty()) return absl::NotFoundError("no such paper");
  return found->second;
}

absl::StatusOr<std::vector<store::Paper>> WriterGroup::Papers(std::string_view shelf) const {
  auto stored = store_.Papers(shelf);
  if (!stored.ok()) return stored.status();
  std::map<std::string, std::string> merged;
  for (store::Paper& paper : *stored) merged[std::move(paper.name)] = std::move(paper.bytes);
  for (auto it = papers_.lower_bound({std::string(shelf), ""}); it != papers_.end(); ++it) {
    if (it->first.first != shelf) break;
    merged[it->first.second] = it->second;
  }
  std::vector<store::Paper> papers;
  for (auto& [name, bytes] : merged) {
    if (!bytes.empty()) papers.push_back({std::string(shelf), name, std::move(bytes)});
  }
  return papers;
}

absl::StatusOr<std::vector<store::Holder>> WriterGroup::HoldersOf(std::string_view record_id) const {
  auto stored = store_.HoldersOf(record_id);
  if (!stored.ok()) return stored.status();
  std::map<std::pair<std::string, std::string>, store::Holder> merged;
  for (store::Holder& holder : *stored) merged[{holder.participant, holder.purpose}] = std::move(holder);
  for (auto it = holders_.lower_bound({std::string(record_id), "", ""}); it != holders_.end(); ++it) {
    if (std::get<0>(it->first) != record_id) break;
    const store::Holder& fresh = batch_.holders[it->second];
    merged[{fresh.participant, fresh.purpose}] = fresh;
  }
  std::vector<store::Holder> holders;
  for (auto& [key, holder] : merged) holders.push_back(std::move(holder));
  return holders;
}

}  // namespace entente::core
