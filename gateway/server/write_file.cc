#include "gateway/server/write_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"

namespace entente::server {

absl::Status WriteFile(const std::string& path, const std::string& bytes, mode_t mode) {
  const absl::Status failed = absl::FailedPreconditionError(absl::StrCat("`", path, "` cannot be written"));
  const std::string fresh = path + ".new";
  unlink(fresh.c_str());
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return failed;
  const bool written =
      write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && fsync(file) == 0;
  if (close(file) != 0 || !written || rename(fresh.c_str(), path.c_str()) != 0) {
    unlink(fresh.c_str());
    return failed;
  }
  return absl::OkStatus();
}

}  // namespace entente::server
