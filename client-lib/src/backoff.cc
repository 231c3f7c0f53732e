#include "client-lib/src/backoff.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <thread>

namespace entente {
namespace {

double LibraryRandom() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

}  // namespace

Backoff::Backoff(const RetryOptions& options) : options_(options) {}

std::chrono::milliseconds Backoff::Next() {
  const double full = std::min<double>(
      static_cast<double>(options_.longest.count()),
      static_cast<double>(options_.initial.count()) * std::pow(options_.multiplier, std::min(attempts_, 60)));
  ++attempts_;
  const double random = options_.random ? options_.random() : LibraryRandom();
  return std::chrono::milliseconds(static_cast<int64_t>(full * (1.0 - 0.5 * random)));
}

void Backoff::Sleep(std::chrono::milliseconds duration) const {
  if (options_.sleep) {
    options_.sleep(duration);
  } else {
    std::this_thread::sleep_for(duration);
  }
}

}  // namespace entente
