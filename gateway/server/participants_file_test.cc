#include "gateway/server/participants_file.h"

#include <gtest/gtest.h>

#include "gateway/testing/test_network.h"

namespace entente::server {
namespace {

class ParticipantsFile : public ::testing::Test {
 protected:
  absl::StatusOr<core::ParticipantsPtr> Read(const std::string& text) {
    network_.WriteFile("p.yaml", text);
    return ReadParticipants(network_.folder() + "/p.yaml");
  }
  std::string FaultOf(const std::string& text) {
    const std::string message(Read(text).status().message());
    return message.substr(std::min(message.size(), network_.folder().size() + 1));
  }

  testing::TestNetwork network_;
};

TEST_F(ParticipantsFile, IsReadWhole) {
  const auto read = Read(
      "trust_domain: entente.test\nparticipants:\n"
      "  - {country: NL}\n"
      "  - country: SX\n    parent: NL\n    systems:\n"
      "      - {id: ncb, roles: [receive, check], purposes: [a, b], state: receive-only, format: common}\n"
      "    officers: [{id: one, role: policy-officer, certificate: pki/gateway.pem}]\n");
  ASSERT_TRUE(read.ok()) << read.status();
  const core::System* system = (*read)->FindBySpiffeId("spiffe://entente.test/ncb/SX/ncb");
  ASSERT_NE(system, nullptr);
  EXPECT_EQ(system->roles, (std::set<core::Role>{core::Role::kReceive, core::Role::kCheck}));
  EXPECT_EQ(system->purposes, (std::set<std::string>{"a", "b"}));
  EXPECT_EQ(system->standing, core::Standing::kReceiveOnly);
  EXPECT_EQ(system->format, "common");
  EXPECT_EQ((*read)->network.parents.at("SX"), "NL");
  EXPECT_EQ((*read)->network.countries, (std::set<std::string>{"NL", "SX"}));
  EXPECT_EQ((*read)->officers.at(0).country, "SX");
}

TEST_F(ParticipantsFile, FaultsHaveTheirPlace) {
  const std::string head = "trust_domain: t\nparticipants:\n";
  EXPECT_EQ(FaultOf(head + "  - country: EC\n    system: []\n"),
            "p.yaml:4:5: `system` is no key of `a participant` (did you mean `systems`?)");
  EXPECT_EQ(FaultOf(head + "  - country: EC\n  - country: EC\n"), "p.yaml:4:5: participant `EC` stands here twice");
  EXPECT_EQ(FaultOf(head + "  - country: EC\n    systems: [{id: a}]\n"),
            "p.yaml:4:15: `state` of system `a` is missing");
  EXPECT_EQ(FaultOf(head + "  - country: EC\n    systems: [{id: a/b, state: live}]\n"),
            "p.yaml:4:20: `id` must be letters, digits, `-`, `_` and `.`");
  EXPECT_NE(FaultOf(head + "  - {country: SX, parent: NL}\n").find("`parent: NL` of `SX`"), std::string::npos);
  EXPECT_NE(FaultOf(head + "  - country: EC\n    officers: [{id: a, role: b, certificate: p.yaml}]\n")
                .find("no certificate in PEM"),
            std::string::npos);
  EXPECT_NE(FaultOf("participants: []\n"), "");
  EXPECT_NE(FaultOf(""), "");
}

// The participants of the example policies are a file that a gateway reads, strictly.
TEST(OperationsParticipants, AreRead) {
  const auto read = ReadParticipants(OPERATION_PARTICIPANTS);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ((*read)->network.countries.size(), 26u);
  EXPECT_EQ((*read)->network.parents.at("SX"), "NL");
  for (const std::string& country : (*read)->network.countries) {
    const core::System* desk = (*read)->FindBySpiffeId("spiffe://spartacus.example/ncb/" + country + "/airport");
    ASSERT_EQ(desk != nullptr, country != "NL") << country;
    if (desk == nullptr) continue;
    EXPECT_EQ(desk->purposes, (std::set<std::string>{"border-control", "missing-persons"})) << country;
    EXPECT_EQ(desk->roles.contains(core::Role::kSubmit), country == "PA" || country == "SX") << country;
  }
}

}  // namespace
}  // namespace entente::server
