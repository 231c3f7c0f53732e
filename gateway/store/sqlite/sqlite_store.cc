#include "gateway/store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <limits>
#include <mutex>
#include <utility>

#include "gateway/store/open.h"
#include "gateway/store/sqlite/checkpointer.h"
#include "gateway/store/sqlite/reader.h"
#include "gateway/store/sqlite/rows.h"
#include "gateway/store/sqlite/sqlite_writer.h"

namespace entente::store {

namespace {

constexpr int kWriterCacheKib = 64 * 1024;
constexpr int kNoLimit = -1;  // as SQLite reads it

absl::StatusOr<std::vector<Revision>> ReadRevisions(Statement& statement, Payload payload) {
  std::vector<Revision> revisions;
  while (true) {
    const auto row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) return revisions;
    auto revision = ReadRevision(statement, payload);
    if (!revision.ok()) return revision.status();
    revisions.push_back(*std::move(revision));
  }
}

absl::StatusOr<std::vector<Holder>> ReadHolders(Statement& statement) {
  std::vector<Holder> holders;
  while (true) {
    const auto row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) return holders;
    auto holder = ReadHolder(statement);
    if (!holder.ok()) return holder.status();
    holders.push_back(*std::move(holder));
  }
}

absl::StatusOr<Revision> ReadOneRevision(Statement& statement) {
  const auto row = statement.Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError("no such record");
  return ReadRevision(statement, Payload::kWhole);
}

absl::StatusOr<int64_t> ReadInteger(Statement& statement) {
  const auto row = statement.Step();
  if (!row.ok()) return row.status();
  return *row ? statement.Integer(0) : 0;
}

absl::StatusOr<std::string> ReadBytes(Statement& statement, const char* not_found) {
  const auto row = statement.Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError(not_found);
  return statement.Bytes(0);
}

class SqliteStore : public Store {
 public:
  absl::Status Open(const SqliteOptions& options);

  absl::StatusOr<Applied> Apply(const Batch& batch) override;
  absl::StatusOr<Revision> Latest(std::string_view record_id) override;
  absl::StatusOr<Revision> LatestByNationalId(std::string_view country, std::string_view system,
                                              std::string_view national_id) override;
  absl::StatusOr<Revision> LatestSubmitted(std::string_view country, std::string_view system,
                                           std::string_view national_id) override;
  absl::StatusOr<std::vector<Revision>> Quarantined(std::string_view country, std::string_view system,
                                                    std::string_view after, int limit) override;
  absl::StatusOr<Revision> ByRevision(std::string_view country, std::string_view system, std::string_view national_id,
                                      int64_t revision) override;
  absl::StatusOr<std::vector<Revision>> LatestByCountryAndNationalId(std::string_view country,
                                                                     std::string_view national_id) override;
  absl::StatusOr<std::vector<Revision>> LogAfter(Position after, int limit) override;
  absl::StatusOr<Position> LastPosition() override;
  absl::StatusOr<Position> OldestPosition() override { return 0; }
  absl::StatusOr<std::vector<Revision>> ByKey(std::string_view key) override {
    return ByKeyBefore(key, Before(), kNoLimit);
  }
  absl::StatusOr<std::vector<Revision>> ByKeyBefore(std::string_view key, const Before& bound, int limit) override;
  absl::StatusOr<std::optional<Holder>> FindHolder(std::string_view record_id, std::string_view participant,
                                                   std::string_view purpose) override;
  absl::StatusOr<std::vector<Holder>> HoldersOf(std::string_view record_id) override;
  absl::StatusOr<std::vector<Acknowledgement>> AcknowledgementsOf(std::string_view record_id) override;
  absl::StatusOr<std::vector<Holder>> HoldersDue(absl::Time now, int limit) override;
  absl::StatusOr<std::vector<Holder>> HoldersOwing(const Holder& after, int limit) override;
  absl::StatusOr<std::string> GetPaper(std::string_view shelf, std::string_view name) override;
  absl::StatusOr<std::vector<Paper>> Papers(std::string_view shelf) override { return FirstPapers(shelf, kNoLimit); }
  absl::StatusOr<std::vector<Paper>> FirstPapers(std::string_view shelf, int limit) override;
  absl::StatusOr<std::string> AuditEntry(uint64_t index) override;
  absl::StatusOr<std::vector<std::string>> AuditEntriesFrom(uint64_t from) override;
  absl::StatusOr<uint64_t> NextAuditIndex() override;
  absl::StatusOr<std::string> GetSetting(std::string_view name) override;
  absl::Status PutSetting(std::string_view name, std::string_view value) override;

