// What a policy file says of itself, and what the floor asks of it at least.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "gateway/policy/policy.h"

namespace entente::policy {
namespace {

using Words = std::vector<std::string>;

const Network kNetwork{{"CO", "EC"}, {}};
const std::string kBefore = "sha256:" + std::string(64, 'a');
constexpr char kFloorText[] =
    "kind: NetworkFloor\nversion: 2\napprovals: {required: 2, roles: [policy-officer, protection-officer]}\nrules: "
    "[]\n";

Header HeaderOf(const std::string& text) {
  const absl::StatusOr<Header> header = ReadHeader({"p", text});
  EXPECT_TRUE(header.ok()) << header.status();
  return header.value_or(Header());
}

TEST(Header, TellsWhatTheFileSaysOfItself) {
  const std::string text = absl::StrCat("kind: CountryPolicy\ncountry: EC\nversion: 8\nsupersedes: ", kBefore,
                                        "\napprovals: {required: 3, roles: [policy-officer, auditor]}\nrules: []\n");
  const Header header = HeaderOf(text);
  EXPECT_EQ(header.country, "EC");
  EXPECT_EQ(header.version, 8);
  EXPECT_EQ(header.supersedes, kBefore);
  EXPECT_EQ(header.approvals_required, 3);
  EXPECT_EQ(header.roles, (Words{"auditor", "policy-officer"}));
  EXPECT_EQ(header.digest.size(), 71u);
  EXPECT_NE(header.digest, HeaderOf(text + "\n").digest);
}

TEST(Header, WhatIsNotSaidIsEmpty) {
  const Header header = HeaderOf("kind: NetworkFloor\nversion: 1\n");
  EXPECT_EQ(header.country, "");
  EXPECT_EQ(header.supersedes, "");
  EXPECT_EQ(header.approvals_required, 0);
  EXPECT_TRUE(header.roles.empty());
}

TEST(Header, IsTheSameAsTheOneThatDecisionsTell) {
  const std::string text = "kind: CountryPolicy\ncountry: EC\nversion: 1\nrules: []\n";
  const auto set = Load(kNetwork, {"f", kFloorText}, {{"p", text}}, nullptr);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(Digests(**set), (Words{HeaderOf(kFloorText).digest, HeaderOf(text).digest}));
}

TEST(Header, FaultsHaveTheirPlace) {
  const std::pair<std::string, std::string> rows[] = {
      {"kind: CountryPolicy\ncountry: EC\nversion: 0\n", "p:3:10: the version `0` is no number from 1 on"},
      {"kind: CountryPolicy\nversion: 1\n", "p:1:1: the file needs `country`: whose policy it is"},
      {"kind: Country\nversion: 1\n", "p:1:7: the file needs a `kind`: `NetworkFloor` or `CountryPolicy`"},
      {"kind: NetworkFloor\nversion: 1\nversion: 2\n", "p:3:1: the key `version` stands twice"},
      {"- a\n", "p:1:1: the file must be a list of keys and values"},
      {"", "p: the file is empty"},
  };
  for (const auto& [text, told] : rows) EXPECT_EQ(ReadHeader({"p", text}).status().message(), told);
}

TEST(UnderFloor, RaisesToWhatTheFloorAsks) {
  const Header floor = HeaderOf(kFloorText);
  const Header silent = UnderFloor(HeaderOf("kind: CountryPolicy\ncountry: EC\nversion: 1\n"), floor);
  EXPECT_EQ(silent.approvals_required, 2);
  EXPECT_EQ(silent.roles, (Words{"policy-officer", "protection-officer"}));
  const Header more = UnderFloor(
      HeaderOf("kind: CountryPolicy\ncountry: EC\nversion: 1\napprovals: {required: 3, roles: [policy-officer]}\n"),
      floor);
  EXPECT_EQ(more.approvals_required, 3);
  EXPECT_EQ(more.roles, (Words{"policy-officer"}));
  const Header nobody = HeaderOf("kind: NetworkFloor\nversion: 1\n");
  EXPECT_EQ(UnderFloor(nobody, nobody).approvals_required, 1);
}

TEST(UnderFloor, AFileThatAsksForLessIsRefused) {
  const auto told = [](const std::string& approvals) {
    std::vector<Fault> faults;
    const auto set = Load(
        kNetwork, {"f", kFloorText},
        {{"p", absl::StrCat("kind: CountryPolicy\ncountry: EC\nversion: 1\napprovals: ", approvals, "\n")}}, &faults);
    EXPECT_EQ(set.ok(), faults.empty());
    return faults.empty() ? "" : faults[0].ToString();
  };
  EXPECT_EQ(told("{required: 1}"), "p:4:23: `required` is 1; the floor asks for 2 approvals at least");
  EXPECT_EQ(told("{roles: [policy-oficer]}"),
            "p:4:21: the floor lets no `policy-oficer` approve; did you mean `policy-officer`?");
  EXPECT_EQ(told("{required: 2, roles: [policy-officer]}"), "");
}

}  // namespace
}  // namespace entente::policy
