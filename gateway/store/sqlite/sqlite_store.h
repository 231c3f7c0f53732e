// The default store: one SQLite file in WAL mode, one writing connection, a few reading ones.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/store/store.h"

namespace entente::store {

struct SqliteOptions {
  std::string path;
  int readers = 4;
  const char* vfs = nullptr;  // null: the default; a test's makes writes fail
};

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const SqliteOptions& options);

}  // namespace entente::store
