// What a reconciliation asks of decisions: whether two of them lend the same, and when time alone will change one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "gateway/policy/policy.h"

namespace entente::policy {

// Whether both lend the same values to be seen or matched, with the same caveats until the same instants.
bool SameAccess(const Decision& a, const Decision& b);

// Whether a value that the first shows is not shown by the second, or ends earlier, or bears a caveat more.
bool TakesAway(const v1::Record& record, const Decision& before, const Decision& after);

// Everything that decisions read of a record but its own `keep_until` and id: records of one key are decided alike,
// whoever asks, up to a limit that both sides of a comparison share.
std::string DecisionKey(const Facts& facts);

// The same facts of a record that its owner lets keep for ever: a limit of one record says nothing of its kind.
FactsPtr WithoutKeepUntil(const FactsPtr& facts);

// The countries whose policies have a say over the record.
std::vector<std::string> ControllersOf(const Facts& facts);

// When the first grant that lends a value ends: then a value, or the absence of a caveat, may go with it. InfiniteFuture
// where nothing ends.
absl::Time NextChange(const Facts& facts, const Decision& decision);

// "sha256:…" of a country's own file, empty where it has none; of the floor's where the country is empty.
std::string DigestOf(const PolicySet& policies, std::string_view country);

// When overlays of the country's own policy begin or end, in order; of the floor's where the country is empty.
std::vector<absl::Time> OverlayEdges(const PolicySet& policies, std::string_view country);

// Moments of a first release that stand for all that overlays of the country's, over by `now`, let stay: every edge of
// one, and the moment before. Empty: none is over that lets copies stay.
std::vector<absl::Time> KeptReleases(const PolicySet& policies, std::string_view country, absl::Time now);

}  // namespace entente::policy
