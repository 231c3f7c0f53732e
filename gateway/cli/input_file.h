// A file of records, however large: its bytes stand in the address space, and in memory only as far as they are being
// read.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::cli {

// Thread safety: none. The bytes stay where they are when the object is moved. A file that somebody cuts short
// meanwhile ends the process, as it does every program that maps files.
class InputFile {
 public:
  // "-" is standard input; what cannot be mapped (a pipe) is kept in memory, never on a disk: it may come from a
  // program that deciphers. NotFound says which file cannot be read, and why; Unavailable, that there is no room to
  // keep it.
  static absl::StatusOr<InputFile> Open(const std::string& path);

  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  std::string_view bytes() const { return bytes_; }

  // What stands before `place` is not needed soon: it may leave memory, and comes back by itself when it is read again.
  // A place outside the file is of no effect.
  void Passed(const char* place);

 private:
  explicit InputFile(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes_;
  size_t dropped_ = 0;
};

}  // namespace entente::cli
