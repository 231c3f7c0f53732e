// What a Client asks of its connection, and what it does with streams: on a mock, without a wire.
#include "entente/client.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "entente/mock_connection.h"

namespace entente {
namespace {

using std::chrono::milliseconds;
using testing::_;
using testing::ByMove;
using testing::DoAll;
using testing::NiceMock;
using testing::Return;
using testing::SaveArg;
using testing::SetArgPointee;

ClientOptions Options() {
  return {.retry = {.attempts_max = 3, .sleep = [](milliseconds) {}, .random = [] { return 0.0; }},
          .deadline = milliseconds(4321),
          .purpose = "criminal-investigation",
          .officer = "officer 7"};
}

v1::Event Event(const std::string& cursor, v1::Event::Kind kind = v1::Event::RELEASE) {
  v1::Event event;
  event.set_kind(kind);
  event.set_cursor(cursor);
  return event;
}

// A stream that gives these events, then this end.
std::unique_ptr<EventStream> Events(std::vector<v1::Event> events, absl::Status end) {
  auto stream = std::make_unique<NiceMock<MockEventStream>>();
  auto& reads = EXPECT_CALL(*stream, Read(_)).Times(testing::AnyNumber());
  for (const v1::Event& event : events) reads.WillOnce(DoAll(SetArgPointee<0>(event), Return(true)));
  reads.WillRepeatedly(Return(false));
  EXPECT_CALL(*stream, Finish()).WillOnce(Return(end));
  return stream;
}

class ClientTest : public testing::Test {
 protected:
  const std::shared_ptr<NiceMock<MockConnection>> connection_ = std::make_shared<NiceMock<MockConnection>>();
  Client client_{connection_, Options()};
};

TEST_F(ClientTest, EveryCallStatesThePurposeAndWhoAsks) {
  v1::CheckRequest sent;
  EXPECT_CALL(*connection_, Check(_, milliseconds(4321))).WillOnce(DoAll(SaveArg<0>(&sent), Return(v1::CheckReply())));
  v1::DocumentQuery query;
  query.set_number("X0000001");
  ASSERT_TRUE(client_.Check(query, {.place = "GYE"}).ok());
  EXPECT_EQ(sent.context().purpose(), "criminal-investigation");
  EXPECT_EQ(sent.context().officer(), "officer 7");
  EXPECT_EQ(sent.document().number(), "X0000001");
  EXPECT_EQ(sent.place(), "GYE");
}

TEST_F(ClientTest, ACallMaySayOtherwise) {
  v1::WithdrawRequest sent;
  EXPECT_CALL(*connection_, Withdraw(_, milliseconds(9)))
      .WillOnce(DoAll(SaveArg<0>(&sent), Return(v1::WithdrawReply())));
  WithdrawOptions options{.erase = true, .reason = "mistaken identity"};
  options.call = {.deadline = milliseconds(9), .purpose = "prosecution", .case_number = "c-1"};
  ASSERT_TRUE(client_.Withdraw("2018/77", options).ok());
  EXPECT_EQ(sent.context().purpose(), "prosecution");
  EXPECT_EQ(sent.context().case_number(), "c-1");
  EXPECT_EQ(sent.national_id(), "2018/77");
  EXPECT_TRUE(sent.erase());
  EXPECT_EQ(sent.reason(), "mistaken identity");
}

TEST_F(ClientTest, SubmitsExactBytesWithTheFactsOfTheBatch) {
  v1::SubmitRequest sent;
  EXPECT_CALL(*connection_, Submit(_, _)).WillOnce(DoAll(SaveArg<0>(&sent), Return(v1::SubmitReply())));
  v1::NativeRecord record;
  record.set_format("ec-detenidos");
  record.set_data("a,b\r\n");
  SubmitOptions options{.batch = "file.csv"};
  options.facts.set_test(true);
  ASSERT_TRUE(client_.Submit(record, options).ok());
  EXPECT_EQ(sent.native().data(), "a,b\r\n");
  EXPECT_TRUE(sent.facts().test());
  EXPECT_EQ(sent.batch(), "file.csv");
}

TEST_F(ClientTest, CopiesShareOneConnection) {
  EXPECT_CALL(*connection_, Fetch(_, _)).Times(2).WillRepeatedly(Return(v1::FetchReply()));
  Client copy = client_;
  EXPECT_TRUE(copy.Fetch("r1").ok());
  v1::Originator originator;
  originator.set_country("EC");
  EXPECT_TRUE(client_.Fetch(originator, "17").ok());
}

TEST_F(ClientTest, WatchComesBackFromTheLastEventHandled) {
  v1::WatchRequest first, second;
  EXPECT_CALL(*connection_, Watch(_))
      .WillOnce(DoAll(SaveArg<0>(&first), Return(ByMove(Events({Event("1"), Event("2")}, absl::UnavailableError(""))))))
      .WillOnce(DoAll(SaveArg<0>(&second),
                      Return(ByMove(Events({Event("3"), Event("4", v1::Event::CAUGHT_UP)}, absl::OkStatus())))));
  std::vector<std::string> seen;
  Subscription subscription = client_.Watch({.cursor = "0", .until_caught_up = true}, [&](const v1::Event& event) {
    seen.push_back(event.cursor());
    return absl::OkStatus();
  });
  EXPECT_TRUE(subscription.Wait().ok());
  EXPECT_EQ(first.cursor(), "0");
  EXPECT_EQ(second.cursor(), "2");
  EXPECT_EQ(seen, (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_EQ(subscription.cursor(), "4");
}

TEST_F(ClientTest, TheHandlersErrorEndsTheWatchAndItsEventIsNotHandled) {
  EXPECT_CALL(*connection_, Watch(_))
      .WillOnce(Return(ByMove(Events({Event("1"), Event("2"), Event("3")}, absl::CancelledError("")))));
  Subscription subscription = client_.Watch({}, [&](const v1::Event& event) {
    return event.cursor() == "2" ? absl::UnavailableError("our disk is full") : absl::OkStatus();
  });
  EXPECT_EQ(subscription.Wait(), absl::UnavailableError("our disk is full"));
  EXPECT_EQ(subscription.cursor(), "1");
}

TEST_F(ClientTest, ARefusalEndsTheWatch) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::CURSOR_EXPIRED);
  const absl::Status expired = MakeFailure(absl::StatusCode::kOutOfRange, "too old", detail);
  EXPECT_CALL(*connection_, Watch(_)).WillOnce(Return(ByMove(Events({}, expired))));
  Subscription subscription = client_.Watch({}, [](const v1::Event&) { return absl::OkStatus(); });
  EXPECT_EQ(ReasonOf(subscription.Wait()), v1::CURSOR_EXPIRED);
}

TEST_F(ClientTest, WatchGivesUpAfterTheAttemptsItWasGiven) {
  EXPECT_CALL(*connection_, Watch(_)).Times(4).WillRepeatedly([](const v1::WatchRequest&) {
    return Events({}, absl::UnavailableError("gone"));
  });
  Subscription subscription = client_.Watch({.attempts_max = 4}, [](const v1::Event&) { return absl::OkStatus(); });
  EXPECT_EQ(subscription.Wait(), absl::UnavailableError("gone"));
}

TEST_F(ClientTest, AWatchCanBeCancelledWhileItWaitsForTheLine) {
  ClientOptions options = Options();
  options.retry = {.initial = std::chrono::hours(1), .longest = std::chrono::hours(1)};
  Client client(connection_, options);
  ON_CALL(*connection_, Watch(_)).WillByDefault([](const v1::WatchRequest&) {
    return Events({}, absl::UnavailableError("gone"));
  });
  Subscription subscription = client.Watch({}, [](const v1::Event&) { return absl::OkStatus(); });
  subscription.Cancel();
  EXPECT_TRUE(absl::IsCancelled(subscription.Wait()));
}

// A gateway that answers each request on its stream; breaks after `breaks_after` answers, if that is not 0.
class AnsweringStream : public SubmissionStream {
 public:
  using Answer = std::function<v1::SubmitReply(const v1::SubmitRequest&)>;
  AnsweringStream(Answer answer, size_t breaks_after) : answer_(std::move(answer)), breaks_after_(breaks_after) {}

