// After a hit: what it tells, how the record is asked for, that an officer of its owner answers once, and what comes of
// it; and how a decision is explained to those who may hear of it.
#include <gtest/gtest.h>

#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "gateway/policy/statement.h"
#include "gateway/store/open.h"
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

class Consent : public ::testing::Test {
 protected:
  // PE gets a hit on EC's arrest: the policy of the tests' network says so.
  std::string Hit() {
    v1::CheckReply reply;
    EXPECT_TRUE(pe_.Check("QZ900001", &reply).ok());
    EXPECT_EQ(reply.candidates_size(), 1);
    return reply.candidates_size() == 1 ? reply.candidates(0).record_id() : "";
  }
  grpc::Status Ask(Peer& peer, const std::string& handle, v1::ReleaseRequestReply* reply, bool urgent = false) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ReleaseRequest request;
    *request.mutable_context() = Context();
    request.set_handle(handle);
    request.set_reason("an invented reason");
    request.set_urgent(urgent);
    return peer.stub().RequestRelease(&context, request, reply);
  }
  std::string MustAsk(bool urgent = false) {
    v1::ReleaseRequestReply reply;
    const grpc::Status status = Ask(pe_, Hit(), &reply, urgent);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply.request_id();
  }
  v1::ReleaseAnswer Grant(const std::string& request, const std::string& officer = "EC/policy-1") {
    v1::ReleaseAnswer answer;
    *answer.mutable_context() = Context();
    answer.set_request_id(request);
    answer.set_granted(true);
    answer.add_field_sets("identity");
    answer.add_field_sets("event");
    answer.mutable_until()->set_seconds(absl::ToUnixSeconds(gateway_.clock().Now() + absl::Hours(48)));
    SignAnswer(answer, officer);
    return answer;
  }
  v1::ReleaseAnswer Refuse(const std::string& request) {
    v1::ReleaseAnswer answer;
    *answer.mutable_context() = Context();
    answer.set_request_id(request);
    SignAnswer(answer, "EC/policy-1");
    return answer;
  }
  void SignAnswer(v1::ReleaseAnswer& answer, const std::string& officer) {
    const std::vector<std::string> sets(answer.field_sets().begin(), answer.field_sets().end());
    *answer.mutable_officer() =
        ec_.Sign(officer, policy::ReleaseStatement(answer.request_id(), answer.granted(), sets,
                                                   answer.minors_included(), answer.until().seconds()));
  }
  grpc::Status Answer(const v1::ReleaseAnswer& answer, const std::string& system = "EC/admin") {
    Peer peer = gateway_.Connect(system);
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ReleaseAnswerReply reply;
    return peer.stub().AnswerRelease(&context, answer, &reply);
  }
  v1::ListReleaseRequestsReply List(const std::string& system, bool overdue = false, bool answered = true) {
    Peer peer = gateway_.Connect(system);
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ListReleaseRequestsRequest request;
    *request.mutable_context() = Context();
    request.set_overdue_only(overdue);
    request.set_answered(answered);
    v1::ListReleaseRequestsReply reply;
    const grpc::Status status = peer.stub().ListReleaseRequests(&context, request, &reply);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply;
  }
  grpc::Status Explain(const std::string& system, const std::string& decision, v1::ExplainDecisionReply* reply) {
    Peer peer = gateway_.Connect(system);
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ExplainDecisionRequest request;
    *request.mutable_context() = Context();
    request.set_decision_id(decision);
    return peer.stub().ExplainDecision(&context, request, reply);
  }

  InProcessGateway gateway_;
  Office ec_{gateway_, "EC/admin"};
  Peer migracion_ = gateway_.Connect("EC/migracion");
  Peer pe_ = gateway_.Connect("PE/pnp");
  const std::string arrest_ = migracion_.MustSubmit(Arrest("EC-1")).record_id();
};

