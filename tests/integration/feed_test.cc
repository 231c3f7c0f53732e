// What feeds owe: every event to every stream of a system, whoever was first to bring the holder's row up to date.
#include <gtest/gtest.h>

#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Notice;
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
  gateway_.network().WriteFile("policies/EC/policy.yaml", kOnlyToBr);
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  ec_.MustSubmit(Amended("Puerto Inventado"));
  ExpectOfBoth(one, two, v1::Event::RECALL, 2);
}

TEST_F(Feeds, AViewThatAFetchMadeIsStillOwedByTheFeed) {
  OpenWatch watch(co_);
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_EQ(watch.Next().kind(), v1::Event::RELEASE);
  watch.CatchUp();
  // The policy narrows the view: nothing in the log tells the feed so yet, and a fetch sees it at once.
  gateway_.network().WriteFile("policies/EC/policy.yaml", kIdentityToCo);
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
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

}  // namespace
}  // namespace entente
