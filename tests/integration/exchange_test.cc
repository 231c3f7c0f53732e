// Records travel through a real gateway: SQLite, TLS and sockets, decided by the policies of gateway/testing.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "gateway/audit/log.h"
#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Notice;
using testing::Peer;
using testing::ReasonOf;
using testing::Submission;

class Exchange : public ::testing::Test {
 protected:
  InProcessGateway gateway_;
  Peer ec_ = gateway_.Connect("EC/migracion");
  Peer co_ = gateway_.Connect("CO/policia");
};

std::vector<v1::Event::Kind> KindsOf(const std::vector<v1::Event>& events) {
  std::vector<v1::Event::Kind> kinds;
  for (const v1::Event& event : events) kinds.push_back(event.kind());
  return kinds;
}

using Kinds = std::vector<v1::Event::Kind>;

TEST_F(Exchange, ARecordIsReleasedRedactedWithItsTerms) {
  const v1::SubmitReply reply = ec_.MustSubmit(Arrest("EC-1"));
  EXPECT_EQ(reply.record_id().size(), 32u);
  EXPECT_EQ(reply.revision(), 1);
  EXPECT_EQ(reply.audit_leaf().size(), 32u);
  const std::vector<v1::Event> events = co_.WatchAll();
  ASSERT_EQ(KindsOf(events), (Kinds{v1::Event::RELEASE, v1::Event::CAUGHT_UP}));
  const v1::Event& event = events[0];
  EXPECT_EQ(event.record_id(), reply.record_id());
  EXPECT_EQ(event.record().header().originator().country(), "EC");
  EXPECT_EQ(event.record().header().originator().system(), "migracion");
  ASSERT_EQ(event.record().subjects_size(), 1);
  EXPECT_EQ(event.record().subjects(0).documents(0).number(), "QZ 900.001");
  EXPECT_EQ(event.record().victims_size(), 0);
  EXPECT_EQ(event.record().narrative(), "");
  EXPECT_EQ(event.view_revision(), 1);
  EXPECT_EQ(event.terms().purpose(), "criminal-investigation");
  EXPECT_EQ(event.terms().caveats(0), "no-onward-sharing");
  const absl::Time until = absl::FromUnixSeconds(event.terms().until().seconds());
  EXPECT_EQ(absl::FormatTime("%Y-%m-%d", until, absl::UTCTimeZone()), "2025-03-01");
  EXPECT_FALSE(event.decision_id().empty());
}

TEST_F(Exchange, ARepeatGetsTheSameAnswerAndChangesNothing) {
  const v1::SubmitReply first = ec_.MustSubmit(Arrest("EC-1"));
  const v1::SubmitReply again = ec_.MustSubmit(Arrest("EC-1"));
  EXPECT_FALSE(first.repeated_submission());
  EXPECT_TRUE(again.repeated_submission());
  EXPECT_EQ(again.record_id(), first.record_id());
  EXPECT_EQ(again.revision(), first.revision());
  EXPECT_EQ(again.audit_leaf(), first.audit_leaf());
  EXPECT_EQ(co_.WatchAll().size(), 2u);
}

TEST_F(Exchange, AStatedRevisionWithOtherContentIsAConflict) {
  v1::SubmitRequest request = Submission(Arrest("EC-1"));
  request.mutable_facts()->set_revision(3);
  v1::SubmitReply reply;
  ASSERT_TRUE(ec_.Submit(request, &reply).ok());
  EXPECT_EQ(reply.revision(), 3);
  request.mutable_record()->set_narrative("Another invented story.");
  grpc::Status status = ec_.Submit(request, &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(status), v1::IDEMPOTENCY_CONFLICT);
  request.mutable_facts()->set_revision(2);
  status = ec_.Submit(request, &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ReasonOf(status), v1::CONCURRENT_CHANGE);
}

