// The example policies and their own tests, and what is told about a bad test file.
#include "gateway/policy/policy_test_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace entente::policy {
namespace {

Source ReadExample(const std::string& name) {
  std::ifstream in(std::string(EXAMPLE_POLICIES) + "/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_TRUE(in.good()) << name;
  return {name, text.str()};
}

class Examples : public testing::Test {
 protected:
  void SetUp() override {
    folder_.floor = ReadExample("network.yaml");
    for (const std::string& country : network_.countries) {
      folder_.policies.push_back(ReadExample(country + "/policy.yaml"));
      folder_.tests.push_back(ReadExample(country + "/policy_test.yaml"));
    }
  }

  Network network_{{"CL", "CO", "EC", "US", "XPO"}, {}};
  PolicyFolder folder_;
};

TEST_F(Examples, CheckWithoutFaultOrWarning) {
  for (const Fault& fault : CheckFolder(network_, folder_)) ADD_FAILURE() << fault.ToString();
}

TEST_F(Examples, PassTheirOwnTests) {
  const auto policies = Load(network_, folder_.floor, folder_.policies, nullptr);
  ASSERT_TRUE(policies.ok()) << policies.status();
  size_t ran = 0;
  for (const Source& tests : folder_.tests) {
    const auto results = RunPolicyTests(**policies, tests, nullptr);
    ASSERT_TRUE(results.ok()) << results.status();
    for (const PolicyTestResult& result : *results) {
      EXPECT_TRUE(result.passed) << tests.name << ":" << result.line << ": " << result.name << "\n" << result.message;
      ++ran;
    }
  }
  EXPECT_GE(ran, 20u);
}

TEST_F(Examples, AFailedTestSaysWhatCameOut) {
  const auto policies = Load(network_, folder_.floor, folder_.policies, nullptr);
  ASSERT_TRUE(policies.ok());
  const Source tests{
      "policy_test.yaml",
      "kind: PolicyTest\ncountry: CL\ntime: 2031-03-10T12:00:00Z\ntests:\n"
      "  - name: wrong\n    facts: {records: arrest, offences: [human-trafficking]}\n    to: EC\n"
      "    purpose: criminal-investigation\n"
      "    expect: {effect: deny, rule: other, hidden: [subjects.names], shown: [victims], caveats: []}\n"};
  const auto results = RunPolicyTests(**policies, tests, nullptr);
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_EQ(results->size(), 1u);
  const std::string& message = (*results)[0].message;
  EXPECT_FALSE((*results)[0].passed);
  EXPECT_EQ((*results)[0].line, 5);
  for (const char* part : {"effect: expected `deny`, found `release`", "rule: expected `other`",
                           "`subjects.names` is shown", "`victims` is not shown", "caveats: expected ``"}) {
    EXPECT_NE(message.find(part), std::string::npos) << part << "\n" << message;
  }
}

TEST_F(Examples, ABadTestFileIsRefusedWithItsPlace) {
  const auto policies = Load(network_, folder_.floor, folder_.policies, nullptr);
  ASSERT_TRUE(policies.ok());
  std::vector<Fault> faults;
  const Source tests{"policy_test.yaml",
                     "kind: PolicyTest\ncountry: CL\ntests:\n  - name: x\n    record: {header: {nationl_id: a}}\n"
                     "    to: EC\n    purpose: p\n    time: 2031-03-10\n    expect: {effect: perhaps}\n"};
  EXPECT_FALSE(RunPolicyTests(**policies, tests, &faults).ok());
  std::string all;
  for (const Fault& fault : faults) all += fault.ToString() + "\n";
  EXPECT_NE(all.find("policy_test.yaml:5:23: `Header` has no key `nationl_id`; did you mean `national_id`?"),
            std::string::npos)
      << all;
  EXPECT_NE(all.find("`2031-03-10` is no time with a zone"), std::string::npos) << all;
  EXPECT_NE(all.find("`effect` knows no `perhaps`"), std::string::npos) << all;
}

}  // namespace
}  // namespace entente::policy
