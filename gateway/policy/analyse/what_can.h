// What a recipient may have, for a purpose, of everybody's records: from an instant on.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/policy/policy.h"

namespace entente::policy {

struct Allowance {
  std::vector<std::string> originators;  // whose records; more than one where a policy is shared
  std::string what;                      // "sees event.*, identity.*", "may match on identity"
  std::string records;                   // "arrest/human-trafficking", "any record"
  std::string when;                      // "until 2031-06-11T05:00:00Z"; empty: always
  std::string terms;                     // "kept P90D, bound by not-as-evidence"; of a hit none
  std::string rule;
};

// By originator. NotFound: the recipient takes no part. ResourceExhausted: a policy has too many classes of requests.
absl::StatusOr<std::vector<Allowance>> WhatCan(const PolicySet& policies, const std::string& recipient,
                                               const std::string& purpose, absl::Time from);

}  // namespace entente::policy
