// The operations that are committed together: what they change, and the view that shows it to those after them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/core/writer.h"
#include "gateway/core/writer_view.h"
#include "gateway/store/store.h"

namespace entente::core {

// Where an operation's changes stand in the group's batch.
struct GroupSlot {
  size_t first_revision = 0, revisions = 0;
  size_t first_entry = 0, entries = 0;
};

class WriterGroup : public WriterView {
 public:
  WriterGroup(store::Store& store, uint64_t first_audit_index) : store_(store) {
    batch_.first_audit_index = first_audit_index;
  }

  // Adds all of `changes` or, with an error that is this operation's alone, nothing.
  absl::StatusOr<GroupSlot> Add(Changes changes);
  const store::Batch& batch() const { return batch_; }
  // Whether the store must know of the group. Entries that speak of nothing stored are the log's alone.
  bool needs_store() const { return needs_store_; }

  absl::StatusOr<store::Revision> Latest(std::string_view record_id) const override;
  absl::StatusOr<store::Revision> LatestSubmitted(std::string_view country, std::string_view system,
                                                  std::string_view national_id) const override;
  absl::StatusOr<store::Revision> ByRevision(std::string_view country, std::string_view system,
                                             std::string_view national_id, int64_t revision) const override;
  absl::StatusOr<std::vector<store::Revision>> LatestByCountryAndNationalId(
      std::string_view country, std::string_view national_id) const override;
  absl::StatusOr<std::optional<store::Holder>> FindHolder(std::string_view record_id, std::string_view participant,
                                                          std::string_view purpose) const override;
  absl::StatusOr<std::vector<store::Holder>> HoldersOf(std::string_view record_id) const override;
  absl::StatusOr<std::string> GetPaper(std::string_view shelf, std::string_view name) const override;
  absl::StatusOr<std::vector<store::Paper>> Papers(std::string_view shelf) const override;

 private:
  using NationalId = std::tuple<std::string, std::string, std::string>;  // country, national id, system
  using Identity = std::pair<NationalId, int64_t>;                       // and revision
  using HolderKey = std::tuple<std::string, std::string, std::string>;   // record, participant, purpose

  absl::Status CheckIdentities(const std::vector<store::Revision>& revisions) const;
  void Index(size_t revision);
  store::Revision WithErasure(store::Revision revision) const;

  store::Store& store_;
  store::Batch batch_;
  bool needs_store_ = false;
  // Into the batch; the last one counts.
  std::map<std::string, size_t, std::less<>> latest_;
  std::map<NationalId, size_t> latest_by_national_id_;  // those in quarantine left out, here and above
  std::map<NationalId, size_t> latest_submitted_;
  std::map<Identity, size_t> by_revision_;
  std::map<HolderKey, size_t> holders_;
  std::map<std::string, bool, std::less<>> erased_;
  std::map<std::pair<std::string, std::string>, std::string> papers_;  // shelf and name
};

// Kinds whose entries are always kept by the store too, so that a log that is ahead of its store can be told.
bool EntryNeedsStore(audit::Kind kind);

}  // namespace entente::core
