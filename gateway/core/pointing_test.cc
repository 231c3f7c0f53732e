// What points at a changed record, whoever moves that record first.
#include "gateway/core/pointing.h"

#include <gtest/gtest.h>

#include "gateway/core/fetch.h"
#include "gateway/core/follow.h"
#include "gateway/core/judge_holders.h"
#include "gateway/core/submit.h"
#include "gateway/testing/core_parts.h"
#include "gateway/testing/records.h"

namespace entente::core {
namespace {

class PointingTest : public ::testing::Test {
 protected:
  std::string MustSubmit(const v1::Record& record) {
    Submission submission;
    submission.context = testing::Context();
    submission.record = record;
    Awaited<absl::StatusOr<Submitted>> answer;
    Submit(parts(), {"EC", "s", "request"}, std::move(submission), answer.Done());
    const absl::StatusOr<Submitted> submitted = answer.Get();
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted->record_id;
  }
  v1::Record Linked(const std::string& id, const std::vector<std::string>& others) {
    v1::Record record = testing::Arrest(id);
    for (const std::string& other : others) {
      v1::Link& link = *record.mutable_header()->add_links();
      link.set_kind(v1::Link::SAME_INCIDENT);
      link.mutable_originator()->set_country("EC");
      link.set_national_id(other);
    }
    return record;
  }
  v1::Record Ended(const std::string& id) {
    v1::Record record = testing::Arrest(id);
    record.mutable_header()->mutable_keep_until()->set_seconds(
        absl::ToUnixSeconds(parts_.clock().Now() - absl::Hours(1)));
    return record;
  }
  // As a copy that CO holds.
  store::Holder Hold(const std::string& record_id) {
    FetchQuery query;
    query.context = testing::Context();
    query.record_id = record_id;
    Awaited<absl::StatusOr<Fetched>> answer;
    Fetch(parts(), {"CO", "s", "request"}, query, answer.Done());
    const absl::StatusOr<Fetched> fetched = answer.Get();
    EXPECT_TRUE(fetched.ok()) << fetched.status();
    return Held(record_id);
  }
  store::Holder Held(const std::string& record_id) {
    const auto held = parts_.store().FindHolder(record_id, "CO/s", "criminal-investigation");
    EXPECT_TRUE(held.ok() && held->has_value());
    return **held;
  }
  int Follow() {
    int steps = 0;
    for (absl::StatusOr<bool> more = true; more.ok() && *more; ++steps) {
      more = StepLog(parts(), followed_);
      if (more.ok() && !*more) more = StepPointed(parts(), followed_.entries);
      EXPECT_TRUE(more.ok()) << more.status();
    }
    return steps;
  }
  const Parts& parts() { return parts_.parts(); }

