// How long a proof takes: policies whose rules tell some ten million classes of requests apart, with invariants that
// hold by a restrict alone, so that no class is settled before it is looked at.
#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/prove.h"

namespace entente::policy {
namespace {

std::string Country(int i) { return absl::StrCat("A", std::string(1, static_cast<char>('A' + i))); }

std::string Rule(int i) {
  const std::string head = absl::StrCat(
      "to: [", Country(1 + i % 24), ", ", Country(1 + i * 7 % 24), "]", i % 3 == 0 ? ", records: [notice, arrest]" : "",
      i % 4 == 0 ? absl::StrCat(", offences: [o", i % 60, "]") : "",
      i % 5 == 0 ? absl::StrCat(", operation: [p", i % 6, "]") : "",
      i % 7 == 0 ? absl::StrCat(", markings: [m", i % 3, "]") : "", i % 11 == 0 ? ", colours: [red, yellow]" : "",
      i % 13 == 0 ? absl::StrCat(", system: [s", i % 2, "]") : "");
  if (i % 10 == 9) return absl::StrCat("forbid: {", head, ", purposes: [p", i % 5, "]}, why: w");
  return absl::StrCat("permit: {", head, "}, fields: [event, victim], purposes: [p", i % 5, "], retention: P1Y");
}

PolicySetPtr World(int rules, bool early) {
  Network network;
  for (int i = 0; i < 25; ++i) network.countries.insert(Country(i));
  std::string text = absl::StrCat("kind: CountryPolicy\ncountry: ", Country(0), "\nversion: 1\nrules:\n");
  for (int i = 0; i < rules; ++i) absl::StrAppend(&text, "  - {id: r", i, ", ", Rule(i), "}\n");
  absl::StrAppend(&text, "  - {id: all, permit: {to: any}, fields: [event, ", early ? "identity" : "victim",
                  "], purposes: [p0, p1, p2, p3, p4], retention: P1Y}\n",
                  "  - {id: no-victims, restrict: {to: any}, fields: [event, identity], why: w}\n");
  absl::StrAppend(
      &text, "overlays:\n  - id: o\n    valid: {from: 2031-03-01, until: 2031-03-11, zone: UTC}\n    at_end: keep\n",
      "    rules:\n      - {id: over, ", Rule(1), "}\n",
      "invariants:\n  - never: {fields: [victim]}\n  - never: {fields: [biometric]}\n");
  const std::string floor =
      "kind: NetworkFloor\nversion: 1\nrules:\n  - {id: article-3, forbid: {to: any, matter: [political, military, "
      "religious, racial]}, why: w}\n";
  return *Load(network, {"network.yaml", floor}, {{"policy", text}}, nullptr);
}

void BM_Prove(benchmark::State& state) {
  const PolicySetPtr policies = World(static_cast<int>(state.range(0)), state.range(1) != 0);
  ProveOptions options;
  options.country = Country(0);
  uint64_t classes = 0, visited = 0;
  for (auto _ : state) {
    const auto proofs = *Prove(*policies, options, [](const std::string&, uint64_t, uint64_t) {});
    if (!proofs[0].held()) state.SkipWithError("the invariants do not hold");
    classes += proofs[0].classes;
    visited += proofs[0].visited;
  }
  state.counters["classes"] = static_cast<double>(classes) / static_cast<double>(state.iterations());
  state.counters["visited"] = static_cast<double>(visited) / static_cast<double>(state.iterations());
  state.counters["classes/s"] = benchmark::Counter(static_cast<double>(classes), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Prove)
    ->ArgNames({"rules", "early"})
    ->Args({100, 0})
    ->Args({1000, 0})
    ->Args({1000, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace entente::policy

BENCHMARK_MAIN();
