#include "gateway/audit/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace entente::audit {

namespace {

absl::Status Failed(const char* what) {
  const int number = errno;
  if (number == ENOENT) return absl::NotFoundError(absl::StrCat(what, ": it is not there"));
  return absl::UnavailableError(absl::StrCat(what, ": ", strerror(number)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool good() const { return number_ >= 0; }

 private:
  int number_;
};

class PosixFile : public OpenFile {
 public:
  explicit PosixFile(int number) : descriptor_(number) {}

  absl::Status Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = write(descriptor_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return Failed("the audit log cannot write a file");
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return absl::OkStatus();
  }

  absl::Status Sync() override {
    return fdatasync(descriptor_.number()) == 0 ? absl::OkStatus() : Failed("the audit log cannot sync a file");
  }

 private:
  Descriptor descriptor_;
};

class PosixLock : public FolderLock {
 public:
  explicit PosixLock(int number) : descriptor_(number) {}
  bool Take() const { return flock(descriptor_.number(), LOCK_EX | LOCK_NB) == 0; }

 private:
  Descriptor descriptor_;
};

class PosixFiles : public Files {
 public:
  absl::StatusOr<std::unique_ptr<OpenFile>> Create(const std::string& path) override {
    const int number = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (number < 0) return Failed("the audit log cannot make a file");
    return std::unique_ptr<OpenFile>(std::make_unique<PosixFile>(number));
  }

  absl::StatusOr<std::string> Read(const std::string& path) override {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.good()) return Failed("a file of the audit log cannot be opened");
    std::string bytes;
    char buffer[64 * 1024];
    while (true) {
      const ssize_t got = read(file.number(), buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Failed("a file of the audit log cannot be read");
      if (got == 0) return bytes;
      bytes.append(buffer, static_cast<size_t>(got));
    }
  }

  absl::Status Rename(const std::string& from, const std::string& to) override {
    return rename(from.c_str(), to.c_str()) == 0 ? absl::OkStatus() : Failed("the audit log cannot rename a file");
  }

  absl::Status Remove(const std::string& path) override {
    return remove(path.c_str()) == 0 ? absl::OkStatus() : Failed("the audit log cannot remove a file");
  }

  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override {
    DIR* listing = opendir(folder.c_str());
    if (listing == nullptr) return Failed("a folder of the audit log cannot be listed");
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = readdir(listing)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    const int number = errno;
    closedir(listing);
    errno = number;
    if (number != 0) return Failed("a folder of the audit log cannot be listed");
    std::sort(names.begin(), names.end());
    return names;
  }

  absl::StatusOr<bool> MakeFolder(const std::string& path) override {
    if (mkdir(path.c_str(), 0755) == 0) return true;
    if (errno == EEXIST) return false;
    return Failed("the audit log cannot make a folder");
  }

  absl::Status SyncFolder(const std::string& path) override {
    const Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.good() || fsync(folder.number()) != 0) return Failed("the audit log cannot sync a folder");
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<FolderLock>> Lock(const std::string& folder) override {
    const int number = open(absl::StrCat(folder, "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (number < 0) return Failed("the audit log cannot make its lock");
    auto lock = std::make_unique<PosixLock>(number);
    if (!lock->Take()) return absl::AlreadyExistsError("another process has the audit log open");
    return std::unique_ptr<FolderLock>(std::move(lock));
  }
};

}  // namespace

Files& RealFiles() {
  static PosixFiles files;
  return files;
}

}  // namespace entente::audit
