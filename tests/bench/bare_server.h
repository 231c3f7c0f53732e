// A server of the limits, behind the same certificates as a gateway.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "gateway/testing/in_process_gateway.h"
#include "tests/bench/bare_service.h"

namespace entente::bench {

class BareServer {
 public:
  // `system` is whose certificate a client shows; `events` is what every watch gets.
  BareServer(testing::InProcessGateway& gateway, const std::string& system, std::vector<v1::Event> events);
  ~BareServer();
  BareServer(const BareServer&) = delete;
  BareServer& operator=(const BareServer&) = delete;

  std::shared_ptr<grpc::Channel> Connect() const;

 private:
  const std::string folder_;
  const testing::KeyPair pair_;
  const std::string roots_;
  int port_ = 0;
  std::unique_ptr<BareStore> store_;
  std::unique_ptr<BareService> service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace entente::bench
