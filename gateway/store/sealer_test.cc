#include "gateway/store/sealer.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/store/crypto.h"

namespace entente::store {
namespace {

std::unique_ptr<Sealer> MakeTestSealer(char fill = 'k') { return MakeSealer(std::string(32, fill)); }

// Every single bit of `sealed` matters to `open`.
template <typename Open>
void ExpectEveryBitMatters(const std::string& sealed, Open open) {
  ASSERT_TRUE(open(sealed).ok());
  for (size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_TRUE(absl::IsDataLoss(open(changed).status())) << bit;
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(open(sealed.substr(0, size)).status())) << size;
  }
}

TEST(Sealer, OpensWhatItSealed) {
  const auto sealer = MakeTestSealer();
  const RecordKey key = *sealer->NewKey();
  for (const std::string& plain : {std::string(), std::string("short"), std::string(100'000, '\0')}) {
    const auto sealed = sealer->Seal(key, "record/1", plain);
    ASSERT_TRUE(sealed.ok());
    EXPECT_EQ(*sealer->Open(key, "record/1", *sealed), plain);
    EXPECT_TRUE(absl::IsDataLoss(sealer->Open(key, "record/2", *sealed).status()));
    EXPECT_TRUE(absl::IsDataLoss(sealer->Open(*sealer->NewKey(), "record/1", *sealed).status()));
    EXPECT_NE(*sealer->Seal(key, "record/1", plain), *sealed);
  }
}

TEST(Sealer, EveryBitOfASealedValueMatters) {
  const auto sealer = MakeTestSealer();
  const RecordKey key = *sealer->NewKey();
  ExpectEveryBitMatters(*sealer->Seal(key, "c", "invented"),
                        [&](const std::string& sealed) { return sealer->Open(key, "c", sealed); });
}

TEST(Sealer, UnwrapsItsOwnKeysOnly) {
  const auto sealer = MakeTestSealer();
  const RecordKey key = *sealer->NewKey();
  const std::string wrapped = *sealer->Wrap(key);
  const auto unwrapped = sealer->Unwrap(wrapped);
  ASSERT_TRUE(unwrapped.ok());
  EXPECT_EQ(unwrapped->data_key, key.data_key);
  EXPECT_EQ(unwrapped->salt, key.salt);
  EXPECT_EQ(wrapped.find(key.data_key), std::string::npos);
  EXPECT_TRUE(absl::IsDataLoss(MakeTestSealer('x')->Unwrap(wrapped).status()));
  EXPECT_TRUE(absl::IsDataLoss(sealer->Unwrap("").status()));  // erased
  EXPECT_TRUE(absl::IsInvalidArgument(sealer->Wrap(RecordKey()).status()));
  ExpectEveryBitMatters(wrapped, [&](const std::string& sealed) { return sealer->Unwrap(sealed); });
}

TEST(Sealer, TokensAreBoundToTheirContextAndKey) {
  const auto sealer = MakeTestSealer();
  const std::string token = *sealer->SealToken("EC/invented border", "42");
  EXPECT_EQ(*sealer->OpenToken("EC/invented border", token), "42");
  EXPECT_TRUE(absl::IsDataLoss(sealer->OpenToken("EC/invented other", token).status()));
  EXPECT_TRUE(absl::IsDataLoss(MakeTestSealer('x')->OpenToken("EC/invented border", token).status()));
  EXPECT_TRUE(absl::IsDataLoss(sealer->Unwrap(token).status()));  // a token is no wrapped key
  ExpectEveryBitMatters(token, [&](const std::string& t) { return sealer->OpenToken("EC/invented border", t); });
}

TEST(Sealer, KeysAndSaltsAreFresh) {
  const auto sealer = MakeTestSealer();
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const RecordKey key = *sealer->NewKey();
    EXPECT_EQ(key.data_key.size(), 32u);
    EXPECT_EQ(key.salt.size(), 32u);
    EXPECT_TRUE(seen.insert(key.data_key).second && seen.insert(key.salt).second);
  }
}

TEST(Sealer, DigestsTellUsesAndKeysApart) {
  const auto sealer = MakeTestSealer();
  EXPECT_EQ(sealer->Digest("document", "X1").size(), 32u);
  EXPECT_EQ(sealer->Digest("document", "X1"), MakeTestSealer()->Digest("document", "X1"));
  EXPECT_NE(sealer->Digest("document", "X1"), sealer->Digest("alias", "X1"));
  EXPECT_NE(sealer->Digest("document", "X1"), sealer->Digest("documentX", "1"));
  EXPECT_NE(sealer->Digest("document", "X1"), MakeTestSealer('x')->Digest("document", "X1"));
}

TEST(Crypto, Aes256GcmGivesThePublishedAnswer) {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14.
  const auto sealed = Encrypt(std::string(32, '\0'), std::string(12, '\0'), "", std::string(16, '\0'));
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(*sealed, std::string("\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18"
                                 "\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26\x5b\x98\xb5\xd4\x8a\xb9\x19",
                                 32));
  EXPECT_TRUE(absl::IsInvalidArgument(Encrypt("short", std::string(12, '\0'), "", "").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Decrypt(std::string(32, '\0'), "short", "", "").status()));
}

class KeyFile : public testing::Test {
 protected:
  KeyFile() : path_(absl::StrCat(testing::TempDir(), "/entente-key-", getpid())) {}
  ~KeyFile() override { std::filesystem::remove_all(path_); }
  void Write(const std::string& bytes, mode_t mode) {
    std::filesystem::remove_all(path_);
    std::ofstream(path_, std::ios::binary) << bytes;
    chmod(path_.c_str(), mode);
  }
  const std::string path_;
};

TEST_F(KeyFile, IsMadeOnceAndOpensAgain) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(CreateKeyFile(path_)));
  struct stat facts {};
  ASSERT_EQ(stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_EQ(facts.st_size, 32);
  const auto one = OpenFileSealer(path_);
  const auto two = OpenFileSealer(path_);
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ((*one)->Digest("d", "v"), (*two)->Digest("d", "v"));
}

TEST_F(KeyFile, IsRefusedWhenWrong) {
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenFileSealer(path_).status()));  // not there
  for (const size_t size : {0u, 31u, 33u, 4096u}) {
    Write(std::string(size, 'k'), 0600);
    EXPECT_TRUE(absl::IsFailedPrecondition(OpenFileSealer(path_).status())) << size;
  }
  for (const mode_t mode : {0640u, 0604u, 0644u, 0660u, 0700u}) {
    Write(std::string(32, 'k'), mode);
    EXPECT_TRUE(absl::IsFailedPrecondition(OpenFileSealer(path_).status())) << mode;
  }
  Write(std::string(32, 'k'), 0400);
  EXPECT_TRUE(OpenFileSealer(path_).ok());
  std::filesystem::remove_all(path_);
  std::filesystem::create_directory(path_);
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenFileSealer(path_).status()));
}

}  // namespace
}  // namespace entente::store