  TestParts parts_;
  Followed followed_;
};

TEST_F(PointingTest, ALinkGoesWithItsTargetAndItsOwnerIsNotToldOfThat) {
  MustSubmit(testing::Arrest("EC-2"));
  const std::string pointing = MustSubmit(Linked("EC-1", {"EC-2"}));
  Follow();
  EXPECT_EQ(Hold(pointing).view_revision, 1);
  MustSubmit(Ended("EC-2"));
  Follow();
  EXPECT_EQ(Held(pointing).view_revision, 2);
  EXPECT_EQ(Held(pointing).debt, store::Holder::Debt::kNone);
  EXPECT_TRUE(Held(pointing).links_untold);
  store::Holder first;
  EXPECT_TRUE(parts_.store().HoldersOwing(first, 10)->empty());
}

// EC-2 is amended after the log was followed, and moves because of EC-3 before its amendment is met.
TEST_F(PointingTest, ATargetThatMovedBeforeItWasMetIsNoted) {
  const std::string first = MustSubmit(testing::Arrest("EC-3"));
  MustSubmit(Linked("EC-2", {"EC-3"}));
  const std::string pointing = MustSubmit(Linked("EC-1", {"EC-2"}));
  Follow();
  EXPECT_EQ(Hold(pointing).view_revision, 1);
  v1::Record ended = Linked("EC-2", {"EC-3"});
  *ended.mutable_header()->mutable_keep_until() = Ended("EC-2").header().keep_until();
  MustSubmit(ended);
  MustSubmit(testing::Arrest("EC-4"));  // came later, and is met first
  const auto noted = parts().writer->Run([&](const WriterView&, Changes& changes) {
    changes.papers.push_back(**PointedPaper(parts(), *parts_.store().Latest(first)));
    return absl::OkStatus();
  });
  ASSERT_TRUE(noted.ok());
  ASSERT_TRUE(*StepPointed(parts(), followed_.entries));
  Follow();
  EXPECT_EQ(Held(pointing).view_revision, 2);
}

TEST_F(PointingTest, WhatPointsAtTwoChangedRecordsChangesOnce) {
  MustSubmit(testing::Arrest("EC-2"));
  MustSubmit(testing::Arrest("EC-3"));
  const std::string pointing = MustSubmit(Linked("EC-1", {"EC-2", "EC-3"}));
  Follow();
  Hold(pointing);
  MustSubmit(Ended("EC-2"));
  MustSubmit(Ended("EC-3"));
  Follow();
  EXPECT_EQ(Held(pointing).view_revision, 2);
  EXPECT_TRUE(parts_.store().FirstPapers("pointed", 1)->empty());
}

// Steady amendments must not keep a page from being written.
TEST_F(PointingTest, ARecordThatChangesMeanwhileIsLeftOutOfItsPage) {
  const std::string stays = MustSubmit(testing::Arrest("EC-1")), changes = MustSubmit(testing::Arrest("EC-2"));
  Follow();
  Reconciliation page(parts(), parts().active->get(), followed_.entries, "link");
  ASSERT_TRUE(page.Move(*parts_.store().Latest(stays)).ok());
  ASSERT_TRUE(page.Move(*parts_.store().Latest(changes)).ok());
  MustSubmit(Linked("EC-2", {"EC-3"}));
  const store::Position amended = parts_.store().Latest(changes)->position;
  ASSERT_TRUE(page.Commit().ok());
  EXPECT_EQ(parts_.store().Latest(changes)->position, amended);
  EXPECT_GT(parts_.store().Latest(stays)->position, amended);
}

// What a page left out is judged where it stands in the log by then.
TEST_F(PointingTest, WhatAPageLeftOutIsFollowed) {
  MustSubmit(testing::Arrest("EC-2"));
  const std::string pointing = MustSubmit(Linked("EC-1", {"EC-2"}));
  Follow();
  EXPECT_EQ(Hold(pointing).view_revision, 1);
  Reconciliation page(parts(), parts().active->get(), followed_.entries, "activation");
  const store::Revision before = *parts_.store().Latest(pointing);
  ASSERT_TRUE(page.Move(before).ok());
  MustSubmit(Ended("EC-1"));
  ASSERT_TRUE(page.Judge(before, store::kMoved).ok());
  ASSERT_TRUE(page.Commit().ok());
  EXPECT_EQ(Held(pointing).status, store::Holder::Status::kHeld);
  Follow();
  EXPECT_EQ(Held(pointing).status, store::Holder::Status::kRecalled);
}

TEST_F(PointingTest, RecordsThatPointAtEachOtherComeToRest) {
  for (int i = 0; i < 3; ++i) {
    for (const auto& [id, other] : {std::pair("EC-1", "EC-2"), std::pair("EC-2", "EC-1"), std::pair("EC-3", "EC-3")}) {
      v1::Record record = Linked(id, {other});
      record.mutable_header()->mutable_event_place()->set_locality("changed " + std::to_string(i));
      MustSubmit(record);
    }
  }
  EXPECT_LT(Follow(), 20);
}

}  // namespace
}  // namespace entente::core
