#include "gateway/core/wakeups.h"

#include <utility>

namespace entente::core {

void Wakeups::Start(store::Position last) {
  const std::lock_guard<std::mutex> lock(mutex_);
  last_ = last;
}

Wakeups::Ticket Wakeups::WaitPast(store::Position seen, Callback callback) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const Ticket ticket = next_++;
    if (last_ <= seen) {
      waiting_.emplace(ticket, std::move(callback));
      return ticket;
    }
  }
  callback();
  return 0;
}

bool Wakeups::Forget(Ticket ticket) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return waiting_.erase(ticket) > 0;
}

void Wakeups::Committed(store::Position last) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (last > last_) last_ = last;
  }
  WakeAll();
}

void Wakeups::WakeAll() {
  std::map<Ticket, Callback> woken;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    woken.swap(waiting_);
  }
  for (auto& [ticket, callback] : woken) callback();
}

}  // namespace entente::core
