// What becomes of a record below its gate: kept, told to its originator, shown to nobody, mended or judged again.
#include "gateway/core/quarantine.h"

#include <gtest/gtest.h>

#include "gateway/core/errors.h"
#include "gateway/core/submit.h"
#include "gateway/core/withdraw.h"
#include "gateway/testing/core_parts.h"
#include "gateway/testing/records.h"

namespace entente::core {
namespace {

// The gate asks an arrest for its number.
class QuarantineTest : public ::testing::Test {
 protected:
  QuarantineTest() { GateAsksFor("arrest.detentions[].number"); }

  void GateAsksFor(const char* place) {
    auto gates = std::make_shared<GatesInForce>();
    gates::Need need;
    need.expected = "the arrest's number";
    need.any_of.push_back(*gates::ReadPlace(place));
    gates->gates.push_back({.kind = "arrest", .colours = {}, .needs = {need}});
    auto active = std::make_shared<Active>(*parts_.parts().active->get());
    active->gates = gates;
    parts_.parts().active->set(active);
  }
  static v1::Record Numbered(const std::string& id, const std::string& number) {
    v1::Record record = testing::Arrest(id);
    record.mutable_arrest()->mutable_detentions(0)->set_number(number);
    return record;
  }
  Submitted MustSubmit(const v1::Record& record, int64_t revision = 0) {
    Submission submission;
    submission.context = testing::Context();
    submission.record = record;
    submission.facts.set_revision(revision);
    Awaited<absl::StatusOr<Submitted>> answer;
    Submit(parts_.parts(), ec_, std::move(submission), answer.Done());
    absl::StatusOr<Submitted> submitted = answer.Get();
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return *std::move(submitted);
  }
  absl::StatusOr<QuarantinePage> List(const Caller& caller) {
    Awaited<absl::StatusOr<QuarantinePage>> answer;
    ListQuarantined(parts_.parts(), caller, {testing::Context(), "", ""}, answer.Done());
    return answer.Get();
  }
  absl::StatusOr<QuarantineShown> Show(const Caller& caller, const std::string& id) {
    Awaited<absl::StatusOr<QuarantineShown>> answer;
    ShowQuarantined(parts_.parts(), caller, {testing::Context(), id, ""}, answer.Done());
    return answer.Get();
  }
  Rechecked MustRecheck(const std::string& id = "") {
    Awaited<absl::StatusOr<Rechecked>> answer;
    RecheckQuarantined(parts_.parts(), ec_, {testing::Context(), id, ""}, answer.Done());
    absl::StatusOr<Rechecked> rechecked = answer.Get();
    EXPECT_TRUE(rechecked.ok()) << rechecked.status();
    return *std::move(rechecked);
  }
  absl::StatusOr<Withdrawn> TakeBack(const std::string& id, bool erase) {
    Awaited<absl::StatusOr<Withdrawn>> answer;
    Withdraw(parts_.parts(), ec_, {testing::Context(), id, erase, ""}, answer.Done());
    return answer.Get();
  }
  bool IsReleased(const std::string& id) { return parts_.store().LatestByNationalId("EC", "s", id).ok(); }

