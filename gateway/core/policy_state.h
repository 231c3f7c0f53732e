// The policies as the store keeps them: which version of which country is active, and how a set is made of them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/active.h"
#include "gateway/core/papers.h"

namespace entente::core {

using ActivePolicies = std::map<std::string, v1::ActivePolicy>;  // by country, the floor under "network"
using PolicyDigests = std::map<std::string, std::string>;        // likewise

template <typename Source>
absl::StatusOr<ActivePolicies> ReadActivePolicies(Source& source) {
  auto shelf = ReadShelf<v1::ActivePolicy>(source, kActiveShelf);
  if (!shelf.ok()) return shelf.status();
  return ActivePolicies(shelf->begin(), shelf->end());
}

PolicyDigests DigestsOf(const ActivePolicies& active);
// Empty when the country has none.
std::string DigestIn(const PolicyDigests& digests, const std::string& country);

// FailedPrecondition, POLICY_INVALID.
absl::Status PolicyInvalid(const std::string& message);
// The first faults that are not lints, each with file, line and column.
absl::Status FaultsOf(const std::vector<policy::Fault>& faults, const absl::Status& status);
// A purpose that no policy can name would never match anything.
absl::Status CheckPurposes(const Participants& participants, const policy::PolicySet& policies);

// "network.yaml" or "EC/policy.yaml", as faults name it.
policy::Source SourceOf(const std::string& country, std::string text);

// Where policies are loaded into. What is the same in `known` (which may be null) is taken over and not read again.
struct Setting {
  const Participants& participants;
  policy::PolicySetPtr known;
};

// `texts` stand in for the store's where they have the country. `faults` may be null; else it gets the lints of `texts`.
absl::StatusOr<policy::PolicySetPtr> LoadStored(store::Store& store, const Setting& setting,
                                                const PolicyDigests& digests,
                                                const std::map<std::string, std::string>& texts = {},
                                                std::vector<policy::Fault>* faults = nullptr);

// What was active when `number` activations had been made, by the history of all.
absl::StatusOr<PolicyDigests> DigestsAfter(store::Store& store, int64_t number);

}  // namespace entente::core
