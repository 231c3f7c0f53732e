// `entente audit`: on a log that this test writes.
#include <gtest/gtest.h>

#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

class Audit : public testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> key = audit::NewPrivateKeyPem();
    ASSERT_TRUE(key.ok());
    auto log = audit::OpenLog({.directory = dir_ + "/audit", .origin = "test.example", .private_key_pem = *key});
    ASSERT_TRUE(log.ok()) << log.status();
    std::vector<std::string> entries = {Entry(audit::Kind::kSubmit, "CL/pdi", "r-1")};  // behind the log's own genesis
    entries.push_back(Entry(audit::Kind::kRelease, "EC/migracion", "r-1"));
    entries.push_back(Entry(audit::Kind::kRelease, "CO/policia", "r-2"));
    ASSERT_TRUE((*log)->Append(entries).ok());
    ASSERT_TRUE((*log)->Publish().ok());
    WriteAll(dir_ + "/audit.vkey", *audit::VerifierKey("test.example", *key) + "\n");
  }
  static std::string Entry(audit::Kind kind, const std::string& peer, const std::string& record_id) {
    audit::Entry entry{.time = absl::FromUnixSeconds(1'800'000'000), .kind = kind, .peer = peer};
    if (!record_id.empty()) entry.subjects.push_back({.record_id = record_id, .revision = 1, .rule = "some-rule"});
    return audit::Serialise(entry);
  }
  const std::string dir_ = FreshFolder();
};

TEST_F(Audit, AWholeLogIsVerified) {
  const Ran ran = Entente({"audit", "verify", dir_ + "/audit", "--key", dir_ + "/audit.vkey"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out.rfind("verified: 4 entries, root ", 0), 0U) << ran.out;
}

TEST_F(Audit, TheKeyMayBeSaidItself) {
  std::string key = ReadAll(dir_ + "/audit.vkey");
  key.pop_back();
  EXPECT_EQ(Entente({"audit", "verify", dir_ + "/audit", "--key", key}).code, 0);
}

TEST_F(Audit, TheKeyBesideTheLogIsSaidToBeThat) {
  const Ran ran = Entente({"audit", "verify", dir_ + "/audit"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("with the key beside the log"), std::string::npos) << ran.err;
}

TEST_F(Audit, OneBitFlippedIsRefused) {
  const std::string file = dir_ + "/audit/tile/entries/000.p/4";
  std::string bytes = ReadAll(file);
  ASSERT_GT(bytes.size(), 40U);
  bytes[40] = static_cast<char>(bytes[40] ^ 1);
  WriteAll(file, bytes);
  const Ran ran = Entente({"audit", "verify", dir_ + "/audit", "--key", dir_ + "/audit.vkey"});
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_EQ(ran.out, "");
}

TEST_F(Audit, AnotherKeyIsRefused) {
  const std::string other = *audit::VerifierKey("test.example", *audit::NewPrivateKeyPem());
  EXPECT_EQ(Entente({"audit", "verify", dir_ + "/audit", "--key", other}).code, 1);
}

TEST_F(Audit, WhoSawARecord) {
  const Ran ran = Entente({"audit", "who-saw", "r-1", "--dir", dir_ + "/audit"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("EC/migracion"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("CO/policia"), std::string::npos) << ran.out;
}

TEST_F(Audit, ALogThatIsNotThereIsToldApart) {
  EXPECT_NE(Entente({"audit", "verify", dir_ + "/nowhere", "--key", dir_ + "/audit.vkey"}).code, 0);
}

TEST_F(Audit, WhoSawRefusesAFolderThatIsNoLog) {
  const Ran ran = Entente({"audit", "who-saw", "X", "--dir", "/nope"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("`/nope` is no audit log"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace entente::cli_test
