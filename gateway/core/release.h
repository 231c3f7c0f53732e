// The last step before anything leaves: holders and audit entries on disk, if nothing changed since it was decided.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "gateway/audit/entry.h"
#include "gateway/core/looking.h"
#include "gateway/core/parts.h"
#include "gateway/store/store.h"

namespace entente::core {

struct ReleasePlan {
  struct Step {
    std::optional<store::Holder> before;
    store::Holder after;
  };
  // What was decided about, and where in the log it stood: a later revision may withdraw or erase it.
  struct Row {
    std::string record_id;
    store::Position position = 0;
  };
  std::vector<Row> rows;
  std::vector<Step> steps;
  std::vector<audit::Entry> entries;
  std::vector<store::Paper> papers;
  ActivePtr active;                            // that decided
  absl::Time made = absl::InfiniteFuture();  // when
};

// Aborted, CONCURRENT_CHANGE: the record, a holder's row or the policies changed meanwhile; plan again. Else OK, or the
// writer's error, and then nothing may leave.
void CommitRelease(const Parts& parts, ReleasePlan plan, absl::AnyInvocable<void(absl::Status)> done);

// How often a plan that was overtaken is made again before the caller is told so.
inline constexpr int kPlansMax = 8;

// What an entry says of one copy that leaves.
audit::Subject SubjectOf(const Look& look, const std::string& record_id, const std::string& decision_id,
                         const v1::Record& copy);
audit::Subject SubjectOf(const Look& look, const std::string& record_id, const std::string& decision_id);

}  // namespace entente::core
