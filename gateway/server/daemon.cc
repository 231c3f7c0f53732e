#include "gateway/server/daemon.h"

#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/core/load.h"
#include "gateway/core/errors.h"
#include "gateway/core/reload.h"
#include "gateway/rpc/server.h"
#include "gateway/server/data_folder.h"
#include "gateway/server/log.h"
#include "gateway/server/metrics.h"
#include "gateway/server/pem.h"
#include "gateway/server/policy_files.h"
#include "gateway/server/strict_yaml.h"
#include "gateway/server/write_file.h"

namespace entente::server {
namespace {

// Logs and counts what the network side tells.
class Witness : public rpc::Observer {
 public:
  Witness(std::shared_ptr<Log> log, Metrics* metrics) : log_(std::move(log)), metrics_(metrics) {}

  void Ended(const rpc::CallEnd& end) override {
    metrics_->Ended(end);
    // A stream may bring thousands of records a second, and each that was taken is in the audit log.
    if (end.status.ok() && std::string_view(end.method) == "SubmitStream") return;
    const std::string code = absl::StatusCodeToString(end.status.code());
    Log::Fields fields = {
        {"method", end.method},        {"peer", end.peer}, {"request", end.request_id},
        {"decision", end.decision_id}, {"code", code},     {"ms", absl::StrCat(absl::ToDoubleMilliseconds(end.took))}};
    if (!end.status.ok()) {
      fields.emplace_back("reason", v1::Reason_Name(core::ReasonOf(end.status)));
      fields.emplace_back("message", std::string(end.status.message()));
    }
    const bool ours = absl::IsInternal(end.status) || absl::IsDataLoss(end.status) || absl::IsUnavailable(end.status);
    ours ? log_->Error("call", fields) : log_->Info("call", fields);
  }
  void Released(const char* kind) override { metrics_->Released(kind); }
  void Streams(const char* method, int change) override { metrics_->Streams(method, change); }

 private:
  const std::shared_ptr<Log> log_;
  Metrics* const metrics_;
};

struct TlsTexts {
  std::string certificate, key, client_roots;
};

absl::StatusOr<TlsTexts> ReadTls(const TlsFiles& files) {
  TlsTexts texts;
  const std::pair<const std::string*, std::string*> pairs[] = {
      {&files.certificate, &texts.certificate}, {&files.key, &texts.key}, {&files.client_roots, &texts.client_roots}};
  for (const auto& [file, text] : pairs) {
    absl::StatusOr<std::string> read = ReadFileText(*file);
    if (!read.ok()) return read.status();
    *text = *std::move(read);
  }
  if (const absl::Status status = CheckKeyPair(texts.certificate, texts.key); !status.ok()) return status;
  if (!IsCertificatePem(texts.client_roots)) {
    return absl::InvalidArgumentError("`tls.client_roots` is no certificate in PEM");
  }
  return texts;
}

class WiredDaemon : public Daemon {
 public:
  ~WiredDaemon() override { Shutdown(); }

  absl::Status Wire(const Config& config, const core::Clock* clock);
  int port() const override { return rpc_->port(); }
  int metrics_port() const override { return metrics_->port(); }
  absl::Status Reload() override;
  bool Busy() override { return gateway_->Reconciling(); }
  void Shutdown() override;

 private:
  absl::Status WireCore(const core::Clock* clock);
  absl::Status WireNetwork();
  void WatchHealth();

