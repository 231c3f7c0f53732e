// Tells waiting feeds that the record log has grown, or that who may do what has changed.
//
// Thread safety: all methods may be called from any thread. A callback runs once, on the thread that woke it, and must
// not block.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "absl/functional/any_invocable.h"
#include "gateway/store/store.h"

namespace entente::core {

class Wakeups {
 public:
  using Callback = absl::AnyInvocable<void()>;
  using Ticket = uint64_t;

  void Start(store::Position last);
  // At once when the log is already past `seen`.
  Ticket WaitPast(store::Position seen, Callback callback);
  // False: it has run or is about to.
  bool Forget(Ticket ticket);
  void Committed(store::Position last);
  void WakeAll();

 private:
  std::mutex mutex_;
  store::Position last_ = 0;
  Ticket next_ = 1;
  std::map<Ticket, Callback> waiting_;
};

}  // namespace entente::core