  bool Write(const v1::SubmitRequest& request) override {
    const std::lock_guard lock(mutex_);
    if (broken_) return false;
    waiting_.push_back(request);
    changed_.notify_all();
    return true;
  }
  void WritesDone() override { End(); }
  void Cancel() override { End(); }
  bool Read(v1::SubmitReply* reply) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_ || !waiting_.empty(); });
    if (breaks_after_ > 0 && answered_ == breaks_after_) broken_ = true;
    if (broken_ || waiting_.empty()) return false;
    *reply = answer_(waiting_.front());
    reply->set_sequence(waiting_.front().sequence());
    waiting_.erase(waiting_.begin());
    ++answered_;
    return true;
  }
  absl::Status Finish() override { return broken_ ? absl::UnavailableError("line lost") : absl::OkStatus(); }

 private:
  void End() {
    const std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }
  const Answer answer_;
  const size_t breaks_after_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<v1::SubmitRequest> waiting_;
  size_t answered_ = 0;
  bool done_ = false, broken_ = false;
};

v1::SubmitReply Acknowledge(const v1::SubmitRequest& request) {
  v1::SubmitReply reply;
  reply.set_national_id(request.native().data());
  return reply;
}

class SubmitAllTest : public ClientTest {
 protected:
  // Submits `count` records, each with its number as its bytes, and keeps what came back.
  absl::Status Submit(int count, const SubmitAllOptions& options = {}) {
    int given = 0;
    return client_.SubmitAll(
        [&]() -> std::optional<Submission> {
          if (given == count) return std::nullopt;
          v1::NativeRecord record;
          record.set_data(std::to_string(given++));
          max_open_ = std::max(max_open_, given - static_cast<int>(replies_.size()));
          return Submission{record, {}};
        },
        [&](uint64_t number, const absl::StatusOr<v1::SubmitReply>& reply) {
          EXPECT_TRUE(replies_.emplace(number, reply).second) << "answered twice: " << number;
        },
        options);
  }
  void ExpectAllAcknowledged(size_t count) {
    ASSERT_EQ(replies_.size(), count);
    for (const auto& [number, reply] : replies_) {
      ASSERT_TRUE(reply.ok()) << number << ": " << reply.status();
      EXPECT_EQ(reply->national_id(), std::to_string(number));
    }
  }

