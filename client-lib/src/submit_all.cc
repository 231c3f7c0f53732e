#include "client-lib/src/submit_all.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "client-lib/src/backoff.h"
#include "client-lib/src/stream_end.h"

namespace entente {
namespace {

// Reads a stream's replies on a thread of its own, so that a writer that waits for room never stops the reading.
class ReplyReader {
 public:
  explicit ReplyReader(SubmissionStream& stream) : thread_([this, &stream] { Run(stream); }) {}
  ~ReplyReader() { thread_.join(); }

  // A reply, if one is there; waits for one, or for the end, when `wait`.
  std::optional<v1::SubmitReply> Take(bool wait) {
    std::unique_lock lock(mutex_);
    if (wait) changed_.wait(lock, [this] { return ended_ || !replies_.empty(); });
    if (replies_.empty()) return std::nullopt;
    v1::SubmitReply reply = std::move(replies_.front());
    replies_.pop_front();
    return reply;
  }

 private:
  void Run(SubmissionStream& stream) {
    v1::SubmitReply reply;
    while (stream.Read(&reply)) {
      const std::lock_guard lock(mutex_);
      replies_.push_back(std::move(reply));
      changed_.notify_one();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<v1::SubmitReply> replies_;
  bool ended_ = false;
  std::thread thread_;
};

class Bulk {
 public:
  Bulk(Connection& connection, const SubmitAllOptions& options, const BulkSource& source)
      : connection_(connection), options_(options), source_(source) {}

  // One stream: what is pending again, then what the source still has. OK: all is answered.
  absl::Status Run();
  void Abandon(const absl::Status& why);
  bool progress() const { return progress_; }

 private:
  bool Send(SubmissionStream& stream, ReplyReader& reader);
  bool WriteOne(SubmissionStream& stream, ReplyReader& reader, const v1::SubmitRequest& request);
  bool Full() const;
  bool Pull();  // one more from the source into pending
  void Handle(const v1::SubmitReply& reply);

  Connection& connection_;
  const SubmitAllOptions& options_;
  const BulkSource& source_;
  std::map<uint64_t, v1::SubmitRequest> pending_;  // by number: sent or to be sent, not answered
  size_t pending_bytes_ = 0;
  uint64_t next_number_ = 0;
  bool source_empty_ = false;
  bool progress_ = false;         // this stream answered something
  absl::Status refused_for_now_;  // a reply that says: try this one again
};

bool Bulk::Full() const {
  return pending_.size() >= static_cast<size_t>(options_.in_flight_max) ||
         pending_bytes_ >= options_.in_flight_bytes_max;
}

bool Bulk::Pull() {
  if (source_empty_) return false;
  std::optional<v1::SubmitRequest> request = source_.next();
  if (!request.has_value()) {
    source_empty_ = true;
    return false;
  }
  request->set_sequence(next_number_);
  pending_bytes_ += request->ByteSizeLong();
  pending_.emplace(next_number_++, *std::move(request));
  return true;
}

void Bulk::Handle(const v1::SubmitReply& reply) {
  const auto found = pending_.find(reply.sequence());
  if (found == pending_.end()) return;  // an answer to what was sent twice
  if (reply.has_failure()) {
    const absl::Status failure = StatusOf(reply.failure());
    if (IsTransient(failure)) {
      refused_for_now_ = failure;
      return;
    }
    source_.on_reply(found->first,
                     failure.ok() ? absl::UnknownError("the gateway refused without saying why") : failure);
  } else {
    source_.on_reply(found->first, reply);
  }
  progress_ = true;
  pending_bytes_ -= found->second.ByteSizeLong();
  pending_.erase(found);
}

bool Bulk::WriteOne(SubmissionStream& stream, ReplyReader& reader, const v1::SubmitRequest& request) {
  if (!stream.Write(request)) return false;
  while (std::optional<v1::SubmitReply> reply = reader.Take(/*wait=*/false)) Handle(*reply);
  return refused_for_now_.ok();
}

// False: the stream is of no more use.
bool Bulk::Send(SubmissionStream& stream, ReplyReader& reader) {
  // Copies of the numbers: a reply takes its entry away while the others are still being sent again.
  std::deque<uint64_t> again;
  for (const auto& [number, request] : pending_) again.push_back(number);
  for (const uint64_t number : again) {
    const auto found = pending_.find(number);
    if (found != pending_.end() && !WriteOne(stream, reader, found->second)) return false;
  }
  while (true) {
    while (Full()) {
      const std::optional<v1::SubmitReply> reply = reader.Take(/*wait=*/true);
      if (!reply.has_value()) return false;
      Handle(*reply);
      if (!refused_for_now_.ok()) return false;
    }
    if (!Pull()) return true;
    if (!WriteOne(stream, reader, std::prev(pending_.end())->second)) return false;
  }
}

absl::Status Bulk::Run() {
  progress_ = false;
  refused_for_now_ = absl::OkStatus();
  const std::unique_ptr<SubmissionStream> stream = connection_.SubmitStream();
  {
    ReplyReader reader(*stream);
    if (Send(*stream, reader)) {
      stream->WritesDone();
    } else if (!refused_for_now_.ok()) {
      stream->Cancel();
    }
    while (std::optional<v1::SubmitReply> reply = reader.Take(/*wait=*/true)) Handle(*reply);
  }
  const absl::Status end = stream->Finish();
  if (!refused_for_now_.ok()) return refused_for_now_;
  if (source_empty_ && pending_.empty()) return absl::OkStatus();
  return end.ok() ? absl::UnavailableError("the gateway ended the stream before all was answered") : end;
}

void Bulk::Abandon(const absl::Status& why) {
  for (const auto& [number, request] : pending_) source_.on_reply(number, why);
  pending_.clear();
}

}  // namespace

absl::Status SubmitAllOver(Connection& connection, const RetryOptions& retry, const SubmitAllOptions& options,
                           const BulkSource& source) {
  Bulk bulk(connection, options, source);
  Backoff backoff(retry);
  while (true) {
    const absl::Status end = bulk.Run();
    if (end.ok()) return end;
    if (bulk.progress()) backoff.Reset();
    const std::chrono::milliseconds wait = backoff.Next();
    if (!MayReopen(end) || backoff.attempts() >= retry.attempts_max) {
      bulk.Abandon(end);
      return end;
    }
    backoff.Sleep(wait);
  }
}

}  // namespace entente
