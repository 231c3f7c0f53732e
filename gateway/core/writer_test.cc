#include "gateway/core/writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <functional>
#include <mutex>
#include <thread>

#include "gateway/audit/test_logs.h"
#include "gateway/core/errors.h"
#include "gateway/store/open.h"
#include "gateway/store/test_batches.h"

namespace entente::core {
namespace {

using store::MakeHolder;
using store::MakeRevision;
using store::RecordId;
using Decide = std::function<absl::Status(const WriterView&, Changes&)>;

audit::Entry MakeEntry(audit::Kind kind, int number) {
  audit::Entry entry = audit::TestEntry(number);
  entry.kind = kind;
  return entry;
}

// Decides as a submission does: a revision that is there already is a repeat and changes nothing.
Decide SubmitOnce(int record, int64_t revision, std::atomic<int>* repeats = nullptr) {
  return [=](const WriterView& view, Changes& changes) {
    const auto wanted = MakeRevision(record, revision);
    const auto there = view.ByRevision(wanted.country, wanted.system, wanted.national_id, revision);
    if (there.ok()) {
      if (repeats != nullptr) ++*repeats;
      return absl::OkStatus();
    }
    if (!absl::IsNotFound(there.status())) return there.status();
    changes.Add(wanted, MakeEntry(audit::Kind::kSubmit, record));
    return absl::OkStatus();
  };
}

Decide EntryAlone(int number) {
  return [=](const WriterView&, Changes& changes) {
    changes.entries = {MakeEntry(audit::Kind::kCheck, number)};
    return absl::OkStatus();
  };
}

// Passes all on, until told to fail.
class FailingStore : public store::Store {
 public:
  explicit FailingStore(std::unique_ptr<store::Store> inner) : inner_(std::move(inner)) {}
  absl::Status fails;
  int applied = 0;

  absl::StatusOr<store::Applied> Apply(const store::Batch& batch) override {
    if (!fails.ok()) return fails;
    ++applied;
    return inner_->Apply(batch);
  }
  absl::StatusOr<store::Revision> Latest(std::string_view id) override { return inner_->Latest(id); }
  absl::StatusOr<store::Revision> LatestSubmitted(std::string_view c, std::string_view s, std::string_view n) override {
    return inner_->LatestSubmitted(c, s, n);
  }
  absl::StatusOr<std::vector<store::Revision>> Quarantined(std::string_view c, std::string_view s, std::string_view a,
                                                           int l) override {
    return inner_->Quarantined(c, s, a, l);
  }
  absl::StatusOr<store::Revision> LatestByNationalId(std::string_view c, std::string_view s,
                                                     std::string_view n) override {
    return inner_->LatestByNationalId(c, s, n);
  }
  absl::StatusOr<store::Revision> ByRevision(std::string_view c, std::string_view s, std::string_view n,
                                             int64_t r) override {
    if (absl::IsDataLoss(fails)) return fails;
    return inner_->ByRevision(c, s, n, r);
  }
  absl::StatusOr<std::vector<store::Revision>> LatestByCountryAndNationalId(std::string_view c,
                                                                            std::string_view n) override {
    return inner_->LatestByCountryAndNationalId(c, n);
  }
  absl::StatusOr<std::vector<store::Revision>> LogAfter(store::Position a, int l) override {
    return inner_->LogAfter(a, l);
  }
  absl::StatusOr<store::Position> LastPosition() override { return inner_->LastPosition(); }
  absl::StatusOr<store::Position> OldestPosition() override { return inner_->OldestPosition(); }
  absl::StatusOr<std::vector<store::Revision>> ByKey(std::string_view k) override { return inner_->ByKey(k); }
  absl::StatusOr<std::vector<store::Revision>> ByKeyBefore(std::string_view k, const store::Before& b, int l) override {
    return inner_->ByKeyBefore(k, b, l);
  }
  absl::StatusOr<std::optional<store::Holder>> FindHolder(std::string_view r, std::string_view p,
                                                          std::string_view u) override {
    return inner_->FindHolder(r, p, u);
  }
  absl::StatusOr<std::vector<store::Holder>> HoldersOf(std::string_view r) override { return inner_->HoldersOf(r); }
  absl::StatusOr<std::vector<store::Acknowledgement>> AcknowledgementsOf(std::string_view r) override {
    return inner_->AcknowledgementsOf(r);
  }
  absl::StatusOr<std::vector<store::Holder>> HoldersDue(absl::Time n, int l) override {
    return inner_->HoldersDue(n, l);
  }
  absl::StatusOr<std::vector<store::Holder>> HoldersOwing(const store::Holder& a, int l) override {
    return inner_->HoldersOwing(a, l);
  }
  absl::StatusOr<std::string> GetPaper(std::string_view s, std::string_view n) override {
    return inner_->GetPaper(s, n);
  }
  absl::StatusOr<std::vector<store::Paper>> Papers(std::string_view s) override { return inner_->Papers(s); }
  absl::StatusOr<std::vector<store::Paper>> FirstPapers(std::string_view s, int l) override {
    return inner_->FirstPapers(s, l);
  }
  absl::StatusOr<std::string> AuditEntry(uint64_t i) override { return inner_->AuditEntry(i); }
  absl::StatusOr<std::vector<std::string>> AuditEntriesFrom(uint64_t f) override { return inner_->AuditEntriesFrom(f); }
  absl::StatusOr<uint64_t> NextAuditIndex() override { return inner_->NextAuditIndex(); }
  absl::StatusOr<std::string> GetSetting(std::string_view n) override { return inner_->GetSetting(n); }
  absl::Status PutSetting(std::string_view n, std::string_view v) override { return inner_->PutSetting(n, v); }

