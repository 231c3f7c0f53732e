// How long to wait before the same thing is tried again.
#pragma once

#include <chrono>

#include "entente/options.h"

namespace entente {

// Thread safety: none; one per call or stream.
class Backoff {
 public:
  explicit Backoff(const RetryOptions& options);

  int attempts() const { return attempts_; }  // waits since the start or the last Reset
  std::chrono::milliseconds Next();           // the next wait, and counts it
  void Sleep(std::chrono::milliseconds duration) const;
  void Reset() { attempts_ = 0; }  // there was progress

 private:
  const RetryOptions& options_;
  int attempts_ = 0;
};

}  // namespace entente
