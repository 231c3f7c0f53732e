// An invented record that is looked at when there is none: so that "not there" and "not yours to see" are the same
// work.
//
// Thread safety: all methods may be called from any thread.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/store/sealer.h"
#include "gateway/store/store.h"

namespace entente::core {

class Looking;

class Decoy {
 public:
  // Seals the record and keeps it among the store's settings, from where it is read like any other.
  static absl::StatusOr<std::unique_ptr<Decoy>> Make(store::Store* store, store::Sealer* sealer);
  // Reads, opens, decides, walks its documents, and forgets all of it.
  absl::Status LookAt(Looking& looking) const;

 private:
  Decoy(store::Store* store, store::Revision row) : store_(store), row_(std::move(row)) {}

  store::Store* const store_;
  const store::Revision row_;  // without the sealed record
};

}  // namespace entente::core
