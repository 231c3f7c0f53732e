// `{names.given} {names.family}`: one native value put together out of several fields.
#pragma once

#include <string>
#include <vector>

#include "adapters/core/lens/plan.h"
#include "adapters/core/lens/reach.h"

namespace entente::adapters {

// The value one pattern makes, blanks at its ends off; empty where none of its fields is there. `parts`: what it is
// made of.
std::string JoinFields(const std::string& pattern, const std::vector<Path>& paths, const Message* current,
                       Finder* finder, std::vector<Found>* parts);

}  // namespace entente::adapters
