// What feeds owe: every event to every stream of a system, whoever was first to bring the holder's row up to date.
#include <gtest/gtest.h>

#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/office.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Notice;
using testing::Office;
using testing::Peer;

// A stream that stays open.
class OpenWatch {
 public:
  explicit OpenWatch(Peer& peer) {
    testing::SetDeadline(context_);
    v1::WatchRequest request;
    *request.mutable_context() = Context();
    reader_ = peer.stub().Watch(&context_, request);
  }
  ~OpenWatch() {
    context_.TryCancel();
    v1::Event event;
    while (reader_->Read(&event)) {
    }
    reader_->Finish();
  }
  // The next event that says something.
  v1::Event Next() {
    v1::Event event;
    do {
      if (!reader_->Read(&event)) ADD_FAILURE() << "the stream is over";
    } while (event.kind() == v1::Event::CAUGHT_UP);
    return event;
  }
  void CatchUp() {
    v1::Event event;
    do {
      ASSERT_TRUE(reader_->Read(&event));
    } while (event.kind() != v1::Event::CAUGHT_UP);
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Event>> reader_;
};

class Feeds : public ::testing::Test {
 protected:
  v1::Record Amended(const std::string& locality) {
    v1::Record record = Arrest("EC-1");
    record.mutable_header()->mutable_event_place()->set_locality(locality);
    return record;
  }
  void ExpectOfBoth(OpenWatch& a, OpenWatch& b, v1::Event::Kind kind, int64_t view_revision) {
    for (OpenWatch* watch : {&a, &b}) {
      const v1::Event event = watch->Next();
      EXPECT_EQ(event.kind(), kind);
      EXPECT_EQ(event.view_revision(), view_revision);
    }
  }

  InProcessGateway gateway_;
  Peer ec_ = gateway_.Connect("EC/migracion");
  Peer co_ = gateway_.Connect("CO/policia");
};

TEST_F(Feeds, TwoStreamsOfOneSystemAreBothToldOfEverything) {
  OpenWatch one(co_), two(co_);
  ec_.MustSubmit(Arrest("EC-1"));
  ExpectOfBoth(one, two, v1::Event::RELEASE, 1);
  ec_.MustSubmit(Amended("Puerto Inventado"));
  ExpectOfBoth(one, two, v1::Event::AMEND, 2);
  v1::WithdrawReply reply;
  ASSERT_TRUE(ec_.Withdraw("EC-1", false, &reply).ok());
  ExpectOfBoth(one, two, v1::Event::WITHDRAW, 3);
  ec_.MustSubmit(Amended("Cerro Inventado"));
  ExpectOfBoth(one, two, v1::Event::RELEASE, 4);
  ASSERT_TRUE(ec_.Withdraw("EC-1", true, &reply).ok());
  ExpectOfBoth(one, two, v1::Event::DELETE, 5);
}

constexpr char kIdentityToCo[] = R"(kind: CountryPolicy
country: EC
version: 2
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-co
    permit: {to: [CO], records: [arrest]}
    fields: [identity]
)";

constexpr char kOnlyToBr[] = R"(kind: CountryPolicy
country: EC
version: 3
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-br
    permit: {to: [BR], records: [arrest]}
    fields: [identity]
)";

TEST_F(Feeds, TwoStreamsOfOneSystemAreBothToldOfARecall) {
  OpenWatch one(co_), two(co_);
  ec_.MustSubmit(Arrest("EC-1"));
  ExpectOfBoth(one, two, v1::Event::RELEASE, 1);
  Office(gateway_, "EC/admin").MustActivate(kOnlyToBr);
  ExpectOfBoth(one, two, v1::Event::RECALL, 2);
}

TEST_F(Feeds, AViewThatAFetchMadeIsStillOwedByTheFeed) {
  OpenWatch watch(co_);
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_EQ(watch.Next().kind(), v1::Event::RELEASE);
  watch.CatchUp();
  // The policy narrows the view, and the feed owes that, whoever fetches it first.
  Office(gateway_, "EC/admin").MustActivate(kIdentityToCo);
  v1::FetchReply fetched;
  ASSERT_TRUE(co_.Fetch(id, &fetched).ok());
  EXPECT_EQ(fetched.view_revision(), 2);
  // An amendment that CO does not see brings the record past the feed, with the holder's row up to date.
  v1::Record hidden = Arrest("EC-1");
  hidden.set_narrative("A longer invented story.");
  ec_.MustSubmit(hidden);
  const v1::Event event = watch.Next();
  EXPECT_EQ(event.kind(), v1::Event::AMEND);
  EXPECT_EQ(event.view_revision(), 2);
  EXPECT_EQ(event.record().header().event_place().locality(), "");
}

