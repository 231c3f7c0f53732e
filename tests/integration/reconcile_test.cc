// What happens to copies already out: an activation, an overlay's begin and end, the end of a retention, an amendment and
// a withdrawal reach every holder as events, in order, also when nobody asks; and the owner sees who has not answered.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/office.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Office;
using testing::Peer;

// The clock of these tests begins at 2024-03-01T12:00:00Z.
std::string PolicyWith(const std::string& rules) {
  return "kind: CountryPolicy\ncountry: EC\nversion: 2\ndefaults: {purposes: [criminal-investigation], retention: "
         "P1Y}\nrules:\n" +
         rules;
}

constexpr char kToCo[] =
    "  - id: arrests-to-co\n    permit: {to: [CO], records: [arrest]}\n    fields: [identity, event]\n"
    "    caveats: [no-onward-sharing]\n";
constexpr char kToBr[] =
    "  - id: arrests-to-br\n    permit: {to: [BR], records: [arrest]}\n    fields: [identity, event]\n";
constexpr char kEventToCo[] =
    "  - id: arrests-to-co\n    permit: {to: [CO], records: [arrest]}\n    fields: [event]\n"
    "    caveats: [no-onward-sharing]\n";

class Reconcile : public ::testing::Test {
 protected:
  // What the feed says from the last cursor on, as words.
  std::vector<std::string> Told(Peer& peer, std::string& cursor) {
    std::vector<std::string> told;
    for (const v1::Event& event : peer.WatchAll(cursor)) {
      cursor = event.cursor();
      if (event.kind() == v1::Event::CAUGHT_UP) continue;
      told.push_back(v1::Event::Kind_Name(event.kind()) + " " + std::to_string(event.view_revision()));
    }
    return told;
  }
  std::vector<std::string> Owing(bool answered = false) {
    std::vector<std::string> owing;
    const v1::ListRecallsReply list = ec_.Recalls(answered);
    for (const v1::Recall& recall : list.recalls()) {
      owing.push_back(recall.national_id() + " " + v1::Event::Kind_Name(recall.kind()) + " " + recall.holder());
    }
    return owing;
  }
  grpc::Status Acknowledge(const std::string& record_id, int64_t view, v1::AcknowledgeRequest::Outcome outcome) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::AcknowledgeRequest request;
    *request.mutable_context() = Context();
    request.set_record_id(record_id);
    request.set_view_revision(view);
    request.set_outcome(outcome);
    if (outcome == v1::AcknowledgeRequest::RETAINED) {
      request.set_basis("an invented law");
      request.set_case_number("C-1");
    }
    v1::AcknowledgeReply reply;
    return co_.stub().Acknowledge(&context, request, &reply);
  }

  using Words = std::vector<std::string>;

  InProcessGateway gateway_;
  Office ec_{gateway_, "EC/admin"};
  Peer migracion_ = gateway_.Connect("EC/migracion");
  Peer co_ = gateway_.Connect("CO/policia");
  Peer br_ = gateway_.Connect("BR/pf");
  std::string co_cursor_, br_cursor_;
};

TEST_F(Reconcile, AnActivationRecallsAndReleases) {
  const std::string id = migracion_.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  EXPECT_EQ(Told(br_, br_cursor_), Words{});
  ec_.MustActivate(PolicyWith(kToBr));
  EXPECT_EQ(Owing(), Words{"EC-1 RECALL CO/policia"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RECALL 2"});
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{});
  ASSERT_TRUE(Acknowledge(id, 2, v1::AcknowledgeRequest::DONE).ok());
  EXPECT_EQ(Owing(), Words{});
}

TEST_F(Reconcile, WhoseAccessStaysHearsNothing) {
  // Finer than what the store keeps of a time.
  gateway_.clock().Advance(absl::Nanoseconds(123'456'789));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(std::string(kToCo) + kToBr));
  EXPECT_EQ(Told(co_, co_cursor_), Words{});
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  EXPECT_EQ(Owing(), Words{});
}

TEST_F(Reconcile, ANarrowedPolicyAmends) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(kEventToCo));
  const std::vector<v1::Event> events = co_.WatchAll(co_cursor_);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::Event::AMEND);
  EXPECT_EQ(events[0].view_revision(), 2);
  EXPECT_EQ(events[0].record().subjects_size(), 0);
  EXPECT_EQ(Owing(), Words{"EC-1 AMEND CO/policia"});
}

