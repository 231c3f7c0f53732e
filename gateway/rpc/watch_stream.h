// A feed on the wire: one event at a time, and the next page only when the last one was taken, so that a slow reader
// holds nothing up but itself.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>
#include <mutex>

#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/gateway.h"
#include "gateway/rpc/observer.h"
#include "gateway/rpc/streams.h"

namespace entente::rpc {

class WatchStream : public grpc::ServerWriteReactor<v1::Event>,
                    public Stream,
                    public std::enable_shared_from_this<WatchStream> {
 public:
  struct Options {
    core::Gateway* gateway = nullptr;
    StreamRegistry* registry = nullptr;
    Observer* observer = nullptr;
  };
  static WatchStream* Start(const Options& options, core::Caller caller, const v1::WatchRequest& request);
  // A stream that is refused before it begins.
  static grpc::ServerWriteReactor<v1::Event>* Refuse(const Options& options, const absl::Status& status);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void End(const absl::Status& why) override;

 private:
  WatchStream(const Options& options, core::Caller caller, bool until_caught_up);
  void Opened(absl::StatusOr<std::shared_ptr<core::Feed>> feed);
  void Got(absl::StatusOr<core::Feed::Events> events);
  void Advance();

  const Options options_;
  const core::Caller caller_;
  const bool until_caught_up_;
  const absl::Time start_;
  std::shared_ptr<WatchStream> self_;
  v1::Event writing_;

  std::mutex mutex_;
  std::shared_ptr<core::Feed> feed_;
  std::deque<v1::Event> events_;
  bool asking_ = false, write_under_way_ = false, ending_ = false, finished_ = false;
  absl::Status end_;
};

}  // namespace entente::rpc
