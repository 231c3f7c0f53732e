// The same client for ours and for the limit, so that only what is behind the wire differs.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <vector>

#include "entente/v1/exchange.grpc.pb.h"

namespace entente::bench {

struct Driven {
  double seconds = 0;
  int answered = 0;
  int refused = 0;
  std::vector<double> latencies_ms;
};

// Sends all requests over one stream, never more than `in_flight` unanswered.
Driven DriveSubmit(const std::shared_ptr<grpc::Channel>& channel, const std::vector<v1::SubmitRequest>& requests,
                   int in_flight);

// One stream a channel, all at once, each until it ends; `answered` counts events with a record.
Driven DriveWatch(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const v1::WatchRequest& request);

}  // namespace entente::bench
