// Answers on the beat: so many milliseconds after a question came in, or twice as many, or three times. What was looked
// at in vain to find an answer then shows in no time (decisions/0005).
//
// Thread safety: all methods may be called from any thread. A held answer holds no thread: one timer gives them all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace entente::core {

class Cadence {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Zero: every answer at once.
  explicit Cadence(absl::Duration beat);
  ~Cadence() { Stop(); }
  Cadence(const Cadence&) = delete;
  Cadence& operator=(const Cadence&) = delete;

  // `done` for a question that comes in now: called with its answer on the first beat after that is there, on the
  // timer's thread. It must not block.
  template <typename Answer>
  absl::AnyInvocable<void(Answer)> Hold(absl::AnyInvocable<void(Answer)> done) {
    return [this, asked = std::chrono::steady_clock::now(), done = std::move(done)](Answer answer) mutable {
      At(Beat(asked, std::chrono::steady_clock::now()),
         [done = std::move(done), answer = std::move(answer)]() mutable { done(std::move(answer)); });
    };
  }

  // The first beat of a question that is not before `now`, and not the question itself.
  Time Beat(Time asked, Time now) const;
  // Gives all that is held at once, and whatever comes later.
  void Stop();

 private:
  void At(Time due, absl::AnyInvocable<void()> give);
  void Run();

  const std::chrono::nanoseconds beat_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Time, absl::AnyInvocable<void()>> held_;
  bool stopping_ = false;
  std::thread timer_;
};

}  // namespace entente::core
