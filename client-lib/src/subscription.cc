#include "client-lib/src/subscription.h"

#include <utility>

#include "client-lib/src/stream_end.h"

namespace entente {

Subscription::State::State(std::shared_ptr<Connection> connection, std::shared_ptr<const ClientOptions> options,
                           v1::WatchRequest request, int attempts_max, OnEvent on_event)
    : connection_(std::move(connection)),
      options_(std::move(options)),
      request_(std::move(request)),
      attempts_max_(attempts_max),
      on_event_(std::move(on_event)),
      cursor_(request_.cursor()),
      thread_([this] { Run(); }) {}

Subscription::State::~State() {
  Cancel();
  thread_.join();
}

absl::Status Subscription::State::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_; });
  return end_;
}

void Subscription::State::Cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  if (stream_ != nullptr) stream_->Cancel();
  changed_.notify_all();
}

std::string Subscription::State::cursor() const {
  const std::lock_guard lock(mutex_);
  return cursor_;
}

void Subscription::State::Run() {
  absl::Status end = Follow();
  const std::lock_guard lock(mutex_);
  ended_ = true;
  end_ = std::move(end);
  changed_.notify_all();
}

absl::Status Subscription::State::Follow() {
  Backoff backoff(options_->retry);
  while (true) {
    bool progress = false;
    const absl::Status end = FollowOnce(&progress);
    if (absl::Status gone = Gone(); !gone.ok()) return gone;
    if (end.ok() && request_.until_caught_up()) return end;
    if (!end.ok() && !MayReopen(end)) return end;
    if (progress) backoff.Reset();
    const std::chrono::milliseconds wait = backoff.Next();
    if (attempts_max_ > 0 && backoff.attempts() >= attempts_max_) return end;
    if (!Rest(wait)) return Gone();
  }
}

absl::Status Subscription::State::FollowOnce(bool* progress) {
  const std::unique_ptr<EventStream> stream = connection_->Watch(request_);
  if (!Begin(stream.get())) stream->Cancel();
  const absl::Status handled = Drain(*stream, progress);
  Begin(nullptr);
  const absl::Status finished = stream->Finish();
  if (handled.ok()) return finished;
  const std::lock_guard lock(mutex_);
  cancelled_ = true;  // the handler's word is the last one, whatever its code
  end_ = handled;
  return handled;
}

absl::Status Subscription::State::Drain(EventStream& stream, bool* progress) {
  v1::Event event;
  absl::Status handled;
  while (stream.Read(&event)) {
    if (!handled.ok() || !Gone().ok()) continue;  // what was on its way when it ended
    handled = on_event_(event);
    if (!handled.ok()) {
      stream.Cancel();
      continue;
    }
    *progress = true;
    request_.set_cursor(event.cursor());
    const std::lock_guard lock(mutex_);
    cursor_ = event.cursor();
  }
  return handled;
}

bool Subscription::State::Begin(EventStream* stream) {
  const std::lock_guard lock(mutex_);
  stream_ = stream;
  return !cancelled_;
}

bool Subscription::State::Rest(std::chrono::milliseconds wait) {
  if (options_->retry.sleep) {
    options_->retry.sleep(wait);
    return Gone().ok();
  }
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, wait, [this] { return cancelled_; });
}

absl::Status Subscription::State::Gone() const {
  const std::lock_guard lock(mutex_);
  if (!cancelled_) return absl::OkStatus();
  return end_.ok() ? absl::CancelledError("the subscription was cancelled") : end_;
}

Subscription::Subscription(std::unique_ptr<State> state) : state_(std::move(state)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

absl::Status Subscription::Wait() { return state_->Wait(); }
void Subscription::Cancel() { state_->Cancel(); }
std::string Subscription::cursor() const { return state_->cursor(); }

}  // namespace entente
