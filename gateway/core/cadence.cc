#include "gateway/core/cadence.h"

namespace entente::core {

Cadence::Cadence(absl::Duration beat) : beat_(absl::ToChronoNanoseconds(beat)) {
  if (beat_.count() > 0) timer_ = std::thread([this] { Run(); });
}

Cadence::Time Cadence::Beat(Time asked, Time now) const {
  if (beat_.count() <= 0) return now;
  const auto beats = (now - asked + beat_ - std::chrono::nanoseconds(1)) / beat_;
  return asked + beat_ * (beats < 1 ? 1 : beats);
}

void Cadence::At(Time due, absl::AnyInvocable<void()> give) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!stopping_ && timer_.joinable()) {
      const auto place = held_.emplace(due, std::move(give));
      if (place == held_.begin()) changed_.notify_one();
      return;
    }
  }
  give();
}

void Cadence::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_ || !held_.empty()) {
    if (held_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = held_.begin();
    const Time due = first->first;
    if (!stopping_ && std::chrono::steady_clock::now() < due) {
      changed_.wait_until(lock, due);
      continue;
    }
    absl::AnyInvocable<void()> give = std::move(first->second);
    held_.erase(first);
    lock.unlock();
    give();
    lock.lock();
  }
}

void Cadence::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  changed_.notify_one();
  if (timer_.joinable()) timer_.join();
}

}  // namespace entente::core
