// Makes the store and the log agree before anything is served.
#pragma once

#include "absl/status/status.h"
#include "gateway/audit/log.h"
#include "gateway/store/store.h"

namespace entente::core {

// Appends to the log the entries that the store has and it misses. DataLoss when the two contradict each other: another
// log, entries that differ, a log that lost entries the store does not have, or a store that lost what the log speaks
// of.
absl::Status RecoverLog(store::Store& store, audit::Log& log);

}  // namespace entente::core
