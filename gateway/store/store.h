// The store: records, who holds which view of them, acknowledgements, and the audit entries that belong to each change.
//
// One writer. A Batch is applied in one transaction, all of it or nothing, and is on disk when Apply returns. Positions
// are given by the store in commit order, without gaps that could later be filled: a reader that has seen position p
// has seen everything up to p.
//
// Payloads come sealed (sealer.h): the store never sees a value of a record. Document numbers and links come as keyed
// digests.
//
// Thread safety: all methods may be called from any thread; Apply calls are serialised by the caller (core/writer.h).
// Errors: Unavailable when the disk or database fails, and then nothing of the batch is there; AlreadyExists when a
// batch repeats an identity (country, system, national id, revision) or an audit index; DataLoss when what is stored
// does not hold together. No message names a file, a statement or a value.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace entente::store {

using Position = int64_t;  // from 1; 0: before everything

// A revision in quarantine is kept and shown to nobody: the one before it, if any, stays the record's latest. Every
// look-up below passes over it but ByRevision, LatestSubmitted and Quarantined.
enum class State { kActive = 0, kWithdrawn = 1, kDeleted = 2, kQuarantined = 3 };

// One revision of one record, as it came: the unit of the record log.
struct Revision {
  std::string record_id;        // 32 hexadecimal digits, random; the same for all revisions of a record
  std::string country, system;  // originator
  std::string national_id;
  int64_t revision = 0;
  State state = State::kActive;  // of the record after this revision
  std::string kind;              // "notice", "arrest", "seizure", "incident"
  bool test = false;
  std::string content_digest;   // SHA-256 of the exact bytes with format and facts; tells a repeat from a change
  std::string sealed_record;    // the common record, sealed
  std::string sealed_original;  // exact native bytes, sealed; may be empty
  std::string sealed_receipt;
  std::string key;  // the record's data key and salt, wrapped by the file key; empty: erased
  std::string format, batch, signature;
  std::vector<std::string> lookup_keys;  // keyed digests of what the record is found by, see core/lookup_keys.h
  absl::Time received;
  uint64_t audit_index = 0;  // its entry in the log; set by Apply
  Position position = 0;     // set by Apply
};

// Who holds which view of a record, for which purpose, until when.
struct Holder {
  std::string record_id;
  std::string participant;  // "EC/migracion"
  std::string purpose;
  int64_t view_revision = 0;
  std::string view_digest;     // of the redacted copy, its revision left out: tells whether this holder's view changed
  Position view_position = 0;  // of the revision this view was made from; kMoved in a batch: where it moves to
  absl::Time first_release;    // retention counts from here
  absl::Time until;
  enum class Status { kHeld = 0, kWithdrawn = 1, kDeleted = 2, kRecalled = 3 } status = Status::kHeld;
  absl::Time review = absl::InfiniteFuture();  // when time alone takes a value of the copy, or all of it, away
  // The holder must say what it did about this view: it was not told of it yet by a feed, has said something else than
  // that it is done, or was told and has said nothing. kQuiet: a feed must tell it, and nobody need answer.
  enum class Debt { kNone = 0, kUntold = 1, kAnswered = 2, kTold = 3, kQuiet = 4 } debt = Debt::kNone;
  absl::Time changed = absl::InfinitePast();   // when the view became what it is
};

// What came or stands before something else. A revision keeps its audit entry where its place in the log may change.
struct Before {
  Position position = std::numeric_limits<Position>::max();
  uint64_t entry = std::numeric_limits<int64_t>::max();
};

// In a batch that moves the holder's record.
inline constexpr Position kMoved = -1;

struct Acknowledgement {
  std::string record_id, participant, purpose;
  int64_t view_revision = 0;
  int outcome = 0;  // v1.AcknowledgeRequest.Outcome
  std::string basis, case_number, why;
  absl::Time time;
};

// What people decided and the gateway must not forget: proposals, approvals, activations, consents. Few, small, found by
// name; the bytes are the core's (core/papers.h).
struct Paper {
  std::string shelf;  // "policy"
  std::string name;   // within it
  std::string bytes;  // empty in a batch: taken off the shelf
};

// One transaction. Audit entries are numbered from `first_audit_index` on in the order given; revisions[i] carries
// revision_entries[i], an index into `audit_entries`.
struct Batch {
  std::vector<Revision> revisions;
  std::vector<size_t> revision_entries;
  std::vector<Holder> holders;  // inserted or replaced
  std::vector<Acknowledgement> acknowledgements;
  std::vector<std::string> erased_keys;    // record ids whose data key and salt are destroyed
  std::vector<std::string> moved;          // record ids whose latest revision goes to the end of the log, unchanged, so
                                           // that every feed comes past it again; unknown ones are passed over
  std::vector<Paper> papers;               // put or replaced
  std::vector<std::string> audit_entries;  // exact bytes
  uint64_t first_audit_index = 0;
};