TEST_F(Reconcile, OtherTermsAreAnAmendmentToo) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  std::string shorter = kToCo;
  shorter += "    retention: P30D\n";
  ec_.MustActivate(PolicyWith(shorter));
  const std::vector<v1::Event> events = co_.WatchAll(co_cursor_);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::Event::AMEND);
  EXPECT_EQ(absl::FromUnixSeconds(events[0].terms().until().seconds()),
            gateway_.clock().Now() + absl::Hours(24 * 30));
}

TEST_F(Reconcile, ARollbackGivesItBack) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(kToBr));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RECALL 2"});
  ec_.MustActivate(PolicyWith(kToCo));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 3"});
}

TEST_F(Reconcile, WhoWasAwayIsToldOnlyWhatStands) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(kToBr));
  ec_.MustActivate(PolicyWith(kToCo));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 3"});
}

TEST_F(Reconcile, TheEndOfARetentionIsARecall) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  gateway_.clock().Advance(absl::Hours(24 * 364));
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{});
  gateway_.clock().Advance(absl::Hours(24));
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{"EC-1 RECALL CO/policia"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RECALL 2"});
}

TEST_F(Reconcile, TheEndOfOneGrantNarrows) {
  ec_.MustActivate(PolicyWith("  - {id: people, permit: {to: [CO]}, fields: [identity, event], retention: P10D}\n"
                              "  - {id: events, permit: {to: [CO]}, fields: [event], retention: P30D}\n"));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  gateway_.clock().Advance(absl::Hours(24 * 10));
  ec_.WaitReconciled();
  const std::vector<v1::Event> events = co_.WatchAll(co_cursor_);
  ASSERT_EQ(events.size(), 2u);
  co_cursor_ = events[1].cursor();
  EXPECT_EQ(events[0].kind(), v1::Event::AMEND);
  EXPECT_EQ(events[0].record().subjects_size(), 0);
  gateway_.clock().Advance(absl::Hours(24 * 20));
  ec_.WaitReconciled();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RECALL 3"});
}

std::string WithOverlay(const char* at_end, const char* rule) {
  return PolicyWith(kToCo) + "overlays:\n  - id: airports\n    operation: INVENTED\n    valid: {from: 2024-03-02, until: "
                             "2024-03-05, zone: UTC}\n    at_end: " +
         at_end + "\n    rules:\n" + rule;
}
constexpr char kOverlayToBr[] =
    "      - {id: br, permit: {to: [BR], records: [arrest]}, fields: [event], retention: P90D}\n";

TEST_F(Reconcile, AnOverlayReleasesWhenItBeginsAndRecallsWhenItEnds) {
  ec_.MustActivate(WithOverlay("recall", kOverlayToBr));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(br_, br_cursor_), Words{});
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  gateway_.clock().Advance(absl::Hours(12));
  ec_.WaitReconciled();
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  gateway_.clock().Advance(absl::Hours(24 * 3));
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{"EC-1 RECALL BR/pf"});
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RECALL 2"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{});
}

TEST_F(Reconcile, AnOverlayMayLetCopiesStayUntilTheirRetentionEnds) {
  ec_.MustActivate(WithOverlay("keep", kOverlayToBr));
  gateway_.clock().Advance(absl::Hours(12));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  gateway_.clock().Advance(absl::Hours(24 * 10));
  migracion_.MustSubmit(Arrest("EC-2"));
  ec_.WaitReconciled();
  EXPECT_EQ(Told(br_, br_cursor_), Words{});
  EXPECT_EQ(Owing(), Words{});
  gateway_.clock().Advance(absl::Hours(24 * 81));
  ec_.WaitReconciled();
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RECALL 2"});
}

