// One test of a policy_test.yaml, read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/reader.h"

namespace entente::policy {

struct TestCase {
  std::string name;
  int line = 0;
  v1::Record record;
  std::string requester;  // who asked for the notices that the record carried out
  std::string recipient;
  std::string purpose;
  absl::Time now;
  std::string effect;  // deny, hit, release or own
  std::optional<std::string> rule;
  std::optional<std::string> until;  // a prefix of the instant in UTC: "2031-06-01"
  std::optional<std::vector<std::string>> caveats;
  std::vector<std::string> shown;  // paths, as `victims` or `subjects.names`, or words of the copy
  std::vector<std::string> hidden;
};

// As far as the file could be read; complete only when no fault was added.
std::vector<TestCase> ReadTestFile(const Source& source, std::vector<Fault>& faults);

}  // namespace entente::policy
