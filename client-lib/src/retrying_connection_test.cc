#include "client-lib/src/retrying_connection.h"

#include <gtest/gtest.h>

#include <thread>
#include <utility>

#include "entente/mock_connection.h"

namespace entente {
namespace {

using std::chrono::milliseconds;
using testing::_;
using testing::Return;
using testing::StrictMock;

constexpr milliseconds kDeadline{60'000};

v1::FetchReply Reply(const std::string& id) {
  v1::FetchReply reply;
  reply.set_record_id(id);
  return reply;
}

// A connection over mocks, whose waits are written down instead of waited.
class Retrying : public testing::Test {
 protected:
  std::shared_ptr<Connection> Over(int gateways, int attempts_max = 5) {
    std::vector<std::unique_ptr<Connection>> all;
    for (int i = 0; i < gateways; ++i) {
      auto mock = std::make_unique<StrictMock<MockConnection>>();
      mocks_.push_back(mock.get());
      all.push_back(std::move(mock));
    }
    return MakeRetryingConnection(std::move(all), {.attempts_max = attempts_max,
                                                   .initial = milliseconds(100),
                                                   .sleep = [this](milliseconds wait) { waits_.push_back(wait); },
                                                   .random = [] { return 0.0; }});
  }

  std::vector<StrictMock<MockConnection>*> mocks_;
  std::vector<milliseconds> waits_;
};

TEST_F(Retrying, AsksAgainUntilTheGatewayIsThere) {
  auto connection = Over(1);
  EXPECT_CALL(*mocks_[0], Fetch(_, _))
      .WillOnce(Return(absl::UnavailableError("gone")))
      .WillOnce(Return(absl::UnavailableError("gone")))
      .WillOnce(Return(Reply("r1")));
  const auto reply = connection->Fetch({}, kDeadline);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->record_id(), "r1");
  EXPECT_EQ(waits_, (std::vector<milliseconds>{milliseconds(100), milliseconds(200)}));
}

TEST_F(Retrying, GivesUpAfterTheLastAttempt) {
  auto connection = Over(1, 3);
  EXPECT_CALL(*mocks_[0], Fetch(_, _)).Times(3).WillRepeatedly(Return(absl::UnavailableError("gone")));
  EXPECT_TRUE(absl::IsUnavailable(connection->Fetch({}, kDeadline).status()));
  EXPECT_EQ(waits_.size(), 2U);
}

TEST_F(Retrying, ARefusalIsNotRepeated) {
  auto connection = Over(2);
  EXPECT_CALL(*mocks_[0], Submit(_, _)).WillOnce(Return(absl::InvalidArgumentError("line 3 cannot be read")));
  EXPECT_TRUE(absl::IsInvalidArgument(connection->Submit({}, kDeadline).status()));
  EXPECT_TRUE(waits_.empty());
}

TEST_F(Retrying, GoesToTheNextGatewayAtOnceAndStaysThere) {
  auto connection = Over(2);
  EXPECT_CALL(*mocks_[0], Fetch(_, _)).WillOnce(Return(absl::UnavailableError("gone")));
  EXPECT_CALL(*mocks_[1], Fetch(_, _)).Times(2).WillRepeatedly(Return(Reply("r1")));
  EXPECT_TRUE(connection->Fetch({}, kDeadline).ok());
  EXPECT_TRUE(connection->Fetch({}, kDeadline).ok());
  EXPECT_TRUE(waits_.empty());
}

TEST_F(Retrying, WaitsOnlyWhenAllGatewaysWereAsked) {
  auto connection = Over(2);
  EXPECT_CALL(*mocks_[0], Fetch(_, _)).WillOnce(Return(absl::UnavailableError("gone"))).WillOnce(Return(Reply("r1")));
  EXPECT_CALL(*mocks_[1], Fetch(_, _)).WillOnce(Return(absl::UnavailableError("gone too")));
  EXPECT_TRUE(connection->Fetch({}, kDeadline).ok());
  EXPECT_EQ(waits_.size(), 1U);
}

TEST_F(Retrying, AConcurrentChangeIsTriedAgainAtTheSameGateway) {
  auto connection = Over(2);
  EXPECT_CALL(*mocks_[0], Withdraw(_, _))
      .WillOnce(Return(absl::AbortedError("a version moved")))
      .WillOnce(Return(v1::WithdrawReply()));
  EXPECT_TRUE(connection->Withdraw({}, kDeadline).ok());
  EXPECT_EQ(waits_.size(), 1U);
}

TEST_F(Retrying, DoesNotBeginAnAttemptAfterTheDeadline) {
  auto connection = Over(1);
  EXPECT_CALL(*mocks_[0], Check(_, _)).WillOnce(Return(absl::UnavailableError("gone")));
  EXPECT_TRUE(absl::IsUnavailable(connection->Check({}, milliseconds(50)).status()));
  EXPECT_TRUE(waits_.empty());
}

TEST_F(Retrying, EachAttemptGetsWhatIsLeftOfTheDeadline) {
  auto connection = Over(1);
  const auto slow_refusal = [](const v1::FetchRequest&, milliseconds) -> absl::StatusOr<v1::FetchReply> {
    std::this_thread::sleep_for(milliseconds(5));
    return absl::UnavailableError("gone");
  };
  EXPECT_CALL(*mocks_[0], Fetch(_, _)).WillOnce(slow_refusal);
  EXPECT_CALL(*mocks_[0], Fetch(_, testing::Le(kDeadline - milliseconds(5)))).WillOnce(Return(Reply("r1")));
  EXPECT_TRUE(connection->Fetch({}, kDeadline).ok());
}

TEST_F(Retrying, ABrokenStreamSendsTheNextOneToTheNextGateway) {
  auto connection = Over(2);
  auto broken = std::make_unique<MockEventStream>();
  EXPECT_CALL(*broken, Finish()).WillOnce(Return(absl::UnavailableError("gone")));
  EXPECT_CALL(*mocks_[0], Watch(_)).WillOnce(Return(testing::ByMove(std::move(broken))));
  EXPECT_CALL(*mocks_[1], Watch(_)).WillOnce(Return(testing::ByMove(std::make_unique<MockEventStream>())));
  EXPECT_TRUE(absl::IsUnavailable(connection->Watch({})->Finish()));
  connection->Watch({});
}

}  // namespace
}  // namespace entente
