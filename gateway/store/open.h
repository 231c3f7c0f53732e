// Opens a store. Migrations run by themselves, numbered, each in its own transaction.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/store/store.h"

namespace entente::store {

// A SQLite database file (created if missing), WAL, synchronous=FULL.
absl::StatusOr<std::unique_ptr<Store>> OpenSqlite(const std::string& path);
// Keeps everything in memory; for tests. Nothing survives it.
std::unique_ptr<Store> OpenMemory();

}  // namespace entente::store