 private:
  std::unique_ptr<store::Store> inner_;
};

// A log that can refuse to append, and hold its appends back.
class FailingLog : public audit::Log {
 public:
  explicit FailingLog(audit::Log& inner) : inner_(inner) {}
  std::atomic<bool> append_fails = false;
  std::atomic<bool> publish_fails = false;
  std::atomic<int> published_times = 0;

  absl::StatusOr<uint64_t> Append(const std::vector<std::string>& entries) override {
    if (append_fails) return absl::UnavailableError("the disk is gone");
    return inner_.Append(entries);
  }
  absl::Status Publish() override {
    if (publish_fails) return absl::UnavailableError("the disk is gone");
    ++published_times;
    return inner_.Publish();
  }
  absl::StatusOr<std::vector<std::string>> Read(uint64_t first, uint64_t count) override {
    return inner_.Read(first, count);
  }
  uint64_t size() const override { return inner_.size(); }
  uint64_t published() const override { return inner_.published(); }

 private:
  audit::Log& inner_;
};

// Keeps the writer's thread inside an operation until opened, so that what is submitted meanwhile forms one group.
class Gate {
 public:
  Operation Hold() {
    return {.decide =
                [this](const WriterView&, Changes&) {
                  std::unique_lock lock(mutex_);
                  held_ = true;
                  changed_.notify_all();
                  changed_.wait(lock, [this] { return open_; });
                  return absl::OkStatus();
                },
            .done = [](auto) {},
            .publish_soon = false};
  }
  void AwaitHeld() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return held_; });
  }
  void Open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false, open_ = false;
};

// Collects the answers of operations that nobody waits for one by one, in the order in which they were asked for: they
// come from two threads, in any order.
class Collected {
 public:
  auto Callback() {
    return [this, place = asked_++](absl::StatusOr<Outcome> outcome) {
      std::lock_guard lock(mutex_);
      outcomes_.emplace(place, std::move(outcome));
      changed_.notify_all();
    };
  }
  std::vector<absl::StatusOr<Outcome>> Await(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return outcomes_.size() >= count; });
    std::vector<absl::StatusOr<Outcome>> in_order;
    for (auto& [place, outcome] : outcomes_) in_order.push_back(std::move(outcome));
    return in_order;
  }

 private:
  size_t asked_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<size_t, absl::StatusOr<Outcome>> outcomes_;
};

class WriterTest : public testing::Test {
 protected:
  WriterTest() : store_(store::OpenMemory()), log_(audit::MustOpen(folder_)), failing_log_(*log_) { Start(); }

