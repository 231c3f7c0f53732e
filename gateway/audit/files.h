// The outside world of the log: the few things it does with a disk. A test's own makes the n-th of them fail
// (fake_files.h). Paths are whole paths. Errors: NotFound, AlreadyExists (a lock), Unavailable for all else.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::audit {

// A file being written; closed when it goes.
class OpenFile {
 public:
  virtual ~OpenFile() = default;
  virtual absl::Status Write(std::string_view bytes) = 0;  // at the end, all of it or an error
  virtual absl::Status Sync() = 0;
};

// Held until it goes.
class FolderLock {
 public:
  virtual ~FolderLock() = default;
};

class Files {
 public:
  virtual ~Files() = default;
  virtual absl::StatusOr<std::unique_ptr<OpenFile>> Create(const std::string& path) = 0;  // emptied if there
  virtual absl::StatusOr<std::string> Read(const std::string& path) = 0;
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  virtual absl::Status Remove(const std::string& path) = 0;                              // a file or empty folder
  virtual absl::StatusOr<std::vector<std::string>> List(const std::string& folder) = 0;  // names, sorted
  virtual absl::StatusOr<bool> MakeFolder(const std::string& path) = 0;                  // false: it was there
  virtual absl::Status SyncFolder(const std::string& path) = 0;
  virtual absl::StatusOr<std::unique_ptr<FolderLock>> Lock(const std::string& folder) = 0;  // by one process at a time
};

Files& RealFiles();

}  // namespace entente::audit