TEST_F(Reconcile, ACopyThatAnOverlayLetStayIsStillRecalledByAForbid) {
  ec_.MustActivate(WithOverlay("keep", kOverlayToBr));
  gateway_.clock().Advance(absl::Hours(12));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  gateway_.clock().Advance(absl::Hours(24 * 10));
  ec_.WaitReconciled();
  std::string forbidding = WithOverlay("keep", kOverlayToBr);
  forbidding.insert(forbidding.find("overlays:"), "  - {id: no, forbid: {to: [BR]}, why: invented}\n");
  ec_.MustActivate(forbidding);
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RECALL 2"});
}

TEST_F(Reconcile, AnOverlayThatBeganAndEndedWhileTheGatewayWasDownIsMadeUpFor) {
  ec_.MustActivate(WithOverlay("recall", kOverlayToBr));
  gateway_.clock().Advance(absl::Hours(12));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  gateway_.Stop();
  gateway_.clock().Advance(absl::Hours(24 * 10));
  gateway_.Start();
  Office again(gateway_, "EC/admin");
  again.WaitReconciled();
  Peer br = gateway_.Connect("BR/pf");
  EXPECT_EQ(Told(br, br_cursor_), Words{"RECALL 2"});
}

TEST_F(Reconcile, AWithdrawalReachesAHolderThatNeverAsks) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(migracion_.Withdraw("EC-1", false, &withdrawn).ok());
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{"EC-1 WITHDRAW CO/policia"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{"WITHDRAW 2"});
  ASSERT_TRUE(migracion_.Withdraw("EC-1", true, &withdrawn).ok());
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{"EC-1 DELETE CO/policia"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{"DELETE 3"});
}

TEST_F(Reconcile, AnAmendmentThatNobodyFetchedIsOwedToo) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  v1::Record amended = Arrest("EC-1");
  amended.mutable_header()->mutable_event_place()->set_locality("Puerto Inventado");
  migracion_.MustSubmit(amended);
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{"EC-1 AMEND CO/policia"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{"AMEND 2"});
}

TEST_F(Reconcile, WhoRetainsOrCannotIsListedWithItsAnswer) {
  const std::string id = migracion_.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(kToBr));
  ASSERT_TRUE(Acknowledge(id, 2, v1::AcknowledgeRequest::RETAINED).ok());
  EXPECT_EQ(Owing(), Words{});
  const v1::ListRecallsReply answered = ec_.Recalls(true);
  ASSERT_EQ(answered.recalls_size(), 1);
  EXPECT_EQ(answered.recalls(0).outcome(), v1::AcknowledgeRequest::RETAINED);
  EXPECT_EQ(answered.recalls(0).basis(), "an invented law");
  EXPECT_EQ(answered.recalls(0).case_number(), "C-1");
  // Another country's administrator sees none of it.
  EXPECT_EQ(Office(gateway_, "CL/admin").Recalls(true).recalls_size(), 0);
}

TEST_F(Reconcile, AnAnswerAboutAnEarlierViewIsNoAnswer) {
  const std::string id = migracion_.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(kToBr));
  ASSERT_TRUE(Acknowledge(id, 1, v1::AcknowledgeRequest::DONE).ok());
  EXPECT_EQ(Owing(), Words{"EC-1 RECALL CO/policia"});
}

TEST_F(Reconcile, ManyRecordsArePagesAndEachHolderHearsOfEachOnce) {
  for (int i = 0; i < 700; ++i) migracion_.MustSubmit(Arrest("EC-" + std::to_string(i)));
  EXPECT_EQ(Told(co_, co_cursor_).size(), 700u);
  ec_.MustActivate(PolicyWith(kToBr));
  EXPECT_EQ(Told(co_, co_cursor_), Words(700, "RECALL 2"));
  EXPECT_EQ(Told(br_, br_cursor_), Words(700, "RELEASE 1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{});
}

TEST_F(Reconcile, AReplayTellsWhatWouldHappenAndNothingDoes) {
  for (int i = 0; i < 3; ++i) migracion_.MustSubmit(Arrest("EC-" + std::to_string(i)));
  EXPECT_EQ(Told(co_, co_cursor_).size(), 3u);
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::ReplayPolicyRequest request;
  *request.mutable_context() = Context();
  request.set_text(ec_.Next(PolicyWith(std::string(kEventToCo) + kToBr)));
  v1::ReplayPolicyReply reply;
  const grpc::Status status = ec_.stub().ReplayPolicy(&context, request, &reply);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(reply.records(), 3);
  ASSERT_EQ(reply.counts_size(), 2);
  EXPECT_EQ(reply.counts(0).recipient(), "BR");
  EXPECT_EQ(reply.counts(0).record_kind(), "arrest");
  EXPECT_EQ(reply.counts(0).released(), 3);
  EXPECT_EQ(reply.counts(1).recipient(), "CO");
  EXPECT_EQ(reply.counts(1).narrowed(), 3);
  EXPECT_EQ(Told(br_, br_cursor_), Words{});
}

TEST_F(Reconcile, ADeletionAfterARecallThatNobodyToldIsTold) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(kToBr));
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(migracion_.Withdraw("EC-1", true, &withdrawn).ok());
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{"EC-1 DELETE CO/policia"});
  EXPECT_EQ(Told(co_, co_cursor_), Words{"DELETE 3"});
}

