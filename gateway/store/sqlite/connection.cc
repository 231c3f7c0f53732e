#include "gateway/store/sqlite/connection.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/store/sqlite/errors.h"

namespace entente::store {

namespace {

// SQLite takes a null pointer for NULL, and an empty string_view may hold one.
const char* NeverNull(std::string_view value) { return value.data() == nullptr ? "" : value.data(); }

constexpr int kBusyTimeoutMs = 5000;

}  // namespace

void Statement::Finalise::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Connection::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

absl::StatusOr<Statement> Statement::Prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Statement statement;
  statement.statement_.reset(raw);
  if (code != SQLITE_OK) return StatusFromSqlite(database);
  return statement;
}

void Statement::Note(int code) {
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
}

Statement& Statement::Text(int index, std::string_view value) {
  Note(sqlite3_bind_text64(statement_.get(), index, NeverNull(value), value.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::Blob(int index, std::string_view value) {
  Note(sqlite3_bind_blob64(statement_.get(), index, NeverNull(value), value.size(), SQLITE_STATIC));
  return *this;
}

Statement& Statement::Int(int index, int64_t value) {
  Note(sqlite3_bind_int64(statement_.get(), index, value));
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  if (bind_error_ != SQLITE_OK) return StatusFromSqlite(bind_error_);
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return StatusFromSqlite(sqlite3_db_handle(statement_.get()));
}

absl::Status Statement::Run() {
  ResetAtEnd reset(*this);
  return Step().status();
}

void Statement::Reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  bind_error_ = SQLITE_OK;
}

std::string Statement::Bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), static_cast<size_t>(size));
}

int64_t Statement::Integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  // The pages are read and written even for readers: in WAL mode a reader marks its place in the shared index.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE |
                    (options.create ? SQLITE_OPEN_CREATE : 0);
  auto connection = std::make_unique<Connection>();
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(options.path.c_str(), &raw, flags, options.vfs);
  connection->database_.reset(raw);
  if (code != SQLITE_OK) return StatusFromSqlite(code);
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  if (auto status = connection->Execute("PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
                                        "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;");
      !status.ok()) {
    return status;
  }
  const std::string cache =
      absl::StrCat("PRAGMA cache_size = -", options.cache_kib, options.read_only ? "; PRAGMA query_only = ON" : "");
  if (auto status = connection->Execute(cache.c_str()); !status.ok()) return status;
  return connection;
}

absl::Status Connection::Execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return absl::OkStatus();
  return StatusFromSqlite(database_.get());
}

absl::StatusOr<std::string> Connection::QueryText(const char* sql) {
  auto statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const auto row = statement->Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError("no such row");
  return statement->Bytes(0);
}

absl::StatusOr<int64_t> Connection::QueryInt(const char* sql) {
  auto statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const auto row = statement->Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError("no such row");
  return statement->Integer(0);
}

}  // namespace entente::store
