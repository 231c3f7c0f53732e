#include "gateway/core/publish_clock.h"

#include <algorithm>

namespace entente::core {

// Writing a checkpoint takes time of its own, so it begins when half of what is allowed is over.
PublishClock::PublishClock(const WriterOptions& options)
    : soon_(absl::ToChronoMicroseconds(options.publish_soon_within / 2)),
      late_(absl::ToChronoMicroseconds(options.publish_within)),
      entries_max_(options.publish_entries_max) {}

void PublishClock::Appended(uint64_t unpublished, bool soon) {
  const Time now = std::chrono::steady_clock::now();
  const Time due = unpublished >= entries_max_ ? now : now + (soon ? soon_ : late_);
  std::lock_guard lock(mutex_);
  if (due >= due_) return;
  due_ = due;
  changed_.notify_one();
}

bool PublishClock::Wait() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const Time due = due_;
    if (due <= std::chrono::steady_clock::now()) {
      due_ = Time::max();
      return true;
    }
    // A wait until the end of time overflows in the library.
    if (due == Time::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, due);
    }
  }
  return false;
}

void PublishClock::Stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_one();
}

}  // namespace entente::core