TEST_F(Reconcile, AWithdrawalThatNobodyToldAndARecordThatComesBackHiddenIsARecall) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(migracion_.Withdraw("EC-1", false, &withdrawn).ok());
  ec_.WaitReconciled();
  ec_.MustActivate(PolicyWith(kToBr));
  v1::Record again = Arrest("EC-1");
  again.mutable_header()->mutable_event_place()->set_locality("Puerto Inventado");
  migracion_.MustSubmit(again);
  ec_.WaitReconciled();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RECALL 3"});
}

TEST_F(Reconcile, ARecordThatMovesOnTwiceIsStillToldToWhoReadInBetween) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  ec_.MustActivate(PolicyWith(kEventToCo));
  // A cursor of the other purpose's stream does not help: this one reads up to a record behind the first move.
  migracion_.MustSubmit(Arrest("EC-2", "QZ 900.002"));
  ec_.MustActivate(PolicyWith(std::string(kEventToCo) + kToBr));
  const std::vector<v1::Event> events = co_.WatchAll(co_cursor_);
  std::map<std::string, std::string> told;
  for (const v1::Event& event : events) {
    if (event.has_record()) told[event.record().header().national_id()] = v1::Event::Kind_Name(event.kind());
  }
  EXPECT_EQ(told, (std::map<std::string, std::string>{{"EC-1", "AMEND"}, {"EC-2", "RELEASE"}}));
  // Told once, and not again when it moves once more.
  co_cursor_ = events.back().cursor();
  ec_.MustActivate(PolicyWith(kEventToCo));
  EXPECT_EQ(Told(co_, co_cursor_), Words{});
}

TEST_F(Reconcile, OneRecordsOwnLimitSaysNothingOfItsKind) {
  v1::SubmitRequest limited = testing::Submission(Arrest("EC-0", "QZ 900.000"));
  limited.mutable_facts()->mutable_keep_until()->set_seconds(
      absl::ToUnixSeconds(gateway_.clock().Now() + absl::Hours(1)));
  v1::SubmitReply reply;
  ASSERT_TRUE(migracion_.Submit(limited, &reply).ok());
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_).size(), 2u);
  gateway_.clock().Advance(absl::Hours(2));
  ec_.WaitReconciled();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RECALL 2"});
  ec_.MustActivate(PolicyWith(kToBr));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RECALL 2"});
}

v1::Record LinkedTo(v1::Record record, v1::Link::Kind kind, const std::string& national_id) {
  v1::Link& link = *record.mutable_header()->add_links();
  link.set_kind(kind);
  link.mutable_originator()->set_country("EC");
  link.set_national_id(national_id);
  return record;
}

