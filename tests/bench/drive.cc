#include "tests/bench/drive.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "tests/bench/invented.h"
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

std::vector<v1::SubmitRequest> InventedSubmissions(int count, int first_number) {
  std::vector<v1::SubmitRequest> requests(static_cast<size_t>(count));
  for (size_t i = 0; i < requests.size(); ++i) {
    requests[i].mutable_context()->set_purpose("criminal-investigation");
    requests[i].set_sequence(i);
    requests[i].mutable_facts()->add_matters(v1::MATTER_ORDINARY);
    requests[i].mutable_facts()->mutable_matter_review()->set_reviewer("invented");
    requests[i].mutable_native()->set_format("interpol-notice");
    requests[i].mutable_native()->set_data(InventedNotice(first_number + static_cast<int>(i)));
  }
  return requests;
}

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
        if (reply.has_failure() && driven.refused == 0) {
          std::fprintf(stderr, "entente-bench: a submission was refused: %s\n", reply.failure().message().c_str());
        }
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

namespace {

// Returns how many records came.
int Receive(Watcher& watcher) {
  const auto stub = v1::Exchange::NewStub(watcher.channel);
  grpc::ClientContext context;
  const auto stream = stub->Watch(&context, watcher.request);
  int records = 0;
  v1::Event event;
  watcher.kept.clear();
  while (stream->Read(&event)) {
    records += event.has_record() ? 1 : 0;
    watcher.request.set_cursor(event.cursor());
    if (watcher.keep) watcher.kept.push_back(event);
  }
  const grpc::Status status = stream->Finish();
  if (!status.ok()) std::fprintf(stderr, "entente-bench: a watch ended: %s\n", status.error_message().c_str());
  return records;
}

}  // namespace

Driven DriveWatch(std::vector<Watcher>& watchers) {
  std::atomic<int> records = 0;
  Driven driven;
  driven.seconds = SecondsOf([&] {
    std::vector<std::thread> threads;
    for (Watcher& watcher : watchers) threads.emplace_back([&] { records += Receive(watcher); });
    for (std::thread& thread : threads) thread.join();
  });
  driven.answered = records;
  return driven;
}

}  // namespace entente::bench