 private:
  std::mutex write_mutex_;
  std::unique_ptr<SqliteWriter> writer_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<Checkpointer> checkpointer_;  // after the writer: its thread ends first
};

// SQLite gives the write-ahead log the permissions of the database file.
absl::Status CreatePrivately(const std::string& path) {
  const int file = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return absl::UnavailableError("the database file cannot be opened or made");
  close(file);
  return absl::OkStatus();
}

int NotePages(void* checkpointer, sqlite3*, const char*, int log_pages) {
  static_cast<Checkpointer*>(checkpointer)->Committed(log_pages);
  return SQLITE_OK;
}

absl::Status SqliteStore::Open(const SqliteOptions& options) {
  if (auto status = CreatePrivately(options.path); !status.ok()) return status;
  auto writer =
      SqliteWriter::Open({.path = options.path, .create = true, .cache_kib = kWriterCacheKib, .vfs = options.vfs});
  if (!writer.ok()) return writer.status();
  writer_ = *std::move(writer);
  auto readers = ReaderPool::Open({.path = options.path, .read_only = true, .vfs = options.vfs}, options.readers);
  if (!readers.ok()) return readers.status();
  readers_ = *std::move(readers);
  auto checkpointer = Checkpointer::Start({.path = options.path, .vfs = options.vfs});
  if (!checkpointer.ok()) return checkpointer.status();
  checkpointer_ = *std::move(checkpointer);
  sqlite3_wal_hook(writer_->connection().get(), NotePages, checkpointer_.get());
  return absl::OkStatus();
}

absl::StatusOr<Applied> SqliteStore::Apply(const Batch& batch) {
  std::lock_guard lock(write_mutex_);
  auto applied = writer_->Apply(batch);
  if (applied.ok()) checkpointer_->CatchUpIfLong(writer_->connection());
  return applied;
}

absl::StatusOr<Revision> SqliteStore::Latest(std::string_view record_id) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->latest);
  reader->latest.Text(1, record_id);
  return ReadOneRevision(reader->latest);
}

absl::StatusOr<Revision> SqliteStore::LatestByNationalId(std::string_view country, std::string_view system,
                                                         std::string_view national_id) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->latest_by_national_id);
  reader->latest_by_national_id.Text(1, country).Text(2, system).Text(3, national_id);
  return ReadOneRevision(reader->latest_by_national_id);
}

absl::StatusOr<Revision> SqliteStore::LatestSubmitted(std::string_view country, std::string_view system,
                                                      std::string_view national_id) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->latest_submitted);
  reader->latest_submitted.Text(1, country).Text(2, system).Text(3, national_id);
  return ReadOneRevision(reader->latest_submitted);
}

absl::StatusOr<std::vector<Revision>> SqliteStore::Quarantined(std::string_view country, std::string_view system,
                                                               std::string_view after, int limit) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->quarantined);
  reader->quarantined.Text(1, country).Text(2, system).Text(3, after).Int(4, limit < 0 ? 0 : limit);
  return ReadRevisions(reader->quarantined, Payload::kRecordOnly);
}

absl::StatusOr<Revision> SqliteStore::ByRevision(std::string_view country, std::string_view system,
                                                 std::string_view national_id, int64_t revision) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->by_revision);
  reader->by_revision.Text(1, country).Text(2, system).Text(3, national_id).Int(4, revision);
  return ReadOneRevision(reader->by_revision);
}

absl::StatusOr<std::vector<Revision>> SqliteStore::LatestByCountryAndNationalId(std::string_view country,
                                                                                std::string_view national_id) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->latest_by_country_and_national_id);
  reader->latest_by_country_and_national_id.Text(1, country).Text(2, national_id);
  return ReadRevisions(reader->latest_by_country_and_national_id, Payload::kWhole);
}

absl::StatusOr<std::vector<Revision>> SqliteStore::LogAfter(Position after, int limit) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->log_after);
  reader->log_after.Int(1, after).Int(2, limit < 0 ? 0 : limit);
  return ReadRevisions(reader->log_after, Payload::kRecordOnly);
}

absl::StatusOr<Position> SqliteStore::LastPosition() {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->last_position);
  return ReadInteger(reader->last_position);
}

absl::StatusOr<std::vector<Revision>> SqliteStore::ByKeyBefore(std::string_view key, const Before& bound, int limit) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->by_key);
  reader->by_key.Blob(1, key).Int(2, bound.position).Int(3, static_cast<int64_t>(bound.entry)).Int(4, limit);
  return ReadRevisions(reader->by_key, Payload::kRecordOnly);
}

