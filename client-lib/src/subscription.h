// The thread behind a Subscription.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "client-lib/src/backoff.h"
#include "entente/connection.h"
#include "entente/options.h"
#include "entente/subscription.h"

namespace entente {

struct Subscription::State {
 public:
  using OnEvent = std::function<absl::Status(const v1::Event&)>;

  // `request` has its context; its cursor is where it begins.
  State(std::shared_ptr<Connection> connection, std::shared_ptr<const ClientOptions> options, v1::WatchRequest request,
        int attempts_max, OnEvent on_event);
  ~State();

  absl::Status Wait();
  void Cancel();
  std::string cursor() const;

 private:
  void Run();
  absl::Status Follow();                    // until it ends for good
  absl::Status FollowOnce(bool* progress);  // one stream
  absl::Status Drain(EventStream& stream, bool* progress);
  bool Begin(EventStream* stream);            // false: cancelled
  bool Rest(std::chrono::milliseconds wait);  // false: cancelled
  absl::Status Gone() const;

  const std::shared_ptr<Connection> connection_;
  const std::shared_ptr<const ClientOptions> options_;
  v1::WatchRequest request_;  // the thread's own; its cursor moves
  const int attempts_max_;
  const OnEvent on_event_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
  bool ended_ = false;
  absl::Status end_;
  EventStream* stream_ = nullptr;  // while one is being read
  std::string cursor_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace entente
