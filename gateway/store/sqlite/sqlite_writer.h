// The writing connection: applies batches, each in one transaction. Not thread-safe; the store serialises.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateway/store/sqlite/connection.h"
#include "gateway/store/store.h"

namespace entente::store {

class SqliteWriter {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteWriter>> Open(const ConnectionOptions& options);

  absl::StatusOr<Applied> Apply(const Batch& batch);
  absl::Status PutSetting(std::string_view name, std::string_view value);
  Connection& connection() { return *connection_; }

 private:
  absl::Status Begin();
  // Ends the transaction `status` comes from: rolled back unless OK and committed.
  absl::Status End(absl::Status status);

  absl::Status InsertAll(const Batch& batch, Applied& applied);
  absl::StatusOr<Position> Move(std::string_view record_id);
  absl::Status MoveRow(Position from, Position to);
  absl::Status PutHolders(const Batch& batch, Applied& applied);
  absl::StatusOr<Position> InsertRevision(const Revision& revision, uint64_t audit_index);
  absl::Status InsertAuditEntries(const Batch& batch);
  absl::Status EraseKeys(Statement& rows, std::string_view record_id);
  absl::Status Erase(std::string_view record_id);

  std::unique_ptr<Connection> connection_;  // before the statements: they must go first
  Statement begin_, commit_, rollback_;
  Statement insert_revision_, insert_key_, put_holder_, put_acknowledgement_, insert_audit_entry_, put_setting_;
  Statement rows_of_, keys_at_, move_revision_, move_keys_, put_paper_, remove_paper_;
  Statement keys_of_, keys_of_latest_, erase_key_, erase_revisions_;
  uint64_t next_audit_index_ = 0;
};

}  // namespace entente::store