TEST_F(Feeds, TheActionOfACopyIsThatOfItsViewAndNoEventByItself) {
  ec_.MustSubmit(Arrest("EC-1"));
  const std::vector<v1::Event> first = co_.WatchAll();
  v1::Record hidden = Arrest("EC-1");
  hidden.mutable_header()->set_action(v1::ACTION_AMEND);
  hidden.set_narrative("A longer invented story.");
  const std::string id = ec_.MustSubmit(hidden).record_id();
  EXPECT_EQ(co_.WatchAll(first.back().cursor()).size(), 1u);
  v1::FetchReply fetched;
  ASSERT_TRUE(co_.Fetch(id, &fetched).ok());
  EXPECT_EQ(fetched.record().header().action(), v1::ACTION_NEW);
  v1::Record seen = Amended("Puerto Inventado");
  ec_.MustSubmit(seen);
  ASSERT_TRUE(co_.Fetch(id, &fetched).ok());
  EXPECT_EQ(fetched.record().header().action(), v1::ACTION_AMEND);
}

// ---- hits for whoever asked for a notice ----

constexpr char kChileShowsArrests[] = R"(kind: CountryPolicy
country: CL
version: 1
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-do
    permit: {to: [DO], records: [arrest]}
    fields: [identity, event]
)";

class RequesterHits : public Feeds {
 protected:
  static v1::Record ArrestFor(const std::string& country, const std::string& notice) {
    v1::Record arrest = Arrest("ARREST-1");
    v1::Link& link = *arrest.mutable_header()->add_links();
    link.set_kind(v1::Link::RESULT_OF);
    link.mutable_originator()->set_country(country);
    link.set_national_id(notice);
    return arrest;
  }
  // The ids of the notices that the system's feed tells hits of.
  std::vector<std::string> HitsOf(const std::string& system) {
    std::vector<std::string> notices;
    for (const v1::Event& event : gateway_.Connect(system).WatchAll()) {
      if (event.kind() == v1::Event::HIT) notices.push_back(event.notice_national_id());
    }
    return notices;
  }

  Peer xpo_ = gateway_.Connect("XPO/ncb");
  Peer cl_ = gateway_.Connect("CL/pdi");
  Peer do_ = gateway_.Connect("DO/ncb");
};

using Ids = std::vector<std::string>;

TEST_F(RequesterHits, GoToEveryCountryThatAsked) {
  v1::Record notice = Notice("2024/77", "DO");
  notice.mutable_notice()->add_requested_by()->set_common("BR");
  xpo_.MustSubmit(notice);
  cl_.MustSubmit(ArrestFor("XPO", "2024/77"));
  EXPECT_EQ(HitsOf("DO/ncb"), Ids{"2024/77"});
  EXPECT_EQ(HitsOf("BR/pf"), Ids{"2024/77"});
  EXPECT_EQ(HitsOf("PE/pnp"), Ids{});
}

TEST_F(RequesterHits, ComeForANoticeThatComesAfterTheArrest) {
  cl_.MustSubmit(ArrestFor("XPO", "2024/77"));
  Peer dominican = gateway_.Connect("DO/ncb");
  const std::string cursor = dominican.WatchAll().back().cursor();
  xpo_.MustSubmit(Notice("2024/77", "DO"));
  Office(gateway_, "EC/admin").WaitReconciled();
  Ids hits;
  for (const v1::Event& event : dominican.WatchAll(cursor)) {
    if (event.kind() == v1::Event::HIT) hits.push_back(event.notice_national_id());
  }
  EXPECT_EQ(hits, Ids{"2024/77"});
}

