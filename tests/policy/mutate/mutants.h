// Small changes to a policy file, each of which changes some decision: what an editor's slip would look like.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/policy.h"

namespace entente::policy_test {

struct Mutant {
  int line = 0;      // in the file as written
  std::string rule;  // its id; or the group, set, overlay or `defaults`
  std::string what;  // "`to` widened to `any`"
  std::string text;  // the changed file
};

// Of a country's file, or of the floor itself (`is_floor`; `countries` are then all that stand on it).
std::vector<Mutant> MutantsOf(const policy::Source& source, bool is_floor, const policy::Source& floor,
                              const std::vector<policy::Source>& countries, const policy::Network& network);

}  // namespace entente::policy_test