TEST_F(Exchange, AnAmendmentOfWhatIsSeenIsAnEventAndOfWhatIsNotSeenIsNone) {
  ec_.MustSubmit(Arrest("EC-1"));
  const std::vector<v1::Event> first = co_.WatchAll();
  const std::string cursor = first.back().cursor();
  v1::Record hidden = Arrest("EC-1");
  hidden.set_narrative("A longer invented story.");
  EXPECT_EQ(ec_.MustSubmit(hidden).revision(), 2);
  const std::vector<v1::Event> nothing = co_.WatchAll(cursor);
  ASSERT_EQ(KindsOf(nothing), (Kinds{v1::Event::CAUGHT_UP}));
  v1::Record seen = hidden;
  seen.mutable_header()->mutable_event_place()->set_locality("Puerto Inventado");
  EXPECT_EQ(ec_.MustSubmit(seen).revision(), 3);
  const std::vector<v1::Event> amended = co_.WatchAll(nothing.back().cursor());
  ASSERT_EQ(KindsOf(amended), (Kinds{v1::Event::AMEND, v1::Event::CAUGHT_UP}));
  EXPECT_EQ(amended[0].view_revision(), 2);
  EXPECT_EQ(amended[0].record().header().revision(), 2);
  EXPECT_EQ(amended[0].record().header().event_place().locality(), "Puerto Inventado");
}

TEST_F(Exchange, AnEventLostOnTheWayComesAgainFromAnOlderCursor) {
  ec_.MustSubmit(Arrest("EC-1"));
  ASSERT_EQ(co_.WatchAll().size(), 2u);
  const std::vector<v1::Event> again = co_.WatchAll("");
  ASSERT_EQ(KindsOf(again), (Kinds{v1::Event::RELEASE, v1::Event::CAUGHT_UP}));
  EXPECT_EQ(again[0].view_revision(), 1);
  // The record has since moved up the log by an amendment that this holder does not see: the event is still owed.
  v1::Record hidden = Arrest("EC-1");
  hidden.set_narrative("A longer invented story.");
  ec_.MustSubmit(hidden);
  const std::vector<v1::Event> moved = co_.WatchAll("");
  ASSERT_EQ(KindsOf(moved), (Kinds{v1::Event::RELEASE, v1::Event::CAUGHT_UP}));
  EXPECT_EQ(moved[0].view_revision(), 1);
  EXPECT_EQ(KindsOf(co_.WatchAll(moved[1].cursor())), (Kinds{v1::Event::CAUGHT_UP}));
}

TEST_F(Exchange, ACursorIsBoundToItsSystemAndPurpose) {
  ec_.MustSubmit(Arrest("EC-1"));
  const std::string cursor = co_.WatchAll().back().cursor();
  Peer br = gateway_.Connect("BR/pf");
  for (const auto& [peer, purpose] : {std::pair<Peer*, std::string>{&br, "criminal-investigation"},
                                      std::pair<Peer*, std::string>{&co_, "border-control"}}) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::WatchRequest request;
    *request.mutable_context() = Context(purpose);
    request.set_cursor(cursor);
    const auto reader = peer->stub().Watch(&context, request);
    v1::Event event;
    EXPECT_FALSE(reader->Read(&event));
    EXPECT_EQ(ReasonOf(reader->Finish()), v1::REQUEST_INVALID);
  }
}

