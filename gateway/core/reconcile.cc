#include "gateway/core/reconcile.h"

#include "gateway/core/pointing.h"
#include "gateway/core/policy_change.h"
#include "gateway/core/review.h"

namespace entente::core {
namespace {

// How often the clock is asked whether something became due, and how long a failing store is left alone.
constexpr absl::Duration kLook = absl::Milliseconds(200);
constexpr absl::Duration kAfterFailure = absl::Seconds(1);

}  // namespace

void Reconciler::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Reconciler::Kick() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    kicked_ = true;
  }
  wake_.notify_one();
}

void Reconciler::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

absl::Status Reconciler::Health() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return health_;
}

bool Reconciler::Busy() {
  const absl::StatusOr<bool> did = Step();
  return !did.ok() || *did;
}

absl::StatusOr<bool> Reconciler::Step() {
  const std::lock_guard<std::mutex> one(step_mutex_);
  if (parts_.consents != nullptr) parts_.consents->Forget(parts_.clock->Now());
  // A policy that cannot be put back must not keep recalls from being made.
  const absl::StatusOr<int> ended = EndLapsedEmergencies(parts_);
  if (ended.ok() && *ended > 0) return true;
  if (const absl::Status status = NoteEdges(parts_); !status.ok()) return status;
  const absl::StatusOr<Followed> so_far = FollowedSoFar(parts_, followed_);
  if (!so_far.ok()) return so_far.status();
  const uint64_t met = so_far->entries;
  absl::StatusOr<bool> did = StepSweep(parts_, met, sweep_);
  if (did.ok() && !*did) did = StepLog(parts_, followed_);
  if (did.ok() && !*did) did = StepPointed(parts_, met);
  if (did.ok() && !*did) did = StepReviews(parts_, met);
  // What changed meanwhile is looked at again in the next step.
  if (absl::IsAborted(did.status())) return true;
  if (did.ok() && !*did && !ended.ok()) return ended.status();
  return did;
}

// True: it is over.
bool Reconciler::Rest(absl::Duration duration) {
  std::unique_lock<std::mutex> lock(mutex_);
  wake_.wait_for(lock, absl::ToChronoMilliseconds(duration), [this] { return kicked_ || stopping_; });
  kicked_ = false;
  return stopping_;
}

void Reconciler::Run() {
  while (true) {
    const absl::StatusOr<bool> did = Step();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      health_ = did.status();
      if (stopping_) return;
    }
    if (did.ok() && *did) continue;
    if (Rest(did.ok() ? kLook : kAfterFailure)) return;
  }
}

}  // namespace entente::core
