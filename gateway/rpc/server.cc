#include "gateway/rpc/server.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <cstdlib>
#include <limits>

#include "absl/strings/str_cat.h"
#include "gateway/core/errors.h"
#include "gateway/rpc/admin_service.h"
#include "gateway/rpc/exchange_service.h"

namespace entente::rpc {
namespace {

constexpr int kMetadataMax = 8 * 1024;
constexpr int kHandshakeMs = 5'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kPingsNoOftenerMs = 10'000;

int Milliseconds(absl::Duration duration) {
  const int64_t ms = absl::ToInt64Milliseconds(duration);
  return static_cast<int>(std::min<int64_t>(ms, std::numeric_limits<int>::max()));
}

std::shared_ptr<grpc::ServerCredentials> MutualTls(const ServerOptions& options) {
  const auto provider = std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
      options.client_roots_pem,
      std::vector<grpc::experimental::IdentityKeyCertPair>{{options.key_pem, options.certificate_pem}});
  grpc::experimental::TlsServerCredentialsOptions tls(provider);
  // All three are needed: without them no certificate is asked for at all.
  tls.watch_root_certs();
  tls.watch_identity_key_cert_pairs();
  tls.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(tls);
}

void SetLimits(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.message_bytes_max));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, static_cast<int>(options.streams_per_connection_max));
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(options.keepalive));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingsNoOftenerMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(options.connection_age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(absl::Seconds(30)));
  // Two daemons on one port would share its calls between them without a word.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("entente");
  quota.Resize(static_cast<size_t>(options.memory_bytes_max));
  builder.SetResourceQuota(quota);
}

class GrpcServer : public Server {
 public:
  explicit GrpcServer(const ServerOptions& options)
      : gateway_(options.gateway),
        watches_(options.watches_per_system_max),
        submissions_(options.streams_per_connection_max),
        exchange_(options.gateway, &watches_, &submissions_, options.observer,
                  options.requests_in_flight_per_stream_max),
        admin_(options.gateway, options.observer, [this] { Refresh(); }) {
    options.gateway->TellUnreadable([observer = options.observer](const std::string& record_id) {
      CallEnd end;
      end.method = "Read";
      end.status = absl::DataLossError(absl::StrCat("the stored record ", record_id, " cannot be read"));
      observer->Ended(end);
    });
  }
  ~GrpcServer() override { Shutdown(absl::ZeroDuration()); }

  absl::Status Listen(const ServerOptions& options) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    SetLimits(options, builder);
    builder.AddListeningPort(options.listen, MutualTls(options), &port_);
    builder.RegisterService(&exchange_);
    builder.RegisterService(&admin_);
    server_ = builder.BuildAndStart();
    if (server_ != nullptr && port_ != 0) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat("`", options.listen, "` cannot be listened on"));
  }

  int port() const override { return port_; }

  void SetHealthy(bool healthy) override {
    if (server_ != nullptr) server_->GetHealthCheckService()->SetServingStatus(healthy);
  }

  void Refresh() override {
    watches_.EndSuspended(*gateway_->active());
    submissions_.EndSuspended(*gateway_->active());
  }

  void Shutdown(absl::Duration drain) override {
    if (server_ == nullptr) return;
    SetHealthy(false);
    const absl::Status why =
        core::WithReason(absl::UnavailableError("the gateway is shutting down"), v1::SHUTTING_DOWN);
    watches_.EndAll(why);
    submissions_.EndAll(why);
    server_->Shutdown(absl::ToChronoTime(absl::Now() + drain));
    server_->Wait();
    server_.reset();
  }

 private:
  core::Gateway* const gateway_;
  StreamRegistry watches_, submissions_;
  ExchangeService exchange_;
  AdminService admin_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

void AllowTls13Only() { setenv("GRPC_SSL_CIPHER_SUITES", "PSK-AES256-GCM-SHA384", 1); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  auto server = std::make_unique<GrpcServer>(options);
  if (const absl::Status status = server->Listen(options); !status.ok()) return status;
  return server;
}

}  // namespace entente::rpc
