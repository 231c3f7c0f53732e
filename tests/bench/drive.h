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

  double per_second() const { return answered / seconds; }
};

// Invented notices as requests; numbers from `first_number` on, because a repeat would be answered without being stored.
std::vector<v1::SubmitRequest> InventedSubmissions(int count, int first_number);

// Sends all requests over one stream, never more than `in_flight` unanswered.
Driven DriveSubmit(const std::shared_ptr<grpc::Channel>& channel, const std::vector<v1::SubmitRequest>& requests,
                   int in_flight);

struct Watcher {
  std::shared_ptr<grpc::Channel> channel;
  v1::WatchRequest request;       // its cursor moves on with what was received
  std::vector<v1::Event> kept;    // the events of the last drive, when asked for
  bool keep = false;
};

// One stream a watcher, all at once, each until it ends; `answered` counts events with a record.
Driven DriveWatch(std::vector<Watcher>& watchers);

}  // namespace entente::bench
