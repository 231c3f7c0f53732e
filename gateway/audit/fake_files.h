// A disk in memory, for tests: its n-th operation can be made to fail, once or from then on, and it can lose power.
//
// What power loss leaves is the least that POSIX promises: bytes of a file up to its last good sync, and names up to
// the last sync of their folder. After a failed sync the bytes it should have saved are gone even if a later one
// succeeds, as on Linux.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/audit/files.h"

namespace entente::audit {

class FakeFiles : public Files {
 public:
  enum class Failure { kNone, kOnce, kForEver };

  // The `number`-th (from 1) operation that changes something fails; a write leaves half of its bytes.
  void FailAt(int number, Failure failure);
  int operations() const;  // changing ones so far
  bool failed() const;     // whether the failure came
  void LosePower();        // back to what is durable; also ends failures and locks

  std::map<std::string, std::string> Contents() const;
  void Set(const std::string& path, const std::string& bytes);  // durable at once
  void SetWithFolders(const std::string& path, const std::string& bytes);
  std::vector<std::string> WrittenAs(const std::string& path) const;  // all that was ever renamed to this path

  absl::StatusOr<std::unique_ptr<OpenFile>> Create(const std::string& path) override;
  absl::StatusOr<std::string> Read(const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status Remove(const std::string& path) override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override;
  absl::StatusOr<bool> MakeFolder(const std::string& path) override;
  absl::Status SyncFolder(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<FolderLock>> Lock(const std::string& folder) override;

 private:
  friend class FakeFile;
  struct Node {
    bool folder = false;
    std::string bytes;
    std::string durable;
    size_t synced = 0;                            // bytes that syncs covered, well or not
    std::vector<std::pair<size_t, size_t>> lost;  // ranges that a failed sync took
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;

  bool Fails();  // counts; with the lock held
  absl::Status Write(Node& node, std::string_view bytes);
  absl::Status Sync(Node& node);

  mutable std::mutex mutex_;
  Names names_, durable_;
  std::map<std::string, std::vector<std::string>> written_as_;
  int operations_ = 0;
  int fail_at_ = 0;
  Failure failure_ = Failure::kNone;
  bool failed_ = false;
};

}  // namespace entente::audit
