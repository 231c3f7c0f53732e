#include "gateway/store/sqlite/errors.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"

namespace entente::store {

namespace {

absl::Status FromConstraint(int code) {
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID) {
    return absl::AlreadyExistsError("the store already has one of these");
  }
  return absl::InternalError(absl::StrCat("a change breaks a rule of the store (code ", code, ")"));
}

}  // namespace

absl::Status StatusFromSqlite(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::OkStatus();
    case SQLITE_CONSTRAINT:
      return FromConstraint(code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(absl::StrCat("the database is damaged (code ", code, ")"));
    case SQLITE_FULL:
      return absl::UnavailableError("the database's disk is full");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT:
      return absl::UnavailableError(absl::StrCat("the database cannot be used now (code ", code, ")"));
    case SQLITE_TOOBIG:
      return absl::InvalidArgumentError("a value is larger than the store takes");
    default:
      return absl::InternalError(absl::StrCat("the database refused a statement (code ", code, ")"));
  }
}

absl::Status StatusFromSqlite(sqlite3* database) { return StatusFromSqlite(sqlite3_extended_errcode(database)); }

}  // namespace entente::store
