// One test of a policy_test.yaml, read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/reader.h"
#include "gateway/policy/syntax.h"

namespace entente::policy {

// A record that a test asks about, and what rules read of it at each of the test's times.
struct AskedRecord {
  v1::Record record;
  std::vector<FactsPtr> facts;
};

// How long a value may be kept and what binds whoever has it, which may be less than what is told of the whole copy.
struct ExpectedValue {
  std::string path;  // "subjects.names": without positions, and all that lies below
  std::optional<std::string> until;
  std::optional<std::vector<std::string>> caveats;
};

struct TestCase {
  std::string name;
  int line = 0;
  std::string owner;  // the file's country, and its sub-bureau where the test says `from`
  // The same is expected of each record, for each recipient, for each purpose, at each time.
  std::vector<AskedRecord> records;
  std::vector<std::string> recipients;  // `any`: every participant but the owner
  std::vector<std::string> purposes;    // `any`: every one that the floor lists
  std::vector<absl::Time> times;
  std::string effect;  // deny, hit, release or own
  std::optional<std::string> rule;
  std::optional<std::string> until;  // a prefix of the instant in UTC: "2031-06-01"
  std::optional<std::vector<std::string>> caveats;
  std::vector<std::string> shown;  // paths, as `victims` or `subjects.names`, or words of the copy
  std::vector<std::string> hidden;
  std::vector<ExpectedValue> values;
  std::optional<FieldSets> fields;  // exactly those of which the copy shows something
  std::optional<FieldSets> match;   // exactly those in which a check may look beyond what is shown
};

// As far as the file could be read; complete only when no fault was added.
std::vector<TestCase> ReadTestFile(const Source& source, std::vector<Fault>& faults);

}  // namespace entente::policy
