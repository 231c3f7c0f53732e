// A sweep compares what the policies lent at one moment with what they lend at a later one, over the records that were
// there: the consequence of an activation, or of an overlay that begins or ends. Sweeps lie on a shelf, in the order of
// what caused them, until they are through; a page of records and how far the sweep is are written together.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/core/judge_holders.h"
#include "gateway/core/policy_state.h"

namespace entente::core {

struct Sweep {
  int64_t number_before = 0, number_after = 0;  // of the activations whose sets are compared
  absl::Time before, after;                     // and at which times
  store::Position cursor = 0;                   // what lies behind it is done
  store::Position end = 0;                      // the last record of it; 0: not begun
};
std::string FormatSweep(const Sweep& sweep);
absl::StatusOr<Sweep> ParseSweep(std::string_view text);

// Whether the two moments lend a record differently to anybody; each kind of record is decided once.
class AccessChange {
 public:
  // Null: what was lent is not known, so everything counts as changed.
  AccessChange(policy::PolicySetPtr before, policy::PolicySetPtr after, const Sweep& sweep,
               const Participants& participants);
  bool MayConcern(const store::Revision& row) const;
  bool Of(const policy::FactsPtr& facts);

 private:
  bool Decide(const policy::FactsPtr& facts) const;
  bool DecideFor(const policy::FactsPtr& facts, absl::Time first_release) const;

  const policy::PolicySetPtr before_, after_;
  const Sweep sweep_;
  std::set<std::string> countries_;  // whose policies differ, with those they govern
  bool everywhere_ = false;
  std::map<std::string, std::vector<std::string>> systems_;  // by purpose
  absl::flat_hash_map<std::string, bool> known_;
};

struct SweepRun {
  std::string name;
  Sweep sweep;
  std::string only;            // records of this country; empty: of all
  bool holders_alone = false;  // who may hold what is looked at, and no record goes by feeds again for it
  std::unique_ptr<AccessChange> change;
};

// One page of the oldest sweep; false: there is none. `run` is kept from one page to the next.
// `met`: as for Reconciliation.
absl::StatusOr<bool> StepSweep(const Parts& parts, uint64_t met, std::unique_ptr<SweepRun>& run);

// Puts a sweep on the shelf for overlays that began or ended since the last time this was asked.
absl::Status NoteEdges(const Parts& parts);

// Everything counts as changed: after a stop, whose end gives back what was passed over meanwhile.
store::Paper SweepOfAll(int64_t number, absl::Time now, const std::string& country);
// Everybody's copies are judged again: participants changed.
store::Paper SweepOfHolders(int64_t number, absl::Time now);

// The same for an activation, from the moment that NoteEdges last looked at.
absl::Status AddSweep(const WriterView& view, int64_t number, absl::Time now, Changes& changes);

}  // namespace entente::core