TEST_F(Consent, AHitTellsTheOwnerAndTheKindAndNothingElse) {
  v1::CheckReply reply;
  ASSERT_TRUE(pe_.Check("QZ900001", &reply).ok());
  ASSERT_EQ(reply.candidates_size(), 1);
  v1::Candidate hit = reply.candidates(0);
  EXPECT_TRUE(hit.hit_only());
  EXPECT_EQ(hit.originator().country(), "EC");
  EXPECT_EQ(hit.record_kind(), "arrest");
  EXPECT_NE(hit.record_id(), Hit()) << "a handle is new each time";
  for (const char* told : {"record_id", "hit_only", "originator", "record_kind", "decision_id"}) {
    hit.GetReflection()->ClearField(&hit, hit.GetDescriptor()->FindFieldByName(told));
  }
  EXPECT_EQ(hit.ByteSizeLong(), 0u) << hit.ShortDebugString();
  EXPECT_EQ(pe_.WatchAll().size(), 1u);  // caught up
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(pe_.Fetch(arrest_, &fetched)), v1::RECORD_UNKNOWN);
}

TEST_F(Consent, AnOfficersConsentBringsTheRecordUntilItsEnd) {
  const std::string cursor = pe_.WatchAll().back().cursor();
  const std::string request = MustAsk();
  const v1::ListReleaseRequestsReply asked = List("EC/admin");
  ASSERT_EQ(asked.entries_size(), 1);
  EXPECT_EQ(asked.entries(0).national_id(), "EC-1");
  EXPECT_EQ(asked.entries(0).reason(), "an invented reason");
  EXPECT_EQ(asked.entries(0).requester(), "PE/pnp");
  const grpc::Status status = Answer(Grant(request));
  ASSERT_TRUE(status.ok()) << status.error_message();
  std::vector<v1::Event> events = pe_.WatchAll(cursor);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::Event::RELEASE);
  EXPECT_EQ(events[0].record().subjects_size(), 1);
  EXPECT_EQ(events[0].record().victims_size(), 0);
  ASSERT_EQ(events[0].terms().caveats_size(), 1);
  EXPECT_EQ(events[0].terms().caveats(0), "no-onward-sharing");
  EXPECT_EQ(absl::FromUnixSeconds(events[0].terms().until().seconds()), gateway_.clock().Now() + absl::Hours(48));
  gateway_.clock().Advance(absl::Hours(48));
  ec_.WaitReconciled();
  events = pe_.WatchAll(events[1].cursor());
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::Event::RECALL);
}

TEST_F(Consent, SurvivesARestart) {
  ASSERT_TRUE(Answer(Grant(MustAsk())).ok());
  gateway_.Stop();
  gateway_.Start();
  Peer pe = gateway_.Connect("PE/pnp");
  v1::FetchReply fetched;
  EXPECT_TRUE(pe.Fetch(arrest_, &fetched).ok());
}

// A gateway that died between the consent and what follows it leaves this paper.
TEST_F(Consent, ThatNobodyWasToldOfIsToldAtTheNextStart) {
  const std::string cursor = pe_.WatchAll().back().cursor();
  const std::string request = MustAsk();
  const std::string record = List("EC/admin").entries(0).record_id();
  ASSERT_TRUE(Answer(Grant(request)).ok());
  std::vector<v1::Event> events = pe_.WatchAll(cursor);
  ASSERT_EQ(events.front().kind(), v1::Event::RELEASE);
  migracion_.MustSubmit(Arrest("EC-2", "QZ 900.002"));  // stands behind it
  gateway_.Stop();
  store::Position before = 0;
  {
    const auto store = store::OpenSqlite(gateway_.network().folder() + "/data/entente.db");
    ASSERT_TRUE(store.ok());
    EXPECT_TRUE((*store)->Papers("tell")->empty());
    before = *(*store)->LastPosition();
    EXPECT_LT((*store)->Latest(record)->position, before);
    store::Batch batch;
    batch.papers = {{"tell", request, record}};
    ASSERT_TRUE((*store)->Apply(batch).ok());
  }
  gateway_.Start();
  gateway_.Stop();
  const auto store = store::OpenSqlite(gateway_.network().folder() + "/data/entente.db");
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE((*store)->Papers("tell")->empty());
  EXPECT_GT((*store)->Latest(record)->position, before);
}

