#include "gateway/core/workers.h"

#include <utility>

namespace entente::core {

Workers::Workers(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

void Workers::Post(Job job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!stopped_) {
      jobs_.push_back(std::move(job));
      wake_.notify_one();
      return;
    }
  }
  job();
}

void Workers::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  RunTheRest();
}

// Posted when the last thread had just seen that nothing waits.
void Workers::RunTheRest() {
  std::deque<Job> rest;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    rest.swap(jobs_);
  }
  for (Job& job : rest) job();
}

void Workers::Run() {
  for (;;) {
    Job job;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace entente::core
