// Holders of one record, looked at again: who must give a copy up, and whose copy is another now.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gateway/core/looking.h"
#include "gateway/core/parts.h"
#include "gateway/core/writer.h"

namespace entente::core {

// One page of the reconciler's work: gathered by one thread, written in one operation.
class Reconciliation {
 public:
  Reconciliation(const Parts& parts, ActivePtr active, std::string cause)
      : parts_(parts), active_(std::move(active)), cause_(std::move(cause)), now_(parts.clock->Now()) {}

  // Looks at the held copies of an active or ended record. `place`: where the changed ones are told, store::kMoved when
  // the record has to move for it, which it then does.
  absl::Status Judge(const store::Revision& row, store::Position place);
  // One of them.
  absl::Status JudgeOne(const store::Revision& row, const store::Holder& held, store::Position place);
  void Move(const std::string& record_id) {
    if (moved_.empty() || moved_.back() != record_id) moved_.push_back(record_id);
  }
  // Nothing can be said of this copy now; it is due again in an hour.
  void Settle(const store::Holder& held);
  void Put(store::Paper paper) { papers_.push_back(std::move(paper)); }

  bool empty() const { return steps_.empty() && moved_.empty() && papers_.empty(); }
  size_t size() const { return steps_.size() + moved_.size(); }
  absl::Time now() const { return now_; }
  const ActivePtr& active() const { return active_; }
  Looking& LookingFor(const System& system, const std::string& purpose);

  // Blocks. Aborted, CONCURRENT_CHANGE: the policies changed meanwhile and nothing was written. A holder whose row
  // changed meanwhile is left out: who changed it looked at it.
  absl::Status Commit();

 private:
  struct Step {
    store::Holder before, after;
    std::optional<audit::Subject> recall;  // a copy that is to be given up
    audit::Kind kind = audit::Kind::kRecall;
    store::Position judged_at = 0;  // where the revision stood; 0: nothing was judged
  };
  void End(const store::Revision& row, const store::Holder& held, store::Holder::Status status, audit::Kind kind,
           std::string rule, store::Position place);
  absl::Status AddEntries(std::vector<Step> steps, Changes& changes) const;

  const Parts& parts_;
  const ActivePtr active_;
  const std::string cause_;  // "activation", told in the audit log
  const absl::Time now_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Looking>> lookings_;
  std::vector<Step> steps_;
  std::vector<std::string> moved_;
  std::vector<store::Paper> papers_;
};

}  // namespace entente::core
