// Who would get a record, for which purpose, and what of it: decided, not analysed.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/policy.h"

namespace entente::policy {

// Recipients and purposes for which a record comes out alike.
struct RecordAccess {
  std::vector<std::string> recipients;  // "EC", "EC/migracion"; "EC/another-system" is any that no rule names
  std::string who;                      // the same in words: "AR, PE/airport"; "every participant"
  std::vector<std::string> purposes;    // of those that the floor lists or a rule names
  Effect effect = Effect::kRelease;     // or kHit
  std::vector<std::string> fields;      // field sets of which something is shown; of a hit, may be matched
  std::vector<std::string> paths;       // the values, without positions: "subjects.names.parts.text"
  absl::Time until;
  std::vector<std::string> caveats;
  std::string rule;
};

// `question` has the record, its facts and the time; recipient and purpose are gone through. Denials are left out.
std::vector<RecordAccess> WhoCan(const PolicySet& policies, Question question);

}  // namespace entente::policy
