// The only place that knows what SQLite's result codes mean to a caller.
#pragma once

#include "absl/status/status.h"

struct sqlite3;

namespace entente::store {

// `code` is an extended result code. OK for SQLITE_OK, SQLITE_ROW and SQLITE_DONE.
absl::Status StatusFromSqlite(int code);
absl::Status StatusFromSqlite(sqlite3* database);

}  // namespace entente::store
