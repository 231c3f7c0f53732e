// What a change of policies does: effective access before and after, never the text.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/policy/policy.h"

namespace entente::policy {

struct AccessChange {
  enum class Kind { kWider, kNarrower, kTerms };
  Kind kind = Kind::kWider;
  std::vector<std::string> originators;  // whose records, where policies are shared more than one
  std::vector<std::string> recipients;   // "EC", "EC/migracion"; "EC/another-system" is any that no rule names
  std::string what;                      // "sees victim.*", "may match on identity", "kept P3Y instead of P1Y"
  std::string records;                   // "arrest/human-trafficking"; "any record"
  std::string purposes;                  // "victim-protection"; "any purpose"
  std::string when;                      // "until 2031-06-11T05:00:00Z"; empty: whenever
  std::string rule;                      // that made the difference
  std::string sentence;                  // all of it, behind a sign
};

struct AccessDiff {
  std::vector<AccessChange> changes;   // by originator, recipient, kind
  std::vector<std::string> countries;  // who takes part afterwards
  std::vector<std::string> notes;      // participants that came or went, and what could not be compared
  bool only_narrows = false;           // certain; false in doubt
};

// Told before each policy: how many are done, of how many.
using DiffProgress = absl::FunctionRef<void(size_t done, size_t all)>;

// From the instant `from` on. ResourceExhausted when a policy's difference has more classes than can be told.
absl::StatusOr<AccessDiff> Diff(const PolicySet& before, const PolicySet& after, absl::Time from,
                                DiffProgress progress);

}  // namespace entente::policy
