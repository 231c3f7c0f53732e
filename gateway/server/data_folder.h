// The folder a daemon keeps its things in: locked against a second daemon, its keys made once.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/audit/log.h"
#include "gateway/store/sealer.h"
#include "gateway/store/store.h"

namespace entente::server {

class DataFolder {
 public:
  // Makes the folder when it is missing. FailedPrecondition: another daemon uses it.
  static absl::StatusOr<std::unique_ptr<DataFolder>> Open(const std::string& path);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  absl::StatusOr<std::unique_ptr<store::Store>> OpenStore() const;
  // A key beside a database that is there already is never made anew: nothing could be read with it.
  absl::StatusOr<std::unique_ptr<store::Sealer>> OpenSealer() const;
  // The same for the log's key. Writes audit.vkey too.
  absl::StatusOr<std::unique_ptr<audit::Log>> OpenAuditLog(const std::string& origin) const;

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string In(const char* name) const { return path_ + "/" + name; }

  const std::string path_;
  const int lock_;
};

}  // namespace entente::server
