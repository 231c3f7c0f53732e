// A stream of submissions: each is answered when it is on disk, in whatever order that is; a refused one ends nothing.
// So many may be in flight; then reading pauses, and the sender feels it.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>
#include <mutex>

#include "entente/v1/exchange.pb.h"
#include "gateway/core/gateway.h"
#include "gateway/rpc/observer.h"
#include "gateway/rpc/streams.h"

namespace entente::rpc {

class SubmitStream : public grpc::ServerBidiReactor<v1::SubmitRequest, v1::SubmitReply>,
                     public Stream,
                     public std::enable_shared_from_this<SubmitStream> {
 public:
  struct Options {
    core::Gateway* gateway = nullptr;
    StreamRegistry* registry = nullptr;
    Observer* observer = nullptr;
    int64_t in_flight_max = 256;
  };
  // Lives until gRPC and every submission in flight are done with it.
  static SubmitStream* Start(const Options& options, core::Caller caller);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void End(const absl::Status& why) override;

 private:
  SubmitStream(const Options& options, core::Caller caller) : options_(options), caller_(std::move(caller)) {}
  void Take(const v1::SubmitRequest& request);
  void Reply(v1::SubmitReply reply);
  void Advance();
  void BeginRead();

  const Options options_;
  const core::Caller caller_;
  std::shared_ptr<SubmitStream> self_;
  v1::SubmitRequest request_;  // of the read under way
  v1::SubmitReply writing_;    // of the write under way

  std::mutex mutex_;
  std::deque<v1::SubmitReply> replies_;
  int64_t in_flight_ = 0;       // read, and the reply not yet written
  bool starting_read_ = false;  // decided, and not yet begun: until then the stream must not finish
  bool reading_ = false, write_under_way_ = false, no_more_ = false, broken_ = false, finished_ = false;
  absl::Status end_;
};

}  // namespace entente::rpc
