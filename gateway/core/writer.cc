#include "gateway/core/writer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/core/errors.h"
#include "gateway/core/publish_clock.h"
#include "gateway/core/writer_group.h"
#include "gateway/core/writer_recovery.h"

namespace entente::core {

namespace {

using Steady = std::chrono::steady_clock;

absl::Status StoreFailed(const absl::Status& status) {
  // What the store refuses though it was checked is a fault of this program, not of the disk.
  if (!absl::IsUnavailable(status) && !absl::IsDataLoss(status)) {
    return absl::InternalError("the store refused a change");
  }
  return WithReason(absl::UnavailableError("the store cannot take changes now"), v1::STORE_UNAVAILABLE);
}

absl::Status AuditFailed() {
  return WithReason(absl::UnavailableError("the audit log cannot be written"), v1::AUDIT_UNAVAILABLE);
}

absl::Status ShuttingDown() {
  return WithReason(absl::UnavailableError("the gateway is shutting down"), v1::SHUTTING_DOWN);
}

absl::Status QueueFull() {
  return WithReason(absl::ResourceExhaustedError("too many operations wait for the writer"), v1::LIMIT_EXCEEDED);
}

// A look-up that failed within an operation says so as the store's own failure does.
absl::Status DecideFailed(absl::Status status) {
  const bool store = absl::IsUnavailable(status) || absl::IsDataLoss(status);
  return store && ReasonOf(status) == v1::REASON_UNSPECIFIED ? StoreFailed(status) : status;
}

// An operation on its way to its answer.
struct Decided {
  Operation operation;
  absl::StatusOr<GroupSlot> slot;
};

// A group on disk, or failed; or operations that were refused.
struct Answers {
  std::vector<Decided> decided;
  absl::Status status;
  std::vector<store::Position> positions;
  store::Position last_listed = 0;  // the last that feeds read, new or moved; 0: none
  std::vector<std::string> entries;
  uint64_t first_audit_index = 0;
};

absl::StatusOr<Outcome> OutcomeOf(const Decided& decided, const Answers& group) {
  if (!group.status.ok()) return group.status;
  if (!decided.slot.ok()) return decided.slot.status();
  const GroupSlot& slot = *decided.slot;
  Outcome outcome;
  for (size_t i = 0; i < slot.revisions; ++i) outcome.positions.push_back(group.positions[slot.first_revision + i]);
  outcome.first_audit_index = group.first_audit_index + slot.first_entry;
  for (size_t i = 0; i < slot.entries; ++i) {
    outcome.audit_leaves.push_back(audit::LeafHash(group.entries[slot.first_entry + i]));
  }
  return outcome;
}

// What is in quarantine wakes nobody: a feed that woke would find nothing there.
store::Position LastListed(const store::Batch& batch, const std::vector<store::Position>& positions) {
  for (size_t i = positions.size(); i > 0; --i) {
    if (batch.revisions[i - 1].state != store::State::kQuarantined) return positions[i - 1];
  }
  return 0;
}

// Three threads: one decides and commits, one answers, one publishes.
class GroupWriter : public Writer {
 public:
  explicit GroupWriter(WriterOptions options) : options_(std::move(options)), publish_clock_(options_) {}
  ~GroupWriter() override { Stop(); }

  void Begin() {
    publisher_ = std::thread([this] { PublishLoop(); });
    answerer_ = std::thread([this] { AnswerLoop(); });
    writer_ = std::thread([this] { WriteLoop(); });
    if (options_.log->size() > options_.log->published()) publish_clock_.Appended(options_.log->size(), false);
  }

  void Submit(Operation operation) override;
  void Stop() override;
  absl::Status Health() const override;

 private:
  void WriteLoop();
  // At least one operation, unless the writer stops.
  std::deque<Operation> TakeQueue();
  void Gather(std::unique_lock<std::mutex>& lock);
  Answers DecideAndCommit(std::deque<Operation>& operations);
  absl::Status Commit(const WriterGroup& group, Answers& answers);
  void Halt(absl::Status why);

