#include "gateway/core/release.h"

#include <gtest/gtest.h>

#include "gateway/store/test_batches.h"
#include "gateway/testing/core_parts.h"

namespace entente::core {
namespace {

class Release : public ::testing::Test {
 protected:
  absl::Status Commit(const store::Revision& row) {
    ReleasePlan plan;
    plan.active = parts_.parts().active->get();
    plan.rows.push_back({row.record_id, row.position});
    plan.steps.push_back({std::nullopt, store::MakeHolder(1, "CO/s", "criminal-investigation")});
    Awaited<absl::Status> answer;
    CommitRelease(parts_.parts(), std::move(plan), answer.Done());
    return answer.Get();
  }

  TestParts parts_;
};

TEST_F(Release, OfWhatStandsIsWrittenDown) {
  const store::Revision row = parts_.Put(store::MakeRevision(1, 1));
  EXPECT_TRUE(Commit(row).ok());
  EXPECT_TRUE((*parts_.store().FindHolder(row.record_id, "CO/s", "criminal-investigation")).has_value());
}

TEST_F(Release, OfWhatWasWithdrawnErasedOrAmendedMeanwhileIsOvertaken) {
  for (const store::State state : {store::State::kWithdrawn, store::State::kDeleted, store::State::kActive}) {
    const int record = 1 + static_cast<int>(state);
    const store::Revision row = parts_.Put(store::MakeRevision(record, 1));
    store::Revision later = store::MakeRevision(record, 2);
    later.state = state;
    parts_.Put(later);
    EXPECT_TRUE(absl::IsAborted(Commit(row)));
    EXPECT_FALSE((*parts_.store().FindHolder(row.record_id, "CO/s", "criminal-investigation")).has_value());
  }
}

}  // namespace
}  // namespace entente::core