TEST_F(Reconcile, ALinkIsShownFromTheDayItsTargetMayBeSeenUntilItIsWithdrawn) {
  migracion_.MustSubmit(LinkedTo(Arrest("EC-1"), v1::Link::SAME_INCIDENT, "EC-2"));
  std::vector<v1::Event> events = co_.WatchAll();
  ASSERT_EQ(events.front().kind(), v1::Event::RELEASE);
  EXPECT_EQ(events.front().record().header().links_size(), 0);
  migracion_.MustSubmit(Arrest("EC-2", "QZ 900.002"));
  ec_.WaitReconciled();
  std::map<std::string, v1::Event> told;
  for (const v1::Event& event : co_.WatchAll(events.back().cursor())) {
    told[event.record().header().national_id()] = event;
    co_cursor_ = event.cursor();
  }
  EXPECT_EQ(told["EC-1"].kind(), v1::Event::AMEND);
  EXPECT_EQ(told["EC-1"].record().header().links_size(), 1);
  EXPECT_EQ(told["EC-2"].kind(), v1::Event::RELEASE);
  EXPECT_EQ(Owing(), Words{}) << "what became of another record is not for this one's owner";
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(migracion_.Withdraw("EC-2", false, &withdrawn).ok());
  ec_.WaitReconciled();
  told.clear();
  for (const v1::Event& event : co_.WatchAll(co_cursor_)) told[v1::Event::Kind_Name(event.kind())] = event;
  ASSERT_TRUE(told.contains("AMEND"));
  EXPECT_EQ(told["AMEND"].record().header().national_id(), "EC-1");
  EXPECT_EQ(told["AMEND"].record().header().links_size(), 0);
  EXPECT_TRUE(told.contains("WITHDRAW"));
}

TEST_F(Reconcile, ALinkIsTakenBackWithItsTargetByAnActivation) {
  constexpr char kNotices[] = "  - id: notices-to-co\n    permit: {to: [CO], records: [notice]}\n    fields: [event]\n";
  ec_.MustActivate(PolicyWith(std::string(kToCo) + kNotices));
  migracion_.MustSubmit(testing::Notice("N-1"));
  migracion_.MustSubmit(LinkedTo(Arrest("EC-1"), v1::Link::RELATED, "N-1"));
  std::vector<v1::Event> events = co_.WatchAll();
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[1].record().header().links_size(), 1);
  ec_.MustActivate(PolicyWith(kToCo));
  std::map<std::string, v1::Event> told;
  for (const v1::Event& event : co_.WatchAll(events.back().cursor())) told[v1::Event::Kind_Name(event.kind())] = event;
  EXPECT_TRUE(told.contains("RECALL"));
  ASSERT_TRUE(told.contains("AMEND"));
  EXPECT_EQ(told["AMEND"].record().header().links_size(), 0);
}

TEST_F(Reconcile, ALinkEndsWithTheRetentionOfItsTarget) {
  constexpr char kNotices[] =
      "  - id: notices-to-co\n    permit: {to: [CO], records: [notice]}\n    fields: [event]\n    retention: P1D\n";
  ec_.MustActivate(PolicyWith(std::string(kToCo) + kNotices));
  migracion_.MustSubmit(testing::Notice("N-1"));
  migracion_.MustSubmit(LinkedTo(Arrest("EC-1"), v1::Link::RELATED, "N-1"));
  const std::vector<v1::Event> events = co_.WatchAll();
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[1].record().header().links_size(), 1);
  gateway_.clock().Advance(absl::Hours(25));
  ec_.WaitReconciled();
  std::map<std::string, v1::Event> told;
  for (const v1::Event& event : co_.WatchAll(events.back().cursor())) told[v1::Event::Kind_Name(event.kind())] = event;
  EXPECT_TRUE(told.contains("RECALL"));
  ASSERT_TRUE(told.contains("AMEND"));
  EXPECT_EQ(told["AMEND"].record().header().links_size(), 0);
}

// After an erasure the same number begins another record; the erased one moves in the log when its holders are told.
TEST_F(Reconcile, ARecordOfAnErasedOnesNumberIsAnotherOne) {
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  v1::WithdrawReply reply;
  ASSERT_TRUE(migracion_.Withdraw("EC-1", true, &reply).ok());
  migracion_.MustSubmit(Arrest("EC-1", "QZ 900.777"));
  ec_.WaitReconciled();
  EXPECT_EQ(Told(co_, co_cursor_).size(), 2u);  // DELETE and RELEASE
  ASSERT_TRUE(migracion_.Withdraw("EC-1", false, &reply).ok());
  EXPECT_FALSE(reply.repeated_withdrawal());
  ec_.WaitReconciled();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"WITHDRAW 2"});
}