TEST_F(Exchange, AWatchWaitsAndWakesUp) {
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::WatchRequest request;
  *request.mutable_context() = Context();
  const auto reader = co_.stub().Watch(&context, request);
  v1::Event event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.kind(), v1::Event::CAUGHT_UP);
  // What CO may not see must not even wake it: the next event is the second record.
  v1::Record unassessed = Arrest("EC-0");
  unassessed.mutable_header()->clear_matters();
  unassessed.mutable_header()->clear_matter_review();
  ec_.MustSubmit(unassessed);
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.kind(), v1::Event::RELEASE);
  EXPECT_EQ(event.record_id(), id);
  context.TryCancel();
  while (reader->Read(&event)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(Exchange, WithdrawalAndDeletionReachHolders) {
  ec_.MustSubmit(Arrest("EC-1"));
  std::string cursor = co_.WatchAll().back().cursor();
  v1::WithdrawReply reply;
  ASSERT_TRUE(ec_.Withdraw("EC-1", false, &reply).ok());
  EXPECT_EQ(reply.holders(), 1);
  std::vector<v1::Event> events = co_.WatchAll(cursor);
  ASSERT_EQ(KindsOf(events), (Kinds{v1::Event::WITHDRAW, v1::Event::CAUGHT_UP}));
  EXPECT_FALSE(events[0].has_record());
  EXPECT_EQ(events[0].view_revision(), 2);
  ASSERT_TRUE(ec_.Withdraw("EC-1", false, &reply).ok());
  EXPECT_TRUE(reply.repeated_withdrawal());
  ASSERT_TRUE(ec_.Withdraw("EC-1", true, &reply).ok());
  EXPECT_FALSE(reply.repeated_withdrawal());
  events = co_.WatchAll(events.back().cursor());
  ASSERT_EQ(KindsOf(events), (Kinds{v1::Event::DELETE, v1::Event::CAUGHT_UP}));
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(co_.Fetch(reply.record_id(), &fetched)), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(ec_.Fetch(reply.record_id(), &fetched)), v1::RECORD_UNKNOWN);
}

TEST_F(Exchange, ALateRepeatDoesNotBringAWithdrawnRecordBack) {
  ec_.MustSubmit(Arrest("EC-1"));
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(ec_.Withdraw("EC-1", false, &withdrawn).ok());
  EXPECT_TRUE(ec_.MustSubmit(Arrest("EC-1")).repeated_submission());
  EXPECT_EQ(KindsOf(co_.WatchAll()), (Kinds{v1::Event::CAUGHT_UP}));
}

TEST_F(Exchange, AfterADeletionTheSameIdBeginsANewRecord) {
  const std::string old_id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  co_.WatchAll();
  v1::WithdrawReply deleted;
  ASSERT_TRUE(ec_.Withdraw("EC-1", true, &deleted).ok());
  const std::string new_id = ec_.MustSubmit(Arrest("EC-1", "QZ 900.009")).record_id();
  EXPECT_NE(new_id, old_id);
  const std::vector<v1::Event> events = co_.WatchAll();
  ASSERT_EQ(KindsOf(events), (Kinds{v1::Event::DELETE, v1::Event::RELEASE, v1::Event::CAUGHT_UP}));
  EXPECT_EQ(events[0].record_id(), old_id);
  EXPECT_EQ(events[1].record_id(), new_id);
}

TEST_F(Exchange, AHolderAcknowledgesAndAStrangerCannot) {
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  co_.WatchAll();
  v1::AcknowledgeRequest request;
  *request.mutable_context() = Context();
  request.set_record_id(id);
  request.set_view_revision(1);
  request.set_outcome(v1::AcknowledgeRequest::RETAINED);
  v1::AcknowledgeReply reply;
  const auto acknowledge = [&](Peer& peer) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    return peer.stub().Acknowledge(&context, request, &reply);
  };
  EXPECT_EQ(ReasonOf(acknowledge(co_)), v1::REQUEST_INVALID);  // without basis and case
  request.set_outcome(v1::AcknowledgeRequest::DONE);
  EXPECT_TRUE(acknowledge(co_).ok());
  Peer br = gateway_.Connect("BR/pf");
  EXPECT_EQ(ReasonOf(acknowledge(br)), v1::RECORD_UNKNOWN);
}

