#include "gateway/store/sqlite/sqlite_writer.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/store/batch_check.h"
#include "gateway/store/sqlite/migrations.h"
#include "gateway/store/sqlite/rows.h"

namespace entente::store {

namespace {

constexpr char kInsertRevision[] =
    "INSERT INTO revision (record_id, country, system, national_id, revision, state, kind, test, received_us, "
    "audit_index, content_digest, record_key, lookup_keys, format, batch, signature, sealed_record, sealed_receipt, "
    "sealed_original) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

std::string Replace(const char* table, const char* columns, int values) {
  std::string marks = "?";
  for (int i = 1; i < values; ++i) marks += ", ?";
  return absl::StrCat("INSERT OR REPLACE INTO ", table, " (", columns, ") VALUES (", marks, ")");
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteWriter>> SqliteWriter::Open(const ConnectionOptions& options) {
  auto connection = Connection::Open(options);
  if (!connection.ok()) return connection.status();
  auto writer = std::make_unique<SqliteWriter>();
  writer->connection_ = *std::move(connection);
  Connection& database = *writer->connection_;
  // Erased keys must not survive in free pages. Checkpoints are the checkpointer's (checkpointer.h).
  if (auto s = database.Execute("PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0");
      !s.ok()) {
    return s;
  }
  if (auto status = Migrate(database, Migrations()); !status.ok()) return status;

  const std::pair<Statement*, std::string> wanted[] = {
      {&writer->begin_, "BEGIN IMMEDIATE"},
      {&writer->commit_, "COMMIT"},
      {&writer->rollback_, "ROLLBACK"},
      {&writer->insert_revision_, kInsertRevision},
      {&writer->insert_key_, "INSERT OR IGNORE INTO lookup (lookup_key, position) VALUES (?, ?)"},
      {&writer->put_holder_, Replace("holder", kHolderColumns, 12)},
      {&writer->put_acknowledgement_, Replace("acknowledgement", kAcknowledgementColumns, 9)},
      {&writer->insert_audit_entry_, "INSERT INTO audit_entry (audit_index, entry) VALUES (?, ?)"},
      {&writer->put_setting_, "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)"},
      {&writer->put_paper_, "INSERT OR REPLACE INTO paper (shelf, name, bytes) VALUES (?, ?, ?)"},
      {&writer->remove_paper_, "DELETE FROM paper WHERE shelf = ? AND name = ?"},
      // The latest that is not in quarantine, and what came after it.
      {&writer->rows_of_,
       "SELECT position FROM revision WHERE record_id = ?1 AND position >= (SELECT max(position) FROM revision "
       "WHERE record_id = ?1 AND +state <> 3) ORDER BY position"},
      {&writer->keys_at_, "SELECT lookup_keys FROM revision WHERE position = ?"},
      {&writer->move_revision_, "UPDATE revision SET position = ?2 WHERE position = ?1"},
      {&writer->move_keys_, "UPDATE lookup SET position = ?2 WHERE lookup_key = ?3 AND position = ?1"},
      {&writer->keys_of_, "SELECT position, lookup_keys FROM revision WHERE record_id = ?"},
      {&writer->keys_of_latest_,
       "SELECT position, lookup_keys FROM revision WHERE record_id = ?1 AND +state <> 3 ORDER BY position DESC LIMIT "
       "1"},
      {&writer->erase_key_, "DELETE FROM lookup WHERE lookup_key = ? AND position = ?"},
      {&writer->erase_revisions_, "UPDATE revision SET record_key = x'', lookup_keys = x'' WHERE record_id = ?"},
  };
  for (const auto& [statement, sql] : wanted) {
    auto prepared = database.Prepare(sql.c_str());
    if (!prepared.ok()) return prepared.status();
    *statement = *std::move(prepared);
  }
  const auto next = database.QueryInt("SELECT coalesce(max(audit_index) + 1, 0) FROM audit_entry");
  if (!next.ok()) return next.status();
  writer->next_audit_index_ = static_cast<uint64_t>(*next);
  return writer;
}

absl::Status SqliteWriter::Begin() {
  // A transaction can only be open here when an earlier rollback failed; its changes are nobody's.
  if (sqlite3_get_autocommit(connection_->get()) == 0) {
    if (auto status = rollback_.Run(); !status.ok()) return status;
  }
  return begin_.Run();
}

absl::Status SqliteWriter::End(absl::Status status) {
  if (status.ok()) status = commit_.Run();
  // SQLite rolls back by itself after some failures; otherwise it must be told.
  if (!status.ok() && sqlite3_get_autocommit(connection_->get()) == 0) rollback_.Run().IgnoreError();
  return status;
}

absl::StatusOr<Applied> SqliteWriter::Apply(const Batch& batch) {
  if (auto status = CheckBatch(batch, next_audit_index_); !status.ok()) return status;
  if (auto status = Begin(); !status.ok()) return status;
  Applied applied;
  if (auto status = End(InsertAll(batch, applied)); !status.ok()) return status;
  if (!batch.audit_entries.empty()) next_audit_index_ = batch.first_audit_index + batch.audit_entries.size();
  if (!batch.erased_keys.empty()) {
    // The keys' old bytes must leave the write-ahead log too; a reader in the way only delays that to a later one.
    sqlite3_wal_checkpoint_v2(connection_->get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  }
  return applied;
}

absl::Status SqliteWriter::InsertAll(const Batch& batch, Applied& applied) {
  for (size_t i = 0; i < batch.revisions.size(); ++i) {
    auto position = InsertRevision(batch.revisions[i], batch.first_audit_index + batch.revision_entries[i]);
    if (!position.ok()) return position.status();
    applied.positions.push_back(*position);
  }
  if (auto status = PutHolders(batch, applied); !status.ok()) return status;
  for (const Acknowledgement& acknowledgement : batch.acknowledgements) {
    BindAcknowledgement(put_acknowledgement_, acknowledgement);
    if (auto status = put_acknowledgement_.Run(); !status.ok()) return status;
  }
  for (const std::string& record_id : batch.erased_keys) {
    if (auto status = Erase(record_id); !status.ok()) return status;
  }
  for (const Paper& paper : batch.papers) {
    Statement& statement = paper.bytes.empty() ? remove_paper_ : put_paper_;
    statement.Text(1, paper.shelf).Text(2, paper.name);
    if (!paper.bytes.empty()) statement.Blob(3, paper.bytes);
    if (auto status = statement.Run(); !status.ok()) return status;
  }
  return InsertAuditEntries(batch);
}

// Records move first: a holder's view may be told by the place its record moves to.
absl::Status SqliteWriter::PutHolders(const Batch& batch, Applied& applied) {
  std::map<std::string_view, Position> places;
  for (const std::string& record_id : batch.moved) {
    const auto position = Move(record_id);
    if (!position.ok()) return position.status();
    places[record_id] = *position;
    applied.last_moved = std::max(applied.last_moved, *position);
  }
  for (const Holder& given : batch.holders) {
    Holder holder = given;
    if (holder.view_position == kMoved) holder.view_position = places[holder.record_id];
    BindHolder(put_holder_, holder);
    if (auto status = put_holder_.Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// What is in quarantine behind the latest revision stays behind it. The result is where that one stands now; 0: there
// is none.
absl::StatusOr<Position> SqliteWriter::Move(std::string_view record_id) {
  std::vector<Position> rows;
  {
    ResetAtEnd reset(rows_of_);
    rows_of_.Text(1, record_id);
    while (true) {
      const auto row = rows_of_.Step();
      if (!row.ok()) return row.status();
      if (!*row) break;
      rows.push_back(rows_of_.Integer(0));
    }
  }
  const auto end = connection_->QueryInt(
      "SELECT max((SELECT coalesce(max(position), 0) FROM revision), "
      "(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'revision'))");
  if (!end.ok()) return end.status();
  Position to = *end;
  for (const Position from : rows) {
    if (auto status = MoveRow(from, ++to); !status.ok()) return status;
  }
  return rows.empty() ? 0 : *end + 1;
}

absl::Status SqliteWriter::MoveRow(Position from, Position to) {
  std::vector<std::string> keys;
  {
    ResetAtEnd reset(keys_at_);
    keys_at_.Int(1, from);
    const auto row = keys_at_.Step();
    if (!row.ok()) return row.status();
    auto unpacked = UnpackKeys(keys_at_.Bytes(0));
    if (!unpacked.ok()) return unpacked.status();
    keys = *std::move(unpacked);
  }
  for (const std::string& key : keys) {
    move_keys_.Int(1, from).Int(2, to).Blob(3, key);
    if (auto status = move_keys_.Run(); !status.ok()) return status;
  }
  move_revision_.Int(1, from).Int(2, to);
  return move_revision_.Run();
}

absl::StatusOr<Position> SqliteWriter::InsertRevision(const Revision& revision, uint64_t audit_index) {
  const auto keys = PackKeys(revision.lookup_keys);
  if (!keys.ok()) return keys.status();
  // Nobody finds what is superseded.
  if (revision.state != State::kQuarantined) {
    if (auto status = EraseKeys(keys_of_latest_, revision.record_id); !status.ok()) return status;
  }
  BindRevision(insert_revision_, revision, audit_index, *keys);
  if (auto status = insert_revision_.Run(); !status.ok()) return status;
  const Position position = sqlite3_last_insert_rowid(connection_->get());
  for (const std::string& key : revision.lookup_keys) {
    insert_key_.Blob(1, key).Int(2, position);
    if (auto status = insert_key_.Run(); !status.ok()) return status;
  }
  return position;
}

absl::Status SqliteWriter::InsertAuditEntries(const Batch& batch) {
  uint64_t index = batch.first_audit_index;
  for (const std::string& entry : batch.audit_entries) {
    insert_audit_entry_.Int(1, static_cast<int64_t>(index++)).Blob(2, entry);
    if (auto status = insert_audit_entry_.Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Of the rows that the statement selects of a record.
absl::Status SqliteWriter::EraseKeys(Statement& rows, std::string_view record_id) {
  ResetAtEnd reset(rows);
  rows.Text(1, record_id);
  while (true) {
    const auto row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    const auto keys = UnpackKeys(rows.Bytes(1));
    if (!keys.ok()) return keys.status();
    for (const std::string& key : *keys) {
      erase_key_.Blob(1, key).Int(2, rows.Integer(0));
      if (auto status = erase_key_.Run(); !status.ok()) return status;
    }
  }
}

absl::Status SqliteWriter::Erase(std::string_view record_id) {
  if (auto status = EraseKeys(keys_of_, record_id); !status.ok()) return status;
  erase_revisions_.Text(1, record_id);
  return erase_revisions_.Run();
}

absl::Status SqliteWriter::PutSetting(std::string_view name, std::string_view value) {
  if (auto status = Begin(); !status.ok()) return status;
  put_setting_.Text(1, name).Blob(2, value);
  return End(put_setting_.Run());
}

}  // namespace entente::store
