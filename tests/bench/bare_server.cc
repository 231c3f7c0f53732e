#include "tests/bench/bare_server.h"

#include <filesystem>
#include <utility>

namespace entente::bench {

BareServer::BareServer(testing::InProcessGateway& gateway, const std::string& system, std::vector<v1::Event> events)
    : folder_(gateway.network().folder() + "/bare"),
      pair_(gateway.network().Certificate(system)),
      roots_(gateway.network().authority().certificate_pem()) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  store_ = std::make_unique<BareStore>(folder_ + "/bare.db");
  service_ = std::make_unique<BareService>(store_.get(), std::move(events));
  const testing::KeyPair own = gateway.network().authority().Issue({.dns_names = {"localhost"}});
  grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = roots_;
  options.pem_key_cert_pairs.push_back({own.key_pem, own.certificate_pem});
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port_);
  builder.RegisterService(service_.get());
  server_ = builder.BuildAndStart();
}

BareServer::~BareServer() { server_->Shutdown(); }

std::shared_ptr<grpc::Channel> BareServer::Connect() const { return testing::ChannelTo(port_, roots_, &pair_); }

}  // namespace entente::bench