TEST_F(Exchange, FetchGivesOthersTheirViewAndTheOwnerEverything) {
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  v1::FetchReply reply;
  ASSERT_TRUE(co_.Fetch(id, &reply).ok());
  EXPECT_EQ(reply.record().victims_size(), 0);
  EXPECT_EQ(reply.view_revision(), 1);
  EXPECT_TRUE(reply.has_terms());
  v1::FetchReply own;
  ASSERT_TRUE(ec_.Fetch(id, &own).ok());
  EXPECT_EQ(own.record().victims_size(), 1);
  EXPECT_FALSE(own.has_terms());
  // Who fetched holds: the withdrawal reaches CO though it never watched before.
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(ec_.Withdraw("EC-1", false, &withdrawn).ok());
  EXPECT_EQ(withdrawn.holders(), 1);
}

TEST_F(Exchange, TheOwnerGetsTheExactBytesBack) {
  v1::SubmitRequest request;
  *request.mutable_context() = Context();
  request.mutable_native()->set_format("common");
  request.mutable_native()->set_data(
      R"({"header":{"national_id":"EC-7","event_time":{"year":2024},"event_place":{"locality":"Villa Inventada"}},)"
      R"("seizure":{},"items":[{"id":"i1","drug":{"substance":{"common":"cocaine"}},"quantity":{"amount":"1"}}]})"
      "\n");
  v1::SubmitReply reply;
  const grpc::Status status = ec_.Submit(request, &reply);
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::FetchReply own;
  ASSERT_TRUE(ec_.Fetch(reply.record_id(), &own).ok());
  EXPECT_EQ(own.original().data(), request.native().data());
  EXPECT_EQ(own.original().format(), "common");
}

TEST_F(Exchange, ACheckShowsWhatIsSharedAndHitsWhatMatchesOnly) {
  ec_.MustSubmit(Arrest("EC-1"));
  v1::CheckReply reply;
  ASSERT_TRUE(co_.Check("qz-900 001", &reply).ok());
  ASSERT_EQ(reply.result(), v1::CheckReply::CANDIDATES);
  EXPECT_FALSE(reply.candidates(0).hit_only());
  EXPECT_EQ(reply.candidates(0).record().subjects_size(), 1);
  Peer pe = gateway_.Connect("PE/pnp");
  ASSERT_TRUE(pe.Check("QZ900001", &reply).ok());
  ASSERT_EQ(reply.candidates_size(), 1);
  EXPECT_TRUE(reply.candidates(0).hit_only());
  EXPECT_FALSE(reply.candidates(0).has_record());
  EXPECT_EQ(reply.candidates(0).originator().country(), "EC");
  EXPECT_EQ(reply.candidates(0).originator().system(), "");
  EXPECT_EQ(reply.candidates(0).record_kind(), "arrest");
  const std::string handle = reply.candidates(0).record_id();
  ASSERT_TRUE(pe.Check("QZ900001", &reply).ok());
  EXPECT_NE(reply.candidates(0).record_id(), handle);
  Peer br = gateway_.Connect("BR/pf");
  ASSERT_TRUE(br.Check("QZ900001", &reply).ok());
  EXPECT_EQ(reply.result(), v1::CheckReply::NONE_FOUND);
}

TEST_F(Exchange, AVictimsPassportMatchesForNobodyButTheOwner) {
  ec_.MustSubmit(Arrest("EC-1"));
  Peer pe = gateway_.Connect("PE/pnp");
  v1::CheckReply reply;
  for (Peer* peer : {&co_, &pe}) {
    ASSERT_TRUE(peer->Check("VV-EC-1", &reply).ok());
    EXPECT_EQ(reply.result(), v1::CheckReply::NONE_FOUND);
  }
  ASSERT_TRUE(ec_.Check("VV-EC-1", &reply).ok());
  EXPECT_EQ(reply.result(), v1::CheckReply::CANDIDATES);
}

