#include "gateway/audit/report.h"

#include <gtest/gtest.h>

#include "gateway/audit/test_logs.h"

namespace entente::audit {
namespace {

Entry Telling(Kind kind, int number, std::vector<std::string> records) {
  Entry entry = TestEntry(number);
  entry.kind = kind;
  entry.peer = "XB/invented";
  entry.subjects.clear();
  for (const std::string& record : records) {
    Subject subject;
    subject.record_id = record;
    subject.revision = 4;
    subject.rule = "XA/permit#1";
    entry.subjects.push_back(subject);
  }
  entry.decision_id = "whole";
  return entry;
}

TEST(Report, TellsWhoSawARecord) {
  TestFolder folder;
  const auto log = MustOpen(folder);
  Entry own_decision = Telling(Kind::kHit, 3, {"wanted"});
  own_decision.subjects[0].decision_id = "own";
  ASSERT_TRUE(log->Append({Serialise(Telling(Kind::kSubmit, 1, {"wanted"})),
                           Serialise(Telling(Kind::kRelease, 2, {"other", "wanted"})), Serialise(own_decision)})
                  .ok());
  ASSERT_TRUE(log->Publish().ok());
  ASSERT_TRUE(log->Append({Serialise(Telling(Kind::kCheck, 4, {"wanted"}))}).ok());  // not yet published
  const auto seen = WhoSaw(folder.path(), "wanted");
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_EQ(seen->size(), 3u);
  EXPECT_EQ((*seen)[0].index, 2u);
  EXPECT_EQ((*seen)[0].peer, "XB/invented");
  EXPECT_EQ((*seen)[0].purpose, "border");
  EXPECT_EQ((*seen)[0].decision, "whole");
  EXPECT_EQ((*seen)[0].rule, "XA/permit#1");
  EXPECT_EQ((*seen)[0].revision, 4);
  EXPECT_EQ((*seen)[0].time, TestEntry(2).time);
  EXPECT_EQ((*seen)[1].decision, "own");
  EXPECT_EQ((*seen)[1].kind, Kind::kHit);
  EXPECT_EQ((*seen)[2].kind, Kind::kCheck);
  EXPECT_TRUE(WhoSaw(folder.path(), "unknown")->empty());
}

TEST(Report, SaysWhatWasVerified) {
  TestFolder folder;
  const auto log = MustOpen(folder);
  ASSERT_TRUE(log->Append(TestEntries(1, 4)).ok());
  ASSERT_TRUE(log->Publish().ok());
  ASSERT_TRUE(log->Append(TestEntries(5, 1)).ok());
  const auto report = VerifyReport(folder.path(), TestVerifierKey());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_NE(report->find("verified: 5 entries, root "), std::string::npos) << *report;
  EXPECT_NE(report->find("and 1 on disk"), std::string::npos) << *report;
  EXPECT_NE(report->find("submit               5\n"), std::string::npos) << *report;
  FlipBit(folder.file("tile/0/000.p/5"), 3);
  EXPECT_TRUE(absl::IsDataLoss(VerifyReport(folder.path(), TestVerifierKey()).status()));
}

}  // namespace
}  // namespace entente::audit
