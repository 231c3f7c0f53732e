// Holders of one record, looked at again: who must give a copy up, and whose copy is another now.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gateway/core/looking.h"
#include "gateway/core/parts.h"
#include "gateway/core/writer.h"

namespace entente::core {

// Copies and moves written at once; those of one record are never parted.
inline constexpr size_t kReconciliationMax = 1'024;

// One page of the reconciler's work: gathered by one thread, written in one operation.
class Reconciliation {
 public:
  // `met`: revisions with an earlier audit entry were followed in the log, and whatever points at them was looked at.
  Reconciliation(const Parts& parts, ActivePtr active, uint64_t met, std::string cause)
      : parts_(parts), active_(std::move(active)), met_(met), cause_(std::move(cause)), now_(parts.clock->Now()) {}

  // Looks at the held copies of an active or ended record. `place`: where the changed ones are told, store::kMoved when
  // the record has to move for it, which it then does.
  absl::Status Judge(const store::Revision& row, store::Position place);
  // One of them.
  absl::Status JudgeOne(const store::Revision& row, const store::Holder& held, store::Position place);
  // To the log's end, once a page. One that was not met yet is noted (pointing.h): it will look as if it had been.
  absl::Status Move(const store::Revision& row);
  // Nothing can be said of this copy now; it is due again in an hour.
  void Settle(const store::Holder& held);
  void Put(store::Paper paper) { papers_.push_back(std::move(paper)); }
  // Takes it off its shelf, unless another stands there by then.
  void Finish(store::Paper paper) { finished_.push_back(std::move(paper)); }

  bool empty() const { return steps_.empty() && moved_.empty() && papers_.empty() && finished_.empty(); }
  size_t size() const { return steps_.size() + moved_.size(); }
  bool full() const { return size() >= kReconciliationMax; }
  bool moves(const std::string& record_id) const { return moving_.contains(record_id); }
  // Behind all that stands in the log by now.
  absl::StatusOr<store::Position> LogEnd();
  absl::Time now() const { return now_; }
  const ActivePtr& active() const { return active_; }
  Looking& LookingFor(const System& system, const std::string& purpose);

  // Blocks. Aborted, CONCURRENT_CHANGE: the policies changed meanwhile, and nothing was written. A record that changed
  // or moved meanwhile is left out: it stands further on in the log, where it is followed. So is a holder whose row
  // changed: who changed it looked at it.
  absl::Status Commit();

 private:
  struct Step {
    store::Holder before, after;
    std::optional<audit::Subject> recall;  // a copy that is to be given up
    audit::Kind kind = audit::Kind::kRecall;
  };
  absl::Status End(const store::Revision& row, const store::Holder& held, store::Holder::Status status,
                   audit::Kind kind, std::string rule, store::Position place);
  // Records judged by a revision that is no longer the latest, or stands elsewhere now.
  absl::StatusOr<std::set<std::string>> ChangedMeanwhile(const WriterView& view) const;
  absl::Status AddEntries(std::vector<Step> steps, Changes& changes) const;

  const Parts& parts_;
  const ActivePtr active_;
  const uint64_t met_;
  const std::string cause_;  // "activation", told in the audit log
  const absl::Time now_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Looking>> lookings_;
  std::vector<Step> steps_;
  std::map<std::string, store::Position, std::less<>> judged_at_;  // where the records stood that move or were judged
  std::vector<std::string> moved_;
  std::set<std::string, std::less<>> moving_;  // the same
  std::optional<store::Position> log_end_;
  std::vector<store::Paper> papers_, finished_;
};

}  // namespace entente::core
