// Tells the publisher when its next checkpoint is due.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "gateway/core/writer.h"

namespace entente::core {

class PublishClock {
 public:
  explicit PublishClock(const WriterOptions& options);

  // `unpublished` entries wait now; somebody waits for the last of them, or nobody does.
  void Appended(uint64_t unpublished, bool soon);
  // Returns true when a checkpoint is due, false when the clock was stopped.
  bool Wait();
  void Stop();

 private:
  using Time = std::chrono::steady_clock::time_point;

  const std::chrono::microseconds soon_, late_;
  const uint64_t entries_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Time due_ = Time::max();
  bool stopped_ = false;
};

}  // namespace entente::core