TEST_F(Exchange, ARequesterIsToldThatItsNoticeWasCarriedOut) {
  Peer xpo = gateway_.Connect("XPO/ncb");
  Peer dominican = gateway_.Connect("DO/ncb");
  Peer cl = gateway_.Connect("CL/pdi");
  xpo.MustSubmit(Notice("2024/77", "DO"));
  const std::string cursor = dominican.WatchAll().back().cursor();
  v1::Record arrest = Arrest("CL-1");
  v1::Link& link = *arrest.mutable_header()->add_links();
  link.set_kind(v1::Link::RESULT_OF);
  link.mutable_originator()->set_country("XPO");
  link.set_national_id("2024/77");
  link.set_colour(v1::COLOUR_RED);
  const v1::SubmitReply submitted = cl.MustSubmit(arrest);
  const std::vector<v1::Event> events = dominican.WatchAll(cursor);
  ASSERT_EQ(KindsOf(events), (Kinds{v1::Event::HIT, v1::Event::CAUGHT_UP}));
  EXPECT_EQ(events[0].notice_national_id(), "2024/77");
  EXPECT_EQ(events[0].originator().country(), "CL");
  EXPECT_EQ(events[0].record_kind(), "arrest");
  EXPECT_NE(events[0].record_id(), submitted.record_id());
  EXPECT_FALSE(events[0].has_record());
  EXPECT_EQ(KindsOf(dominican.WatchAll(events[1].cursor())), (Kinds{v1::Event::CAUGHT_UP}));
}

TEST_F(Exchange, ALinkIsShownOnlyWhereItsTargetMayBeSeen) {
  Peer xpo = gateway_.Connect("XPO/ncb");
  Peer cl = gateway_.Connect("CL/pdi");
  xpo.MustSubmit(Notice("2024/78"));
  cl.MustSubmit(Arrest("CL-2"));
  v1::Record arrest = Arrest("EC-1");
  for (const auto& [country, id] : {std::pair<const char*, const char*>{"XPO", "2024/78"}, {"CL", "CL-2"}}) {
    v1::Link& link = *arrest.mutable_header()->add_links();
    link.set_kind(v1::Link::RELATED);
    link.mutable_originator()->set_country(country);
    link.set_national_id(id);
  }
  const std::string id = ec_.MustSubmit(arrest).record_id();
  v1::FetchReply reply;
  ASSERT_TRUE(co_.Fetch(id, &reply).ok());
  ASSERT_EQ(reply.record().header().links_size(), 1);
  EXPECT_EQ(reply.record().header().links(0).national_id(), "2024/78");
}

TEST_F(Exchange, ADerivedIdIsSeenByItsAliasOnly) {
  const std::string derived = "sha256:" + std::string(64, 'a');
  const std::string id = ec_.MustSubmit(Arrest(derived)).record_id();
  v1::FetchReply reply;
  ASSERT_TRUE(co_.Fetch(id, &reply).ok());
  EXPECT_EQ(reply.record().header().national_id().substr(0, 6), "alias:");
  const std::string alias = reply.record().header().national_id();
  ASSERT_TRUE(co_.Fetch(id, &reply).ok());
  EXPECT_EQ(reply.record().header().national_id(), alias);
  ASSERT_TRUE(ec_.Fetch(id, &reply).ok());
  EXPECT_EQ(reply.record().header().national_id(), derived);
  // Whoever guesses the digest learns nothing by it.
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::FetchRequest request;
  *request.mutable_context() = Context();
  request.mutable_originator()->set_country("EC");
  request.set_national_id(derived);
  EXPECT_EQ(ReasonOf(co_.stub().Fetch(&context, request, &reply)), v1::RECORD_UNKNOWN);
}

TEST_F(Exchange, TestsAndRealRecordsNeverMeet) {
  Peer rehearsal = gateway_.Connect("EC/sandbox");
  Peer observer = gateway_.Connect("CO/sandbox");
  const std::string test_id = rehearsal.MustSubmit(Arrest("T-1")).record_id();
  const std::string real_id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  const std::vector<v1::Event> real = co_.WatchAll();
  ASSERT_EQ(real.size(), 2u);
  EXPECT_EQ(real[0].record_id(), real_id);
  const std::vector<v1::Event> test = observer.WatchAll();
  ASSERT_EQ(test.size(), 2u);
  EXPECT_EQ(test[0].record_id(), test_id);
  EXPECT_TRUE(test[0].record().header().test());
  v1::FetchReply reply;
  EXPECT_EQ(ReasonOf(co_.Fetch(test_id, &reply)), v1::RECORD_UNKNOWN);
}

