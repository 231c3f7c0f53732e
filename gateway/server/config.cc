#include "gateway/server/config.h"

#include <filesystem>
#include <utility>

#include "gateway/server/strict_yaml.h"

namespace entente::server {
namespace {

constexpr int64_t kLargest = int64_t{1} << 40;

void ReadTls(StrictYaml& yaml, const YAML::Node& node, TlsFiles& tls) {
  yaml.Map(node, "tls", {"certificate", "key", "client_roots"}, [&](const std::string& key, const YAML::Node& value) {
    if (key == "certificate") yaml.String(value, key, tls.certificate);
    if (key == "key") yaml.String(value, key, tls.key);
    if (key == "client_roots") yaml.String(value, key, tls.client_roots);
  });
}

void ReadLog(StrictYaml& yaml, const YAML::Node& node, Config& config) {
  yaml.Map(node, "log", {"level", "file"}, [&](const std::string& key, const YAML::Node& value) {
    if (key == "file") return yaml.String(value, key, config.log_file);
    if (yaml.Word(value, key, {"debug", "info", "warning", "error"}) >= 0) config.log_level = value.Scalar();
  });
}

void ReadLimits(StrictYaml& yaml, const YAML::Node& node, Limits& limits) {
  const std::vector<std::string> keys = {"message_bytes_max",
                                         "streams_per_connection_max",
                                         "requests_in_flight_per_stream_max",
                                         "watches_per_system_max",
                                         "memory_bytes_max",
                                         "connection_age",
                                         "keepalive",
                                         "drain"};
  yaml.Map(node, "limits", keys, [&](const std::string& key, const YAML::Node& value) {
    if (key == "message_bytes_max") yaml.Integer(value, key, 1024, 64 << 20, limits.message_bytes_max);
    if (key == "streams_per_connection_max") yaml.Integer(value, key, 1, 10'000, limits.streams_per_connection_max);
    if (key == "requests_in_flight_per_stream_max") {
      yaml.Integer(value, key, 1, 10'000, limits.requests_in_flight_per_stream_max);
    }
    if (key == "watches_per_system_max") yaml.Integer(value, key, 1, 10'000, limits.watches_per_system_max);
    if (key == "memory_bytes_max") yaml.Integer(value, key, 16 << 20, kLargest, limits.memory_bytes_max);
    if (key == "connection_age") yaml.Time(value, key, limits.connection_age);
    if (key == "keepalive") yaml.Time(value, key, limits.keepalive);
    if (key == "drain") yaml.Time(value, key, limits.drain);
  });
}

void ReadAnswers(StrictYaml& yaml, const YAML::Node& node, AnswerTimes& answers) {
  yaml.Map(node, "answers", {"urgent", "ordinary"}, [&](const std::string& key, const YAML::Node& value) {
    yaml.Time(value, key, key == "urgent" ? answers.urgent : answers.ordinary);
  });
}

void ReadOne(StrictYaml& yaml, const YAML::Node& node, const std::string& what, const char* only, std::string& into) {
  yaml.Map(node, what, {only}, [&](const std::string& key, const YAML::Node& value) { yaml.String(value, key, into); });
}

}  // namespace

absl::StatusOr<Config> ParseConfig(const std::string& file_name, const std::string& text) {
  StrictYaml yaml(file_name);
  const YAML::Node root = yaml.Parse(text);
  Config config;
  const std::vector<std::string> keys = {"listen", "port_file", "data", "participants", "policies", "formats", "gates",
                                         "tls",    "audit",     "log",  "metrics",      "limits",   "answers"};
  yaml.Map(root, "the configuration", keys, [&](const std::string& key, const YAML::Node& value) {
    if (key == "listen") yaml.String(value, key, config.listen);
    if (key == "port_file") yaml.String(value, key, config.port_file);
    if (key == "data") yaml.String(value, key, config.data);
    if (key == "participants") yaml.String(value, key, config.participants);
    if (key == "policies") yaml.String(value, key, config.policies);
    if (key == "gates") yaml.String(value, key, config.gates);
    if (key == "formats") yaml.String(value, key, config.formats);
    if (key == "tls") ReadTls(yaml, value, config.tls);
    if (key == "audit") ReadOne(yaml, value, key, "origin", config.audit_origin);
    if (key == "log") ReadLog(yaml, value, config);
    if (key == "metrics") ReadOne(yaml, value, key, "listen", config.metrics_listen);
    if (key == "limits") ReadLimits(yaml, value, config.limits);
    if (key == "answers") ReadAnswers(yaml, value, config.answers);
  });
  if (!yaml.status().ok()) return yaml.status();
  return config;
}

absl::StatusOr<Config> ReadConfig(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFileText(file);
  if (!text.ok()) return text.status();
  absl::StatusOr<Config> config = ParseConfig(file, *text);
  if (!config.ok()) return config;
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  for (std::string* path : {&config->port_file, &config->data, &config->participants, &config->policies, &config->formats, &config->gates,
                            &config->tls.certificate, &config->tls.key, &config->tls.client_roots, &config->log_file}) {
    if (!path->empty()) *path = (folder / *path).string();
  }
  return config;
}

std::string DefaultConfigText() {
  return R"(# entented: all settings with their defaults. Paths are relative to this file's folder.

listen: 127.0.0.1:7443            # address and port; port 0 takes a free one
port_file: ""                     # when serving, the port is written here; empty: nowhere
data: data                        # database, record key, audit log and lock; for one daemon only
participants: participants.yaml   # who takes part, and what each may do
policies: policies                # network.yaml (the floor) and <CC>/policy.yaml
gates: ""                         # what a record must at least have; empty: as `entented --print-gates` shows
formats: ""                       # a folder of more formats, one folder each, read at the start; empty: those compiled in

tls:
  certificate: pki/gateway.pem    # PEM, leaf first
  key: pki/gateway.key
  client_roots: pki/ca.pem        # who may sign participants' certificates

audit:
  origin: ""                      # first line of checkpoints; empty: entente.<trust domain>

log:
  level: info                     # debug, info, warning, error
  file: ""                        # JSON lines; empty: standard error

metrics:
  listen: ""                      # Prometheus, on a loopback address such as 127.0.0.1:9464; empty: off

answers:                          # by when an owner answers a request for release; later it is listed as overdue
  urgent: 8h
  ordinary: 72h

limits:
  message_bytes_max: 1048576      # of one request
  streams_per_connection_max: 100 # calls at the same time
  requests_in_flight_per_stream_max: 256   # of SubmitStream: sent and not yet acknowledged
  watches_per_system_max: 16
  memory_bytes_max: 1073741824    # of all connections' buffers
  connection_age: 30m             # then the client connects again, with its certificate of that day
  keepalive: 60s
  drain: 10s                      # how long running calls may take to end at shutdown
)";
}

}  // namespace entente::server
