// A real gateway in this process: SQLite, TLS and sockets as in a daemon, on a free port.
#pragma once

#include <memory>
#include <string>

#include "gateway/server/daemon.h"
#include "gateway/testing/fake_clock.h"
#include "gateway/testing/peer.h"
#include "gateway/testing/test_network.h"

namespace entente::testing {

class InProcessGateway {
 public:
  InProcessGateway();
  void Stop();
  void Start();  // again, on the same data

  Peer Connect(const std::string& system) const;
  server::Daemon& daemon() { return *daemon_; }
  TestNetwork& network() { return network_; }
  FakeClock& clock() { return clock_; }
  int port() const { return daemon_->port(); }

 private:
  TestNetwork network_;
  FakeClock clock_;
  std::unique_ptr<server::Daemon> daemon_;
};

}  // namespace entente::testing