TEST_F(RequesterHits, ComeForEveryArrestOfANoticeThatIsAmendedAndOnce) {
  xpo_.MustSubmit(Notice("2024/77", "BR"));
  constexpr int kArrests = 600;  // more than one page of those that point at it
  for (int i = 0; i < kArrests; ++i) {
    v1::Record arrest = ArrestFor("XPO", "2024/77");
    arrest.mutable_header()->set_national_id("ARREST-" + std::to_string(i));
    cl_.MustSubmit(arrest);
  }
  EXPECT_EQ(HitsOf("DO/ncb"), Ids{});
  std::string cursor = gateway_.Connect("DO/ncb").WatchAll().back().cursor();
  v1::Record notice = Notice("2024/77", "BR");
  notice.mutable_notice()->add_requested_by()->set_common("DO");
  xpo_.MustSubmit(notice);
  Office(gateway_, "EC/admin").WaitReconciled();
  const std::vector<v1::Event> events = gateway_.Connect("DO/ncb").WatchAll(cursor);
  EXPECT_EQ(events.size(), kArrests + 1u);
  for (const v1::Event& event : events) cursor = event.cursor();
  EXPECT_EQ(gateway_.Connect("DO/ncb").WatchAll(cursor).size(), 1u);
}

TEST_F(RequesterHits, GoToNobodyForANoticeThatIsNotThere) {
  cl_.MustSubmit(ArrestFor("DO", "2024/78"));
  EXPECT_EQ(HitsOf("DO/ncb"), Ids{});
  do_.MustSubmit(Notice("2024/79"));
  v1::WithdrawReply reply;
  ASSERT_TRUE(do_.Withdraw("2024/79", false, &reply).ok());
  cl_.MustSubmit(ArrestFor("DO", "2024/79"));
  EXPECT_EQ(HitsOf("DO/ncb"), Ids{});
}

TEST_F(RequesterHits, OfATestPointAtNoRealNotice) {
  xpo_.MustSubmit(Notice("2024/80", "EC"));
  Peer rehearsal = gateway_.Connect("CO/sandbox");
  rehearsal.MustSubmit(ArrestFor("XPO", "2024/80"));
  EXPECT_EQ(HitsOf("EC/sandbox"), Ids{});
}

TEST_F(RequesterHits, TellADerivedIdToItsOwnerOnly) {
  const std::string derived = "sha256:" + std::string(64, 'b');
  xpo_.MustSubmit(Notice(derived, "DO"));
  cl_.MustSubmit(ArrestFor("XPO", derived));
  Ids hits = HitsOf("DO/ncb");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].substr(0, 6), "alias:");
  do_.MustSubmit(Notice(derived));
  v1::Record second = ArrestFor("DO", derived);
  second.mutable_header()->set_national_id("ARREST-2");
  cl_.MustSubmit(second);
  hits = HitsOf("DO/ncb");
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[1], derived);
}

TEST_F(RequesterHits, AreFollowedByTheRecordOnceItMayBeSeen) {
  xpo_.MustSubmit(Notice("2024/77", "DO"));
  const std::string id = cl_.MustSubmit(ArrestFor("XPO", "2024/77")).record_id();
  std::vector<v1::Event> events = do_.WatchAll();
  ASSERT_GE(events.size(), 2u);
  EXPECT_EQ(events[events.size() - 2].kind(), v1::Event::HIT);
  Office(gateway_, "CL/admin").MustActivate(kChileShowsArrests);
  events = do_.WatchAll(events.back().cursor());
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::Event::RELEASE);
  EXPECT_EQ(events[0].record_id(), id);
  EXPECT_EQ(events[0].view_revision(), 1);
  EXPECT_EQ(do_.WatchAll(events[1].cursor()).size(), 1u) << "once";
}

TEST_F(RequesterHits, AreNoFirstRelease) {
  xpo_.MustSubmit(Notice("2024/77", "DO"));
  const std::string id = cl_.MustSubmit(ArrestFor("XPO", "2024/77")).record_id();
  EXPECT_EQ(HitsOf("DO/ncb"), Ids{"2024/77"});
  Office(gateway_, "CL/admin").MustActivate(kChileShowsArrests);
  gateway_.clock().Advance(absl::Hours(24 * 31));
  v1::FetchReply copy;
  ASSERT_TRUE(do_.Fetch(id, &copy).ok());
  EXPECT_EQ(copy.view_revision(), 1);
  const absl::Time until = absl::FromUnixSeconds(copy.terms().until().seconds());
  EXPECT_EQ(absl::FormatTime("%Y-%m-%d", until, absl::UTCTimeZone()), "2025-04-01");
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(cl_.Withdraw("ARREST-1", false, &withdrawn).ok());
  EXPECT_EQ(withdrawn.holders(), 1);
}

}  // namespace
}  // namespace entente
