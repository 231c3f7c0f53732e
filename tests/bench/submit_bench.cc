// submit: national bytes in, mutual TLS, normalised, sealed, audited and on disk, beside the same bytes through a bare
// mutual-TLS stream into a bare two-index store. Client and server share the machine in both.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/testing/in_process_gateway.h"
#include "tests/bench/bare_service.h"
#include "tests/bench/benches.h"
#include "tests/bench/drive.h"
#include "tests/bench/invented.h"
#include "tests/bench/report.h"

namespace entente::bench {
namespace {

constexpr char kSystem[] = "XPO/ncb";

// All runs use numbers of their own: a repeat would be answered without being stored.
std::vector<v1::SubmitRequest> Requests(int count, int first_number) {
  std::vector<v1::SubmitRequest> requests(static_cast<size_t>(count));
  for (size_t i = 0; i < requests.size(); ++i) {
    requests[i].mutable_context()->set_purpose("criminal-investigation");
    requests[i].set_sequence(i);
    requests[i].mutable_native()->set_format("interpol-notice");
    requests[i].mutable_native()->set_data(InventedNotice(first_number + static_cast<int>(i)));
  }
  return requests;
}

class BareServer {
 public:
  explicit BareServer(testing::InProcessGateway& gateway)
      : folder_(gateway.network().folder() + "/bare"), pair_(gateway.network().Certificate(kSystem)),
        roots_(gateway.network().authority().certificate_pem()) {
    std::filesystem::create_directories(folder_);
    store_ = std::make_unique<BareStore>(folder_ + "/bare.db");
    service_ = std::make_unique<BareService>(store_.get(), std::vector<v1::Event>());
    const testing::KeyPair own = gateway.network().authority().Issue({.dns_names = {"localhost"}});
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = roots_;
    options.pem_key_cert_pairs.push_back({own.key_pem, own.certificate_pem});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port_);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
  }
  ~BareServer() { server_->Shutdown(); }
  std::shared_ptr<grpc::Channel> Connect() const { return testing::ChannelTo(port_, roots_, &pair_); }

 private:
  const std::string folder_;
  const testing::KeyPair pair_;
  const std::string roots_;
  int port_ = 0;
  std::unique_ptr<BareStore> store_;
  std::unique_ptr<BareService> service_;
  std::unique_ptr<grpc::Server> server_;
};

double PerSecond(const Driven& driven) { return driven.answered / driven.seconds; }

}  // namespace

bool BenchSubmit(const Settings& settings) {
  testing::InProcessGateway gateway;
  BareServer bare(gateway);
  testing::Peer ours = gateway.Connect(kSystem);
  const auto limit = bare.Connect();
  int number = 0;
  int refused = 0;
  std::vector<double> latencies;
  ReportPairs("submit (bare TLS into bare store)", "records/s", settings.runs, [&] {
    const auto requests = Requests(settings.records, number);
    number += settings.records;
    const Driven bare_run = DriveSubmit(limit, requests, settings.in_flight);
    Driven our_run = DriveSubmit(ours.channel(), requests, settings.in_flight);
    refused += our_run.refused + settings.records - our_run.answered - our_run.refused;
    latencies = std::move(our_run.latencies_ms);
    return Pair{.ours = PerSecond(our_run), .limit = PerSecond(bare_run)};
  });
  ReportTail("submit, last run", "ms", latencies);
  if (refused > 0) std::fprintf(stderr, "entente-bench: %d submissions were not stored\n", refused);
  return refused == 0;
}

}  // namespace entente::bench