  WriterOptions Options() {
    WriterOptions options;
    options.store = &store_;
    options.log = &failing_log_;
    return options;
  }
  void Start() { Start(Options()); }
  void Start(WriterOptions options) {
    writer_.reset();
    auto writer = Writer::Start(std::move(options));
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
  }
  void ReopenLog() {
    writer_.reset();
    log_.reset();
    log_ = audit::MustOpen(folder_);
  }
  // Submits them so that they are decided in one group.
  std::vector<absl::StatusOr<Outcome>> RunTogether(std::vector<Decide> decides) {
    Gate gate;
    Collected collected;
    writer_->Submit(gate.Hold());
    gate.AwaitHeld();
    for (auto& decide : decides) {
      writer_->Submit({.decide = std::move(decide), .done = collected.Callback(), .publish_soon = false});
    }
    gate.Open();
    return collected.Await(decides.size());
  }

  audit::TestFolder folder_;
  FailingStore store_;
  std::unique_ptr<audit::Log> log_;
  FailingLog failing_log_;
  std::unique_ptr<Writer> writer_;
};

TEST_F(WriterTest, AnAnswerSaysWhereTheChangeStands) {
  const auto outcome = writer_->Run([](const WriterView&, Changes& changes) {
    changes.entries = {MakeEntry(audit::Kind::kCheck, 1)};
    changes.Add(MakeRevision(1, 1), MakeEntry(audit::Kind::kSubmit, 2));
    return absl::OkStatus();
  });
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->positions, std::vector<store::Position>{1});
  EXPECT_EQ(outcome->first_audit_index, 1u);  // after the genesis
  ASSERT_EQ(outcome->audit_leaves.size(), 2u);
  EXPECT_EQ(outcome->audit_leaves[1], audit::LeafHash(audit::Serialise(MakeEntry(audit::Kind::kSubmit, 2))));
  EXPECT_EQ(store_.Latest(RecordId(1))->audit_index, 2u);
  EXPECT_EQ(log_->Read(2, 1)->front(), *store_.AuditEntry(2));
}

TEST_F(WriterTest, ALaterOperationOfAGroupSeesAnEarlierOne) {
  std::atomic<int> repeats = 0;
  const auto outcomes = RunTogether(
      {SubmitOnce(1, 1, &repeats), SubmitOnce(1, 1, &repeats), SubmitOnce(2, 1, &repeats), SubmitOnce(1, 1, &repeats)});
  for (const auto& outcome : outcomes) EXPECT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(repeats, 2);
  EXPECT_EQ(*store_.LastPosition(), 2);
  EXPECT_EQ(store_.applied, 1);
}

TEST_F(WriterTest, TheViewShowsAllThatAGroupChanged) {
  const auto check = [](const WriterView& view, Changes&) {
    EXPECT_EQ(view.Latest(RecordId(1))->revision, 2);
    EXPECT_EQ(view.LatestSubmitted("EC", "invented", "INVENTED-1")->revision, 2);
    EXPECT_EQ(view.ByRevision("EC", "invented", "INVENTED-1", 1)->revision, 1);
    EXPECT_EQ(view.LatestByCountryAndNationalId("EC", "INVENTED-1")->size(), 1u);
    EXPECT_EQ(view.FindHolder(RecordId(1), "XA/a", "border")->value().view_revision, 5);
    EXPECT_FALSE(view.FindHolder(RecordId(1), "XA/a", "other")->has_value());
    EXPECT_EQ(view.HoldersOf(RecordId(1))->size(), 2u);
    EXPECT_EQ(view.Latest(RecordId(1))->key, "");
    EXPECT_EQ(view.Latest(RecordId(2))->key, "key 2");
    return absl::OkStatus();
  };
  ASSERT_TRUE(writer_
                  ->Run([](const WriterView&, Changes& changes) {
                    changes.Add(MakeRevision(1, 1), MakeEntry(audit::Kind::kSubmit, 1));
                    changes.Add(MakeRevision(2, 1), MakeEntry(audit::Kind::kSubmit, 2));
                    changes.holders = {MakeHolder(1, "XA/a", "border"), MakeHolder(1, "XB/b", "border")};
                    return absl::OkStatus();
                  })
                  .ok());
  const auto change = [](const WriterView&, Changes& changes) {
    changes.Add(MakeRevision(1, 2), MakeEntry(audit::Kind::kAmend, 3));
    changes.holders = {MakeHolder(1, "XA/a", "border")};
    changes.holders[0].view_revision = 5;
    changes.erased_keys = {RecordId(1)};
    return absl::OkStatus();
  };
  for (const auto& outcome : RunTogether({change, check})) EXPECT_TRUE(outcome.ok()) << outcome.status();
  ASSERT_TRUE(writer_->Run(check).ok());  // and the same once applied
}

