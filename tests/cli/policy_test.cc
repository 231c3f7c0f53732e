// `entente policy check | test | prove | diff | who-can | what-can | schema | explain` on the example policies and the
// quickstart's records.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

namespace fs = std::filesystem;

const char kParticipants[] = "examples/quickstart/participants.yaml";

Ran Policy(const std::string& command, const std::string& dir) {
  return Entente({"policy", command, dir, "--participants", SourceFile(kParticipants)});
}

std::string CopyOfExamples() {
  const std::string dir = FreshFolder() + "/policies";
  fs::copy(SourceFile("examples/policies"), dir, fs::copy_options::recursive);
  return dir;
}

TEST(Policy, TheExamplesLoadAndPassTheirOwnTests) {
  const Ran check = Policy("check", SourceFile("examples/policies"));
  EXPECT_EQ(check.code, 0) << check.err;
  const Ran test = Policy("test", SourceFile("examples/policies"));
  EXPECT_EQ(test.code, 0) << test.out << test.err;
  EXPECT_NE(test.out.find(" tests, 0 failed\n"), std::string::npos) << test.out;
  EXPECT_NE(test.out.find("passed  "), std::string::npos);
}

// The operation's 26 policies: no finding, every test passes, every invariant holds.
TEST(Policy, TheOperationsPoliciesLoadPassTheirTestsAndAreProved) {
  const std::string dir = SourceFile("examples/intercops-spartacus/policies");
  const Ran check = Entente({"policy", "check", dir});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_EQ(check.out, "25 policies, 0 findings: they load\n");
  const Ran test = Entente({"policy", "test", dir});
  EXPECT_EQ(test.code, 0) << test.out << test.err;
  EXPECT_NE(test.out.find(" tests, 0 failed\n"), std::string::npos) << test.out;
  for (const char* country : {"AR", "NL", "VE"}) {
    EXPECT_NE(test.out.find(std::string(country) + "/policy_test.yaml:"), std::string::npos) << country;
  }
  const Ran prove = Entente({"policy", "prove", dir});
  EXPECT_EQ(prove.code, 0) << prove.out << prove.err;
  EXPECT_NE(prove.out.find("never: {fields: [victim], purposes: [border-control, immigration-control]}"),
            std::string::npos);
}

TEST(Policy, CheckTellsWhenOverlaysCount) {
  const Ran ran = Policy("check", SourceFile("examples/policies"));
  EXPECT_NE(ran.err.find("CL/policy.yaml:27: the overlay `spartacus-iii-airports` counts from 2031-03-01T03:00:00Z "
                         "until 2031-04-01T03:00:00Z, and then copies are recalled\n"),
            std::string::npos)
      << ran.err;
}

TEST(Policy, AFaultIsToldWithItsPlace) {
  const std::string dir = CopyOfExamples();
  WriteAll(dir + "/EC/policy.yaml",
           "kind: CountryPolicy\ncountry: EC\nversion: 1\nrules:\n  - id: a\n    permitt: {to: any}\n");
  const Ran ran = Policy("check", dir);
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("EC/policy.yaml:5:5: "), std::string::npos) << ran.err;
  const Ran json = Entente({"policy", "check", dir, "--participants", SourceFile(kParticipants), "--json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_NE(json.out.find(R"("line":5,"column":5,"message":"a rule has an `id`)"), std::string::npos) << json.out;
  EXPECT_EQ(Policy("test", dir).code, 1);
}

TEST(Policy, ATestThatFailsIsARefusal) {
  const std::string dir = CopyOfExamples();
  std::string policy = ReadAll(dir + "/CL/policy.yaml");
  const size_t at = policy.find("fields: [identity, event]");
  ASSERT_NE(at, std::string::npos);
  WriteAll(dir + "/CL/policy.yaml", policy.replace(at, 25, "fields: [event]"));
  const Ran ran = Policy("test", dir);
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.out.find("FAILED  "), std::string::npos) << ran.out;
}

TEST(Policy, AFolderThatIsNotThereIsWrongUsage) { EXPECT_EQ(Policy("check", "nowhere").code, 2); }

TEST(Prove, TheExamplesHoldTheirInvariants) {
  const Ran ran = Policy("prove", SourceFile("examples/policies"));
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_NE(ran.out.find("CL: 1 held, 0 broken, over "), std::string::npos) << ran.out;
  EXPECT_NE(ran.err.find(" classes of requests in "), std::string::npos) << ran.err;
}

