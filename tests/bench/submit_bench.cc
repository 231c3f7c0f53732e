// submit: national bytes in, mutual TLS, normalised, sealed, audited and on disk, beside the same bytes through a bare
// mutual-TLS stream into a bare two-index store. Client and server share the machine in both.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "gateway/testing/in_process_gateway.h"
#include "tests/bench/bare_server.h"
#include "tests/bench/benches.h"
#include "tests/bench/drive.h"
#include "tests/bench/invented.h"
#include "tests/bench/report.h"

namespace entente::bench {
namespace {

constexpr char kSystem[] = "XPO/ncb";

}  // namespace

bool BenchSubmit(const Settings& settings) {
  testing::InProcessGateway gateway;
  BareServer bare(gateway, kSystem, {});
  testing::Peer ours = gateway.Connect(kSystem);
  const auto limit = bare.Connect();
  int number = 0;
  int refused = 0;
  std::vector<double> latencies;
  ReportPairs("submit (bare TLS into bare store)", "records/s", settings.runs, [&] {
    const auto requests = InventedSubmissions(settings.records, number);
    number += settings.records;
    const Driven bare_run = DriveSubmit(limit, requests, settings.in_flight);
    Driven our_run = DriveSubmit(ours.channel(), requests, settings.in_flight);
    refused += our_run.refused + settings.records - our_run.answered - our_run.refused;
    latencies = std::move(our_run.latencies_ms);
    return Pair{.ours = our_run.per_second(), .limit = bare_run.per_second()};
  });
  ReportTail("submit, last run", "ms", latencies);
  if (refused > 0) std::fprintf(stderr, "entente-bench: %d submissions were not stored\n", refused);
  return refused == 0;
}

}  // namespace entente::bench
