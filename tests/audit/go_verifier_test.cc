// Logs our writer made, held against Go's own sumdb packages (verify.go): accepted as they are, refused with any bit
// flipped. Needs Debian's golang-go and golang-golang-x-mod-dev.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "gateway/audit/test_logs.h"

namespace entente::audit {
namespace {

int RunCommand(const std::string& command) { return std::system(command.c_str()); }

// Built once; empty without Go or its packages.
const std::string& Verifier() {
  static const std::string program = [] {
    const std::string folder = ENTENTE_GO_FOLDER;
    const std::string built = folder + "/verify";
    const std::string command = absl::StrCat("mkdir -p '", folder, "' && cd '", folder,
                                             "' && GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE='", folder,
                                             "/cache' go build -o '", built, "' '", ENTENTE_VERIFY_GO, "'");
    if (RunCommand("command -v go >/dev/null 2>&1") != 0) return std::string();
    if (RunCommand("test -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog") != 0) return std::string();
    EXPECT_EQ(RunCommand(command), 0) << "verify.go does not build";
    return built;
  }();
  return program;
}

bool Accepts(const TestFolder& folder) {
  return RunCommand(
             absl::StrCat("'", Verifier(), "' '", folder.path(), "' '", TestVerifierKey(), "' >/dev/null 2>&1")) == 0;
}

#define NEEDS_GO() \
  if (Verifier().empty()) GTEST_SKIP() << "golang-go or golang-golang-x-mod-dev is not installed"

void MakeLog(const TestFolder& folder, int size, int published_at) {
  const auto log = MustOpen(folder);
  ASSERT_TRUE(log->Append(TestEntries(1, published_at - 1)).ok());
  ASSERT_TRUE(log->Publish().ok());
  ASSERT_TRUE(log->Append(TestEntries(published_at, size - published_at)).ok());
  ASSERT_TRUE(log->Publish().ok());
}

class GoSizes : public testing::TestWithParam<int> {};

TEST_P(GoSizes, AreAccepted) {
  NEEDS_GO();
  TestFolder folder;
  MakeLog(folder, GetParam(), GetParam() / 2 + 1);
  EXPECT_EQ(RunCommand(absl::StrCat("'", Verifier(), "' '", folder.path(), "' '", TestVerifierKey(), "'")), 0);
}

std::vector<int> TestedSizes() {
  std::vector<int> sizes = {1, 2, 255, 256, 257, 4096};
#ifdef NDEBUG
  sizes.push_back(70'000);  // with sanitizers it takes too long
#endif
  return sizes;
}

INSTANTIATE_TEST_SUITE_P(Logs, GoSizes, testing::ValuesIn(TestedSizes()));

TEST(GoVerifier, RefusesFlippedBits) {
  NEEDS_GO();
  TestFolder folder;
  MakeLog(folder, 300, 100);
  ASSERT_TRUE(Accepts(folder));
  // Six files: two of entries, two of hashes below, one above, and the checkpoint; older partial ones went.
  const std::vector<std::string> files = folder.Files();
  ASSERT_EQ(files.size(), 6u);
  std::mt19937 random(20'240'601);
  for (size_t i = 0; i < 200 + files.size(); ++i) {
    const std::string& name = files[i % files.size()];
    const size_t bits = 8 * std::filesystem::file_size(folder.file(name));
    const size_t bit = i < files.size() ? bits - 1 : random() % bits;
    FlipBit(folder.file(name), bit);
    EXPECT_FALSE(Accepts(folder)) << name << " bit " << bit;
    FlipBit(folder.file(name), bit);
  }
  EXPECT_TRUE(Accepts(folder));
}

TEST(GoVerifier, RefusesEveryBitOfTheCheckpoint) {
  NEEDS_GO();
  TestFolder folder;
  MakeLog(folder, 3, 2);
  const size_t bits = 8 * std::filesystem::file_size(folder.file("checkpoint"));
  for (size_t bit = 0; bit < bits; ++bit) {
    FlipBit(folder.file("checkpoint"), bit);
    EXPECT_FALSE(Accepts(folder)) << bit;
    FlipBit(folder.file("checkpoint"), bit);
  }
}

TEST(GoVerifier, RefusesAnotherKeyAndAMissingFile) {
  NEEDS_GO();
  TestFolder folder;
  MakeLog(folder, 300, 100);
  const std::string other = *VerifierKey(kTestOrigin, *NewPrivateKeyPem());
  EXPECT_NE(RunCommand(absl::StrCat("'", Verifier(), "' '", folder.path(), "' '", other, "' >/dev/null 2>&1")), 0);
  for (const std::string& name : folder.Files()) {
    std::filesystem::rename(folder.file(name), folder.file("hidden"));
    EXPECT_FALSE(Accepts(folder)) << name;
    std::filesystem::rename(folder.file("hidden"), folder.file(name));
  }
}

}  // namespace
}  // namespace entente::audit