TEST_F(Consent, IsAskedForBesideWhatIsShownAlready) {
  ec_.MustActivate(
      "kind: CountryPolicy\ncountry: EC\nversion: 2\ndefaults: {purposes: [criminal-investigation], retention: P1Y}\n"
      "rules:\n  - {id: events, permit: {to: [PE], records: [arrest]}, fields: [event]}\n"
      "  - {id: hits, permit: {to: [PE], records: [arrest]}, reveal: hit, match: [identity]}\n");
  const auto names = [&] {
    v1::FetchReply fetched;
    EXPECT_TRUE(pe_.Fetch(arrest_, &fetched).ok());
    int count = 0;
    for (const v1::Person& subject : fetched.record().subjects()) count += subject.names_size();
    return count;
  };
  EXPECT_EQ(names(), 0);
  ASSERT_TRUE(Answer(Grant(MustAsk())).ok());
  EXPECT_GT(names(), 0);
}

TEST_F(Consent, ARequestThatWasAnsweredMayBeMadeAgain) {
  const std::string first = MustAsk();
  ASSERT_TRUE(Answer(Refuse(first)).ok());
  EXPECT_NE(MustAsk(), first);
  EXPECT_EQ(List("EC/admin", false, false).entries_size(), 1);
  EXPECT_EQ(List("EC/admin", false, true).entries_size(), 2);
}

TEST_F(Consent, IsForTheOneWhoAskedAndItsPurposeAlone) {
  ASSERT_TRUE(Answer(Grant(MustAsk())).ok());
  Peer br = gateway_.Connect("BR/pf");
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(br.Fetch(arrest_, &fetched)), v1::RECORD_UNKNOWN);
}

TEST_F(Consent, AForbidStandsAboveIt) {
  ASSERT_TRUE(Answer(Grant(MustAsk())).ok());
  v1::FetchReply fetched;
  ASSERT_TRUE(pe_.Fetch(arrest_, &fetched).ok());
  ec_.MustActivate(
      "kind: CountryPolicy\ncountry: EC\nversion: 2\nrules:\n  - {id: no, forbid: {to: [PE]}, why: invented}\n");
  EXPECT_EQ(ReasonOf(pe_.Fetch(arrest_, &fetched)), v1::RECORD_UNKNOWN);
}

TEST_F(Consent, AnAnswerIsGivenOnce) {
  const std::string request = MustAsk();
  ASSERT_TRUE(Answer(Refuse(request)).ok());
  EXPECT_EQ(ReasonOf(Answer(Grant(request))), v1::IDEMPOTENCY_CONFLICT);
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(pe_.Fetch(arrest_, &fetched)), v1::RECORD_UNKNOWN);
  const v1::ListReleaseRequestsReply mine = List("PE/pnp");
  ASSERT_EQ(mine.entries_size(), 1);
  EXPECT_EQ(mine.entries(0).state(), v1::ReleaseRequestEntry::REFUSED);
  EXPECT_EQ(mine.entries(0).record_id(), "");
  EXPECT_EQ(mine.entries(0).national_id(), "");
}

TEST_F(Consent, OnlyTheOwnersOfficerMayAnswer) {
  const std::string request = MustAsk();
  EXPECT_EQ(ReasonOf(Answer(Grant(request, "CO/policy-1"))), v1::NOT_ENTITLED);
  EXPECT_EQ(ReasonOf(Answer(Grant(request), "CO/admin")), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(Answer(Grant(request), "EC/migracion")), v1::NOT_ENTITLED);
  v1::ReleaseAnswer wider = Grant(request);
  wider.add_field_sets("victim");
  EXPECT_EQ(ReasonOf(Answer(wider)), v1::NOT_ENTITLED) << "the officer signed something else";
  EXPECT_EQ(List("CO/admin").entries_size(), 0);
}

