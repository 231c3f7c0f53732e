#include "gateway/store/sqlite/checkpointer.h"

#include <sqlite3.h>

#include <utility>

namespace entente::store {

absl::StatusOr<std::unique_ptr<Checkpointer>> Checkpointer::Start(const ConnectionOptions& options) {
  auto connection = Connection::Open(options);
  if (!connection.ok()) return connection.status();
  auto checkpointer = std::make_unique<Checkpointer>();
  checkpointer->connection_ = *std::move(connection);
  checkpointer->thread_ = std::thread([raw = checkpointer.get()] { raw->Loop(); });
  return checkpointer;
}

Checkpointer::~Checkpointer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::Committed(int log_pages) {
  log_pages_ = log_pages;
  if (log_pages < pages_done_) pages_done_ = 0;  // the log began anew
  if (log_pages - pages_done_ < kStartPages) return;
  {
    std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

void Checkpointer::CatchUpIfLong(Connection& writer) {
  if (log_pages_ < kCatchUpPages || log_pages_ - pages_done_ >= kStartPages * 2) return;
  // A failure changes nothing: the pages stay in the log, and the next checkpoint begins with them.
  sqlite3_wal_checkpoint_v2(writer.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  log_pages_ = 0;
}

void Checkpointer::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return wanted_ || stopping_; });
    if (stopping_) return;
    wanted_ = false;
    lock.unlock();
    int done = 0;
    const int code = sqlite3_wal_checkpoint_v2(connection_->get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, &done);
    if (code == SQLITE_OK && done >= 0) pages_done_ = done;
    lock.lock();
  }
}

}  // namespace entente::store
