// Moves the write-ahead log's pages into the database file, off the writer's path. PASSIVE: it waits for nobody.
//
// A passive checkpoint beside a busy writer never catches up, and the log would grow for ever: past `kCatchUpPages` the
// writer does the small rest itself (CatchUpIfLong), after which SQLite starts the log from its beginning again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "gateway/store/sqlite/connection.h"

namespace entente::store {

class Checkpointer {
 public:
  static constexpr int kStartPages = 1000;
  static constexpr int kCatchUpPages = 8000;

  static absl::StatusOr<std::unique_ptr<Checkpointer>> Start(const ConnectionOptions& options);
  ~Checkpointer();
  // The writer's, after each commit: how many pages its log holds now.
  void Committed(int log_pages);
  void CatchUpIfLong(Connection& writer);

 private:
  void Loop();

  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = false;
  bool stopping_ = false;
  int log_pages_ = 0;                // the writer's thread alone
  std::atomic<int> pages_done_ = 0;  // of the log, at the end of the last checkpoint
  std::thread thread_;
};

}  // namespace entente::store
