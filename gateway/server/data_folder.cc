#include "gateway/server/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/server/strict_yaml.h"
#include "gateway/server/write_file.h"
#include "gateway/store/open.h"

namespace entente::server {
namespace {

namespace fs = std::filesystem;

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

absl::Status KeyMissing(const std::string& key, const std::string& beside) {
  return absl::FailedPreconditionError(
      absl::StrCat("`", key, "` is missing beside `", beside, "`; put the saved key back"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataFolder>> DataFolder::Open(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!fs::is_directory(path, error)) {
    return absl::FailedPreconditionError(absl::StrCat("`", path, "` cannot be made or is no folder"));
  }
  const std::string name = path + "/lock";
  const int lock = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return absl::FailedPreconditionError(absl::StrCat("`", name, "` cannot be written"));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return absl::FailedPreconditionError(absl::StrCat("`", path, "` is in use by another daemon"));
  }
  return std::unique_ptr<DataFolder>(new DataFolder(path, lock));
}

DataFolder::~DataFolder() { close(lock_); }

absl::StatusOr<std::unique_ptr<store::Store>> DataFolder::OpenStore() const {
  return store::OpenSqlite(In("entente.db"));
}

absl::StatusOr<std::unique_ptr<store::Sealer>> DataFolder::OpenSealer() const {
  const std::string key = In("record.key");
  if (!Exists(key)) {
    if (Exists(In("entente.db"))) return KeyMissing(key, In("entente.db"));
    if (const absl::Status made = store::CreateKeyFile(key); !made.ok()) return made;
  }
  return store::OpenFileSealer(key);
}

absl::StatusOr<std::unique_ptr<audit::Log>> DataFolder::OpenAuditLog(const std::string& origin) const {
  const std::string key = In("audit.key");
  if (!Exists(key)) {
    if (Exists(In("audit"))) return KeyMissing(key, In("audit"));
    const absl::StatusOr<std::string> fresh = audit::NewPrivateKeyPem();
    if (!fresh.ok()) return fresh.status();
    if (const absl::Status written = WriteFile(key, *fresh, 0600); !written.ok()) return written;
  }
  absl::StatusOr<std::string> pem = ReadFileText(key);
  if (!pem.ok()) return pem.status();
  const absl::StatusOr<std::string> verifier = audit::VerifierKey(origin, *pem);
  if (!verifier.ok()) return verifier.status();
  if (const absl::Status written = WriteFile(In("audit.vkey"), *verifier + "\n", 0644); !written.ok()) return written;
  audit::LogOptions options;
  options.directory = In("audit");
  options.origin = origin;
  options.private_key_pem = *std::move(pem);
  return audit::OpenLog(std::move(options));
}

}  // namespace entente::server
