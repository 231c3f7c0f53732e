#include "gateway/cli/input_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/cli/files.h"

namespace entente::cli {
namespace {

constexpr size_t kDropStep = size_t{8} << 20;  // bytes; a multiple of every page size

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  int number() const { return number_; }

 private:
  const int number_;
};

absl::Status CannotRead(const std::string& path, const std::string& why) {
  return absl::NotFoundError(absl::StrCat("`", path, "` cannot be read: ", why));
}

absl::Status NoRoom(const std::string& path) {
  return absl::UnavailableError(absl::StrCat(NameOfFile(path), " cannot be kept in memory: ", std::strerror(errno)));
}

absl::Status Copy(int from, int to, const std::string& path) {
  std::vector<char> buffer(size_t{1} << 20);
  while (true) {
    const ssize_t size = ::read(from, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return CannotRead(path, std::strerror(errno));
    if (size == 0) return absl::OkStatus();
    for (ssize_t done = 0; done < size;) {
      const ssize_t written = ::write(to, buffer.data() + done, static_cast<size_t>(size - done));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return NoRoom(path);
      done += written;
    }
  }
}

absl::StatusOr<std::string_view> Map(int file, size_t size, const std::string& path) {
  if (size == 0) return std::string_view();
  void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (bytes == MAP_FAILED) return CannotRead(path, std::strerror(errno));
  ::madvise(bytes, size, MADV_SEQUENTIAL);
  return std::string_view(static_cast<const char*>(bytes), size);
}

}  // namespace

absl::StatusOr<InputFile> InputFile::Open(const std::string& path) {
  const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about {};
  if (file.number() < 0 || ::fstat(file.number(), &about) != 0) return CannotRead(path, std::strerror(errno));
  if (S_ISDIR(about.st_mode)) return CannotRead(path, "it is a folder");
  // Files of the system's own (/proc) say that they are empty, and are not.
  const bool whole = S_ISREG(about.st_mode) && about.st_size > 0 && ::lseek(file.number(), 0, SEEK_CUR) == 0;
  const Descriptor kept(whole ? -1 : ::memfd_create("records", MFD_CLOEXEC));
  if (!whole) {
    if (kept.number() < 0) return NoRoom(path);
    if (absl::Status status = Copy(file.number(), kept.number(), path); !status.ok()) return status;
    if (::fstat(kept.number(), &about) != 0) return NoRoom(path);
  }
  const auto bytes = Map(whole ? file.number() : kept.number(), static_cast<size_t>(about.st_size), path);
  if (!bytes.ok()) return bytes.status();
  return InputFile(*bytes);
}

InputFile::InputFile(InputFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, {})), dropped_(std::exchange(other.dropped_, 0)) {}

InputFile::~InputFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

void InputFile::Passed(const char* place) {
  if (std::less<>{}(place, bytes_.data() + dropped_ + 2 * kDropStep) ||
      std::less<>{}(bytes_.data() + bytes_.size(), place)) {
    return;
  }
  // A step stays behind the place: what surrounds a record is looked at again.
  const size_t upto = (static_cast<size_t>(place - bytes_.data()) / kDropStep - 1) * kDropStep;
  ::madvise(const_cast<char*>(bytes_.data()) + dropped_, upto - dropped_, MADV_DONTNEED);
  dropped_ = upto;
}

}  // namespace entente::cli
