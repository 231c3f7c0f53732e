// The gRPC server: mutual TLS, limits, both services and health.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/core/gateway.h"
#include "gateway/rpc/observer.h"

namespace entente::rpc {

struct ServerOptions {
  core::Gateway* gateway = nullptr;  // not owned
  Observer* observer = nullptr;
  std::string listen;  // "127.0.0.1:0"
  std::string certificate_pem, key_pem, client_roots_pem;
  int64_t message_bytes_max = 1 << 20;
  int64_t streams_per_connection_max = 100;
  int64_t requests_in_flight_per_stream_max = 256;
  int64_t watches_per_system_max = 16;
  int64_t memory_bytes_max = int64_t{1} << 30;
  absl::Duration connection_age = absl::Minutes(30);
  absl::Duration keepalive = absl::Seconds(60);
};

// Only TLS 1.3 may be spoken, and this gRPC has one way to say so, for the whole process: call it before anything else.
void AllowTls13Only();

class Server {
 public:
  // Unavailable: the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);
  virtual ~Server() = default;

  virtual int port() const = 0;
  virtual void SetHealthy(bool healthy) = 0;
  // Cuts the streams of systems that are suspended or gone.
  virtual void Refresh() = 0;
  // Health says no, streams are ended, calls may take until `drain`, then they are cut. Blocks.
  virtual void Shutdown(absl::Duration drain) = 0;
};

}  // namespace entente::rpc
