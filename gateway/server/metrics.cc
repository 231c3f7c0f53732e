#include "gateway/server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <exception>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace entente::server {
namespace {

bool IsLoopback(const std::string& listen) {
  return absl::StartsWith(listen, "127.") || absl::StartsWith(listen, "localhost:") ||
         absl::StartsWith(listen, "[::1]:");
}

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                          0.05,   0.1,   0.25,   0.5,   1,    2.5};

class PrometheusMetrics : public Metrics {
 public:
  void Expose(const std::string& listen) {
    exposer_ = std::make_unique<prometheus::Exposer>(listen, 1);
    exposer_->RegisterCollectable(registry_);
  }

  void Ended(const rpc::CallEnd& end) override {
    calls_.Add({{"method", end.method}, {"code", absl::StatusCodeToString(end.status.code())}}).Increment();
    const bool is_stream = std::string(end.method) == "Watch";
    if (!is_stream) seconds_.Add({{"method", end.method}}, kSeconds).Observe(absl::ToDoubleSeconds(end.took));
  }
  void Released(const char* kind) override { events_.Add({{"kind", kind}}).Increment(); }
  void Streams(const char* method, int change) override { streams_.Add({{"method", method}}).Increment(change); }
  int port() const override { return exposer_ == nullptr ? 0 : exposer_->GetListeningPorts().front(); }

 private:
  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Counter>& calls_ = prometheus::BuildCounter()
                                                        .Name("entente_calls_total")
                                                        .Help("Calls, and records of submission streams, that ended.")
                                                        .Register(*registry_);
  prometheus::Family<prometheus::Histogram>& seconds_ =
      prometheus::BuildHistogram().Name("entente_call_seconds").Help("How long they took.").Register(*registry_);
  prometheus::Family<prometheus::Counter>& events_ = prometheus::BuildCounter()
                                                         .Name("entente_feed_events_total")
                                                         .Help("Events written to feeds.")
                                                         .Register(*registry_);
  prometheus::Family<prometheus::Gauge>& streams_ =
      prometheus::BuildGauge().Name("entente_streams").Help("Streams open now.").Register(*registry_);
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Metrics>> Metrics::Start(const std::string& listen) {
  auto metrics = std::make_unique<PrometheusMetrics>();
  if (listen.empty()) return metrics;
  if (!IsLoopback(listen)) {
    return absl::InvalidArgumentError(absl::StrCat("`metrics.listen: ", listen, "` is not a loopback address"));
  }
  try {
    metrics->Expose(listen);
  } catch (const std::exception&) {
    return absl::UnavailableError(absl::StrCat("`metrics.listen: ", listen, "` cannot be listened on"));
  }
  return metrics;
}

}  // namespace entente::server
