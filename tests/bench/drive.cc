#include "tests/bench/drive.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/bench/report.h"

namespace entente::bench {
namespace {

using Clock = std::chrono::steady_clock;

// Lets the writer run ahead of the answers by a bounded number.
class Window {
 public:
  explicit Window(int size) : free_(size) {}
  void Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }
  void Give() {
    {
      std::lock_guard lock(mutex_);
      ++free_;
    }
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;
};

}  // namespace

Driven DriveSubmit(const std::shared_ptr<grpc::Channel>& channel, const std::vector<v1::SubmitRequest>& requests,
                   int in_flight) {
  const auto stub = v1::Exchange::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  Window window(in_flight);
  std::vector<Clock::time_point> sent(requests.size());
  Driven driven;
  driven.latencies_ms.reserve(requests.size());
  driven.seconds = SecondsOf([&] {
    std::thread reader([&] {
      v1::SubmitReply reply;
      while (stream->Read(&reply)) {
        const auto waited = Clock::now() - sent[reply.sequence()];
        driven.latencies_ms.push_back(std::chrono::duration<double, std::milli>(waited).count());
        ++(reply.has_failure() ? driven.refused : driven.answered);
        window.Give();
      }
      window.Give();   // a stream that broke must not leave the writer waiting
    });
    for (size_t i = 0; i < requests.size(); ++i) {
      window.Take();
      sent[i] = Clock::now();
      if (!stream->Write(requests[i])) break;
    }
    stream->WritesDone();
    reader.join();
    stream->Finish();
  });
  return driven;
}

Driven DriveWatch(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const v1::WatchRequest& request) {
  std::atomic<int> events = 0;
  Driven driven;
  driven.seconds = SecondsOf([&] {
    std::vector<std::thread> threads;
    for (const auto& channel : channels) {
      threads.emplace_back([&, channel] {
        const auto stub = v1::Exchange::NewStub(channel);
        grpc::ClientContext context;
        const auto stream = stub->Watch(&context, request);
        v1::Event event;
        while (stream->Read(&event)) events += event.has_record() ? 1 : 0;
        stream->Finish();
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  driven.answered = events;
  return driven;
}

}  // namespace entente::bench
