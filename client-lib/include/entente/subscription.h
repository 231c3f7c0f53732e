// A running Watch. It reads on a thread of its own, calls the handler there, one event at a time and in order, and
// comes back by itself after a lost line, from the last event that the handler took.
//
// Every event is handled at least once: again, when the line broke or the program ended between the handler's OK and
// the keeping of its cursor. Keep cursor() (or Event.cursor) together with what the handler did.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"

namespace entente {

class Subscription {
 public:
  // Ends when the handler refuses an event (its status), when caught up (OK) if that was asked for, when cancelled
  // (Cancelled), or at a failure that coming back cannot mend. Waits for that, and tells which it was.
  absl::Status Wait();

  // The handler is not called again after an event it is already handling. Does not wait; may be called in the handler.
  void Cancel();

  std::string cursor() const;  // of the last event handled

  Subscription(Subscription&&) noexcept;
  Subscription& operator=(Subscription&&) noexcept;
  ~Subscription();  // cancels and waits; must not run in the handler

 private:
  friend class Client;
  struct State;
  explicit Subscription(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace entente
