#include "gateway/store/sqlite/reader.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/store/sqlite/rows.h"

namespace entente::store {

namespace {

std::string SelectRevision(const char* rest) {
  return absl::StrCat("SELECT ", kRevisionColumns, " FROM revision ", rest);
}

std::string QualifiedRevisionColumns(const std::string& table) {
  std::string columns = table + "." + kRevisionColumns;
  return absl::StrReplaceAll(columns, {{", ", ", " + table + "."}});
}

struct Wanted {
  Statement Reader::*statement;
  std::string sql;
};

// The latest revision of a record is the one applied last, its highest position, those in quarantine (state 3) left
// out. Of an identity it is the one whose audit entry is last: an erased record may move past the one that came after.
// `+state` keeps the index of the few in quarantine away from queries that want the others.
std::vector<Wanted> Queries() {
  return {
      {&Reader::latest, SelectRevision("WHERE position = (SELECT max(position) FROM revision "
                                       "WHERE record_id = ?1 AND +state <> 3)")},
      {&Reader::latest_by_national_id,
       SelectRevision("WHERE country = ?1 AND national_id = ?3 AND system = ?2 AND +state <> 3 "
                      "ORDER BY audit_index DESC, position DESC LIMIT 1")},
      {&Reader::latest_submitted, SelectRevision("WHERE country = ?1 AND national_id = ?3 AND system = ?2 "
                                                 "ORDER BY audit_index DESC, position DESC LIMIT 1")},
      {&Reader::quarantined,
       SelectRevision("AS r WHERE country = ?1 AND system = ?2 AND national_id > ?3 AND state = 3 "
                      "AND NOT EXISTS (SELECT 1 FROM revision AS n WHERE n.country = r.country "
                      "AND n.national_id = r.national_id AND n.system = r.system "
                      "AND (n.audit_index, n.position) > (r.audit_index, r.position)) "
                      "ORDER BY national_id LIMIT ?4")},
      {&Reader::by_revision,
       SelectRevision("WHERE country = ?1 AND national_id = ?3 AND system = ?2 AND revision = ?4")},
      {&Reader::latest_by_country_and_national_id,
       SelectRevision("AS r WHERE country = ?1 AND national_id = ?2 AND +state <> 3 "
                      "AND NOT EXISTS (SELECT 1 FROM revision AS n WHERE n.country = r.country "
                      "AND n.national_id = r.national_id AND n.system = r.system AND +n.state <> 3 "
                      "AND (n.audit_index, n.position) > (r.audit_index, r.position)) ORDER BY audit_index, position")},
      {&Reader::log_after,
       SelectRevision("AS r WHERE position > ?1 AND +state <> 3 AND NOT EXISTS (SELECT 1 FROM revision AS n "
                      "WHERE n.record_id = r.record_id AND n.position > r.position AND +n.state <> 3) "
                      "ORDER BY position LIMIT ?2")},
      {&Reader::last_position, "SELECT position FROM revision WHERE +state <> 3 ORDER BY position DESC LIMIT 1"},
      // From the keys on, one after the other: some have many rows, of which a page is wanted.
      {&Reader::by_key, absl::StrCat("SELECT ", QualifiedRevisionColumns("r"),
                                     " FROM lookup AS l CROSS JOIN revision AS r ON r.position = l.position "
                                     "WHERE l.lookup_key = ?1 AND l.position < ?2 AND r.audit_index < ?3 "
                                     "AND +r.state = 0 AND NOT EXISTS (SELECT 1 FROM revision AS n "
                                     "WHERE n.record_id = r.record_id AND n.position > r.position "
                                     "AND +n.state <> 3) ORDER BY l.position LIMIT ?4")},
      {&Reader::find_holder, absl::StrCat("SELECT ", kHolderColumns,
                                          " FROM holder WHERE record_id = ?1 AND participant = ?2 AND purpose = ?3")},
      {&Reader::holders_of,
       absl::StrCat("SELECT ", kHolderColumns, " FROM holder WHERE record_id = ?1 ORDER BY participant, purpose")},
      {&Reader::acknowledgements_of,
       absl::StrCat("SELECT ", kAcknowledgementColumns,
                    " FROM acknowledgement WHERE record_id = ?1 ORDER BY participant, purpose, view_revision")},
      {&Reader::holders_due, absl::StrCat("SELECT ", kHolderColumns,
                                          " FROM holder WHERE status = 0 AND review_us < 9223372036854775807 "
                                          "AND review_us <= ?1 ORDER BY review_us LIMIT ?2")},
      {&Reader::holders_owing,
       absl::StrCat("SELECT ", kHolderColumns,
                    " FROM holder WHERE debt > 0 AND debt <> 4 AND (record_id, participant, purpose) > "
                    "(?1, ?2, ?3) ORDER BY record_id, participant, purpose LIMIT ?4")},
      {&Reader::get_paper, "SELECT bytes FROM paper WHERE shelf = ?1 AND name = ?2"},
      {&Reader::papers, "SELECT shelf, name, bytes FROM paper WHERE shelf = ?1 ORDER BY name LIMIT ?2"},
      {&Reader::audit_entry, "SELECT entry FROM audit_entry WHERE audit_index = ?1"},
      {&Reader::audit_entries_from, "SELECT entry FROM audit_entry WHERE audit_index >= ?1 ORDER BY audit_index"},
      {&Reader::next_audit_index, "SELECT coalesce(max(audit_index) + 1, 0) FROM audit_entry"},
      {&Reader::get_setting, "SELECT value FROM setting WHERE name = ?1"},
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<Reader>> Reader::Open(const ConnectionOptions& options) {
  auto connection = Connection::Open(options);
  if (!connection.ok()) return connection.status();
  auto reader = std::make_unique<Reader>();
  reader->connection = *std::move(connection);
  for (const Wanted& wanted : Queries()) {
    auto statement = reader->connection->Prepare(wanted.sql.c_str());
    if (!statement.ok()) return statement.status();
    (*reader).*wanted.statement = *std::move(statement);
  }
  return reader;
}

absl::StatusOr<std::unique_ptr<ReaderPool>> ReaderPool::Open(const ConnectionOptions& options, int readers) {
  auto pool = std::make_unique<ReaderPool>();
  for (int i = 0; i < readers; ++i) {
    auto reader = Reader::Open(options);
    if (!reader.ok()) return reader.status();
    pool->free_.push_back(reader->get());
    pool->readers_.push_back(*std::move(reader));
  }
  return pool;
}

ReaderPool::Lease ReaderPool::Take() {
  std::unique_lock lock(mutex_);
  one_is_free_.wait(lock, [this] { return !free_.empty(); });
  Reader* reader = free_.back();
  free_.pop_back();
  return Lease(*this, reader);
}

void ReaderPool::GiveBack(Reader* reader) {
  {
    std::lock_guard lock(mutex_);
    free_.push_back(reader);
  }
  one_is_free_.notify_one();
}

}  // namespace entente::store
