#include "gateway/cli/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace entente::cli {
namespace {

absl::Status Failed(const std::string& path, const char* what) {
  return absl::UnavailableError(absl::StrCat("`", path, "` ", what, ": ", std::strerror(errno)));
}

absl::Status WriteAll(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Failed(path, "cannot be written");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return ::fsync(file) == 0 ? absl::OkStatus() : Failed(path, "cannot be kept on disk");
}

absl::Status WriteTo(const std::string& path, std::string_view bytes, int flags, unsigned mode) {
  const int file = ::open(path.c_str(), flags | O_WRONLY | O_CREAT | O_CLOEXEC, mode);
  if (file < 0 && errno == EEXIST) {
    return absl::AlreadyExistsError(absl::StrCat("`", path, "` is there already and is not overwritten"));
  }
  if (file < 0) return Failed(path, "cannot be made");
  absl::Status status = WriteAll(file, bytes, path);
  if (::close(file) != 0 && status.ok()) status = Failed(path, "cannot be closed");
  return status;
}

}  // namespace

std::string NameOfFile(const std::string& path) { return path == "-" ? "standard input" : path; }

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::NotFoundError(absl::StrCat("`", path, "` cannot be read: it is a folder"));
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return absl::NotFoundError(absl::StrCat("`", path, "` cannot be read: ", std::strerror(errno)));
  stream.seekg(0, std::ios::end);
  const std::streamoff size = stream.tellg();
  stream.clear();
  stream.seekg(0);
  std::string bytes;
  if (size > 0) bytes.reserve(static_cast<size_t>(size));
  stream.clear();  // a pipe cannot seek, and is read all the same
  bytes.assign(std::istreambuf_iterator<char>(stream), {});
  return bytes;
}

absl::Status CheckNoInput(const std::string& out, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code error;
    // Standard input has a name as well, if it is a file.
    const std::string name = input == "-" ? "/dev/stdin" : input;
    const bool same = !out.empty() && (name == out || std::filesystem::equivalent(name, out, error));
    if (same) return absl::InvalidArgumentError(absl::StrCat("`", out, "` is read as well: it would be lost"));
  }
  return absl::OkStatus();
}

absl::Status CheckNamesFile(std::string_view flag, const std::string& out) {
  if (out != "-") return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("`", std::string(flag), "` takes a file's name: standard output has the results"));
}

absl::Status WriteNewFile(const std::string& path, std::string_view bytes, unsigned mode) {
  return WriteTo(path, bytes, O_EXCL, mode);
}

absl::Status ReplaceFile(const std::string& path, std::string_view bytes) {
  const std::string next = path + ".new";
  if (absl::Status status = WriteTo(next, bytes, O_TRUNC, 0644); !status.ok()) return status;
  if (std::rename(next.c_str(), path.c_str()) != 0) return Failed(path, "cannot be replaced");
  return absl::OkStatus();
}

}  // namespace entente::cli
