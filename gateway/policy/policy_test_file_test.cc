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

// What a test file tells, run on the examples: of each test whether it passed, and of the first that did not, why.
struct Outcome {
  std::vector<bool> passed;
  std::string message;
};

Outcome RunOn(const PolicySet& policies, const std::string& text) {
  const auto results = RunPolicyTests(policies, {"policy_test.yaml", "kind: PolicyTest\n" + text}, nullptr);
  EXPECT_TRUE(results.ok()) << results.status();
  Outcome outcome;
  if (!results.ok()) return outcome;
  for (const PolicyTestResult& result : *results) {
    outcome.passed.push_back(result.passed);
    if (outcome.message.empty()) outcome.message = result.message;
  }
  return outcome;
}

TEST_F(Examples, ATestHoldsForEachRecipientPurposeAndTimeItNames) {
  const auto policies = Load(network_, folder_.floor, folder_.policies, nullptr);
  ASSERT_TRUE(policies.ok());
  const std::string head =
      "country: CL\ngroups: {partners: [CO, EC, US]}\ntime: [2031-03-10T12:00:00Z, 2033-03-10T12:00:00Z]\ntests:\n";
  const std::string facts = "facts: {records: arrest, offences: [human-trafficking]}, ";
  const Outcome outcome = RunOn(
      **policies, head + "  - {name: all three, " + facts +
                      "to: partners, purpose: [criminal-investigation, prosecution], expect: {effect: release}}\n" +
                      "  - {name: not everyone, " + facts +
                      "to: any, purpose: prosecution, expect: {effect: release}}\n" + "  - {name: not for consuls, " +
                      facts + "to: EC, purpose: [prosecution, consular], expect: {effect: release}}\n" +
                      "  - {name: not until then both times, " + facts +
                      "to: EC, purpose: prosecution, expect: {effect: release, until: 2034-03-10}}\n");
  EXPECT_EQ(outcome.passed, (std::vector<bool>{true, false, false, false}));
  EXPECT_NE(outcome.message.find("to XPO, for prosecution, at 2031-03-10T12:00:00"), std::string::npos)
      << outcome.message;
}

TEST_F(Examples, FieldSetsAreExpectedExactly) {
  const auto policies = Load(network_, folder_.floor, folder_.policies, nullptr);
  ASSERT_TRUE(policies.ok());
  const std::string head = "country: CL\ntime: 2031-03-10T12:00:00Z\ntests:\n";
  const std::string shown =
      "facts: {records: arrest, offences: [human-trafficking]}, to: EC, purpose: prosecution, expect: {effect: "
      "release, ";
  const std::string hit =
      "facts: {records: arrest, notice: 2031/99903}, requester: XPO, to: XPO, purpose: criminal-investigation, "
      "expect: {effect: hit, ";
  const Outcome outcome =
      RunOn(**policies, head + "  - {name: both, " + shown + "fields: [event, identity]}}\n" + "  - {name: too few, " +
                            shown + "fields: [event]}}\n" + "  - {name: too many, " + shown +
                            "fields: [event, identity, victim]}}\n" + "  - {name: keys, " + hit +
                            "fields: [], match: [identity]}}\n" + "  - {name: too many keys, " + hit +
                            "match: [identity, event]}}\n");
  EXPECT_EQ(outcome.passed, (std::vector<bool>{true, false, false, true, false}));
  EXPECT_NE(outcome.message.find("fields: expected `event`, found `event, identity`"), std::string::npos)
      << outcome.message;
}

TEST_F(Examples, AValuesTermsAreItsOwn) {
  const Network network{{"CL", "CO"}, {}};
  const Source policy{"CL",
                      "kind: CountryPolicy\ncountry: CL\nversion: 1\nrules:\n"
                      "  - id: long\n    permit: {to: CO}\n    fields: [event]\n    purposes: [consular]\n"
                      "    retention: P2Y\n"
                      "  - id: short\n    permit: {to: CO}\n    fields: [event, identity]\n"
                      "    purposes: [consular]\n    retention: P1Y\n    caveats: [not-as-evidence]\n"};
  const auto policies = Load(network, folder_.floor, {policy}, nullptr);
  ASSERT_TRUE(policies.ok()) << policies.status();
  const std::string ask =
      "facts: {records: seizure}, to: CO, purpose: consular, expect: {effect: release, until: 2033-03-10, values: {";
  const Outcome outcome = RunOn(
      **policies, "country: CL\ntime: 2031-03-10T12:00:00Z\ntests:\n  - {name: each, " + ask +
                      "subjects.names: {until: 2032-03-10, caveats: [not-as-evidence]}, items.id: {caveats: []}}}}\n" +
                      "  - {name: not as long, " + ask + "subjects.names: {until: 2033-03-10}}}}\n" +
                      "  - {name: bound, " + ask + "subjects: {caveats: []}}}}\n" + "  - {name: not there, " + ask +
                      "victims: {until: 2033-03-10}}}}\n");
  EXPECT_EQ(outcome.passed, (std::vector<bool>{true, false, false, false}));
  EXPECT_NE(outcome.message.find("subjects[0].names[0]"), std::string::npos) << outcome.message;
}

TEST_F(Examples, ASubBureausRecordsAreAskedAboutInItsParentsTests) {
  const Network network{{"NL", "SX", "EC"}, {{"SX", "NL"}}};
  const Source policy{"NL",
                      "kind: CountryPolicy\ncountry: NL\nversion: 1\nrules:\n"
                      "  - id: a\n    permit: {to: EC, records: [arrest], minors: included}\n"
                      "    fields: [event, victim]\n    purposes: [consular]\n    retention: P1Y\n"};
  const auto policies = Load(network, folder_.floor, {policy}, nullptr);
  ASSERT_TRUE(policies.ok()) << policies.status();
  const std::string head = "country: NL\ntime: 2031-03-10T12:00:00Z\ntests:\n";
  const std::string facts = "from: SX, facts: {records: arrest, minor: victim}, purpose: consular, ";
  const Outcome outcome =
      RunOn(**policies, head + "  - {name: governed, " + facts +
                            "to: EC, expect: {effect: release, rule: a, fields: [event, victim]}}\n" +
                            "  - {name: its own, " + facts + "to: SX, expect: {effect: own}}\n" +
                            "  - {name: its parent is not it, " + facts + "to: NL, expect: {effect: own}}\n");
  EXPECT_EQ(outcome.passed, (std::vector<bool>{true, true, false}));
}

TEST_F(Examples, ATestThatAsksNothingIsRefused) {
  std::vector<Fault> faults;
  const auto policies = Load(network_, folder_.floor, folder_.policies, nullptr);
  ASSERT_TRUE(policies.ok());
  const Source tests{"policy_test.yaml",
                     "kind: PolicyTest\ncountry: CL\ngroups: {nobody: []}\ntime: 2031-03-10T12:00:00Z\ntests:\n"
                     "  - {name: a, facts: {records: arrest}, to: EC, purpose: [], expect: {effect: deny}}\n"};
  EXPECT_FALSE(RunPolicyTests(**policies, tests, &faults).ok());
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].line, 3);
  EXPECT_EQ(faults[1].line, 6);
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
