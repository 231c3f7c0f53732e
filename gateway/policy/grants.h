// What matching permits lend, after the restricts narrowed them, and which values of a record that covers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"
#include "gateway/policy/field_plan.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/rule_book.h"

namespace entente::policy {

struct Grant {
  FieldSets sets = 0;
  bool hit = false;     // lends no values: it lets them be matched
  bool minors = false;  // includes them
  absl::Time until;
  Caveats caveats;

  // The whole path of a value at once: this grant alone.
  bool Covers(Need need) const { return (need.sets & ~sets) == 0 && (minors || !need.minor); }
};

// One list a controller; a value needs a grant of each. Opaque to the module's users.
using OwnGrants = absl::InlinedVector<Grant, 6>;
struct Grants {
  absl::InlinedVector<OwnGrants, 1> controllers;
  absl::Time now;
  std::shared_ptr<const std::vector<std::string>> caveats;  // names, sorted
};

// Whether a value may be seen, or at least matched.
bool Shows(const Grants& grants, Need need);
bool Matches(const Grants& grants, Need need);

// Rule 5: until when a value that is shown stays, and the caveats that all its running grants carry.
struct Term {
  absl::Time until;
  Caveats caveats;
};
Term TermOf(const Grants& grants, Need need);

std::vector<std::string> CaveatNames(const Grants& grants, const Caveats& caveats);

}  // namespace entente::policy
