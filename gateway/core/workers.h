// A few threads for work that takes longer than a network callback may: building a page of a feed, a reload.
//
// Thread safety: Post may be called from any thread. What is posted while or after it
// stops still runs, since somebody waits for its answer: after Stop on the thread that posts it.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"

namespace entente::core {

class Workers {
 public:
  using Job = absl::AnyInvocable<void()>;

  explicit Workers(int threads);
  ~Workers() { Stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void Post(Job job);
  void Stop();  // ends when no job waits any more

 private:
  void Run();
  void RunTheRest();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false, stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace entente::core