  Config config_;
  const core::SystemClock system_clock_;
  std::shared_ptr<Log> log_;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<DataFolder> data_;
  std::unique_ptr<adapters::Registry> formats_;  // null: those compiled in alone
  std::unique_ptr<store::Sealer> sealer_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<audit::Log> audit_;
  std::unique_ptr<core::Gateway> gateway_;
  std::unique_ptr<rpc::Server> rpc_;
  std::thread health_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool ended_ = false;
};

absl::Status WiredDaemon::Wire(const Config& config, const core::Clock* clock) {
  config_ = config;
  absl::StatusOr<std::shared_ptr<Log>> log = Log::Open(config.log_level, config.log_file);
  if (!log.ok()) return log.status();
  log_ = *std::move(log);
  absl::StatusOr<std::unique_ptr<Metrics>> metrics = Metrics::Start(config.metrics_listen);
  if (!metrics.ok()) return metrics.status();
  metrics_ = *std::move(metrics);
  witness_ = std::make_unique<Witness>(log_, metrics_.get());
  if (const absl::Status status = WireCore(clock == nullptr ? &system_clock_ : clock); !status.ok()) return status;
  if (const absl::Status status = WireNetwork(); !status.ok()) return status;
  health_ = std::thread([this] { WatchHealth(); });
  log_->Info("serving", {{"port", absl::StrCat(port())}});
  if (config.port_file.empty()) return absl::OkStatus();
  return WriteFile(config.port_file, absl::StrCat(port(), "\n"), 0644);
}

absl::Status WiredDaemon::WireCore(const core::Clock* clock) {
  const core::SourceReader sources = [config = config_] { return ReadSources(config); };
  // Judged before the data folder is touched: a daemon that may not run leaves nothing behind.
  if (const absl::Status status = CheckConfig(config_); !status.ok()) return status;
  const absl::StatusOr<core::ActiveSources> read = sources();
  if (!read.ok()) return read.status();
  if (!config_.formats.empty()) {
    absl::StatusOr<std::unique_ptr<adapters::Registry>> formats = adapters::LoadRegistry(config_.formats);
    if (!formats.ok()) return formats.status();
    formats_ = *std::move(formats);
  }
  const std::string origin = config_.audit_origin.empty()
                                 ? absl::StrCat("entente.", read->participants->trust_domain)
                                 : config_.audit_origin;
  absl::StatusOr<std::unique_ptr<DataFolder>> data = DataFolder::Open(config_.data);
  if (!data.ok()) return data.status();
  data_ = *std::move(data);
  absl::StatusOr<std::unique_ptr<store::Sealer>> sealer = data_->OpenSealer();
  if (!sealer.ok()) return sealer.status();
  sealer_ = *std::move(sealer);
  absl::StatusOr<std::unique_ptr<store::Store>> store = data_->OpenStore();
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  absl::StatusOr<std::unique_ptr<audit::Log>> audit = data_->OpenAuditLog(origin);
  if (!audit.ok()) return audit.status();
  audit_ = *std::move(audit);
  auto gateway = core::Gateway::Start({.store = store_.get(),
                                       .sealer = sealer_.get(),
                                       .log = audit_.get(),
                                       .formats = formats_ == nullptr ? &adapters::Registry::Builtin() : formats_.get(),
                                       .clock = clock,
                                       .sources = sources,
                                       .first_policies = [config = config_] { return ReadFirstPolicies(config); },
                                       .answer_times = {config_.answers.urgent, config_.answers.ordinary}});
  if (!gateway.ok()) return gateway.status();
  gateway_ = *std::move(gateway);
  return absl::OkStatus();
}

absl::Status WiredDaemon::WireNetwork() {
  absl::StatusOr<TlsTexts> tls = ReadTls(config_.tls);
  if (!tls.ok()) return tls.status();
  const Limits& limits = config_.limits;
  auto rpc = rpc::Server::Start({.gateway = gateway_.get(),
                                 .observer = witness_.get(),
                                 .listen = config_.listen,
                                 .certificate_pem = tls->certificate,
                                 .key_pem = tls->key,
                                 .client_roots_pem = tls->client_roots,
                                 .message_bytes_max = limits.message_bytes_max,
                                 .streams_per_connection_max = limits.streams_per_connection_max,
                                 .requests_in_flight_per_stream_max = limits.requests_in_flight_per_stream_max,
                                 .watches_per_system_max = limits.watches_per_system_max,
                                 .memory_bytes_max = limits.memory_bytes_max,
                                 .connection_age = limits.connection_age,
                                 .keepalive = limits.keepalive});
  if (!rpc.ok()) return rpc.status();
  rpc_ = *std::move(rpc);
  return absl::OkStatus();
}

// A store or log that failed is told to whoever balances the load.
void WiredDaemon::WatchHealth() {
  bool healthy = true;
  std::unique_lock<std::mutex> lock(mutex_);
  while (!ending_.wait_for(lock, std::chrono::seconds(1), [this] { return ended_; })) {
    const absl::Status health = gateway_->Health();
    if (health.ok() == healthy) continue;
    healthy = health.ok();
    rpc_->SetHealthy(healthy);
    if (!healthy) log_->Error("unhealthy", {{"message", std::string(health.message())}});
  }
}

absl::Status WiredDaemon::Reload() {
  std::promise<absl::Status> done;
  gateway_->Reload({}, {},
                   [&done](const absl::StatusOr<core::Reloaded>& reloaded) { done.set_value(reloaded.status()); });
  const absl::Status status = done.get_future().get();
  if (!status.ok()) {
    log_->Error("reload", {{"message", std::string(status.message())}});
    return status;
  }
  rpc_->Refresh();
  log_->Info("reload");
  return status;
}

void WiredDaemon::Shutdown() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ended_) return;
    ended_ = true;
  }
  ending_.notify_all();
  if (health_.joinable()) health_.join();
  if (rpc_ != nullptr) rpc_->Shutdown(config_.limits.drain);
  if (gateway_ != nullptr) gateway_->Stop();
  if (log_ != nullptr && rpc_ != nullptr) log_->Info("stopped");
  // Threads of the writer and the workers may still hold callbacks of calls: all ended before the server goes.
  rpc_.reset();
  gateway_.reset();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Daemon>> Daemon::Start(const Config& config, const core::Clock* clock) {
  auto daemon = std::make_unique<WiredDaemon>();
  if (const absl::Status status = daemon->Wire(config, clock); !status.ok()) return status;
  return daemon;
}

absl::Status CheckConfig(const Config& config) {
  if (const absl::Status status = ReadTls(config.tls).status(); !status.ok()) return status;
  if (!config.formats.empty()) {
    if (const absl::Status status = adapters::LoadRegistry(config.formats).status(); !status.ok()) return status;
  }
  // The folder of policies is read once: afterwards the store has them.
  if (std::filesystem::exists(config.data + "/entente.db")) return ReadSources(config).status();
  return core::CheckFirst([&config] { return ReadSources(config); }, [&config] { return ReadFirstPolicies(config); });
}

}  // namespace entente::server
