#include "gateway/testing/in_process_gateway.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "gateway/rpc/server.h"

namespace entente::testing {

InProcessGateway::InProcessGateway() {
  rpc::AllowTls13Only();
  Start();
}

void InProcessGateway::Start() {
  absl::StatusOr<std::unique_ptr<server::Daemon>> daemon = server::Daemon::Start(network_.config(), &clock_);
  if (!daemon.ok()) {
    std::cerr << daemon.status() << "\n";
    std::abort();
  }
  daemon_ = *std::move(daemon);
}

void InProcessGateway::Stop() { daemon_.reset(); }

Peer InProcessGateway::Connect(const std::string& system) const {
  const KeyPair pair = network_.Certificate(system);
  return Peer(ChannelTo(port(), network_.authority().certificate_pem(), &pair));
}

}  // namespace entente::testing
