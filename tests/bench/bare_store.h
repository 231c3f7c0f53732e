// The limit that `submit` is held against: the least a durable store can do. One table, two indexes, one writer that
// commits what has gathered. Nothing is decided, sealed or audited.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace entente::bench {

class BareStore {
 public:
  explicit BareStore(const std::string& path);
  ~BareStore();
  BareStore(const BareStore&) = delete;
  BareStore& operator=(const BareStore&) = delete;

  // `done` runs on the writer's thread once the row is on disk.
  void Insert(std::string key, std::string owner, std::string bytes, std::function<void()> done);
  int64_t rows() const { return rows_; }

 private:
  struct Row {
    std::string key, owner, bytes;
    std::function<void()> done;
  };
  void Run();
  void Write(const std::vector<Row>& rows);

  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Row> waiting_;
  bool stop_ = false;
  int64_t rows_ = 0;
  std::thread thread_;
};

}  // namespace entente::bench
