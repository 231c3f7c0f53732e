#include "tests/bench/bare_store.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace entente::bench {
namespace {

// A bench that cannot measure its limit has nothing to say.
void Must(int code, sqlite3* db) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  std::fprintf(stderr, "entente-bench: the bare store failed: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

void Execute(sqlite3* db, const char* sql) { Must(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), db); }

}  // namespace

BareStore::BareStore(const std::string& path) {
  Must(sqlite3_open(path.c_str(), &db_), db_);
  Execute(db_, "PRAGMA journal_mode=WAL");
  Execute(db_, "PRAGMA synchronous=FULL");
  Execute(db_, "CREATE TABLE record(position INTEGER PRIMARY KEY, key TEXT NOT NULL, owner TEXT NOT NULL, bytes BLOB)");
  Execute(db_, "CREATE INDEX record_key ON record(key)");
  Execute(db_, "CREATE INDEX record_owner ON record(owner)");
  Must(sqlite3_prepare_v2(db_, "INSERT INTO record(key, owner, bytes) VALUES (?, ?, ?)", -1, &insert_, nullptr), db_);
  thread_ = std::thread([this] { Run(); });
}

BareStore::~BareStore() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
  sqlite3_finalize(insert_);
  sqlite3_close(db_);
}

void BareStore::Insert(std::string key, std::string owner, std::string bytes, std::function<void()> done) {
  {
    std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(key), std::move(owner), std::move(bytes), std::move(done)});
  }
  wake_.notify_one();
}

void BareStore::Run() {
  std::vector<Row> rows;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      rows.swap(waiting_);
    }
    Write(rows);
    for (Row& row : rows) row.done();
    rows.clear();
  }
}

void BareStore::Write(const std::vector<Row>& rows) {
  Execute(db_, "BEGIN IMMEDIATE");
  for (const Row& row : rows) {
    sqlite3_bind_text(insert_, 1, row.key.data(), static_cast<int>(row.key.size()), SQLITE_STATIC);
    sqlite3_bind_text(insert_, 2, row.owner.data(), static_cast<int>(row.owner.size()), SQLITE_STATIC);
    sqlite3_bind_blob(insert_, 3, row.bytes.data(), static_cast<int>(row.bytes.size()), SQLITE_STATIC);
    Must(sqlite3_step(insert_), db_);
    sqlite3_reset(insert_);
  }
  Execute(db_, "COMMIT");
  rows_ += static_cast<int64_t>(rows.size());
}

}  // namespace entente::bench