// Chile's victims, sent to a border: the counterexample is a request that explain answers with a release.
TEST(Prove, ABrokenInvariantHasACounterexampleThatCanBeAsked) {
  const std::string dir = CopyOfExamples();
  std::string policy = ReadAll(dir + "/CL/policy.yaml");
  const std::string purpose = "purposes: [victim-protection]";
  const size_t at = policy.find(purpose);
  ASSERT_NE(at, std::string::npos);
  WriteAll(dir + "/CL/policy.yaml", policy.replace(at, purpose.size(), "purposes: [border-control]"));
  const std::string file = dir + "/example.jsonl";
  const std::vector<std::string> arguments = {
      "policy", "prove", dir, "--participants", SourceFile(kParticipants), "--country", "CL", "--counterexample", file};
  const Ran ran = Entente(arguments);
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.out.find("BROKEN"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("CO, for `border-control` at 2031-02-28T03:00:00Z, would be shown `victims[0]`"),
            std::string::npos)
      << ran.out;
  const Ran asked = Entente({"policy", "explain", dir, "--participants", SourceFile(kParticipants), "--to", "CO",
                             "--purpose", "border-control", "--time", "2031-02-28T03:00:00Z", file});
  EXPECT_NE(asked.out.find("released by `victims-to-colombia`"), std::string::npos) << asked.out << asked.err;
  const Ran json = Entente({"policy", "prove", dir, "--participants", SourceFile(kParticipants), "--json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_NE(json.out.find(R"("policy":"CL","classes":)"), std::string::npos) << json.out;
  EXPECT_NE(json.out.find(R"("held":false)"), std::string::npos);
}

TEST(Prove, ACountryWithoutAPolicyIsWrongUsage) {
  EXPECT_EQ(Entente({"policy", "prove", SourceFile("examples/policies"), "--country", "QQ"}).code, 2);
}

Ran Diff(const std::string& after, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"policy",
                                        "diff",
                                        SourceFile("examples/policies"),
                                        after,
                                        "--participants",
                                        SourceFile(kParticipants),
                                        "--time",
                                        "2031-02-01T00:00:00Z"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Entente(arguments);
}

void Replace(const std::string& file, const std::string& from, const std::string& to) {
  std::string text = ReadAll(file);
  const size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  WriteAll(file, text.replace(at, from.size(), to));
}

TEST(Diff, NothingChangedIsSaid) {
  const Ran ran = Diff(SourceFile("examples/policies"), {"--only-narrowing"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "nobody sees more, less or otherwise\nonly narrows: yes\n");
}

TEST(Diff, TellsWhoSeesMoreAndLess) {
  const std::string dir = CopyOfExamples();
  Replace(dir + "/CL/policy.yaml", "permit: {to: [EC], records", "permit: {to: [EC, US], records");
  Replace(dir + "/CO/policy.yaml", "retention: P3Y", "retention: P2Y");
  const Ran ran = Diff(dir, {"--only-narrowing"});
  EXPECT_EQ(ran.code, 1) << "it widens";
  EXPECT_EQ(ran.out,
            "Records of CL:\n"
            "  + US now sees victim.*, event.*, identity.* (minors included) of arrest/human-trafficking, operation "
            "INTERCOPS-SPARTACUS-III for victim-protection from 2031-03-01T03:00:00Z until 2031-04-01T03:00:00Z "
            "(victims-to-ecuador)\n"
            "Records of CO:\n"
            "  ~ CL, EC: seizure for criminal-investigation, kept P2Y instead of P3Y (seizures-to-neighbours)\n"
            "only narrows: no\n");
  const Ran json = Diff(dir, {"--json"});
  EXPECT_EQ(json.code, 0);
  EXPECT_NE(json.out.find(R"({"change":"wider","originators":["CL"],"recipients":["US"])"), std::string::npos)
      << json.out;
}

TEST(Diff, ThePageStandsAlone) {
  const std::string dir = CopyOfExamples();
  Replace(dir + "/CL/policy.yaml", "permit: {to: [EC], records", "permit: {to: [EC, US], records");
  const std::string file = dir + "/diff.html";
  ASSERT_EQ(Diff(dir, {"--html", file}).code, 0);
  const std::string page = ReadAll(file);
  EXPECT_NE(page.find("<td class=\"wider\"><a href=\"#CL-US\""), std::string::npos);
  EXPECT_NE(page.find("<details open id=\"CL-US\">"), std::string::npos);
  EXPECT_NE(page.find("now sees victim.*"), std::string::npos);
  for (const char* outside : {"<script", "http://", "https://", "<link", "<img"}) {
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  }
}

TEST(Diff, PoliciesThatDoNotLoadAreRefused) {
  const std::string dir = CopyOfExamples();
  Replace(dir + "/EC/policy.yaml", "kind: CountryPolicy", "kind: CountryPolice");
  EXPECT_EQ(Diff(dir).code, 1);
  EXPECT_EQ(Diff("nowhere").code, 2);
}

Ran WhoCan(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"policy",
                                        "who-can",
                                        SourceFile("examples/policies"),
                                        "--participants",
                                        SourceFile(kParticipants),
                                        "--time",
                                        "2031-03-10T12:00:00Z"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Entente(arguments);
}

TEST(WhoCan, IsAskedAboutARecordBeforeItIsSent) {
  const Ran ran = WhoCan({SourceFile("examples/quickstart/data/arrest.json")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("  CO, EC, US for criminal-investigation, prosecution: event, identity ("), std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("with no-onward-sharing, not-as-evidence (trafficking-to-partners)"), std::string::npos)
      << ran.out;
  const Ran json = WhoCan({SourceFile("examples/quickstart/data/arrest.json"), "--json"});
  EXPECT_NE(json.out.find(R"("to":["CO"],"purposes":["victim-protection"],"effect":"release")"), std::string::npos)
      << json.out;
}

TEST(WhoCan, IsAskedAboutFacts) {
  const Ran ran = WhoCan({"--from", "CL", "--records", "arrest", "--offences", "human-trafficking"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("(trafficking-to-partners)"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("victims-to-colombia"), std::string::npos) << "no operation";
  EXPECT_EQ(WhoCan({"--from", "CL", "--records", "seizure"}).out, "CL INVENTED-1: nobody\n");
  EXPECT_EQ(WhoCan({}).code, 2);
  EXPECT_EQ(WhoCan({"--from", "CL"}).code, 2);
}

Ran WhatCan(const std::string& to, const std::string& purpose) {
  return Entente({"policy", "what-can", SourceFile("examples/policies"), "--participants", SourceFile(kParticipants),
                  "--time", "2031-02-10T12:00:00Z", "--to", to, "--purpose", purpose});
}

TEST(WhatCan, TellsWhatARecipientMayHave) {
  const Ran ran = WhatCan("EC", "victim-protection");
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("CL: sees victim.*, event.*, identity.* (minors included) of arrest/human-trafficking, "
                         "operation INTERCOPS-SPARTACUS-III from 2031-03-01T03:00:00Z until 2031-04-01T03:00:00Z, kept "
                         "P30D, at most until 2031-04-01T03:00:00Z, bound by destroy-after-use, no-onward-sharing "
                         "(victims-to-ecuador)"),
            std::string::npos)
      << ran.out;
  EXPECT_EQ(WhatCan("EC", "immigration-control").out, "nothing\n");
  EXPECT_EQ(WhatCan("QQ", "consular").code, 2);
}

TEST(Schema, IsPrintedAndWritten) {
  const Ran ran = Entente({"policy", "schema", "test"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("\"https://json-schema.org/draft/2020-12/schema\""), std::string::npos);
  EXPECT_NE(ran.out.find("Tests of a country's policy"), std::string::npos);
  const std::string dir = FreshFolder();
  EXPECT_EQ(Entente({"policy", "schema", "--dir", dir}).code, 0);
  EXPECT_EQ(ReadAll(dir + "/test.schema.json"), ran.out);
  EXPECT_EQ(ReadAll(dir + "/policy.schema.json"), Entente({"policy", "schema"}).out);
  EXPECT_EQ(Entente({"policy", "schema", "nothing"}).code, 2);
  EXPECT_EQ(Entente({"policy", "schema", "--dir", dir + "/nowhere"}).code, 1);
}

Ran Explain(const std::string& to, const std::string& purpose, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"policy",
                                        "explain",
                                        SourceFile("examples/policies"),
                                        "--participants",
                                        SourceFile(kParticipants),
                                        "--to",
                                        to,
                                        "--purpose",
                                        purpose,
                                        SourceFile("examples/quickstart/data/arrest.json")};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Entente(arguments);
}

TEST(Explain, NamesTheRuleThatReleased) {
  const Ran ran = Explain("EC", "criminal-investigation", {"--json", "--copy"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find(R"("effect":"release","rule":"trafficking-to-partners")"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("X0000000Z"), std::string::npos);
  EXPECT_EQ(ran.out.find("ZZ0000042"), std::string::npos) << "a victim's passport";
  EXPECT_EQ(ran.out.find("CANARIA"), std::string::npos) << "a victim's name";
}

TEST(Explain, ADenialHasNoCopy) {
  const Ran ran = Explain("EC", "immigration-control", {"--json", "--copy"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find(R"("effect":"deny","rule":"never-for-immigration")"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("\"copy\""), std::string::npos);
}

TEST(Explain, SpeaksInSentences) {
  const Ran ran = Explain("CO", "victim-protection");
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("victims-to-colombia"), std::string::npos) << ran.out;
}

TEST(Explain, ATimeMustHaveItsZone) {
  EXPECT_EQ(Explain("EC", "criminal-investigation", {"--time", "2031-03-10T12:00:00Z"}).code, 0);
  EXPECT_EQ(Explain("EC", "criminal-investigation", {"--time", "2031-03-10"}).code, 2);
}

}  // namespace
}  // namespace entente::cli_test
