// A read connection with its prepared statements, and the pool of them. A lookup takes one, uses it, gives it back.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/store/sqlite/connection.h"

namespace entente::store {

struct Reader {
  static absl::StatusOr<std::unique_ptr<Reader>> Open(const ConnectionOptions& options);

  std::unique_ptr<Connection> connection;  // before the statements: they must go first
  Statement latest, latest_by_national_id, by_revision, latest_by_country_and_national_id;
  Statement latest_submitted, quarantined;
  Statement log_after, last_position, by_key;
  Statement find_holder, holders_of, acknowledgements_of, holders_due, holders_owing;
  Statement get_paper, papers;
  Statement audit_entry, audit_entries_from, next_audit_index;
  Statement get_setting;
};

class ReaderPool {
 public:
  // Gives its reader back at the end of its scope.
  class Lease {
   public:
    Lease(ReaderPool& pool, Reader* reader) : pool_(pool), reader_(reader) {}
    ~Lease() { pool_.GiveBack(reader_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Reader* operator->() const { return reader_; }

   private:
    ReaderPool& pool_;
    Reader* reader_;
  };

  static absl::StatusOr<std::unique_ptr<ReaderPool>> Open(const ConnectionOptions& options, int readers);
  Lease Take();  // waits for a free one

 private:
  void GiveBack(Reader* reader);

  std::vector<std::unique_ptr<Reader>> readers_;
  std::mutex mutex_;
  std::condition_variable one_is_free_;
  std::vector<Reader*> free_;
};

}  // namespace entente::store
