// Invariants held over every possible request (policy.md: finite, so no solver).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/policy/policy.h"

namespace entente::policy {

// A request that breaks an invariant: invented, whole, and what Decide says of it.
struct Counterexample {
  std::string sentence;
  std::vector<v1::Record> records;  // the one asked for; after it the notice that it carried out, where there is one
  std::string recipient;
  std::string purpose;
  absl::Time now;
  std::string path;   // of the value in the record
  bool shown = true;  // else it may be matched
  std::string rule;   // the permit that lends it
  std::optional<absl::Time> first_release;  // of a copy that an ended overlay let stay; none: it is released now
};

// The question it is, to ask Decide. It points into the counterexample.
Question QuestionOf(const Counterexample& example);

struct InvariantResult {
  std::string text;  // "never: {fields: [victim], purposes: [border-control]}"
  std::string file;
  int line = 0;
  std::optional<Counterexample> broken;  // nothing: it holds
};

// What one policy's rules, the floor's among them, can be asked.
struct Proof {
  std::string country;                                       // "": the floor alone, for members without a policy
  std::vector<std::string> governs;                          // whose records it decides over
  std::vector<std::pair<std::string, uint64_t>> dimensions;  // how many classes each falls into
  uint64_t classes = 0;                                      // of requests: their product
  uint64_t visited = 0;  // of them one by one; no permit that matters matches in the others
  std::vector<InvariantResult> invariants;
  bool held() const;
};

struct ProveOptions {
  std::string country;                 // one policy alone; empty: all, and the floor
  uint64_t classes_max = 100'000'000;  // beyond it the proof is refused
  uint64_t visits_between_progress = 1 << 20;
};

// Told now and then: classes done, of all of this policy.
using ProveProgress = absl::FunctionRef<void(const std::string& country, uint64_t done, uint64_t all)>;

// ResourceExhausted names the dimension with the most classes when there are too many; NotFound a country without a
// policy.
absl::StatusOr<std::vector<Proof>> Prove(const PolicySet& policies, const ProveOptions& options,
                                         ProveProgress progress);

}  // namespace entente::policy
