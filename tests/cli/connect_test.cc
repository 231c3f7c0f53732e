// The connection's flags and the profile file: what is wrong with them is told before anything is sent.
#include <gtest/gtest.h>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

class Connect : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(Entente({"pki", "init", "--dir", dir_, "--trust-domain", "test.example"}).code, 0);
    ASSERT_EQ(Entente({"pki", "participant", "--dir", dir_, "EC/migracion"}).code, 0);
  }
  std::string Profile(const std::string& text) const {
    WriteAll(dir_ + "/profile.yaml", text);
    return dir_ + "/profile.yaml";
  }
  const std::string dir_ = FreshFolder();
  const std::string good_ =
      "gateway: 127.0.0.1:1\nca: ca.pem\ncert: participants/EC-migracion.pem\nkey: participants/EC-migracion.key\n"
      "purpose: criminal-investigation\n";
};

TEST_F(Connect, NoGatewayIsSaidWithItsAddress) {
  const Ran ran = Entente({"check", "X1", "--profile", Profile(good_)});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("no gateway answers at `127.0.0.1:1`"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out, "");
}

TEST_F(Connect, AFlagGoesBeforeTheProfile) {
  const Ran ran = Entente({"check", "X1", "--profile", Profile(good_), "--gateway", "127.0.0.1:2"});
  EXPECT_NE(ran.err.find("`127.0.0.1:2`"), std::string::npos) << ran.err;
}

TEST_F(Connect, SeveralGatewaysAreTriedInTurn) {
  const std::string profile = Profile("gateway: [127.0.0.1:1, 127.0.0.1:2]\n" + good_.substr(good_.find('\n') + 1));
  EXPECT_EQ(Entente({"check", "X1", "--profile", profile}).code, 1);
}

TEST_F(Connect, AnUnknownSettingIsToldWithItsLine) {
  const Ran ran = Entente({"check", "X1", "--profile", Profile(good_ + "colour: red\n")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("profile.yaml` line 6: `colour` is not known"), std::string::npos) << ran.err;
}

TEST_F(Connect, AProfileThatIsNoYamlIsToldWithItsLine) {
  const Ran ran = Entente({"check", "X1", "--profile", Profile("gateway: a\n\tca: b\n")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("profile.yaml` line 2"), std::string::npos) << ran.err;
}

TEST_F(Connect, AKeyOfAnotherIsNamed) {
  const Ran ran = Entente({"check", "X1", "--profile", Profile(good_), "--key", dir_ + "/ca.key"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("ca.key` does not belong to certificate `"), std::string::npos) << ran.err;
}

TEST_F(Connect, APurposeMustBeStated) {
  const Ran ran = Entente({"check", "X1", "--profile", Profile(good_.substr(0, good_.find("purpose")))});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("no purpose was stated"), std::string::npos) << ran.err;
}

TEST_F(Connect, WhatMakesNoSenseIsRefusedBeforeAnythingIsSent) {
  const std::string profile = Profile(good_);
  EXPECT_EQ(Entente({"fetch", "--profile", profile}).code, 2);
  EXPECT_EQ(Entente({"fetch", "--profile", profile, "r1", "--national-id", "7", "--originator", "EC"}).code, 2);
  EXPECT_EQ(Entente({"ack", "--profile", profile, "r1", "0"}).code, 2);
  EXPECT_EQ(Entente({"ack", "--profile", profile, "r1", "1", "--outcome", "retained"}).code, 2);
  EXPECT_EQ(Entente({"submit", "--profile", profile, "--from", "common", "--reviewer", "office 4"}, "").code, 2);
  EXPECT_EQ(Entente({"submit", "--profile", profile, "--from", "common", "--link", "result-of"}, "").code, 2);
}

}  // namespace
}  // namespace entente::cli_test
