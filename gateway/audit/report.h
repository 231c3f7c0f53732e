// What the command line tells of a log, offline.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/audit/entry.h"

namespace entente::audit {

// Verifies (log.h) and says what was found in a few lines for people: size, root, entries of each kind, first and last
// time.
absl::StatusOr<std::string> VerifyReport(const std::string& directory, std::string_view verifier_key);

// Somebody learnt something of a record.
struct Sighting {
  uint64_t index = 0;  // of the entry
  absl::Time time;
  Kind kind = Kind::kRelease;  // or a check or hit
  std::string peer, purpose;
  std::string decision, rule;
  int64_t revision = 0;  // of the view
};

// All sightings of a record, oldest first; none when nobody saw it. The log is read, not verified.
absl::StatusOr<std::vector<Sighting>> WhoSaw(const std::string& directory, std::string_view record_id);

}  // namespace entente::audit
