// What the daemon is told: one YAML file, every setting with a default but the certificates.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace entente::server {

struct TlsFiles {
  std::string certificate = "pki/gateway.pem";
  std::string key = "pki/gateway.key";
  std::string client_roots = "pki/ca.pem";
};

struct Limits {
  int64_t message_bytes_max = 1 << 20;
  int64_t streams_per_connection_max = 100;
  int64_t requests_in_flight_per_stream_max = 256;
  int64_t watches_per_system_max = 16;
  int64_t memory_bytes_max = int64_t{1} << 30;
  absl::Duration connection_age = absl::Minutes(30);
  absl::Duration keepalive = absl::Seconds(60);
  absl::Duration drain = absl::Seconds(10);
};

// How long the owner of a record has to answer a request for release before it is overdue.
struct AnswerTimes {
  absl::Duration urgent = absl::Hours(8);
  absl::Duration ordinary = absl::Hours(72);
};

struct Config {
  std::string listen = "127.0.0.1:7443";
  std::string port_file;
  std::string data = "data";
  std::string participants = "participants.yaml";
  std::string policies = "policies";
  std::string gates;
  std::string formats;
  TlsFiles tls;
  std::string audit_origin;
  std::string log_level = "info";
  std::string log_file;
  std::string metrics_listen;
  Limits limits;
  AnswerTimes answers;
};

// Paths come out absolute or relative to the working folder: the file's own folder is put before them.
// InvalidArgument with file, line and column.
absl::StatusOr<Config> ReadConfig(const std::string& file);
absl::StatusOr<Config> ParseConfig(const std::string& file_name, const std::string& text);

// Every setting with its default, commented: a file to start from, which ParseConfig reads.
std::string DefaultConfigText();

}  // namespace entente::server
