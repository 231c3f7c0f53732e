// One SQLite connection and its statements. Not thread-safe: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace entente::store {

// Bind from 1, columns from 0, as SQLite counts. What is bound must live until Reset.
class Statement {
 public:
  Statement() = default;
  static absl::StatusOr<Statement> Prepare(sqlite3* database, const char* sql);

  Statement& Text(int index, std::string_view value);
  Statement& Blob(int index, std::string_view value);
  Statement& Int(int index, int64_t value);
  absl::StatusOr<bool> Step();  // true: there is a row
  absl::Status Run();           // for statements without rows; resets
  void Reset();

  std::string Bytes(int column) const;  // text or blob
  int64_t Integer(int column) const;

 private:
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };
  void Note(int code);

  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
  int bind_error_ = 0;
};

// Resets a statement at the end of a scope, whatever the way out: a statement left open holds a read transaction.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_.Reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement& statement_;
};

struct ConnectionOptions {
  std::string path;
  bool create = false;
  bool read_only = false;
  int cache_kib = 8 * 1024;
  const char* vfs = nullptr;  // null: the default; a test's makes writes fail
};

class Connection {
 public:
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);

  absl::Status Execute(const char* sql);
  absl::StatusOr<Statement> Prepare(const char* sql) { return Statement::Prepare(database_.get(), sql); }
  absl::StatusOr<std::string> QueryText(const char* sql);  // first column of the first row
  absl::StatusOr<int64_t> QueryInt(const char* sql);
  sqlite3* get() const { return database_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace entente::store
