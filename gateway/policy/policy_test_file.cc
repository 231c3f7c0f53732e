#include "gateway/policy/policy_test_file.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/policy/grants.h"
#include "gateway/policy/policy_set.h"
#include "gateway/policy/test_case.h"
#include "gateway/policy/vocabulary.h"
#include "gateway/policy/walk.h"

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

std::string SetNames(FieldSets sets) {
  std::vector<std::string> names = FieldSetNames();
  std::erase_if(names, [&](const std::string& name) { return (sets & *FieldSetBit(name)) == 0; });
  return absl::StrJoin(names, ", ");
}

// The field sets of which a copy shows something.
FieldSets SetsOf(const v1::Record& copy) {
  FieldSets sets = 0;
  WalkRecord(copy, MinorMarks(), false, [&](const Visit& visit) {
    sets |= visit.need.sets;
    return true;
  });
  return sets;
}

// The field sets of the screening keys that a check may look at and the copy does not show.
FieldSets SetsMatchable(const v1::Record& record, const Decision& decision) {
  FieldSets sets = 0;
  if (decision.grants == nullptr) return sets;
  const Grants& grants = *decision.grants;
  WalkRecord(record, MarkMinors(record, grants.now), false, [&](const Visit& visit) {
    if (visit.field.link || !Matches(grants, visit.need)) return false;
    if (visit.field.key && !Shows(grants, visit.need)) sets |= visit.need.sets;
    return true;
  });
  return sets;
}

// "subjects[0].names[0].parts[0].text" -> "subjects.names.parts.text"
std::string WithoutPositions(const std::string& path) {
  std::string plain;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '[') i = path.find(']', i);
    if (path[i] != ']') plain += path[i];
  }
  return plain;
}

std::string InUtc(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

class Differences {
 public:
  Differences(const TestCase& test, const v1::Record& record, const Decision& decision)
      : test_(test), record_(record), decision_(decision) {}

  std::vector<std::string> Find() {
    CompareVerdict();
    CompareCopy();
    if (!test_.values.empty()) CompareValues();
    if (test_.match) {
      const FieldSets found = SetsMatchable(record_, decision_);
      Expect("match", SetNames(*test_.match), SetNames(found), *test_.match == found);
    }
    return std::move(differences_);
  }

 private:
  void Expect(const char* what, const std::string& expected, const std::string& found, bool equal) {
    if (!equal) differences_.push_back(absl::StrCat(what, ": expected `", expected, "`, found `", found, "`"));
  }

  void CompareVerdict() {
    const std::string effect = kEffects[static_cast<int>(decision_.effect)];
    Expect("effect", test_.effect, effect, test_.effect == effect);
    if (test_.rule) Expect("rule", *test_.rule, decision_.rule, *test_.rule == decision_.rule);
    if (test_.until) {
      const std::string until = InUtc(decision_.until);
      Expect("until", *test_.until, until, until.starts_with(*test_.until));
    }
    if (test_.caveats) {
      Expect("caveats", absl::StrJoin(*test_.caveats, ", "), absl::StrJoin(decision_.caveats, ", "),
             *test_.caveats == decision_.caveats);
    }
  }

  void CompareCopy() {
    const v1::Record copy = Redact(
        record_, decision_, [](const v1::Link&) { return false; }, 1);
    if (test_.fields) {
      const FieldSets found = SetsOf(copy);
      Expect("fields", SetNames(*test_.fields), SetNames(found), *test_.fields == found);
    }
    if (test_.shown.empty() && test_.hidden.empty()) return;
    const std::string text = copy.Utf8DebugString();
    for (const std::string& what : test_.shown) {
      if (!Shown(copy, text, what)) differences_.push_back(absl::StrCat("`", what, "` is not shown"));
    }
    for (const std::string& what : test_.hidden) {
      if (Shown(copy, text, what)) differences_.push_back(absl::StrCat("`", what, "` is shown"));
    }
  }

  void CompareValues() {
    const std::vector<ValueTerm> terms = TermsByValue(record_, decision_);
    for (const ExpectedValue& expected : test_.values) {
      bool found = false;
      for (const ValueTerm& term : terms) {
        const std::string path = WithoutPositions(term.path);
        if (path != expected.path && !path.starts_with(expected.path + ".")) continue;
        found = true;
        CompareValue(expected, term);
      }
      if (!found) differences_.push_back(absl::StrCat("`", expected.path, "` is not shown"));
    }
  }

  void CompareValue(const ExpectedValue& expected, const ValueTerm& term) {
    if (expected.until) {
      const std::string until = InUtc(term.until);
      Expect(absl::StrCat(term.path, " until").c_str(), *expected.until, until, until.starts_with(*expected.until));
    }
    if (expected.caveats) {
      Expect(absl::StrCat(term.path, " caveats").c_str(), absl::StrJoin(*expected.caveats, ", "),
             absl::StrJoin(term.caveats, ", "), *expected.caveats == term.caveats);
    }
  }

  const TestCase& test_;
  const v1::Record& record_;
  const Decision& decision_;
  std::vector<std::string> differences_;
};

// `any` written out: every participant but the owner.
std::vector<std::string> Recipients(const TestCase& test, const Network& network) {
  std::vector<std::string> recipients;
  for (const std::string& named : test.recipients) {
    if (named != "any") {
      recipients.push_back(named);
      continue;
    }
    for (const std::string& country : network.countries) {
      if (country != test.owner) recipients.push_back(country);
    }
  }
  return recipients;
}

std::vector<std::string> Purposes(const TestCase& test, const PolicySet& policies) {
  const bool any = test.purposes == std::vector<std::string>{"any"} && !policies.purposes.empty();
  return any ? policies.purposes : test.purposes;
}

// What came out otherwise; empty: nothing did. `question` leaves out what a test need not say.
std::string Ask(const PolicySet& policies, const TestCase& test, Question question) {
  question.explain = false;
  const std::vector<std::string> differences = Differences(test, *question.record, Decide(policies, question)).Find();
  if (differences.empty()) return "";
  question.explain = true;  // only to tell it
  const std::string at = absl::FormatTime(absl::RFC3339_sec, question.now, absl::UTCTimeZone());
  return absl::StrCat("to ", question.recipient, ", for ", question.purpose, ", at ", at, ":\n",
                      absl::StrJoin(differences, "\n"), "\n", Explain(Decide(policies, question), question));
}

}  // namespace

PolicyTestResult RunPolicyTest(const PolicySet& policies, const TestCase& test) {
  Question question;
  for (const AskedRecord& asked : test.records) {
    question.record = &asked.record;
    for (const std::string& recipient : Recipients(test, policies.network)) {
      question.recipient = recipient;
      for (const std::string& purpose : Purposes(test, policies)) {
        question.purpose = purpose;
        for (size_t time = 0; time < test.times.size(); ++time) {
          question.facts = asked.facts[time];
          question.now = test.times[time];
          const std::string message = Ask(policies, test, question);
          if (!message.empty()) return {test.name, test.line, false, message};
        }
      }
    }
  }
  return {test.name, test.line, true, ""};
}

absl::StatusOr<std::vector<PolicyTestResult>> RunPolicyTests(const PolicySet& policies, const Source& tests,
                                                             std::vector<Fault>* faults) {
  std::vector<Fault> found;
  const std::vector<TestCase> cases = ReadTestFile(tests, found);
  if (faults != nullptr) *faults = found;
  if (!found.empty()) return absl::InvalidArgumentError(found.front().ToString());
  std::vector<PolicyTestResult> results;
  for (const TestCase& test : cases) results.push_back(RunPolicyTest(policies, test));
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
