#include "gateway/core/feed.h"

#include <gtest/gtest.h>

#include "gateway/core/sealed_record.h"
#include "gateway/store/test_batches.h"
#include "gateway/testing/core_parts.h"
#include "gateway/testing/records.h"

namespace entente::core {
namespace {

using Answer = absl::StatusOr<Feed::Events>;

class FeedTest : public ::testing::Test {
 protected:
  std::shared_ptr<Feed> Open() {
    auto feed = Feed::Open(parts_.parts(), {"CO", "s", "request"}, {testing::Context(), "", ""});
    EXPECT_TRUE(feed.ok()) << feed.status();
    return *std::move(feed);
  }
  Answer Next(Feed& feed) {
    Awaited<Answer> answer;
    feed.Next(answer.Done());
    return answer.Get();
  }
  // A revision with a sealed record in it.
  store::Revision Sealed(int record) {
    store::Revision row = store::MakeRevision(record, 1);
    PlainParts plain;
    plain.record = testing::Arrest(row.national_id);
    const auto key = parts_.parts().sealer->NewKey();
    EXPECT_TRUE(key.ok());
    EXPECT_TRUE(SealInto(*parts_.parts().sealer, *key, plain, row).ok());
    return row;
  }

  TestParts parts_;
};

TEST_F(FeedTest, AnswersANextThatWaitsAndOneThatComesAfterItWasClosed) {
  const std::shared_ptr<Feed> feed = Open();
  EXPECT_TRUE(Next(*feed).ok());  // caught up
  Awaited<Answer> waiting;
  feed->Next(waiting.Done());
  feed->Close();
  EXPECT_TRUE(absl::IsCancelled(waiting.Get().status()));
  EXPECT_TRUE(absl::IsCancelled(Next(*feed).status()));
}

TEST_F(FeedTest, ClosedBeforeItIsAskedAnswersAllTheSame) {
  const std::shared_ptr<Feed> feed = Open();
  feed->Close();
  EXPECT_TRUE(absl::IsCancelled(Next(*feed).status()));
}

TEST_F(FeedTest, ARecordThatCannotBeReadIsPassedOverAndToldOf) {
  store::Revision damaged = Sealed(1);
  damaged.sealed_record[damaged.sealed_record.size() / 2] ^= 1;
  parts_.Put(damaged);
  parts_.Put(Sealed(2));
  const std::shared_ptr<Feed> feed = Open();
  const Answer events = Next(*feed);
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().record_id(), store::RecordId(2));
  EXPECT_EQ(parts_.unreadable(), std::vector<std::string>{store::RecordId(1)});
}

}  // namespace
}  // namespace entente::core