absl::StatusOr<std::optional<Holder>> SqliteStore::FindHolder(std::string_view record_id, std::string_view participant,
                                                              std::string_view purpose) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->find_holder);
  reader->find_holder.Text(1, record_id).Text(2, participant).Text(3, purpose);
  const auto row = reader->find_holder.Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::optional<Holder>();
  auto holder = ReadHolder(reader->find_holder);
  if (!holder.ok()) return holder.status();
  return std::optional<Holder>(*std::move(holder));
}

absl::StatusOr<std::vector<Holder>> SqliteStore::HoldersOf(std::string_view record_id) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->holders_of);
  reader->holders_of.Text(1, record_id);
  return ReadHolders(reader->holders_of);
}

absl::StatusOr<std::vector<Holder>> SqliteStore::HoldersDue(absl::Time now, int limit) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->holders_due);
  reader->holders_due.Int(1, absl::ToUnixMicros(now)).Int(2, limit < 0 ? 0 : limit);
  return ReadHolders(reader->holders_due);
}

absl::StatusOr<std::vector<Holder>> SqliteStore::HoldersOwing(const Holder& after, int limit) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->holders_owing);
  reader->holders_owing.Text(1, after.record_id).Text(2, after.participant).Text(3, after.purpose);
  reader->holders_owing.Int(4, limit < 0 ? 0 : limit);
  return ReadHolders(reader->holders_owing);
}

absl::StatusOr<std::string> SqliteStore::GetPaper(std::string_view shelf, std::string_view name) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->get_paper);
  reader->get_paper.Text(1, shelf).Text(2, name);
  return ReadBytes(reader->get_paper, "no such paper");
}

absl::StatusOr<std::vector<Paper>> SqliteStore::FirstPapers(std::string_view shelf, int limit) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->papers);
  reader->papers.Text(1, shelf).Int(2, limit);
  std::vector<Paper> papers;
  while (true) {
    const auto row = reader->papers.Step();
    if (!row.ok()) return row.status();
    if (!*row) return papers;
    papers.push_back({reader->papers.Bytes(0), reader->papers.Bytes(1), reader->papers.Bytes(2)});
  }
}

absl::StatusOr<std::vector<Acknowledgement>> SqliteStore::AcknowledgementsOf(std::string_view record_id) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->acknowledgements_of);
  reader->acknowledgements_of.Text(1, record_id);
  std::vector<Acknowledgement> acknowledgements;
  while (true) {
    const auto row = reader->acknowledgements_of.Step();
    if (!row.ok()) return row.status();
    if (!*row) return acknowledgements;
    acknowledgements.push_back(ReadAcknowledgement(reader->acknowledgements_of));
  }
}

absl::StatusOr<std::string> SqliteStore::AuditEntry(uint64_t index) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->audit_entry);
  reader->audit_entry.Int(1, static_cast<int64_t>(index));
  return ReadBytes(reader->audit_entry, "no such audit entry");
}

absl::StatusOr<std::vector<std::string>> SqliteStore::AuditEntriesFrom(uint64_t from) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->audit_entries_from);
  reader->audit_entries_from.Int(1, static_cast<int64_t>(from));
  std::vector<std::string> entries;
  while (true) {
    const auto row = reader->audit_entries_from.Step();
    if (!row.ok()) return row.status();
    if (!*row) return entries;
    entries.push_back(reader->audit_entries_from.Bytes(0));
  }
}

absl::StatusOr<uint64_t> SqliteStore::NextAuditIndex() {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->next_audit_index);
  const auto next = ReadInteger(reader->next_audit_index);
  if (!next.ok()) return next.status();
  return static_cast<uint64_t>(*next);
}

absl::StatusOr<std::string> SqliteStore::GetSetting(std::string_view name) {
  auto reader = readers_->Take();
  ResetAtEnd reset(reader->get_setting);
  reader->get_setting.Text(1, name);
  return ReadBytes(reader->get_setting, "no such setting");
}

absl::Status SqliteStore::PutSetting(std::string_view name, std::string_view value) {
  std::lock_guard lock(write_mutex_);
  return writer_->PutSetting(name, value);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const SqliteOptions& options) {
  auto store = std::make_unique<SqliteStore>();
  if (auto status = store->Open(options); !status.ok()) return status;
  return std::unique_ptr<Store>(std::move(store));
}

absl::StatusOr<std::unique_ptr<Store>> OpenSqlite(const std::string& path) { return OpenSqliteStore({.path = path}); }

}  // namespace entente::store
