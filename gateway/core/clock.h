// Time, injected, so that no test sleeps.
#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace entente::core {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace entente::core