TEST_F(Reconcile, RecordsThatPointAtEachOtherComeToRest) {
  for (int i = 0; i < 3; ++i) {
    const std::string text = "changed " + std::to_string(i);
    for (const auto& [id, other] : {std::pair("EC-1", "EC-2"), std::pair("EC-2", "EC-1")}) {
      v1::Record record = LinkedTo(Arrest(id), v1::Link::RESULT_OF, other);
      record.mutable_header()->mutable_event_place()->set_locality(text);
      migracion_.MustSubmit(record);
    }
  }
  ec_.WaitReconciled();
  Told(co_, co_cursor_);
  EXPECT_EQ(Told(co_, co_cursor_), Words{});
}

TEST_F(Reconcile, WhoLeavesTheParticipantsFileIsListed) {
  ec_.MustActivate(PolicyWith("  - {id: all, permit: {to: any, records: [arrest]}, fields: [event]}\n"));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  const std::string brazil =
      "      - {id: pf, roles: [submit, receive, check], purposes: [criminal-investigation], state: live}\n";
  const size_t at = participants.find(brazil);
  ASSERT_NE(at, std::string::npos);
  participants.replace(at, brazil.size(),
                       "      - {id: other, roles: [receive], purposes: [criminal-investigation], state: live}\n");
  gateway_.network().WriteFile("participants.yaml", participants);
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  ec_.WaitReconciled();
  EXPECT_EQ(Owing(), Words{"EC-1 RECALL BR/pf"});
}

TEST_F(Reconcile, WhoLeavesTheParticipantsFileWhileNoGatewayRunsIsListedToo) {
  ec_.MustActivate(PolicyWith("  - {id: all, permit: {to: any, records: [arrest]}, fields: [event]}\n"));
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(br_, br_cursor_), Words{"RELEASE 1"});
  gateway_.Stop();
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  const size_t at = participants.find("{id: pf,");
  ASSERT_NE(at, std::string::npos);
  gateway_.network().WriteFile("participants.yaml", participants.replace(at, 8, "{id: pg,"));
  gateway_.Start();
  Office again(gateway_, "EC/admin");
  again.WaitReconciled();
  Words owing;
  const v1::ListRecallsReply list = again.Recalls(false);
  for (const v1::Recall& recall : list.recalls()) owing.push_back(recall.holder());
  EXPECT_EQ(owing, Words{"BR/pf"});
}

TEST_F(Reconcile, AnotherParentReleasesWhatFeedsPassedOver) {
  Peer chile = gateway_.Connect("CL/pdi");
  chile.MustSubmit(Arrest("CL-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{});
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  const std::string alone = "  - country: CL\n";
  const size_t at = participants.find(alone);
  ASSERT_NE(at, std::string::npos);
  gateway_.network().WriteFile("participants.yaml", participants.replace(at, alone.size(), alone + "    parent: EC\n"));
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  ec_.WaitReconciled();
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
}

TEST_F(Reconcile, ACandidateDecidesBesideAndIsCountedWithoutEffect) {
  const auto shadow = [&](const std::string& text, bool end) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ShadowPolicyRequest request;
    *request.mutable_context() = Context();
    request.set_text(text);
    request.set_end(end);
    v1::ShadowPolicyReply reply;
    const grpc::Status status = ec_.stub().ShadowPolicy(&context, request, &reply);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply.report();
  };
  shadow(ec_.Next(PolicyWith(kToBr)), false);
  migracion_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"RELEASE 1"});
  EXPECT_EQ(Told(br_, br_cursor_), Words{});
  const v1::ShadowReport report = shadow("", true);
  Words counted;
  for (const v1::ShadowCount& count : report.counts()) {
    counted.push_back(count.recipient() + " " + count.rule() + " " + count.candidate_effect() + " " +
                      count.candidate_rule());
  }
  EXPECT_EQ(counted, (Words{"BR/pf default-deny release arrests-to-br", "CO/policia arrests-to-co deny default-deny"}));
  // What is counted ends with the activation it was compared with.
  shadow(ec_.Next(PolicyWith(kToBr)), false);
  ec_.MustActivate(PolicyWith(kEventToCo));
  EXPECT_EQ(Told(co_, co_cursor_), Words{"AMEND 2"});
  EXPECT_EQ(shadow("", true).decisions(), 0);
}

}  // namespace
}  // namespace entente