TEST_F(WriterTest, TheViewPassesOverWhatIsInQuarantine) {
  const auto quarantine = [](const WriterView&, Changes& changes) {
    store::Revision revision = MakeRevision(1, 2);
    revision.state = store::State::kQuarantined;
    changes.Add(std::move(revision), MakeEntry(audit::Kind::kAmend, 2));
    return absl::OkStatus();
  };
  const auto check = [](const WriterView& view, Changes&) {
    EXPECT_EQ(view.Latest(RecordId(1))->revision, 1);
    EXPECT_EQ(view.LatestByCountryAndNationalId("EC", "INVENTED-1")->at(0).revision, 1);
    EXPECT_EQ(view.LatestSubmitted("EC", "invented", "INVENTED-1")->revision, 2);
    EXPECT_EQ(view.ByRevision("EC", "invented", "INVENTED-1", 2)->state, store::State::kQuarantined);
    return absl::OkStatus();
  };
  ASSERT_TRUE(writer_->Run(SubmitOnce(1, 1)).ok());
  for (const auto& outcome : RunTogether({quarantine, check})) EXPECT_TRUE(outcome.ok()) << outcome.status();
  ASSERT_TRUE(writer_->Run(check).ok());
}

TEST_F(WriterTest, ARefusedOperationTakesNoOtherWithIt) {
  const auto refused = [](const WriterView&, Changes& changes) {
    changes.Add(MakeRevision(7, 1), MakeEntry(audit::Kind::kSubmit, 7));
    return WithReason(absl::AlreadyExistsError("other content"), v1::IDEMPOTENCY_CONFLICT);
  };
  const auto malformed = [](const WriterView&, Changes& changes) {
    changes.revisions = {MakeRevision(8, 1)};  // no entry speaks of it
    return absl::OkStatus();
  };
  const auto twice = [](const WriterView&, Changes& changes) {
    changes.Add(MakeRevision(1, 1), MakeEntry(audit::Kind::kSubmit, 1));
    return absl::OkStatus();
  };
  const auto too_long = [](const WriterView&, Changes& changes) {
    changes.entries = {MakeEntry(audit::Kind::kCheck, 1)};
    changes.entries[0].details["reason"] = std::string(audit::kEntrySizeMax, 'x');
    return absl::OkStatus();
  };
  const auto outcomes = RunTogether({SubmitOnce(1, 1), refused, malformed, twice, too_long, SubmitOnce(2, 1)});
  EXPECT_TRUE(outcomes[0].ok());
  EXPECT_EQ(ReasonOf(outcomes[1].status()), v1::IDEMPOTENCY_CONFLICT);
  EXPECT_TRUE(absl::IsInvalidArgument(outcomes[2].status()));
  EXPECT_TRUE(absl::IsInternal(outcomes[3].status()));
  EXPECT_TRUE(absl::IsInvalidArgument(outcomes[4].status()));
  EXPECT_TRUE(outcomes[5].ok());
  EXPECT_EQ(*store_.LastPosition(), 2);
  EXPECT_EQ(log_->size(), 3u);
}

