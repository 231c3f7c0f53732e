#include "gateway/policy/policy_test_file.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/policy/test_case.h"

namespace entente::policy {
namespace {

using google::protobuf::Message;

constexpr const char* kEffects[] = {"deny", "hit", "release", "own"};

std::vector<std::string> Segments(const std::string& path) { return absl::StrSplit(path, '.'); }

// Whether "subjects.names" stands anywhere in the message; list positions are left out. Bounded by the path's length.
bool Holds(const Message& message, const std::vector<std::string>& path, size_t at) {
  const auto* field = message.GetDescriptor()->FindFieldByName(path[at]);
  if (field == nullptr) return false;
  const auto& reflection = *message.GetReflection();
  const bool last = at + 1 == path.size();
  if (!field->is_repeated()) {
    if (!reflection.HasField(message, field)) return false;
    return last || (field->message_type() != nullptr && Holds(reflection.GetMessage(message, field), path, at + 1));
  }
  const int size = reflection.FieldSize(message, field);
  if (last || field->message_type() == nullptr) return last && size > 0;
  for (int i = 0; i < size; ++i) {
    if (Holds(reflection.GetRepeatedMessage(message, field, i), path, at + 1)) return true;
  }
  return false;
}

// A word that names a field of the record is a path; any other is looked for in the copy's text.
bool Shown(const v1::Record& copy, const std::string& text, const std::string& what) {
  const std::vector<std::string> path = Segments(what);
  if (v1::Record::descriptor()->FindFieldByName(path[0]) != nullptr) return Holds(copy, path, 0);
  return text.find(what) != std::string::npos;
}

std::vector<std::string> Differences(const TestCase& test, const Decision& decision) {
  std::vector<std::string> differences;
  const auto expect = [&](const char* what, const std::string& expected, const std::string& found, bool equal) {
    if (!equal) differences.push_back(absl::StrCat(what, ": expected `", expected, "`, found `", found, "`"));
  };
  const std::string effect = kEffects[static_cast<int>(decision.effect)];
  expect("effect", test.effect, effect, test.effect == effect);
  if (test.rule) expect("rule", *test.rule, decision.rule, *test.rule == decision.rule);
  if (test.until) {
    const std::string until = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", decision.until, absl::UTCTimeZone());
    expect("until", *test.until, until, until.starts_with(*test.until));
  }
  if (test.caveats) {
    expect("caveats", absl::StrJoin(*test.caveats, ", "), absl::StrJoin(decision.caveats, ", "),
           *test.caveats == decision.caveats);
  }
  const v1::Record copy = Redact(
      test.record, decision, [](const v1::Link&) { return false; }, 1);
  const std::string text = copy.Utf8DebugString();
  for (const std::string& what : test.shown) {
    if (!Shown(copy, text, what)) differences.push_back(absl::StrCat("`", what, "` is not shown"));
  }
  for (const std::string& what : test.hidden) {
    if (Shown(copy, text, what)) differences.push_back(absl::StrCat("`", what, "` is shown"));
  }
  return differences;
}

PolicyTestResult Run(const PolicySet& policies, const TestCase& test) {
  Question question;
  question.record = &test.record;
  question.recipient = test.recipient;
  question.purpose = test.purpose;
  question.now = test.now;
  question.facts =
      ExtractFacts(test.record, test.now, [&](const std::string&, const std::string&) { return test.requester; });
  const Decision decision = Decide(policies, question);
  const std::vector<std::string> differences = Differences(test, decision);
  PolicyTestResult result{test.name, test.line, differences.empty(), absl::StrJoin(differences, "\n")};
  if (!result.passed) absl::StrAppend(&result.message, "\n", Explain(decision, question));
  return result;
}

}  // namespace

absl::StatusOr<std::vector<PolicyTestResult>> RunPolicyTests(const PolicySet& policies, const Source& tests,
                                                             std::vector<Fault>* faults) {
  std::vector<Fault> found;
  const std::vector<TestCase> cases = ReadTestFile(tests, found);
  if (faults != nullptr) *faults = found;
  if (!found.empty()) return absl::InvalidArgumentError(found.front().ToString());
  std::vector<PolicyTestResult> results;
  for (const TestCase& test : cases) results.push_back(Run(policies, test));
  return results;
}

std::vector<Fault> CheckFolder(const Network& network, const PolicyFolder& folder) {
  std::vector<Fault> all;
  (void)Load(network, folder.floor, folder.policies, &all);
  for (const Source& acceptance : folder.acceptances) {
    std::vector<Fault> found;
    (void)LoadAcceptance(network, acceptance, &found);
    all.insert(all.end(), found.begin(), found.end());
  }
  for (const Source& tests : folder.tests) ReadTestFile(tests, all);
  return all;
}

}  // namespace entente::policy
