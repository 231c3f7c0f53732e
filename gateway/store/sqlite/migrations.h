// Numbered migrations, each in its own transaction, with a table of those applied.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "gateway/store/sqlite/connection.h"

namespace entente::store {

struct Migration {
  int number;  // from 1, without gaps
  const char* name;
  const char* sql;
};

// All migrations of this version, oldest first. One that was released is never changed.
const std::vector<Migration>& Migrations();

// Applies what is missing. FailedPrecondition: the database is of a newer version, or is none of Entente's.
absl::Status Migrate(Connection& connection, const std::vector<Migration>& migrations);

}  // namespace entente::store
