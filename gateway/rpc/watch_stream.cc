#include "gateway/rpc/watch_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "gateway/rpc/status.h"
#include "gateway/rpc/translate.h"

namespace entente::rpc {
namespace {

class RefusedWatch : public grpc::ServerWriteReactor<v1::Event> {
 public:
  explicit RefusedWatch(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<v1::Event>* WatchStream::Refuse(const Options& options, const absl::Status& status) {
  CallEnd end;
  end.method = "Watch";
  end.status = status;
  options.observer->Ended(end);
  return new RefusedWatch(status);
}

WatchStream::WatchStream(const Options& options, core::Caller caller, bool until_caught_up)
    : options_(options), caller_(std::move(caller)), until_caught_up_(until_caught_up), start_(absl::Now()) {}

WatchStream* WatchStream::Start(const Options& options, core::Caller caller, const v1::WatchRequest& request) {
  const std::shared_ptr<WatchStream> stream(new WatchStream(options, std::move(caller), request.until_caught_up()));
  stream->self_ = stream;
  options.observer->Streams("Watch", 1);
  const absl::Status added = options.registry->Add(stream->caller_.name(), stream);
  if (!added.ok()) {
    stream->End(added);
    return stream.get();
  }
  stream->asking_ = true;
  options.gateway->Watch(
      stream->caller_, FromRequest(request),
      [stream](absl::StatusOr<std::shared_ptr<core::Feed>> feed) { stream->Opened(std::move(feed)); });
  return stream.get();
}

void WatchStream::Opened(absl::StatusOr<std::shared_ptr<core::Feed>> feed) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    asking_ = false;
    if (feed.ok()) {
      feed_ = *std::move(feed);
    } else if (!ending_) {
      ending_ = true;
      end_ = feed.status();
    }
  }
  Advance();
}

// One write, one question to the feed, and one Finish at a time; none under the lock.
void WatchStream::Advance() {
  bool write = false, finish = false;
  std::shared_ptr<core::Feed> ask;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (finished_ || write_under_way_) return;
    if (!ending_ && !events_.empty()) {
      writing_ = std::move(events_.front());
      events_.pop_front();
      write = write_under_way_ = true;
    } else if (ending_) {
      finish = finished_ = !asking_;
    } else if (feed_ != nullptr && !asking_) {
      asking_ = true;
      ask = feed_;
    }
  }
  if (write) {
    options_.observer->Released(v1::Event::Kind_Name(writing_.kind()).c_str());
    StartWrite(&writing_);
  }
  if (ask != nullptr) {
    ask->Next([self = shared_from_this()](absl::StatusOr<core::Feed::Events> events) { self->Got(std::move(events)); });
  }
  if (finish) Finish(ToGrpc(end_));
}

void WatchStream::Got(absl::StatusOr<core::Feed::Events> events) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    asking_ = false;
    if (!events.ok() && !ending_) {
      ending_ = true;
      end_ = events.status();
    }
    if (events.ok()) {
      for (v1::Event& event : *events) events_.push_back(std::move(event));
    }
  }
  Advance();
}

void WatchStream::OnWriteDone(bool ok) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    write_under_way_ = false;
    if (!ok && !ending_) {
      ending_ = true;
      end_ = absl::CancelledError("the reader is gone");
    }
    if (until_caught_up_ && writing_.kind() == v1::Event::CAUGHT_UP) ending_ = true;
  }
  Advance();
}

void WatchStream::OnCancel() { End(absl::CancelledError("cancelled")); }

void WatchStream::End(const absl::Status& why) {
  std::shared_ptr<core::Feed> feed;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!ending_) end_ = why;
    ending_ = true;
    feed = feed_;
  }
  if (feed != nullptr) feed->Close();
  Advance();
}

void WatchStream::OnDone() {
  options_.registry->Remove(this);
  options_.observer->Streams("Watch", -1);
  CallEnd end;
  end.method = "Watch";
  end.peer = caller_.name();
  end.request_id = caller_.request_id;
  end.status = end_;
  end.took = absl::Now() - start_;
  options_.observer->Ended(end);
  self_.reset();
}

}  // namespace entente::rpc