  const Caller ec_{"EC", "s", "request"}, co_{"CO", "s", "request"};
  TestParts parts_;
};

TEST_F(QuarantineTest, BelowItsGateARecordIsKeptAndNotReleased) {
  const Submitted submitted = MustSubmit(testing::Arrest("EC-1"));
  EXPECT_TRUE(submitted.quarantined);
  EXPECT_FALSE(submitted.record_id.empty());
  EXPECT_EQ(submitted.audit_leaf.size(), 32u);
  ASSERT_EQ(submitted.missing.size(), 1u);
  EXPECT_EQ(submitted.missing[0].expected(), "the arrest's number");
  EXPECT_EQ(submitted.missing[0].paths(0), "arrest.detentions[].number");
  EXPECT_FALSE(IsReleased("EC-1"));
  const auto row = parts_.store().LatestSubmitted("EC", "s", "EC-1");
  EXPECT_EQ(row->state, store::State::kQuarantined);
  EXPECT_TRUE(row->lookup_keys.empty());
  const auto entry = audit::Parse(*parts_.store().AuditEntry(row->audit_index));
  EXPECT_EQ(entry->kind, audit::Kind::kSubmit);
  EXPECT_EQ(entry->details.at("quarantined"), "true");
}

TEST_F(QuarantineTest, AtItsGateARecordIsReleased) {
  const Submitted submitted = MustSubmit(Numbered("EC-1", "7"));
  EXPECT_FALSE(submitted.quarantined);
  EXPECT_TRUE(submitted.missing.empty());
  EXPECT_TRUE(IsReleased("EC-1"));
  EXPECT_TRUE(List(ec_)->records.empty());
}

TEST_F(QuarantineTest, ARepeatGetsTheSameAnswer) {
  const Submitted first = MustSubmit(testing::Arrest("EC-1"));
  const Submitted again = MustSubmit(testing::Arrest("EC-1"));
  EXPECT_TRUE(again.repeated);
  EXPECT_TRUE(again.quarantined);
  EXPECT_EQ(again.record_id, first.record_id);
  EXPECT_EQ(again.audit_leaf, first.audit_leaf);
  ASSERT_EQ(again.missing.size(), 1u);
  EXPECT_EQ(again.missing[0].expected(), first.missing[0].expected());
}

TEST_F(QuarantineTest, TheNextRevisionThatPassesIsReleased) {
  const Submitted first = MustSubmit(testing::Arrest("EC-1"), 1);
  const Submitted mended = MustSubmit(Numbered("EC-1", "7"));
  EXPECT_FALSE(mended.quarantined);
  EXPECT_EQ(mended.revision, 2);
  EXPECT_EQ(mended.record_id, first.record_id);
  EXPECT_EQ(parts_.store().Latest(mended.record_id)->revision, 2);
  EXPECT_FALSE(parts_.store().Latest(mended.record_id)->lookup_keys.empty());
  EXPECT_TRUE(List(ec_)->records.empty());
  // A repeat of the first is no news of a quarantine that is over.
  EXPECT_FALSE(MustSubmit(testing::Arrest("EC-1"), 1).quarantined);
}

TEST_F(QuarantineTest, OfAReleasedRecordTheRevisionBeforeStaysInForce) {
  const Submitted first = MustSubmit(Numbered("EC-1", "7"));
  const Submitted second = MustSubmit(testing::Arrest("EC-1"));
  EXPECT_TRUE(second.quarantined);
  EXPECT_EQ(second.revision, 2);
  EXPECT_EQ(parts_.store().Latest(first.record_id)->revision, 1);
  ASSERT_EQ(List(ec_)->records.size(), 1u);
  EXPECT_EQ(List(ec_)->records[0].revision(), 2);
}

TEST_F(QuarantineTest, ItsOriginatorAloneIsTold) {
  MustSubmit(testing::Arrest("EC-1"));
  MustSubmit(testing::Arrest("EC-2"));
  const auto mine = List(ec_);
  ASSERT_EQ(mine->records.size(), 2u);
  EXPECT_EQ(mine->records[0].national_id(), "EC-1");
  EXPECT_EQ(mine->records[0].record_kind(), "arrest");
  EXPECT_EQ(mine->records[0].missing_size(), 1);
  EXPECT_TRUE(mine->records[0].has_since());
  EXPECT_FALSE(mine->more);
  EXPECT_TRUE(List(co_)->records.empty());
  EXPECT_TRUE(List({"EC", "other", "request"}).status().ok() == false);
  const auto shown = Show(ec_, "EC-1");
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->about.missing_size(), 1);
  EXPECT_EQ(shown->common.subjects(0).documents(0).number(), "QZ 900.001");
  EXPECT_FALSE(shown->original.has_value());  // it came in the common schema
  EXPECT_EQ(ReasonOf(Show(co_, "EC-1").status()), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(Show(ec_, "EC-9").status()), v1::RECORD_UNKNOWN);
}

TEST_F(QuarantineTest, LooserGatesReleaseNothingByThemselvesAndARecheckDoes) {
  const Submitted first = MustSubmit(testing::Arrest("EC-1"));
  MustSubmit(testing::Arrest("EC-2"));
  EXPECT_EQ(MustRecheck().kept.size(), 2u);
  GateAsksFor("narrative");
  EXPECT_FALSE(IsReleased("EC-1"));
  EXPECT_EQ(Show(ec_, "EC-1")->about.missing_size(), 0);
  const Rechecked one = MustRecheck("EC-1");
  ASSERT_EQ(one.released.size(), 1u);
  EXPECT_EQ(one.released[0].revision(), 2);
  const auto row = parts_.store().Latest(first.record_id);
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->state, store::State::kActive);
  EXPECT_FALSE(row->lookup_keys.empty());
  EXPECT_EQ(audit::Parse(*parts_.store().AuditEntry(row->audit_index))->details.at("by"), "recheck");
  EXPECT_FALSE(IsReleased("EC-2"));
  EXPECT_EQ(MustRecheck().released.size(), 1u);
  EXPECT_TRUE(IsReleased("EC-2"));
  EXPECT_TRUE(MustRecheck().released.empty());
  EXPECT_TRUE(MustSubmit(testing::Arrest("EC-1")).repeated);
}

TEST_F(QuarantineTest, StricterGatesTakeNothingBack) {
  const Submitted first = MustSubmit(Numbered("EC-1", "7"));
  GateAsksFor("header.test");
  EXPECT_TRUE(MustRecheck().kept.empty());
  EXPECT_TRUE(parts_.store().Latest(first.record_id).ok());
  EXPECT_FALSE(MustSubmit(Numbered("EC-1", "7")).quarantined);  // a repeat
}

TEST_F(QuarantineTest, WithdrawnOrErasedItLeavesTheQuarantine) {
  for (const bool erase : {false, true}) {
    const std::string id = erase ? "EC-1" : "EC-2";
    MustSubmit(testing::Arrest(id));
    const auto withdrawn = TakeBack(id, erase);
    ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
    EXPECT_EQ(withdrawn->revision, 2);
    EXPECT_EQ(withdrawn->holders, 0);
    EXPECT_FALSE(withdrawn->repeated);
    EXPECT_EQ(ReasonOf(Show(ec_, id).status()), v1::RECORD_UNKNOWN);
    EXPECT_EQ(parts_.store().ByRevision("EC", "s", id, 1)->key.empty(), erase);
    EXPECT_TRUE(TakeBack(id, erase)->repeated);
  }
  EXPECT_TRUE(List(ec_)->records.empty());
}

}  // namespace
}  // namespace entente::core
