// Participants' lives: sandbox, receive-only, live, suspended, changed by two officers' signatures and effective at once;
// and the switch that stops release with one signature and lets go again with two.
#include <gtest/gtest.h>

#include "gateway/policy/statement.h"
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
using testing::ReasonOf;

class Life : public ::testing::Test {
 protected:
  // Signed by these, one after the other; whether it took effect with the last.
  bool Move(Office& office, v1::Motion::Kind kind, const std::string& subject, std::vector<std::string> officers) {
    v1::MoveParticipantReply reply;
    for (const std::string& officer : officers) {
      const grpc::Status status = office.Move(kind, subject, officer, &reply);
      EXPECT_TRUE(status.ok()) << status.error_message();
    }
    return reply.effective();
  }
  std::string StateOf(const std::string& system) {
    const v1::ListParticipantsReply list = co_office_.Participants();
    for (const v1::ParticipantEntry& entry : list.participants()) {
      if (entry.name() == system) return entry.state();
    }
    return "";
  }
  bool ColombiaSees(const std::string& id) {
    v1::FetchReply fetched;
    return co_.Fetch(id, &fetched).ok();
  }

  InProcessGateway gateway_;
  Office co_office_{gateway_, "CO/admin"}, ec_office_{gateway_, "EC/admin"};
  Peer ec_ = gateway_.Connect("EC/migracion");
  Peer co_ = gateway_.Connect("CO/policia");
};

TEST_F(Life, AStateChangesWithTheSecondOfficersSignature) {
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_FALSE(Move(co_office_, v1::Motion::SUSPENDED, "CO/policia", {"CO/policy-1"}));
  EXPECT_TRUE(ColombiaSees(id));
  EXPECT_EQ(co_office_.Participants().pending_size(), 1);
  EXPECT_FALSE(Move(co_office_, v1::Motion::SUSPENDED, "CO/policia", {"CO/policy-1"})) << "one officer has one say";
  EXPECT_TRUE(Move(co_office_, v1::Motion::SUSPENDED, "CO/policia", {"CO/dpo-1"}));
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(co_.Fetch(id, &fetched)), v1::NOT_ENTITLED);
  EXPECT_EQ(StateOf("CO/policia"), "suspended");
  EXPECT_TRUE(Move(co_office_, v1::Motion::LIVE, "CO/policia", {"CO/policy-2", "CO/dpo-1"}));
  EXPECT_TRUE(ColombiaSees(id));
}

TEST_F(Life, SurvivesARestartAndAReload) {
  EXPECT_TRUE(Move(co_office_, v1::Motion::RECEIVE_ONLY, "CO/policia", {"CO/policy-1", "CO/dpo-1"}));
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  EXPECT_EQ(StateOf("CO/policia"), "receive-only");
  gateway_.Stop();
  gateway_.Start();
  Office again(gateway_, "CO/admin");
  v1::SubmitReply reply;
  Peer co = gateway_.Connect("CO/policia");
  EXPECT_EQ(ReasonOf(co.Submit(testing::Submission(Arrest("CO-1")), &reply)), v1::NOT_ENTITLED);
}

TEST_F(Life, ASuspendedSystemsStreamIsCut) {
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::WatchRequest request;
  *request.mutable_context() = Context();
  const auto reader = co_.stub().Watch(&context, request);
  v1::Event event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_TRUE(Move(co_office_, v1::Motion::SUSPENDED, "CO/policia", {"CO/policy-1", "CO/dpo-1"}));
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_EQ(ReasonOf(reader->Finish()), v1::NOT_ENTITLED);
}

TEST_F(Life, WhatTheFileSuspendsNoSignatureLifts) {
  v1::MoveParticipantReply reply;
  EXPECT_EQ(ReasonOf(Office(gateway_, "DO/ncb").Move(v1::Motion::LIVE, "VE/ncb", "DO/policy-1", &reply)),
            v1::NOT_ENTITLED);
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  const std::string live = "border-control], state: live}\n      - {id: sandbox, roles: [submit, receive, check], "
                           "purposes: [criminal-investigation], state: sandbox}\n      - {id: archivo";
  const size_t at = participants.find(live);
  ASSERT_NE(at, std::string::npos);
  participants.replace(at, std::string("border-control], state: live").size(), "border-control], state: suspended");
  gateway_.network().WriteFile("participants.yaml", participants);
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  EXPECT_EQ(ReasonOf(co_office_.Move(v1::Motion::LIVE, "CO/policia", "CO/policy-1", &reply)), v1::REQUEST_INVALID);
  EXPECT_EQ(StateOf("CO/policia"), "suspended");
}

TEST_F(Life, WhoGoesLiveReadsTheRealRecordsFromTheBeginning) {
  Peer sandbox = gateway_.Connect("CO/sandbox");
  ec_.MustSubmit(Arrest("EC-1"));
  gateway_.Connect("EC/sandbox").MustSubmit(Arrest("TEST-1"));
  std::vector<v1::Event> events = sandbox.WatchAll();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].record().header().national_id(), "TEST-1");
  EXPECT_TRUE(Move(co_office_, v1::Motion::LIVE, "CO/sandbox", {"CO/policy-1", "CO/dpo-1"}));
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::WatchRequest request;
  *request.mutable_context() = Context();
  request.set_cursor(events[1].cursor());
  const auto reader = sandbox.stub().Watch(&context, request);
  v1::Event event;
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_EQ(ReasonOf(reader->Finish()), v1::CURSOR_EXPIRED);
  events = sandbox.WatchAll();
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].record().header().national_id(), "EC-1");
  EXPECT_EQ(events[1].kind(), v1::Event::RECALL) << "a live system holds no test";
}

