#include "gateway/store/sqlite/migrations.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace entente::store {

namespace {

constexpr int64_t kApplicationId = 0x456E7465;  // "Ente"

// The hot table is `revision`: it has two indexes and no more. What is looked up comes first in a row and what is large
// last, so that a scan does not follow overflow pages.
constexpr char kFirstSchema[] = R"sql(
CREATE TABLE revision (
  position        INTEGER PRIMARY KEY AUTOINCREMENT,
  record_id       TEXT NOT NULL,
  country         TEXT NOT NULL,
  system          TEXT NOT NULL,
  national_id     TEXT NOT NULL,
  revision        INTEGER NOT NULL,
  state           INTEGER NOT NULL,
  kind            TEXT NOT NULL,
  test            INTEGER NOT NULL,
  received_us     INTEGER NOT NULL,
  audit_index     INTEGER NOT NULL,
  content_digest  BLOB NOT NULL,
  record_key      BLOB NOT NULL,
  document_keys   BLOB NOT NULL,
  format          TEXT NOT NULL,
  batch           TEXT NOT NULL,
  signature       BLOB NOT NULL,
  sealed_record   BLOB NOT NULL,
  sealed_receipt  BLOB NOT NULL,
  sealed_original BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX revision_by_identity ON revision (country, national_id, system, revision);
CREATE INDEX revision_by_record ON revision (record_id);

CREATE TABLE document (
  document_key BLOB NOT NULL,
  position     INTEGER NOT NULL,
  PRIMARY KEY (document_key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE holder (
  record_id        TEXT NOT NULL,
  participant      TEXT NOT NULL,
  purpose          TEXT NOT NULL,
  view_revision    INTEGER NOT NULL,
  view_digest      BLOB NOT NULL,
  view_position    INTEGER NOT NULL,
  first_release_us INTEGER NOT NULL,
  until_us         INTEGER NOT NULL,
  status           INTEGER NOT NULL,
  PRIMARY KEY (record_id, participant, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE acknowledgement (
  record_id     TEXT NOT NULL,
  participant   TEXT NOT NULL,
  purpose       TEXT NOT NULL,
  view_revision INTEGER NOT NULL,
  outcome       INTEGER NOT NULL,
  basis         TEXT NOT NULL,
  case_number   TEXT NOT NULL,
  why           TEXT NOT NULL,
  time_us       INTEGER NOT NULL,
  PRIMARY KEY (record_id, participant, purpose, view_revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_entry (
  audit_index INTEGER PRIMARY KEY,
  entry       BLOB NOT NULL
) STRICT;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// State 3 is a revision in quarantine. The index holds those alone, so that no other row pays for it.
constexpr char kQuarantineIndex[] = R"sql(
CREATE INDEX revision_in_quarantine ON revision (country, system, national_id, revision) WHERE state = 3;
)sql";

// What time and people change: copies to be looked at again, views to be answered for, and papers. Both indexes hold
// only the rows that are waited for.
constexpr char kReconciliation[] = R"sql(
ALTER TABLE holder ADD COLUMN review_us INTEGER NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE holder ADD COLUMN debt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE holder ADD COLUMN changed_us INTEGER NOT NULL DEFAULT -9223372036854775808;
CREATE INDEX holder_due ON holder (review_us) WHERE status = 0 AND review_us < 9223372036854775807;
CREATE INDEX holder_owing ON holder (record_id, participant, purpose) WHERE debt > 0;
UPDATE holder SET review_us = until_us WHERE status = 0;

CREATE TABLE paper (
  shelf TEXT NOT NULL,
  name  TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (shelf, name)
) STRICT, WITHOUT ROWID;
)sql";

// Records are found by more than documents.
constexpr char kLookup[] = R"sql(
ALTER TABLE document RENAME TO lookup;
ALTER TABLE lookup RENAME COLUMN document_key TO lookup_key;
ALTER TABLE revision RENAME COLUMN document_keys TO lookup_keys;
)sql";

constexpr char kMigrationTable[] = R"sql(
CREATE TABLE IF NOT EXISTS schema_migration (
  number     INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  applied_us INTEGER NOT NULL
) STRICT;
)sql";

absl::Status CheckOurs(Connection& connection) {
  const auto id = connection.QueryInt("PRAGMA application_id");
  if (!id.ok()) return id.status();
  if (*id == kApplicationId) return absl::OkStatus();
  const auto tables = connection.QueryInt("SELECT count(*) FROM sqlite_schema");
  if (!tables.ok()) return tables.status();
  if (*id != 0 || *tables != 0) return absl::FailedPreconditionError("the database file is not one of Entente's");
  return connection.Execute(absl::StrCat("PRAGMA application_id = ", kApplicationId).c_str());
}

absl::Status ApplyInTransaction(Connection& connection, const Migration& migration) {
  if (auto status = connection.Execute(migration.sql); !status.ok()) return status;
  auto insert = connection.Prepare("INSERT INTO schema_migration (number, name, applied_us) VALUES (?, ?, ?)");
  if (!insert.ok()) return insert.status();
  insert->Int(1, migration.number).Text(2, migration.name).Int(3, absl::ToUnixMicros(absl::Now()));
  if (auto status = insert->Run(); !status.ok()) return status;
  return connection.Execute("COMMIT");
}

absl::Status ApplyOne(Connection& connection, const Migration& migration) {
  if (auto status = connection.Execute("BEGIN IMMEDIATE"); !status.ok()) return status;
  absl::Status status = ApplyInTransaction(connection, migration);
  if (status.ok()) return status;
  connection.Execute("ROLLBACK").IgnoreError();
  return absl::Status(status.code(),
                      absl::StrCat("migration ", migration.number, " failed: ", absl::string_view(status.message())));
}

}  // namespace

const std::vector<Migration>& Migrations() {
  static const auto* const migrations = new std::vector<Migration>{{1, "first schema", kFirstSchema},
                                                                   {2, "quarantine", kQuarantineIndex},
                                                                   {3, "reconciliation", kReconciliation},
                                                                   {4, "look-up keys", kLookup}};
  return *migrations;
}

absl::Status Migrate(Connection& connection, const std::vector<Migration>& migrations) {
  if (auto status = CheckOurs(connection); !status.ok()) return status;
  if (auto status = connection.Execute(kMigrationTable); !status.ok()) return status;
  const auto applied = connection.QueryInt("SELECT coalesce(max(number), 0) FROM schema_migration");
  if (!applied.ok()) return applied.status();
  const int64_t newest = migrations.empty() ? 0 : migrations.back().number;
  if (*applied > newest) {
    return absl::FailedPreconditionError(absl::StrCat("the database has migration ", *applied, ", this version knows ",
                                                      newest, " at most: start a newer one"));
  }
  for (const Migration& migration : migrations) {
    if (migration.number <= *applied) continue;
    if (auto status = ApplyOne(connection, migration); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace entente::store
