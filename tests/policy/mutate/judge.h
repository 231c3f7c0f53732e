// Whether a country's tests, or its invariants, notice a changed policy.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/policy/test_case.h"
#include "tests/policy/mutate/mutants.h"
#include "tests/policy/mutate/policy_folder.h"

namespace entente::policy_test {

enum class Fate {
  kRefused,  // it does not load: no editor gets that far
  kFailsATest,
  kBreaksAnInvariant,  // and fails no test
  kSurvives,
  kChangesNothing,  // survives, and over every class of requests nobody gets more or less, longer or otherwise bound
};

class Judge {
 public:
  explicit Judge(const PolicyFolder& folder);

  // What is wrong with the policies as written: a fault, a test that fails, an invariant that is broken. Empty:
  // nothing.
  const std::string& trouble() const { return trouble_; }

  Fate OfCountry(const std::string& country, const Mutant& mutant);
  Fate OfFloor(const Mutant& mutant);

 private:
  static bool FailsATest(const policy::PolicySet& policies, const std::string& rule,
                         std::vector<policy::TestCase>& tests);
  std::vector<policy::Source> Needed(const std::string& country, const std::string& text) const;

  const PolicyFolder& folder_;
  std::map<std::string, std::vector<policy::TestCase>> tests_;  // by country; those that noticed something lately first
  std::string trouble_;
};

}  // namespace entente::policy_test
