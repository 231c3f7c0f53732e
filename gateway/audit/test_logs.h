// Small logs of invented entries, for tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"

namespace entente::audit {

// A fresh folder that goes with the test.
class TestFolder {
 public:
  TestFolder() {
    static int count = 0;
    path_ = std::filesystem::path(testing::TempDir()) / absl::StrCat("entente-audit-", getpid(), "-", ++count);
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string path() const { return (path_ / "log").string(); }
  std::string file(const std::string& name) const { return absl::StrCat(path(), "/", name); }

  // What a verifier is given: the checkpoint and all tiles, sorted.
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path())) {
      const std::string name = std::filesystem::relative(entry.path(), path()).string();
      if (entry.is_regular_file() && (name == "checkpoint" || name.starts_with("tile/"))) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path path_;
};

inline const std::string& TestKey() {
  static const std::string key = *NewPrivateKeyPem();
  return key;
}

inline constexpr char kTestOrigin[] = "gateway.example/audit";

inline const std::string& TestVerifierKey() {
  static const std::string key = *VerifierKey(kTestOrigin, TestKey());
  return key;
}

inline LogOptions TestOptions(const TestFolder& folder) {
  LogOptions options;
  options.directory = folder.path();
  options.origin = kTestOrigin;
  options.private_key_pem = TestKey();
  return options;
}

inline std::unique_ptr<Log> MustOpen(const TestFolder& folder) {
  auto log = OpenLog(TestOptions(folder));
  EXPECT_TRUE(log.ok()) << log.status();
  return log.ok() ? *std::move(log) : nullptr;
}

inline Entry TestEntry(int number) {
  Entry entry;
  entry.time = absl::FromUnixMicros(1'700'000'000'000'000 + number);
  entry.kind = Kind::kSubmit;
  entry.peer = "EC/invented";
  entry.purpose = "border";
  Subject subject;
  subject.record_id = absl::StrCat("record-", number);
  subject.revision = 1;
  subject.commitment = Commitment("salt", absl::StrCat(number));
  entry.subjects = {subject};
  return entry;
}

inline std::vector<std::string> TestEntries(int first, int count) {
  std::vector<std::string> entries;
  for (int i = 0; i < count; ++i) entries.push_back(Serialise(TestEntry(first + i)));
  return entries;
}

inline void FlipBit(const std::string& file, size_t bit) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(bit / 8));
  const char byte = static_cast<char>(stream.get());
  stream.seekp(static_cast<std::streamoff>(bit / 8));
  stream.put(static_cast<char>(byte ^ (1 << (bit % 8))));
}

}  // namespace entente::audit