  void Answer(Answers answers);
  void AnswerLoop();
  void AnswerGroup(Answers& group);
  void Refuse(Operation operation, absl::Status why);

  void PublishLoop();

  const WriterOptions options_;
  PublishClock publish_clock_;

  mutable std::mutex mutex_;  // of all below
  std::condition_variable queued_;
  std::deque<Operation> queue_;
  bool stopping_ = false;
  absl::Status halted_;        // why nothing is taken until a restart
  absl::Status store_health_;  // of the last commit

  size_t last_taken_ = 0;  // the writer thread's own

  std::mutex answer_mutex_;  // of all below
  std::condition_variable answered_;
  std::deque<Answers> answers_;
  bool no_more_answers_ = false;

  std::mutex stop_mutex_;
  std::thread writer_, answerer_, publisher_;
};

void GroupWriter::Submit(Operation operation) {
  absl::Status refusal;
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (!halted_.ok()) {
      refusal = halted_;
    } else if (stopping_) {
      refusal = ShuttingDown();
    } else if (queue_.size() >= options_.queue_max) {
      refusal = QueueFull();
    } else {
      queue_.push_back(std::move(operation));
      // A writer that gathers looks by itself; waking it for each operation would cost more than the operation.
      wake = queue_.size() == 1 || queue_.size() == options_.group_max;
    }
  }
  if (!refusal.ok()) return Refuse(std::move(operation), std::move(refusal));
  if (wake) queued_.notify_one();
}

void GroupWriter::Refuse(Operation operation, absl::Status why) {
  Answers answers;
  answers.status = std::move(why);
  answers.decided.push_back({.operation = std::move(operation), .slot = GroupSlot()});
  Answer(std::move(answers));
}

std::deque<Operation> GroupWriter::TakeQueue() {
  std::unique_lock lock(mutex_);
  queued_.wait(lock, [this] { return !queue_.empty() || stopping_; });
  if (last_taken_ > 1) Gather(lock);
  last_taken_ = queue_.size();
  return std::exchange(queue_, {});
}

// A commit costs the same for one operation as for fifty, so those that are on their way are worth a moment.
void GroupWriter::Gather(std::unique_lock<std::mutex>& lock) {
  const auto end = Steady::now() + absl::ToChronoMicroseconds(options_.gather_max);
  const auto enough = [this] { return stopping_ || queue_.size() >= options_.group_max; };
  for (size_t before = 0; before < queue_.size() && !enough() && Steady::now() < end;) {
    before = queue_.size();
    queued_.wait_for(lock, absl::ToChronoMicroseconds(options_.gather_pause), enough);
  }
}

void GroupWriter::WriteLoop() {
  while (true) {
    std::deque<Operation> operations = TakeQueue();
    if (operations.empty()) return;
    while (!operations.empty()) Answer(DecideAndCommit(operations));
  }
}

Answers GroupWriter::DecideAndCommit(std::deque<Operation>& operations) {
  Answers answers;
  WriterGroup group(*options_.store, options_.log->size());
  const auto end = Steady::now() + absl::ToChronoMicroseconds(options_.group_time_max);
  do {
    Operation operation = std::move(operations.front());
    operations.pop_front();
    Changes changes;
    const absl::Status decided = operation.decide(group, changes);
    auto slot = decided.ok() ? group.Add(std::move(changes)) : absl::StatusOr<GroupSlot>(DecideFailed(decided));
    answers.decided.push_back({.operation = std::move(operation), .slot = std::move(slot)});
  } while (!operations.empty() && answers.decided.size() < options_.group_max && Steady::now() < end);
  answers.status = Commit(group, answers);
  return answers;
}

absl::Status GroupWriter::Commit(const WriterGroup& group, Answers& answers) {
  {
    std::lock_guard lock(mutex_);
    if (!halted_.ok()) return halted_;
  }
  const store::Batch& batch = group.batch();
  answers.first_audit_index = batch.first_audit_index;
  if (group.needs_store()) {
    auto applied = options_.store->Apply(batch);
    std::lock_guard lock(mutex_);
    store_health_ = applied.ok() ? absl::OkStatus() : StoreFailed(applied.status());
    if (!applied.ok()) return store_health_;
    answers.positions = std::move(applied->positions);
    answers.last_listed = std::max(LastListed(batch, answers.positions), applied->last_moved);
  }
  if (batch.audit_entries.empty()) return absl::OkStatus();
  const auto first = options_.log->Append(batch.audit_entries);
  if (!first.ok() || *first != batch.first_audit_index) {
    Halt(AuditFailed());
    return AuditFailed();
  }
  answers.entries = batch.audit_entries;
  const bool soon = std::any_of(answers.decided.begin(), answers.decided.end(),
                                [](const Decided& d) { return d.operation.publish_soon; });
  publish_clock_.Appended(options_.log->size() - options_.log->published(), soon);
  return absl::OkStatus();
}

void GroupWriter::Halt(absl::Status why) {
  std::lock_guard lock(mutex_);
  if (halted_.ok()) halted_ = std::move(why);
}

void GroupWriter::Answer(Answers answers) {
  {
    std::lock_guard lock(answer_mutex_);
    if (!no_more_answers_) {
      answers_.push_back(std::move(answers));
      answered_.notify_one();
      return;
    }
  }
  AnswerGroup(answers);  // after Stop there is no thread to do it
}

void GroupWriter::AnswerLoop() {
  while (true) {
    std::unique_lock lock(answer_mutex_);
    answered_.wait(lock, [this] { return !answers_.empty() || no_more_answers_; });
    if (answers_.empty()) return;
    std::deque<Answers> groups = std::exchange(answers_, {});
    lock.unlock();
    for (Answers& group : groups) AnswerGroup(group);
  }
}

void GroupWriter::AnswerGroup(Answers& group) {
  if (group.status.ok() && group.last_listed > 0 && options_.committed) options_.committed(group.last_listed);
  for (Decided& decided : group.decided) decided.operation.done(OutcomeOf(decided, group));
}

void GroupWriter::PublishLoop() {
  while (publish_clock_.Wait()) {
    if (auto status = options_.log->Publish(); !status.ok()) return Halt(AuditFailed());
  }
  if (auto status = options_.log->Publish(); !status.ok()) Halt(AuditFailed());
}

void GroupWriter::Stop() {
  std::lock_guard once(stop_mutex_);
  if (!writer_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  queued_.notify_one();
  writer_.join();
  publish_clock_.Stop();
  publisher_.join();
  {
    std::lock_guard lock(answer_mutex_);
    no_more_answers_ = true;
  }
  answered_.notify_one();
  answerer_.join();
}

absl::Status GroupWriter::Health() const {
  std::lock_guard lock(mutex_);
  if (!halted_.ok()) return halted_;
  if (stopping_) return ShuttingDown();
  return store_health_;
}

}  // namespace

void Changes::Add(store::Revision revision, audit::Entry entry) {
  revision_entries.push_back(entries.size());
  revisions.push_back(std::move(revision));
  entries.push_back(std::move(entry));
}

absl::StatusOr<std::unique_ptr<Writer>> Writer::Start(WriterOptions options) {
  if (options.store == nullptr || options.log == nullptr || options.group_max == 0) {
    return absl::InvalidArgumentError("a writer needs a store, a log and groups of one at least");
  }
  if (auto status = RecoverLog(*options.store, *options.log); !status.ok()) return status;
  auto writer = std::make_unique<GroupWriter>(std::move(options));
  writer->Begin();
  return std::unique_ptr<Writer>(std::move(writer));
}

absl::StatusOr<Outcome> Writer::Run(decltype(Operation::decide) decide) {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<absl::StatusOr<Outcome>> answer;
  Submit({.decide = std::move(decide),
          .done =
              [&](absl::StatusOr<Outcome> outcome) {
                // Notified under the lock: the waiter's variables are gone as soon as it sees the answer.
                std::lock_guard lock(mutex);
                answer = std::move(outcome);
                answered.notify_one();
              },
          .publish_soon = false});
  std::unique_lock lock(mutex);
  answered.wait(lock, [&] { return answer.has_value(); });
  return *std::move(answer);
}

}  // namespace entente::core