TEST_F(Life, OneSignatureStopsAndTwoLetGo) {
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  std::string cursor = co_.WatchAll().back().cursor();
  EXPECT_TRUE(Move(ec_office_, v1::Motion::STOP, "EC", {"EC/policy-1"}));
  EXPECT_FALSE(ColombiaSees(id));
  v1::CheckReply check;
  ASSERT_TRUE(co_.Check("QZ900001", &check).ok());
  EXPECT_EQ(check.candidates_size(), 0);
  ASSERT_TRUE(gateway_.Connect("PE/pnp").Check("QZ900001", &check).ok());
  EXPECT_EQ(check.candidates_size(), 0) << "nor is there a hit";
  // Nothing new is given, and nothing that was given is called back.
  ec_.MustSubmit(Arrest("EC-2", "QZ 900.002"));
  v1::Record amended = Arrest("EC-1");
  amended.mutable_header()->mutable_event_place()->set_locality("Puerto Inventado");
  ec_.MustSubmit(amended);
  ec_office_.WaitReconciled();
  std::vector<v1::Event> events = co_.WatchAll(cursor);
  ASSERT_EQ(events.size(), 1u) << events[0].ShortDebugString();
  cursor = events[0].cursor();
  // The owner has its own, and a withdrawal goes through.
  v1::FetchReply fetched;
  EXPECT_TRUE(ec_.Fetch(id, &fetched).ok());
  EXPECT_FALSE(Move(ec_office_, v1::Motion::LET_GO, "EC", {"EC/policy-1"}));
  EXPECT_FALSE(ColombiaSees(id));
  EXPECT_TRUE(Move(ec_office_, v1::Motion::LET_GO, "EC", {"EC/dpo-1"}));
  ec_office_.WaitReconciled();
  events = co_.WatchAll(cursor);
  ASSERT_EQ(events.size(), 3u);
  std::map<std::string, v1::Event::Kind> told;
  for (const v1::Event& event : events) {
    if (event.has_record()) told[event.record().header().national_id()] = event.kind();
  }
  EXPECT_EQ(told, (std::map<std::string, v1::Event::Kind>{{"EC-1", v1::Event::AMEND}, {"EC-2", v1::Event::RELEASE}}));
}

TEST_F(Life, AWithdrawalGoesThroughAStop) {
  ec_.MustSubmit(Arrest("EC-1"));
  const std::string cursor = co_.WatchAll().back().cursor();
  EXPECT_TRUE(Move(ec_office_, v1::Motion::STOP, "EC", {"EC/policy-1"}));
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(ec_.Withdraw("EC-1", false, &withdrawn).ok());
  const std::vector<v1::Event> events = co_.WatchAll(cursor);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::Event::WITHDRAW);
}

TEST_F(Life, EverythingCanBeStoppedByAnyOfficer) {
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_TRUE(Move(co_office_, v1::Motion::STOP, "everything", {"CO/policy-1"}));
  EXPECT_FALSE(ColombiaSees(id));
  EXPECT_TRUE(Move(ec_office_, v1::Motion::LET_GO, "everything", {"EC/policy-1", "CO/policy-1"}));
  EXPECT_TRUE(ColombiaSees(id));
}

TEST_F(Life, AnotherCountryMayNotMoveOneNorStopOne) {
  v1::MoveParticipantReply reply;
  EXPECT_EQ(ReasonOf(ec_office_.Move(v1::Motion::SUSPENDED, "CO/policia", "EC/policy-1", &reply)), v1::NOT_ENTITLED);
  EXPECT_EQ(ReasonOf(ec_office_.Move(v1::Motion::STOP, "CO", "EC/policy-1", &reply)), v1::NOT_ENTITLED);
  EXPECT_EQ(ReasonOf(co_office_.Move(v1::Motion::SUSPENDED, "CO/policia", "EC/policy-1", &reply)), v1::NOT_ENTITLED);
}

TEST_F(Life, ASignatureIsGoodForOneChangeAlone) {
  const v1::OfficerSignature old = co_office_.Sign(
      "CO/policy-1", policy::MotionStatement(v1::Motion::Kind_Name(v1::Motion::SUSPENDED), "CO/policia", 0));
  EXPECT_TRUE(Move(co_office_, v1::Motion::SUSPENDED, "CO/policia", {"CO/policy-1", "CO/dpo-1"}));
  EXPECT_TRUE(Move(co_office_, v1::Motion::LIVE, "CO/policia", {"CO/policy-1", "CO/dpo-1"}));
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::MoveParticipantRequest request;
  *request.mutable_context() = Context();
  request.set_kind(v1::Motion::SUSPENDED);
  request.set_subject("CO/policia");
  *request.mutable_officer() = old;
  v1::MoveParticipantReply reply;
  EXPECT_EQ(ReasonOf(co_office_.stub().MoveParticipant(&context, request, &reply)), v1::NOT_ENTITLED);
}

}  // namespace
}  // namespace entente