TEST_F(WriterTest, EntriesAloneNeedNoStoreUnlessTheySpeakOfAChange) {
  ASSERT_TRUE(writer_->Run(EntryAlone(1)).ok());
  EXPECT_EQ(store_.applied, 0);
  EXPECT_EQ(log_->size(), 2u);
  ASSERT_TRUE(writer_
                  ->Run([](const WriterView&, Changes& changes) {
                    changes.entries = {MakeEntry(audit::Kind::kWithdraw, 2)};
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(store_.applied, 1);
}

TEST_F(WriterTest, AFailingStoreReleasesNothingAndMayRecover) {
  for (const absl::Status& failure : {absl::UnavailableError("disk"), absl::DataLossError("rows")}) {
    store_.fails = failure;
    const auto outcome = writer_->Run(SubmitOnce(1, 1));
    EXPECT_TRUE(absl::IsUnavailable(outcome.status()));
    EXPECT_EQ(ReasonOf(outcome.status()), v1::STORE_UNAVAILABLE);
    EXPECT_EQ(log_->size(), 1u);
  }
  store_.fails = absl::UnavailableError("disk");
  EXPECT_FALSE(writer_->Run(SubmitOnce(1, 1)).ok());
  EXPECT_EQ(ReasonOf(writer_->Health()), v1::STORE_UNAVAILABLE);
  store_.fails = absl::OkStatus();
  const auto outcome = writer_->Run(SubmitOnce(1, 1));
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->first_audit_index, 1u);
  EXPECT_TRUE(writer_->Health().ok());
}

TEST_F(WriterTest, ARepeatIsNotAnsweredWellWhenTheGroupItSawFails) {
  store_.fails = absl::UnavailableError("disk");
  for (const auto& outcome : RunTogether({SubmitOnce(1, 1), SubmitOnce(1, 1)})) {
    EXPECT_EQ(ReasonOf(outcome.status()), v1::STORE_UNAVAILABLE);
  }
}

TEST_F(WriterTest, AFailingLogEndsAllUntilARestartThatMakesUpForIt) {
  ASSERT_TRUE(writer_->Run(SubmitOnce(1, 1)).ok());
  failing_log_.append_fails = true;
  EXPECT_EQ(ReasonOf(writer_->Run(SubmitOnce(2, 1)).status()), v1::AUDIT_UNAVAILABLE);
  failing_log_.append_fails = false;
  EXPECT_EQ(ReasonOf(writer_->Run(SubmitOnce(3, 1)).status()), v1::AUDIT_UNAVAILABLE);
  EXPECT_EQ(ReasonOf(writer_->Health()), v1::AUDIT_UNAVAILABLE);
  EXPECT_EQ(log_->size(), 2u);
  Start();
  EXPECT_EQ(log_->size(), 3u);  // the entry of record 2, which the store has
  EXPECT_EQ(log_->Read(2, 1)->front(), *store_.AuditEntry(2));
  std::atomic<int> repeats = 0;
  EXPECT_TRUE(writer_->Run(SubmitOnce(2, 1, &repeats)).ok());
  EXPECT_EQ(repeats, 1);
  EXPECT_TRUE(writer_->Run(SubmitOnce(3, 1)).ok());
}

TEST_F(WriterTest, AFailingPublisherEndsAllToo) {
  failing_log_.publish_fails = true;
  Collected collected;
  writer_->Submit({.decide = EntryAlone(1), .done = collected.Callback(), .publish_soon = true});
  EXPECT_TRUE(collected.Await(1)[0].ok());  // it was on disk
  while (writer_->Health().ok()) std::this_thread::yield();
  EXPECT_EQ(ReasonOf(writer_->Run(EntryAlone(2)).status()), v1::AUDIT_UNAVAILABLE);
  failing_log_.publish_fails = false;
}

TEST_F(WriterTest, ACheckpointIsWrittenWhenItIsDue) {
  WriterOptions options = Options();
  options.publish_within = absl::Hours(1);
  options.publish_entries_max = 3;
  Start(options);
  Collected collected;
  writer_->Submit({.decide = EntryAlone(1), .done = collected.Callback(), .publish_soon = true});
  while (log_->published() < 2) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(writer_->Run(EntryAlone(2 + i)).ok());
  while (log_->published() < 5) std::this_thread::yield();
  ASSERT_TRUE(writer_->Run(EntryAlone(9)).ok());
  EXPECT_EQ(log_->published(), 5u);  // nobody waits for it
  writer_->Stop();
  EXPECT_EQ(log_->published(), 6u);
}

TEST_F(WriterTest, AFullQueueRefusesAndLosesNothing) {
  WriterOptions options = Options();
  options.queue_max = 2;
  Start(options);
  Gate gate;
  Collected accepted, refused;
  writer_->Submit(gate.Hold());
  gate.AwaitHeld();
  for (int i = 0; i < 2; ++i) writer_->Submit({.decide = SubmitOnce(i, 1), .done = accepted.Callback()});
  for (int i = 0; i < 3; ++i) writer_->Submit({.decide = SubmitOnce(9, 1), .done = refused.Callback()});
  for (const auto& outcome : refused.Await(3)) {
    EXPECT_TRUE(absl::IsResourceExhausted(outcome.status()));
    EXPECT_EQ(ReasonOf(outcome.status()), v1::LIMIT_EXCEEDED);
  }
  gate.Open();
  for (const auto& outcome : accepted.Await(2)) EXPECT_TRUE(outcome.ok());
  EXPECT_EQ(*store_.LastPosition(), 2);
}

TEST_F(WriterTest, StoppingAnswersWhatIsQueuedAndRefusesTheRest) {
  Gate gate;
  Collected collected;
  writer_->Submit(gate.Hold());
  gate.AwaitHeld();
  for (int i = 0; i < 5; ++i) writer_->Submit({.decide = SubmitOnce(i, 1), .done = collected.Callback()});
  std::thread stopper([&] { writer_->Stop(); });
  while (ReasonOf(writer_->Health()) != v1::SHUTTING_DOWN) std::this_thread::yield();
  Collected late;
  writer_->Submit({.decide = SubmitOnce(9, 1), .done = late.Callback()});
  EXPECT_EQ(ReasonOf(late.Await(1)[0].status()), v1::SHUTTING_DOWN);
  gate.Open();
  stopper.join();
  for (const auto& outcome : collected.Await(5)) EXPECT_TRUE(outcome.ok());
  EXPECT_EQ(log_->published(), 6u);
  EXPECT_EQ(ReasonOf(writer_->Run(SubmitOnce(9, 1)).status()), v1::SHUTTING_DOWN);
}

TEST_F(WriterTest, GroupsAreBounded) {
  WriterOptions options = Options();
  options.group_max = 4;
  Start(options);
  std::vector<Decide> decides;
  for (int i = 0; i < 10; ++i) decides.push_back(SubmitOnce(i, 1));
  for (const auto& outcome : RunTogether(std::move(decides))) EXPECT_TRUE(outcome.ok());
  EXPECT_GE(store_.applied, 3);
}

TEST_F(WriterTest, FeedsAreWokenBeforeTheAnswer) {
  std::atomic<store::Position> woken = 0;
  WriterOptions options = Options();
  options.committed = [&](store::Position last) { woken = last; };
  Start(options);
  ASSERT_TRUE(writer_->Run(SubmitOnce(1, 1)).ok());
  EXPECT_EQ(woken, 1);
  ASSERT_TRUE(writer_->Run(EntryAlone(1)).ok());
  EXPECT_EQ(woken, 1);
}

TEST_F(WriterTest, WhatGoesIntoQuarantineWakesNoFeed) {
  std::atomic<store::Position> woken = 0;
  WriterOptions options = Options();
  options.committed = [&](store::Position last) { woken = last; };
  Start(options);
  const auto add = [](int record, store::State state) {
    return [=](const WriterView&, Changes& changes) {
      store::Revision revision = MakeRevision(record, 1);
      revision.state = state;
      changes.Add(std::move(revision), MakeEntry(audit::Kind::kSubmit, record));
      return absl::OkStatus();
    };
  };
  ASSERT_TRUE(writer_->Run(add(1, store::State::kQuarantined)).ok());
  EXPECT_EQ(woken, 0);
  RunTogether({add(2, store::State::kActive), add(3, store::State::kQuarantined)});
  EXPECT_EQ(woken, 2);
}

TEST_F(WriterTest, ManySubmittersEachOnce) {
  constexpr int kThreads = 16, kEach = 50;
  std::atomic<int> repeats = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) ASSERT_TRUE(writer_->Run(SubmitOnce(i, 1, &repeats)).ok());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(*store_.LastPosition(), kEach);
  EXPECT_EQ(repeats, (kThreads - 1) * kEach);
  EXPECT_EQ(log_->size(), 1u + kEach);
  ReopenLog();
  EXPECT_EQ(log_->size(), 1u + kEach);
}

}  // namespace
}  // namespace entente::core
