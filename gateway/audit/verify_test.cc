#include "gateway/audit/verify.h"

#include <gtest/gtest.h>

#include <thread>

#include "gateway/audit/fake_files.h"
#include "gateway/audit/files.h"
#include "gateway/audit/test_logs.h"

namespace entente::audit {
namespace {

// A published log of `size` entries, the genesis among them.
void MakeLog(const TestFolder& folder, int size, int published_at = 0) {
  const auto log = MustOpen(folder);
  if (published_at > 1) {
    ASSERT_TRUE(log->Append(TestEntries(1, published_at - 1)).ok());
    ASSERT_TRUE(log->Publish().ok());
  }
  const int rest = size - static_cast<int>(log->size());
  ASSERT_TRUE(log->Append(TestEntries(static_cast<int>(log->size()), rest)).ok());
  ASSERT_TRUE(log->Publish().ok());
}

class Sizes : public testing::TestWithParam<int> {};

TEST_P(Sizes, AreAccepted) {
  TestFolder folder;
  MakeLog(folder, GetParam());
  const auto verified = Verify(folder.path(), TestVerifierKey());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->size, static_cast<uint64_t>(GetParam()));
  EXPECT_EQ(verified->unpublished, 0u);
  // And the log opens again, which recomputes the root too.
  EXPECT_EQ(MustOpen(folder)->published(), static_cast<uint64_t>(GetParam()));
}

std::vector<int> TestedSizes() {
  std::vector<int> sizes = {1, 2, 255, 256, 257, 4096};
#ifdef NDEBUG
  sizes.push_back(70'000);  // with sanitizers it takes too long
#endif
  return sizes;
}

INSTANTIATE_TEST_SUITE_P(Logs, Sizes, testing::ValuesIn(TestedSizes()));

TEST(Verify, CountsWhatIsNotYetUnderTheCheckpoint) {
  TestFolder folder;
  auto log = MustOpen(folder);
  ASSERT_TRUE(log->Append(TestEntries(1, 299)).ok());
  ASSERT_TRUE(log->Publish().ok());
  ASSERT_TRUE(log->Append(TestEntries(300, 5)).ok());
  auto verified = Verify(folder.path(), TestVerifierKey());  // while the log is open
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->size, 300u);
  EXPECT_EQ(verified->unpublished, 5u);
  ASSERT_TRUE(log->Publish().ok());
  verified = Verify(folder.path(), TestVerifierKey());
  EXPECT_EQ(verified->size, 305u);
  EXPECT_EQ(verified->unpublished, 0u);
}

TEST(Verify, RefusesAnotherKeyOrNone) {
  TestFolder folder;
  MakeLog(folder, 3);
  EXPECT_TRUE(
      absl::IsFailedPrecondition(Verify(folder.path(), *VerifierKey(kTestOrigin, *NewPrivateKeyPem())).status()));
  for (const char* key : {"", "name", "name+00000000+AAAA", "a b+00000000+AAAA"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Verify(folder.path(), key).status())) << key;
  }
  std::string wrong_hash = TestVerifierKey();
  char& digit = wrong_hash[wrong_hash.find('+') + 1];
  digit = digit == '0' ? '1' : '0';
  EXPECT_TRUE(absl::IsInvalidArgument(Verify(folder.path(), wrong_hash).status()));
  EXPECT_TRUE(absl::IsNotFound(Verify(folder.file("nowhere"), TestVerifierKey()).status()));
}

std::unique_ptr<Log> OpenOn(FakeFiles& files) {
  LogOptions options;
  options.directory = "/log";
  options.origin = kTestOrigin;
  options.private_key_pem = TestKey();
  options.files = &files;
  auto log = OpenLog(options);
  EXPECT_TRUE(log.ok()) << log.status();
  return log.ok() ? *std::move(log) : nullptr;
}

std::string Flipped(std::string bytes, size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  return bytes;
}

// With sanitizers a sample, since all bits take too long.
#ifdef NDEBUG
constexpr size_t kStep = 1;
#else
constexpr size_t kStep = 499;
#endif

