#include "client-lib/src/retrying_connection.h"

#include <atomic>
#include <utility>

#include "client-lib/src/backoff.h"
#include "entente/error.h"

namespace entente {
namespace {

using Gateways = std::vector<std::unique_ptr<Connection>>;

// Which gateway is asked. Shared with the streams, which outlive no connection but learn late that it was lost.
class Turn {
 public:
  explicit Turn(size_t count) : count_(count) {}
  size_t current() const { return current_.load(); }
  // Many calls lose one gateway at once: only the first moves on.
  void MoveOn(size_t lost) { current_.compare_exchange_strong(lost, (lost + 1) % count_); }

 private:
  const size_t count_;
  std::atomic<size_t> current_{0};
};

absl::Status Noted(absl::Status status, Turn& turn, size_t gateway) {
  if (absl::IsUnavailable(status)) turn.MoveOn(gateway);
  return status;
}

class NotingSubmissionStream : public SubmissionStream {
 public:
  NotingSubmissionStream(std::unique_ptr<SubmissionStream> stream, std::shared_ptr<Turn> turn, size_t gateway)
      : stream_(std::move(stream)), turn_(std::move(turn)), gateway_(gateway) {}
  bool Write(const v1::SubmitRequest& request) override { return stream_->Write(request); }
  void WritesDone() override { stream_->WritesDone(); }
  bool Read(v1::SubmitReply* reply) override { return stream_->Read(reply); }
  absl::Status Finish() override { return Noted(stream_->Finish(), *turn_, gateway_); }
  void Cancel() override { stream_->Cancel(); }

 private:
  const std::unique_ptr<SubmissionStream> stream_;
  const std::shared_ptr<Turn> turn_;
  const size_t gateway_;
};

class NotingEventStream : public EventStream {
 public:
  NotingEventStream(std::unique_ptr<EventStream> stream, std::shared_ptr<Turn> turn, size_t gateway)
      : stream_(std::move(stream)), turn_(std::move(turn)), gateway_(gateway) {}
  bool Read(v1::Event* event) override { return stream_->Read(event); }
  absl::Status Finish() override { return Noted(stream_->Finish(), *turn_, gateway_); }
  void Cancel() override { stream_->Cancel(); }

 private:
  const std::unique_ptr<EventStream> stream_;
  const std::shared_ptr<Turn> turn_;
  const size_t gateway_;
};

class RetryingConnection : public Connection {
 public:
  RetryingConnection(Gateways gateways, RetryOptions options)
      : gateways_(std::move(gateways)), options_(std::move(options)), turn_(std::make_shared<Turn>(gateways_.size())) {}

  absl::StatusOr<v1::SubmitReply> Submit(const v1::SubmitRequest& request, Milliseconds deadline) override {
    return Call<v1::SubmitReply>(&Connection::Submit, request, deadline);
  }
  absl::StatusOr<v1::FetchReply> Fetch(const v1::FetchRequest& request, Milliseconds deadline) override {
    return Call<v1::FetchReply>(&Connection::Fetch, request, deadline);
  }
  absl::StatusOr<v1::CheckReply> Check(const v1::CheckRequest& request, Milliseconds deadline) override {
    return Call<v1::CheckReply>(&Connection::Check, request, deadline);
  }
  absl::StatusOr<v1::WithdrawReply> Withdraw(const v1::WithdrawRequest& request, Milliseconds deadline) override {
    return Call<v1::WithdrawReply>(&Connection::Withdraw, request, deadline);
  }
  absl::StatusOr<v1::AcknowledgeReply> Acknowledge(const v1::AcknowledgeRequest& request,
                                                   Milliseconds deadline) override {
    return Call<v1::AcknowledgeReply>(&Connection::Acknowledge, request, deadline);
  }
  absl::StatusOr<v1::ListQuarantinedReply> ListQuarantined(const v1::ListQuarantinedRequest& request,
                                                           Milliseconds deadline) override {
    return Call<v1::ListQuarantinedReply>(&Connection::ListQuarantined, request, deadline);
  }
  absl::StatusOr<v1::ShowQuarantinedReply> ShowQuarantined(const v1::ShowQuarantinedRequest& request,
                                                           Milliseconds deadline) override {
    return Call<v1::ShowQuarantinedReply>(&Connection::ShowQuarantined, request, deadline);
  }
  absl::StatusOr<v1::RecheckQuarantinedReply> RecheckQuarantined(const v1::RecheckQuarantinedRequest& request,
                                                                 Milliseconds deadline) override {
    return Call<v1::RecheckQuarantinedReply>(&Connection::RecheckQuarantined, request, deadline);
  }
  std::unique_ptr<SubmissionStream> SubmitStream() override {
    const size_t gateway = turn_->current();
    return std::make_unique<NotingSubmissionStream>(gateways_[gateway]->SubmitStream(), turn_, gateway);
  }
  std::unique_ptr<EventStream> Watch(const v1::WatchRequest& request) override {
    const size_t gateway = turn_->current();
    return std::make_unique<NotingEventStream>(gateways_[gateway]->Watch(request), turn_, gateway);
  }

 private:
  using Clock = std::chrono::steady_clock;

  // Every call of this contract may be repeated: submissions and withdrawals carry their identity, the rest only reads
  // or says the same again. A call that may not (a release request) must not come through here.
  template <typename Reply, typename Method, typename Request>
  absl::StatusOr<Reply> Call(Method method, const Request& request, Milliseconds deadline) {
    const Clock::time_point end = Clock::now() + deadline;
    Backoff backoff(options_);
    for (int attempt = 1;; ++attempt) {
      const size_t gateway = turn_->current();
      const auto left = std::chrono::duration_cast<Milliseconds>(end - Clock::now());
      absl::StatusOr<Reply> reply = (*gateways_[gateway].*method)(request, left);
      if (reply.ok() || !IsTransient(reply.status())) return reply;
      Noted(reply.status(), *turn_, gateway).IgnoreError();
      const bool all_asked = turn_->current() == gateway || attempt % static_cast<int>(gateways_.size()) == 0;
      if (attempt >= options_.attempts_max || !Rest(all_asked, end, backoff)) return reply;
    }
  }

  // Waits only when every gateway has been asked once more. False: the next attempt would begin after the deadline.
  bool Rest(bool all_asked, Clock::time_point end, Backoff& backoff) const {
    const Milliseconds wait = all_asked ? backoff.Next() : Milliseconds(0);
    if (Clock::now() + wait >= end) return false;
    if (wait.count() > 0) backoff.Sleep(wait);
    return true;
  }

  const Gateways gateways_;
  const RetryOptions options_;
  const std::shared_ptr<Turn> turn_;
};

}  // namespace

std::shared_ptr<Connection> MakeRetryingConnection(Gateways gateways, RetryOptions options) {
  return std::make_shared<RetryingConnection>(std::move(gateways), std::move(options));
}

}  // namespace entente