struct Applied {
  std::vector<Position> positions;  // one a revision
  Position last_moved = 0;          // where the last of the moved records stands now; 0: none moved
};

class Store {
 public:
  virtual ~Store() = default;

  virtual absl::StatusOr<Applied> Apply(const Batch& batch) = 0;

  // Latest revision of a record. NotFound. After an erasure a national id may begin another record: by identity the
  // latest is the one that came last, wherever it stands in the log.
  virtual absl::StatusOr<Revision> Latest(std::string_view record_id) = 0;
  virtual absl::StatusOr<Revision> LatestByNationalId(std::string_view country, std::string_view system,
                                                      std::string_view national_id) = 0;
  virtual absl::StatusOr<Revision> ByRevision(std::string_view country, std::string_view system,
                                              std::string_view national_id, int64_t revision) = 0;
  // A notice by country and id, whatever its system (links name no system), the one that came first first.
  virtual absl::StatusOr<std::vector<Revision>> LatestByCountryAndNationalId(std::string_view country,
                                                                             std::string_view national_id) = 0;

  // The record log after `after`, oldest first, superseded revisions left out; at most `limit`. Receipts and original
  // bytes are left out here and in ByKey: no way out needs them, and they are most of a row.
  virtual absl::StatusOr<std::vector<Revision>> LogAfter(Position after, int limit) = 0;
  virtual absl::StatusOr<Position> LastPosition() = 0;    // of what LogAfter may give
  virtual absl::StatusOr<Position> OldestPosition() = 0;  // a cursor before it is too old; 0: everything is kept

  // Latest, active ones with this look-up key, in the order of the log.
  virtual absl::StatusOr<std::vector<Revision>> ByKey(std::string_view key) = 0;
  // Of those at most `limit` that stand before `before` and came with an audit entry before `entry`.
  virtual absl::StatusOr<std::vector<Revision>> ByKeyBefore(std::string_view key, const Before& bound, int limit) = 0;

  virtual absl::StatusOr<std::optional<Holder>> FindHolder(std::string_view record_id, std::string_view participant,
                                                           std::string_view purpose) = 0;
  virtual absl::StatusOr<std::vector<Holder>> HoldersOf(std::string_view record_id) = 0;
  // One for each participant, purpose and view: the last one given.
  virtual absl::StatusOr<std::vector<Acknowledgement>> AcknowledgementsOf(std::string_view record_id) = 0;

  // Held copies whose review is due by `now`, the longest due first; at most `limit`.
  virtual absl::StatusOr<std::vector<Holder>> HoldersDue(absl::Time now, int limit) = 0;
  // Views with a debt that is to be answered, by record, participant and purpose, those behind `after` (whose three are
  // read, and nothing else of it); at most `limit`.
  virtual absl::StatusOr<std::vector<Holder>> HoldersOwing(const Holder& after, int limit) = 0;

  // NotFound.
  virtual absl::StatusOr<std::string> GetPaper(std::string_view shelf, std::string_view name) = 0;
  virtual absl::StatusOr<std::vector<Paper>> Papers(std::string_view shelf) = 0;  // by name
  virtual absl::StatusOr<std::vector<Paper>> FirstPapers(std::string_view shelf, int limit) = 0;

  // The entry of a change that was applied. Entries that came with no change are in the log alone. NotFound.
  virtual absl::StatusOr<std::string> AuditEntry(uint64_t index) = 0;
  // Audit entries with an index of at least `from`, for a log that missed them.
  virtual absl::StatusOr<std::vector<std::string>> AuditEntriesFrom(uint64_t from) = 0;
  // The first index after the last audit entry kept; 0 for an empty store.
  virtual absl::StatusOr<uint64_t> NextAuditIndex() = 0;

  // Small values of the gateway itself (the alias secret's wrapped key, schema facts). NotFound.
  virtual absl::StatusOr<std::string> GetSetting(std::string_view name) = 0;
  virtual absl::Status PutSetting(std::string_view name, std::string_view value) = 0;

  // What an originator sent last, in quarantine or not: for the originator itself, and to number what comes next.
  // NotFound.
  virtual absl::StatusOr<Revision> LatestSubmitted(std::string_view country, std::string_view system,
                                                   std::string_view national_id) = 0;
  // What a system sent last and is in quarantine, by national id, those behind `after`; at most `limit`. Without
  // receipts and original bytes.
  virtual absl::StatusOr<std::vector<Revision>> Quarantined(std::string_view country, std::string_view system,
                                                            std::string_view after, int limit) = 0;
};

}  // namespace entente::store
