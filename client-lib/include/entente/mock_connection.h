// A Connection for the tests of programs that use this library; needs GoogleMock.
#pragma once

#include <gmock/gmock.h>

#include <memory>

#include "entente/connection.h"

namespace entente {

class MockSubmissionStream : public SubmissionStream {
 public:
  MOCK_METHOD(bool, Write, (const v1::SubmitRequest&), (override));
  MOCK_METHOD(void, WritesDone, (), (override));
  MOCK_METHOD(bool, Read, (v1::SubmitReply*), (override));
  MOCK_METHOD(absl::Status, Finish, (), (override));
  MOCK_METHOD(void, Cancel, (), (override));
};

class MockEventStream : public EventStream {
 public:
  MOCK_METHOD(bool, Read, (v1::Event*), (override));
  MOCK_METHOD(absl::Status, Finish, (), (override));
  MOCK_METHOD(void, Cancel, (), (override));
};

class MockConnection : public Connection {
 public:
  MOCK_METHOD(absl::StatusOr<v1::SubmitReply>, Submit, (const v1::SubmitRequest&, Milliseconds), (override));
  MOCK_METHOD(absl::StatusOr<v1::FetchReply>, Fetch, (const v1::FetchRequest&, Milliseconds), (override));
  MOCK_METHOD(absl::StatusOr<v1::CheckReply>, Check, (const v1::CheckRequest&, Milliseconds), (override));
  MOCK_METHOD(absl::StatusOr<v1::WithdrawReply>, Withdraw, (const v1::WithdrawRequest&, Milliseconds), (override));
  MOCK_METHOD(absl::StatusOr<v1::AcknowledgeReply>, Acknowledge, (const v1::AcknowledgeRequest&, Milliseconds),
              (override));
  MOCK_METHOD(absl::StatusOr<v1::ListQuarantinedReply>, ListQuarantined,
              (const v1::ListQuarantinedRequest&, Milliseconds), (override));
  MOCK_METHOD(absl::StatusOr<v1::ShowQuarantinedReply>, ShowQuarantined,
              (const v1::ShowQuarantinedRequest&, Milliseconds), (override));
  MOCK_METHOD(absl::StatusOr<v1::RecheckQuarantinedReply>, RecheckQuarantined,
              (const v1::RecheckQuarantinedRequest&, Milliseconds), (override));
  MOCK_METHOD(std::unique_ptr<SubmissionStream>, SubmitStream, (), (override));
  MOCK_METHOD(std::unique_ptr<EventStream>, Watch, (const v1::WatchRequest&), (override));
};

}  // namespace entente
