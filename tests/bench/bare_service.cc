#include "tests/bench/bare_service.h"

#include <deque>
#include <mutex>
#include <string>

namespace entente::bench {
namespace {

// Reads as fast as the peer sends, answers each when its row is on disk.
class SubmitReactor final : public grpc::ServerBidiReactor<v1::SubmitRequest, v1::SubmitReply> {
 public:
  explicit SubmitReactor(BareStore* store) : store_(store) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      std::lock_guard lock(mutex_);
      reading_ = false;
      FinishWhenIdle();
      return;
    }
    {
      std::lock_guard lock(mutex_);
      ++in_flight_;
    }
    const uint64_t sequence = request_.sequence();
    store_->Insert(std::to_string(sequence), request_.native().format(), request_.native().data(), [this, sequence] {
      v1::SubmitReply reply;
      reply.set_sequence(sequence);
      reply.set_revision(1);
      Answer(std::move(reply));
    });
    StartRead(&request_);
  }

  void OnWriteDone(bool) override {
    std::lock_guard lock(mutex_);
    replies_.pop_front();
    --in_flight_;
    if (!replies_.empty()) {
      StartWrite(&replies_.front());
    } else {
      FinishWhenIdle();
    }
  }

  void OnDone() override { delete this; }

 private:
  void Answer(v1::SubmitReply reply) {
    std::lock_guard lock(mutex_);
    replies_.push_back(std::move(reply));
    if (replies_.size() == 1) StartWrite(&replies_.front());
  }

  void FinishWhenIdle() {
    if (!reading_ && in_flight_ == 0) Finish(grpc::Status::OK);
  }

  BareStore* store_;
  v1::SubmitRequest request_;
  std::mutex mutex_;
  std::deque<v1::SubmitReply> replies_;
  int in_flight_ = 0;
  bool reading_ = true;
};

class DeliverReactor final : public grpc::ServerWriteReactor<v1::Event> {
 public:
  explicit DeliverReactor(const std::vector<v1::Event>* events) : events_(events) { Next(); }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    Next();
  }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (next_ == events_->size()) return Finish(grpc::Status::OK);
    StartWrite(&(*events_)[next_++]);
  }

  const std::vector<v1::Event>* events_;
  size_t next_ = 0;
};

}  // namespace

grpc::ServerBidiReactor<v1::SubmitRequest, v1::SubmitReply>* BareService::SubmitStream(grpc::CallbackServerContext*) {
  return new SubmitReactor(store_);
}

grpc::ServerWriteReactor<v1::Event>* BareService::Watch(grpc::CallbackServerContext*, const v1::WatchRequest*) {
  return new DeliverReactor(&events_);
}

}  // namespace entente::bench
