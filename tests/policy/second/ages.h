// Rule 9: who counts as a minor, and what goes with one.
#pragma once

#include "absl/time/time.h"
#include "tests/policy/second/rules.h"

namespace entente::second {

// Paths whose values are withheld, with everything below them, from a grant that does not include minors. The empty
// path is the whole record.
Words WithheldWithMinors(const v1::Record& record, absl::Time now);

}  // namespace entente::second
