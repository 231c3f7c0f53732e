#include "gateway/rpc/submit_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "gateway/core/errors.h"
#include "gateway/rpc/border.h"
#include "gateway/rpc/status.h"
#include "gateway/rpc/translate.h"

namespace entente::rpc {

SubmitStream* SubmitStream::Start(const Options& options, core::Caller caller) {
  const std::shared_ptr<SubmitStream> stream(new SubmitStream(options, std::move(caller)));
  stream->self_ = stream;
  options.observer->Streams("SubmitStream", 1);
  const absl::Status added = options.registry->Add(stream->caller_.name(), stream);
  if (!added.ok()) {
    stream->end_ = added;
    stream->no_more_ = true;
  }
  stream->Advance();
  return stream.get();
}

// Starts whatever may start now. One read, one write, and one Finish at a time; none under the lock.
void SubmitStream::Advance() {
  const std::shared_ptr<SubmitStream> self = shared_from_this();  // another thread may finish meanwhile
  bool read = false, write = false, finish = false;
  absl::Status end;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (finished_) return;
    if (!write_under_way_ && !broken_ && !replies_.empty()) {
      writing_ = std::move(replies_.front());
      replies_.pop_front();
      write = write_under_way_ = true;
    }
    if (!reading_ && !no_more_ && !broken_ && in_flight_ < options_.in_flight_max) {
      read = reading_ = starting_read_ = true;
    }
    const bool all_answered = in_flight_ == 0 || broken_;
    if ((no_more_ || broken_) && all_answered && !write_under_way_ && !starting_read_) {
      finish = finished_ = true;
      end = end_;
    }
  }
  if (write) StartWrite(&writing_);
  if (finish) Finish(ToGrpc(end));
  if (read) BeginRead();
}

void SubmitStream::BeginRead() {
  StartRead(&request_);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    starting_read_ = false;
  }
  Advance();  // what had to wait for it
}

void SubmitStream::OnReadDone(bool ok) {
  v1::SubmitRequest request;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    // Taken out before another read may begin: a reply that is written meanwhile starts one from its own thread.
    request_.Swap(&request);
    reading_ = false;
    if (!ok) no_more_ = true;
    if (ok && !no_more_) ++in_flight_;
    if (!ok || no_more_) ok = false;
  }
  if (ok) Take(request);
  Advance();
}

void SubmitStream::Take(const v1::SubmitRequest& request) {
  v1::SubmitReply reply;
  reply.set_sequence(request.sequence());
  auto done = [self = shared_from_this(), reply,
               start = absl::Now()](absl::StatusOr<core::Submitted> submitted) mutable {
    CallEnd end;
    end.method = "SubmitStream";
    end.peer = self->caller_.name();
    end.request_id = self->caller_.request_id;
    end.status = submitted.status();
    end.decision_id = core::DetailOf(end.status).decision_id();
    end.took = absl::Now() - start;
    self->options_.observer->Ended(end);
    if (submitted.ok()) ToReply(*std::move(submitted), reply);
    if (!end.status.ok()) *reply.mutable_failure() = ToFailure(end.status);
    self->Reply(std::move(reply));
  };
  if (const absl::Status status = CheckKnownFields(request); !status.ok()) return done(status);
  core::Submission submission = FromRequest(request);
  options_.gateway->Submit(caller_, std::move(submission), std::move(done));
}

void SubmitStream::Reply(v1::SubmitReply reply) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    replies_.push_back(std::move(reply));
  }
  Advance();
}

void SubmitStream::OnWriteDone(bool ok) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    write_under_way_ = false;
    --in_flight_;
    if (!ok) broken_ = true;
  }
  Advance();
}

// What was read is submitted all the same: the sender repeats what was not acknowledged.
void SubmitStream::OnCancel() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    broken_ = true;
  }
  Advance();
}

void SubmitStream::End(const absl::Status& why) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    no_more_ = true;
    end_ = why;
  }
  Advance();
}

void SubmitStream::OnDone() {
  options_.registry->Remove(this);
  options_.observer->Streams("SubmitStream", -1);
  self_.reset();
}

}  // namespace entente::rpc
