// The one writer: every change of the store and every audit entry goes through it, in one order.
//
// Operations are queued; one thread decides them one after another against a view that shows the effects of those
// before it, commits them in groups (one store transaction, then the log, in the same order), and only then answers. A
// group is whatever waits when the last one is done, at most 256 operations or what 5 ms of deciding bring. After a
// group of several, more are on their way, and the next waits for them while they keep coming, 2 ms at most; a lone
// operation never waits for company. Tiles and checkpoints are written by another thread, so that no answer waits for
// them.
//
// Thread safety: all methods may be called from any thread; Stop must not be called from a callback.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "gateway/core/writer_view.h"
#include "gateway/store/store.h"

namespace entente::core {

// What one operation changes. All of it happens, or nothing. Nothing but entries needs no store transaction and is
// cheap.
struct Changes {
  std::vector<store::Revision> revisions;  // audit_index and position are set by the writer
  std::vector<size_t> revision_entries;    // of each revision, an index into `entries`
  std::vector<store::Holder> holders;
  std::vector<store::Acknowledgement> acknowledgements;
  std::vector<std::string> erased_keys;
  std::vector<std::string> moved;  // record ids; feeds come past them again
  std::vector<store::Paper> papers;
  std::vector<audit::Entry> entries;

  // The usual pair: one revision and the entry that speaks of it.
  void Add(store::Revision revision, audit::Entry entry);
};

// What became of one operation, when it is on disk.
struct Outcome {
  std::vector<store::Position> positions;  // one a revision
  uint64_t first_audit_index = 0;          // of its entries, which are consecutive
  std::vector<audit::Hash> audit_leaves;   // one an entry
};

struct Operation {
  // Runs once, on the writer thread: looks at the view, fills `changes`. An error drops its changes and becomes its
  // answer. It must not block. What else the caller wants to know of it ("a repeat, revision 3") it keeps itself; what
  // must be audited although it was refused is an OK with an entry.
  absl::AnyInvocable<absl::Status(const WriterView& view, Changes& changes)> decide;
  // Called exactly once, after the operation's whole group is on disk or has failed, on a thread of the writer: it must
  // not block. Also an operation that changed nothing waits for its group, since what it saw may be in it.
  absl::AnyInvocable<void(absl::StatusOr<Outcome> outcome)> done;
  bool publish_soon = false;  // somebody waits for the checkpoint over its entries
};

struct WriterOptions {
  store::Store* store = nullptr;  // not owned; must outlive the writer, as must the log
  audit::Log* log = nullptr;
  size_t queue_max = 4096;  // operations that may wait; more are ResourceExhausted
  size_t group_max = 256;   // operations
  absl::Duration group_time_max = absl::Milliseconds(5);
  absl::Duration gather_pause = absl::Microseconds(250);  // no newcomer for so long: the group is complete
  absl::Duration gather_max = absl::Milliseconds(2);
  absl::Duration publish_soon_within = absl::Milliseconds(20);
  absl::Duration publish_within = absl::Seconds(1);
  uint64_t publish_entries_max = 2048;  // a partial tile is written again with each checkpoint
  // Called after each group that added revisions which feeds read, before its answers: they wake up here. Must not
  // block.
  std::function<void(store::Position last)> committed;
};

class Writer {
 public:
  // Appends what the store has and the log misses. DataLoss when the two contradict each other: then nobody may serve.
  static absl::StatusOr<std::unique_ptr<Writer>> Start(WriterOptions options);
  virtual ~Writer() = default;  // stops

  // Answers through `operation.done`, also when it cannot be queued:
  //   ResourceExhausted, LIMIT_EXCEEDED: the queue is full
  //   Unavailable, STORE_UNAVAILABLE: the store failed; nothing was released, nothing of it is there
  //   Unavailable, AUDIT_UNAVAILABLE: the log failed; nothing was released, and the writer refuses all until a restart
  //   Unavailable, SHUTTING_DOWN
  virtual void Submit(Operation operation) = 0;
  // The same, and waits. Not from a callback.
  absl::StatusOr<Outcome> Run(decltype(Operation::decide) decide);

  // Answers what is queued, publishes the rest of the log, and ends. Later submissions are refused.
  virtual void Stop() = 0;
  // OK, or why all submissions are refused now (for the health service).
  virtual absl::Status Health() const = 0;
};

}  // namespace entente::core
