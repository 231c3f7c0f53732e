// A clock that stands still until it is told otherwise.
#pragma once

#include <mutex>

#include "gateway/core/clock.h"

namespace entente::testing {

class FakeClock : public core::Clock {
 public:
  absl::Time Now() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return now_;
  }
  void Advance(absl::Duration by) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ += by;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_ = absl::FromCivil(absl::CivilSecond(2024, 3, 1, 12, 0, 0), absl::UTCTimeZone());
};

}  // namespace entente::testing
