// Counts and latencies for Prometheus, on a loopback address. They tell how the gateway does, and nothing about whom a
// record concerned, who was denied, or by which rule.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/rpc/observer.h"

namespace entente::server {

class Metrics {
 public:
  // `listen` empty: counted, and shown to nobody. InvalidArgument: not a loopback address; Unavailable: taken.
  static absl::StatusOr<std::unique_ptr<Metrics>> Start(const std::string& listen);
  virtual ~Metrics() = default;

  virtual void Ended(const rpc::CallEnd& end) = 0;
  virtual void Released(const char* kind) = 0;
  virtual void Streams(const char* method, int change) = 0;
  virtual int port() const = 0;  // 0: none
};

}  // namespace entente::server
