// The limits on the wire: the same messages through the same mutual TLS, with nothing behind them but a bare store
// (submit) or a list of events made beforehand (deliver).
#pragma once

#include <vector>

#include "entente/v1/exchange.grpc.pb.h"
#include "tests/bench/bare_store.h"

namespace entente::bench {

class BareService final : public v1::Exchange::CallbackService {
 public:
  BareService(BareStore* store, std::vector<v1::Event> events) : store_(store), events_(std::move(events)) {}

  grpc::ServerBidiReactor<v1::SubmitRequest, v1::SubmitReply>* SubmitStream(grpc::CallbackServerContext*) override;
  grpc::ServerWriteReactor<v1::Event>* Watch(grpc::CallbackServerContext*, const v1::WatchRequest*) override;

 private:
  BareStore* store_;
  const std::vector<v1::Event> events_;
};

}  // namespace entente::bench