  std::map<uint64_t, absl::StatusOr<v1::SubmitReply>> replies_;
  int max_open_ = 0;
};

TEST_F(SubmitAllTest, AcknowledgesEveryRecordWithinTheBound) {
  EXPECT_CALL(*connection_, SubmitStream()).WillOnce([] { return std::make_unique<AnsweringStream>(&Acknowledge, 0); });
  EXPECT_TRUE(Submit(1000, {.in_flight_max = 10}).ok());
  ExpectAllAcknowledged(1000);
  EXPECT_LE(max_open_, 10);
}

TEST_F(SubmitAllTest, OneLargeRecordAtATimeStillPasses) {
  EXPECT_CALL(*connection_, SubmitStream()).WillOnce([] { return std::make_unique<AnsweringStream>(&Acknowledge, 0); });
  EXPECT_TRUE(Submit(20, {.in_flight_bytes_max = 1}).ok());
  ExpectAllAcknowledged(20);
  EXPECT_EQ(max_open_, 1);
}

TEST_F(SubmitAllTest, NothingToSendIsFine) {
  EXPECT_CALL(*connection_, SubmitStream()).WillOnce([] { return std::make_unique<AnsweringStream>(&Acknowledge, 0); });
  EXPECT_TRUE(Submit(0).ok());
}

TEST_F(SubmitAllTest, ALostLineIsTakenUpAgain) {
  int streams = 0;
  EXPECT_CALL(*connection_, SubmitStream()).Times(testing::AtLeast(2)).WillRepeatedly([&] {
    return std::make_unique<AnsweringStream>(&Acknowledge, ++streams < 6 ? 7 : 0);
  });
  EXPECT_TRUE(Submit(100, {.in_flight_max = 20}).ok());
  ExpectAllAcknowledged(100);
}

TEST_F(SubmitAllTest, ALineThatStaysAwayAnswersForWhatWasTaken) {
  EXPECT_CALL(*connection_, SubmitStream()).Times(3).WillRepeatedly([&] {
    auto stream = std::make_unique<NiceMock<MockSubmissionStream>>();
    ON_CALL(*stream, Finish()).WillByDefault(Return(absl::UnavailableError("no gateway answers")));
    return stream;
  });
  EXPECT_TRUE(absl::IsUnavailable(Submit(100)));
  ASSERT_EQ(replies_.size(), 1U);  // taken from the source before the first write failed
  EXPECT_TRUE(absl::IsUnavailable(replies_.at(0).status()));
}

TEST_F(SubmitAllTest, ARefusedRecordDoesNotEndTheStream) {
  EXPECT_CALL(*connection_, SubmitStream()).WillOnce([] {
    return std::make_unique<AnsweringStream>(
        [](const v1::SubmitRequest& request) {
          v1::SubmitReply reply = Acknowledge(request);
          if (request.native().data() != "3") return reply;
          reply.mutable_failure()->set_code(static_cast<int>(absl::StatusCode::kInvalidArgument));
          reply.mutable_failure()->mutable_detail()->set_reason(v1::RECORD_UNREADABLE);
          return reply;
        },
        0);
  });
  EXPECT_TRUE(Submit(10).ok());
  ASSERT_EQ(replies_.size(), 10U);
  EXPECT_EQ(ReasonOf(replies_.at(3).status()), v1::RECORD_UNREADABLE);
  EXPECT_TRUE(replies_.at(4).ok());
}

TEST_F(SubmitAllTest, ARecordThatTheStoreCouldNotTakeIsSentAgain) {
  std::set<std::string> failed;
  EXPECT_CALL(*connection_, SubmitStream()).Times(testing::AtLeast(2)).WillRepeatedly([&] {
    return std::make_unique<AnsweringStream>(
        [&](const v1::SubmitRequest& request) {
          v1::SubmitReply reply = Acknowledge(request);
          if (request.native().data() == "5" && failed.insert("5").second) {
            reply.mutable_failure()->set_code(static_cast<int>(absl::StatusCode::kUnavailable));
            reply.mutable_failure()->mutable_detail()->set_reason(v1::STORE_UNAVAILABLE);
          }
          return reply;
        },
        0);
  });
  EXPECT_TRUE(Submit(10).ok());
  ExpectAllAcknowledged(10);
}

}  // namespace
}  // namespace entente
