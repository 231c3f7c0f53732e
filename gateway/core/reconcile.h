// What becomes of copies already out, and of records that somebody may see from now on: the gateway's own work, beside
// the traffic. Four things call for it.
//   activation, or an overlay's begin or end: every record whose access changed is looked at again (sweep.h)
//   a new record, an amendment, a withdrawal: whoever holds it is told (follow.h), and what points at it is looked at
//     again (pointing.h)
//   the end of a grant: the copy is narrowed or called back (review.h)
//   an emergency that nobody confirmed: what it replaced is active again
// A copy's row says at once what is due, with its audit entry; the record moves to the end of the log, so that each
// feed comes past it and tells its holder, in order, when it next reads. All of it is written in small transactions
// that carry how far the work is, so a gateway that is killed goes on where it was, and nothing is done twice.
//
// Thread safety: all methods may be called from any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/core/follow.h"
#include "gateway/core/parts.h"
#include "gateway/core/sweep.h"

namespace entente::core {

class Reconciler {
 public:
  explicit Reconciler(const Parts* parts) : parts_(*parts) {}  // must outlive it
  ~Reconciler() { Stop(); }
  Reconciler(const Reconciler&) = delete;
  Reconciler& operator=(const Reconciler&) = delete;

  void Start();
  void Kick();  // there may be something to do
  void Stop();

  // Whether anything is due now; does a piece of it.
  bool Busy();
  // The last failure, until a step succeeds again.
  absl::Status Health() const;

 private:
  absl::StatusOr<bool> Step();  // one piece of work; false: nothing is due now
  void Run();
  bool Rest(absl::Duration duration);

  const Parts& parts_;
  Followed followed_;                // touched by Step alone, like the next
  std::unique_ptr<SweepRun> sweep_;  // the one being made; null: none
  std::mutex step_mutex_;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool kicked_ = false, stopping_ = false;
  absl::Status health_;
};

}  // namespace entente::core