// On a disk in memory, each file in turn.
void FlipBitsOf(FakeFiles& files, const std::string& name, int threads, int thread) {
  FakeFiles own;
  ASSERT_TRUE(own.MakeFolder("/log").ok());
  for (const auto& [path, bytes] : files.Contents()) own.SetWithFolders(path, bytes);
  const std::string whole = files.Contents().at(name);
  for (size_t bit = kStep * static_cast<size_t>(thread); bit < 8 * whole.size();
       bit += kStep * static_cast<size_t>(threads)) {
    own.Set(name, Flipped(whole, bit));
    ASSERT_FALSE(VerifyIn(own, "/log", TestVerifierKey()).ok()) << name << " bit " << bit;
  }
  own.Set(name, whole);
  ASSERT_TRUE(VerifyIn(own, "/log", TestVerifierKey()).ok());
}

TEST(Verify, RefusesEveryFlippedBit) {
  FakeFiles files;
  auto log = OpenOn(files);
  for (const int count : {99, 200}) {  // so that partial tiles stand too
    Entry entry;
    entry.kind = Kind::kCheck;
    entry.time = absl::FromUnixMicros(count);
    ASSERT_TRUE(log->Append(std::vector<std::string>(static_cast<size_t>(count), Serialise(entry))).ok());
    ASSERT_TRUE(log->Publish().ok());
  }
  log.reset();
  size_t bits = 0;
  for (const auto& [name, bytes] : files.Contents()) {
    bits += 8 * bytes.size();
    std::thread other([&, path = name] { FlipBitsOf(files, path, 2, 1); });
    FlipBitsOf(files, name, 2, 0);
    other.join();
  }
  EXPECT_GT(bits, 200'000u);
}

TEST(Verify, RefusesAFlippedBitOfTheJournal) {
  FakeFiles files;
  auto log = OpenOn(files);
  ASSERT_TRUE(log->Append(TestEntries(1, 3)).ok());
  ASSERT_TRUE(log->Publish().ok());
  ASSERT_TRUE(log->Append(TestEntries(4, 3)).ok());
  const std::string segment = "/log/journal/000000000001";
  const std::string whole = *files.Read(segment);
  ASSERT_FALSE(whole.empty());
  for (size_t bit = 0; bit < 8 * whole.size(); bit += kStep / 30 + 1) {
    files.Set(segment, Flipped(whole, bit));
    ASSERT_TRUE(absl::IsDataLoss(VerifyIn(files, "/log", TestVerifierKey()).status())) << bit;
  }
  // But the leavings of a write that never ended are nobody's.
  files.Set(segment, whole.substr(0, whole.size() - 1));
  EXPECT_EQ(VerifyIn(files, "/log", TestVerifierKey())->unpublished, 2u);
}

TEST(Verify, RefusesAMissingOrStrangeFile) {
  for (const bool missing : {true, false}) {
    TestFolder folder;
    MakeLog(folder, 300);
    for (const std::string& name : folder.Files()) {
      const std::string hidden = folder.file("hidden");
      const std::string strange = folder.file(name + (name == "checkpoint" ? ".tile" : "0"));
      if (missing) {
        std::filesystem::rename(folder.file(name), hidden);
        EXPECT_FALSE(Verify(folder.path(), TestVerifierKey()).ok()) << name;
        std::filesystem::rename(hidden, folder.file(name));
      } else if (name != "checkpoint") {
        std::filesystem::copy_file(folder.file(name), strange);
        EXPECT_FALSE(Verify(folder.path(), TestVerifierKey()).ok()) << strange;
        std::filesystem::remove(strange);
      }
    }
    EXPECT_TRUE(Verify(folder.path(), TestVerifierKey()).ok());
  }
}

TEST(Verify, RefusesEntriesOfAnotherForm) {
  for (const char* entry : {"not JSON", "{}", R"({"kind":"submit"})"}) {
    TestFolder folder;
    const auto log = MustOpen(folder);
    ASSERT_TRUE(log->Append({entry}).ok());
    ASSERT_TRUE(log->Publish().ok());
    EXPECT_TRUE(absl::IsDataLoss(Verify(folder.path(), TestVerifierKey()).status())) << entry;
  }
}

}  // namespace
}  // namespace entente::audit
