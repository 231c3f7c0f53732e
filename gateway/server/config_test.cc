#include "gateway/server/config.h"

#include <gtest/gtest.h>

namespace entente::server {
namespace {

std::string FaultOf(const std::string& text) {
  const absl::StatusOr<Config> config = ParseConfig("entented.yaml", text);
  return config.ok() ? "" : std::string(config.status().message());
}

TEST(Config, WhatIsPrintedIsReadAndIsTheDefaults) {
  const absl::StatusOr<Config> printed = ParseConfig("entented.yaml", DefaultConfigText());
  ASSERT_TRUE(printed.ok()) << printed.status();
  const Config defaults;
  EXPECT_EQ(printed->listen, defaults.listen);
  EXPECT_EQ(printed->port_file, defaults.port_file);
  EXPECT_EQ(printed->data, defaults.data);
  EXPECT_EQ(printed->participants, defaults.participants);
  EXPECT_EQ(printed->policies, defaults.policies);
  EXPECT_EQ(printed->gates, defaults.gates);
  EXPECT_EQ(printed->formats, defaults.formats);
  EXPECT_EQ(printed->tls.certificate, defaults.tls.certificate);
  EXPECT_EQ(printed->tls.key, defaults.tls.key);
  EXPECT_EQ(printed->tls.client_roots, defaults.tls.client_roots);
  EXPECT_EQ(printed->audit_origin, defaults.audit_origin);
  EXPECT_EQ(printed->log_level, defaults.log_level);
  EXPECT_EQ(printed->log_file, defaults.log_file);
  EXPECT_EQ(printed->metrics_listen, defaults.metrics_listen);
  EXPECT_EQ(printed->limits.message_bytes_max, defaults.limits.message_bytes_max);
  EXPECT_EQ(printed->limits.streams_per_connection_max, defaults.limits.streams_per_connection_max);
  EXPECT_EQ(printed->limits.requests_in_flight_per_stream_max, defaults.limits.requests_in_flight_per_stream_max);
  EXPECT_EQ(printed->limits.watches_per_system_max, defaults.limits.watches_per_system_max);
  EXPECT_EQ(printed->limits.memory_bytes_max, defaults.limits.memory_bytes_max);
  EXPECT_EQ(printed->limits.connection_age, defaults.limits.connection_age);
  EXPECT_EQ(printed->limits.keepalive, defaults.limits.keepalive);
  EXPECT_EQ(printed->limits.drain, defaults.limits.drain);
  EXPECT_EQ(printed->answers.urgent, defaults.answers.urgent);
  EXPECT_EQ(printed->answers.ordinary, defaults.answers.ordinary);
}

TEST(Config, RequestsAreOverdueWhenItSaysSo) {
  const absl::StatusOr<Config> config = ParseConfig("entented.yaml", "answers: {urgent: 90m, ordinary: 48h}\n");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->answers.urgent, absl::Minutes(90));
  EXPECT_EQ(config->answers.ordinary, absl::Hours(48));
}

TEST(Config, EveryFaultHasItsPlace) {
  EXPECT_EQ(FaultOf("lisen: x\n"),
            "entented.yaml:1:1: `lisen` is no key of `the configuration` (did you mean `listen`?)");
  EXPECT_EQ(FaultOf("data: a\ndata: b\n"), "entented.yaml:2:1: `data` stands here twice");
  EXPECT_EQ(FaultOf("limits:\n  message_bytes_max: many\n"),
            "entented.yaml:2:22: `message_bytes_max` must be a number from 1024 to 67108864");
  EXPECT_EQ(FaultOf("limits: {drain: -1s}\n"), "entented.yaml:1:17: `drain` must be a time such as `30m` or `90s`");
  EXPECT_EQ(FaultOf("log: {level: infos}\n"),
            "entented.yaml:1:14: `infos` is no `level`; expected debug, info, warning, error (did you mean `info`?)");
  EXPECT_EQ(FaultOf("tls: here\n"), "entented.yaml:1:6: `tls` must be a map");
  EXPECT_NE(FaultOf("data: &a b\nlisten: *a\n").find("anchors"), std::string::npos);
  EXPECT_NE(FaultOf("a: [").find("entented.yaml:"), std::string::npos);
  EXPECT_NE(FaultOf(std::string(100'000, '[')).find("nested too deeply"), std::string::npos);
  EXPECT_NE(FaultOf("- a list\n"), "");
}

}  // namespace
}  // namespace entente::server
