// What is allowed and yet looks like a mistake: rules that can never matter, groups nobody names, bans without a
// reason.
#pragma once

#include <vector>

#include "gateway/policy/policy.h"
#include "gateway/policy/syntax.h"

namespace entente::policy {

// `floor` may be null. Adds faults with `lint` set.
void Lint(const File& file, const File* floor, std::vector<Fault>& faults);

}  // namespace entente::policy
