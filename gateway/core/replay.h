// Use case: what a policy would do to the records that are stored, before anybody approves it. Nothing happens.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/active.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

// A policy as it would be active, for a look at what it would do.
struct PolicyCandidate {
  std::string country, digest;
  ActivePtr active;
};

struct ReplayQuery {
  std::string text;    // a candidate, or
  std::string digest;  // of a version that was proposed here
};
struct Replayed {
  std::vector<v1::ReplayCount> counts;  // by originator, recipient, kind and purpose
  int64_t records = 0;                  // of the countries that the policy governs
  int64_t unreadable = 0;
};
// PermissionDenied, NOT_ENTITLED: another country's; and what a proposal would be refused for but its version.
absl::StatusOr<PolicyCandidate> ReadPolicyCandidate(const Parts& parts, const Caller& caller,
                                                    const ReplayQuery& query);

// Blocks for as long as reading all those records takes. Counts are of records, once a country: its systems together.
absl::StatusOr<Replayed> ReplayPolicy(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                      const ReplayQuery& query);

}  // namespace entente::core