TEST_F(Consent, AHandleIsGoodForItsHolderAlone) {
  const std::string handle = Hit();
  v1::ReleaseRequestReply reply;
  Peer co = gateway_.Connect("CO/policia");
  EXPECT_EQ(ReasonOf(Ask(co, handle, &reply)), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(Ask(pe_, arrest_, &reply)), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(Ask(pe_, "hit:AAAA", &reply)), v1::RECORD_UNKNOWN);
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(migracion_.Withdraw("EC-1", false, &withdrawn).ok());
  EXPECT_EQ(ReasonOf(Ask(pe_, handle, &reply)), v1::RECORD_UNKNOWN);
}

TEST_F(Consent, AskedAgainItIsTheSameRequest) {
  const std::string first = MustAsk();
  v1::ReleaseRequestReply reply;
  ASSERT_TRUE(Ask(pe_, Hit(), &reply).ok());
  EXPECT_TRUE(reply.repeated_request());
  EXPECT_EQ(reply.request_id(), first);
}

TEST_F(Consent, OverdueRequestsAreListed) {
  MustAsk(true);
  EXPECT_EQ(List("EC/admin", true).entries_size(), 0);
  gateway_.clock().Advance(absl::Hours(8) + absl::Seconds(1));
  const v1::ListReleaseRequestsReply overdue = List("EC/admin", true);
  ASSERT_EQ(overdue.entries_size(), 1);
  EXPECT_TRUE(overdue.entries(0).urgent());
}

TEST_F(Consent, IsAuditedWithoutTheReason) {
  ASSERT_TRUE(Answer(Grant(MustAsk())).ok());
  gateway_.Stop();
  const auto entries = audit::ReadEntries(gateway_.network().folder() + "/data/audit");
  ASSERT_TRUE(entries.ok());
  int requests = 0, consents = 0;
  for (const std::string& text : *entries) {
    EXPECT_EQ(text.find("invented reason"), std::string::npos);
    const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
    ASSERT_TRUE(entry.ok());
    requests += entry->kind == audit::Kind::kRequest ? 1 : 0;
    consents += entry->kind == audit::Kind::kConsent ? 1 : 0;
  }
  EXPECT_EQ(requests, 1);
  EXPECT_EQ(consents, 1);
  const std::string database = gateway_.network().ReadFile("data/entente.db");
  EXPECT_EQ(database.find("invented reason"), std::string::npos);
}

class Explained : public Consent {};

