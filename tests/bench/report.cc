#include "tests/bench/report.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace entente::bench {

Spread SpreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  if (values.empty()) return {};
  return {values.front(), values[values.size() / 2], values.back()};
}

void ReportPairs(const std::string& name, const std::string& unit, int runs, const std::function<Pair()>& once) {
  once();
  std::vector<double> ours, limits, ratios;
  for (int run = 0; run < runs; ++run) {
    const Pair pair = once();
    ours.push_back(pair.ours);
    limits.push_back(pair.limit);
    ratios.push_back(pair.ours / pair.limit);
  }
  const Spread ratio = SpreadOf(ratios);
  std::printf("%-34s ours %11.1f %s   limit %11.1f %s   ratio %.2f (%.2f to %.2f, %d runs)\n", name.c_str(),
              SpreadOf(ours).median, unit.c_str(), SpreadOf(limits).median, unit.c_str(), ratio.median, ratio.min,
              ratio.max, runs);
  std::fflush(stdout);
}

void ReportTail(const std::string& name, const std::string& unit, std::vector<double> values) {
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  auto at = [&](double share) { return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))]; };
  std::printf("%-34s p50 %.2f %s   p99 %.2f %s   max %.2f %s   (%zu values)\n", name.c_str(), at(0.5), unit.c_str(),
              at(0.99), unit.c_str(), values.back(), unit.c_str(), values.size());
  std::fflush(stdout);
}

double SecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace entente::bench