TEST_F(Exchange, ARecordPastItsKeepUntilIsNotReleased) {
  v1::Record record = Arrest("EC-1");
  record.mutable_header()->mutable_keep_until()->set_seconds(absl::ToUnixSeconds(gateway_.clock().Now()) - 60);
  const std::string id = ec_.MustSubmit(record).record_id();
  EXPECT_EQ(KindsOf(co_.WatchAll()), (Kinds{v1::Event::CAUGHT_UP}));
  v1::FetchReply reply;
  EXPECT_EQ(ReasonOf(co_.Fetch(id, &reply)), v1::RECORD_UNKNOWN);
}

TEST_F(Exchange, RetentionCountsFromTheFirstRelease) {
  ec_.MustSubmit(Arrest("EC-1"));
  const std::vector<v1::Event> first = co_.WatchAll();
  gateway_.clock().Advance(absl::Hours(24 * 30));
  v1::Record amended = Arrest("EC-1");
  amended.mutable_header()->mutable_event_place()->set_locality("Puerto Inventado");
  ec_.MustSubmit(amended);
  const std::vector<v1::Event> second = co_.WatchAll(first.back().cursor());
  ASSERT_EQ(KindsOf(second), (Kinds{v1::Event::AMEND, v1::Event::CAUGHT_UP}));
  EXPECT_EQ(second[0].terms().until().seconds(), first[0].terms().until().seconds());
}

TEST_F(Exchange, SubmissionsOfAStreamAreAnsweredOneByOneAndARefusedOneEndsNothing) {
  grpc::ClientContext context;
  testing::SetDeadline(context, 60);
  const auto stream = ec_.stub().SubmitStream(&context);
  constexpr uint64_t kRecords = 700;  // more than may be in flight
  std::thread writer([&] {
    for (uint64_t i = 1; i <= kRecords; ++i) {
      v1::SubmitRequest request = Submission(Arrest("EC-" + std::to_string(i)));
      request.set_sequence(i);
      if (i % 100 == 0) request.mutable_record()->mutable_header()->clear_national_id();
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  std::set<uint64_t> kept, refused;
  v1::SubmitReply reply;
  while (stream->Read(&reply)) {
    (reply.has_failure() ? refused : kept).insert(reply.sequence());
    if (reply.has_failure()) {
      EXPECT_EQ(reply.failure().detail().reason(), v1::RECORD_UNREADABLE);
    }
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(refused, (std::set<uint64_t>{100, 200, 300, 400, 500, 600, 700}));
  EXPECT_EQ(kept.size(), kRecords - refused.size());
  EXPECT_EQ(co_.WatchAll().size(), kept.size() + 1);
}

TEST_F(Exchange, EverythingIsThereAfterARestartAndTheLogVerifies) {
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  const std::string cursor = co_.WatchAll().back().cursor();
  gateway_.Stop();
  const std::string data = gateway_.network().folder() + "/data";
  const auto verified = audit::Verify(data + "/audit", gateway_.network().ReadFile("data/audit.vkey"));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_GE(verified->size, 4u);  // genesis or activation, submission, release
  gateway_.Start();
  Peer co = gateway_.Connect("CO/policia");
  EXPECT_EQ(KindsOf(co.WatchAll(cursor)), (Kinds{v1::Event::CAUGHT_UP}));
  v1::FetchReply reply;
  ASSERT_TRUE(co.Fetch(id, &reply).ok());
  EXPECT_EQ(reply.view_revision(), 1);
}

}  // namespace
}  // namespace entente