TEST_F(Explained, ADenialSaysTheSameWhetherThereIsARecordOrNot) {
  Peer br = gateway_.Connect("BR/pf");
  v1::FetchReply fetched;
  const auto decision = [&](const std::string& id) {
    const grpc::Status status = br.Fetch(id, &fetched);
    v1::RpcStatus details;
    v1::ErrorDetail detail;
    EXPECT_TRUE(details.ParseFromString(status.error_details()) && details.details(0).UnpackTo(&detail));
    return detail.decision_id();
  };
  v1::ExplainDecisionReply hidden, nothing;
  const std::string of_hidden = decision(arrest_), of_nothing = decision(std::string(32, 'a'));
  ASSERT_TRUE(Explain("BR/pf", of_hidden, &hidden).ok());
  ASSERT_TRUE(Explain("BR/pf", of_nothing, &nothing).ok());
  EXPECT_EQ(hidden.voice(), v1::ExplainDecisionReply::REQUESTER);
  EXPECT_EQ(hidden.text(), nothing.text());
  hidden.clear_decision_id();
  nothing.clear_decision_id();
  EXPECT_EQ(hidden.SerializeAsString(), nothing.SerializeAsString());

  v1::ExplainDecisionReply owner;
  ASSERT_TRUE(Explain("EC/admin", of_hidden, &owner).ok());
  EXPECT_EQ(owner.voice(), v1::ExplainDecisionReply::ORIGINATOR);
  EXPECT_EQ(owner.rule(), "default-deny");
  EXPECT_EQ(owner.requester(), "BR/pf");
  EXPECT_EQ(owner.national_id(), "EC-1");
  EXPECT_TRUE(owner.agrees());
  EXPECT_EQ(owner.near_misses_size(), 0);

  v1::ExplainDecisionReply auditor;
  ASSERT_TRUE(Explain("DO/audit", of_hidden, &auditor).ok());
  EXPECT_EQ(auditor.voice(), v1::ExplainDecisionReply::AUDITOR);
  EXPECT_EQ(auditor.near_misses_size(), 3);  // EC's two permits and the floor's, but for `to`
  EXPECT_TRUE(auditor.replayed());

  // Nobody else hears of it, and not even that it is there.
  v1::ExplainDecisionReply none;
  EXPECT_EQ(ReasonOf(Explain("CO/policia", of_hidden, &none)), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(Explain("CO/policia", "0123456789abcdef", &none)), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(Explain("EC/admin", of_nothing, &none)), v1::RECORD_UNKNOWN);
}

TEST_F(Explained, ALaterConsentChangesNoEarlierDecision) {
  v1::FetchReply fetched;
  const grpc::Status denied = pe_.Fetch(arrest_, &fetched);
  v1::RpcStatus details;
  v1::ErrorDetail detail;
  ASSERT_TRUE(details.ParseFromString(denied.error_details()) && details.details(0).UnpackTo(&detail));
  gateway_.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(Answer(Grant(MustAsk())).ok());
  ASSERT_TRUE(pe_.Fetch(arrest_, &fetched).ok());
  const std::string given = fetched.decision_id();
  v1::ExplainDecisionReply then;
  ASSERT_TRUE(Explain("EC/admin", detail.decision_id(), &then).ok());
  EXPECT_TRUE(then.agrees()) << then.text();
  EXPECT_NE(then.rule(), "release-consent");
  // When it is over, and another was given since, what it gave is explained by it still.
  gateway_.clock().Advance(absl::Hours(49));
  ec_.WaitReconciled();
  EXPECT_EQ(ReasonOf(pe_.Fetch(arrest_, &fetched)), v1::RECORD_UNKNOWN);
  ASSERT_TRUE(Answer(Grant(MustAsk())).ok());
  ASSERT_TRUE(Explain("EC/admin", given, &then).ok());
  EXPECT_TRUE(then.agrees()) << then.text();
  EXPECT_EQ(then.rule(), "release-consent");
}

TEST_F(Explained, APastDecisionIsMadeAgainByThePoliciesOfItsDay) {
  Peer co = gateway_.Connect("CO/policia");
  v1::FetchReply fetched;
  ASSERT_TRUE(co.Fetch(arrest_, &fetched).ok());
  gateway_.clock().Advance(absl::Hours(1));
  ec_.MustActivate(
      "kind: CountryPolicy\ncountry: EC\nversion: 2\nrules:\n  - {id: no, forbid: {to: [CO]}, why: invented}\n");
  v1::ExplainDecisionReply reply;
  ASSERT_TRUE(Explain("DO/audit", fetched.decision_id(), &reply).ok());
  EXPECT_EQ(reply.rule(), "arrests-to-co");
  EXPECT_TRUE(reply.agrees()) << reply.text();
  EXPECT_NE(reply.text().find("released by `arrests-to-co`"), std::string::npos) << reply.text();
  ASSERT_TRUE(Explain("CO/policia", fetched.decision_id(), &reply).ok());
  EXPECT_EQ(reply.rule(), "");
  EXPECT_EQ(reply.text().find("arrests-to-co"), std::string::npos);
}

}  // namespace
}  // namespace entente
