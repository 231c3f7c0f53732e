// One request that stands for every request that no rule tells from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace entente::policy {

using Values = std::vector<std::string>;  // of a fact; "" is an unknown one

struct RequestClass {
  enum class Asked { kNo, kYes, kUnknown };  // whether the recipient asked for the notice that the record carried out

  std::string originator, recipient, purpose;
  absl::Time now;
  std::optional<absl::Time> first_release;  // of a copy that is held already; none: it would be released now
  std::string kind;    // "" is a record without a body
  std::string colour;  // of a notice
  std::string system;
  Values offences, matters, operations, markings;
  std::vector<Values> nationalities;  // one a subject; none: the record has no subjects
  Asked asked = Asked::kNo;
};

// "an arrest of CL (offences human-trafficking, matter ordinary)": of its facts those alone that `told` names.
std::string RecordInWords(const RequestClass& request, const std::vector<std::string>& told);

// "an arrest", "a record without a body".
std::string KindInWords(const std::string& kind, const std::string& colour);

// "2031-03-01T05:00:00Z".
std::string InstantInWords(absl::Time time);

}  // namespace entente::policy
