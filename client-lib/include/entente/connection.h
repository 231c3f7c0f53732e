// What stands between a Client and the wire. Tests of a national system implement it, or use MockConnection
// (entente/mock_connection.h); everybody else takes the one that Client::Connect makes.
//
// Calls repeat themselves as RetryOptions say, and go on to the next target when one is lost. Streams are one attempt
// each; Client::SubmitAll and Client::Watch open the next one.
//
// Thread safety: a Connection may be used by any number of threads. Of a stream, one thread may write, one read, and
// any Cancel.
#pragma once

#include <chrono>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"

namespace entente {

class SubmissionStream {
 public:
  virtual ~SubmissionStream() = default;
  virtual bool Write(const v1::SubmitRequest& request) = 0;  // false: the stream is broken, Finish tells why
  virtual void WritesDone() = 0;
  virtual bool Read(v1::SubmitReply* reply) = 0;  // false: nothing more comes
  virtual absl::Status Finish() = 0;              // once, after Read said false
  virtual void Cancel() = 0;
};

class EventStream {
 public:
  virtual ~EventStream() = default;
  virtual bool Read(v1::Event* event) = 0;  // false: nothing more comes
  virtual absl::Status Finish() = 0;        // once, after Read said false
  virtual void Cancel() = 0;
};

class Connection {
 public:
  using Milliseconds = std::chrono::milliseconds;

  virtual ~Connection() = default;
  virtual absl::StatusOr<v1::SubmitReply> Submit(const v1::SubmitRequest& request, Milliseconds deadline) = 0;
  virtual absl::StatusOr<v1::FetchReply> Fetch(const v1::FetchRequest& request, Milliseconds deadline) = 0;
  virtual absl::StatusOr<v1::CheckReply> Check(const v1::CheckRequest& request, Milliseconds deadline) = 0;
  virtual absl::StatusOr<v1::WithdrawReply> Withdraw(const v1::WithdrawRequest& request, Milliseconds deadline) = 0;
  virtual absl::StatusOr<v1::AcknowledgeReply> Acknowledge(const v1::AcknowledgeRequest& request,
                                                           Milliseconds deadline) = 0;
  virtual absl::StatusOr<v1::ListQuarantinedReply> ListQuarantined(const v1::ListQuarantinedRequest& request,
                                                                   Milliseconds deadline) = 0;
  virtual absl::StatusOr<v1::ShowQuarantinedReply> ShowQuarantined(const v1::ShowQuarantinedRequest& request,
                                                                   Milliseconds deadline) = 0;
  virtual absl::StatusOr<v1::RecheckQuarantinedReply> RecheckQuarantined(const v1::RecheckQuarantinedRequest& request,
                                                                         Milliseconds deadline) = 0;
  virtual std::unique_ptr<SubmissionStream> SubmitStream() = 0;
  virtual std::unique_ptr<EventStream> Watch(const v1::WatchRequest& request) = 0;
};

}  // namespace entente
