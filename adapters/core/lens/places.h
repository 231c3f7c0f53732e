// Where a mapping keeps the fields of the common record: for those who tell a national engineer what is missing.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/lens/plan.h"

namespace entente::adapters {

// By common field ("orders.country", brackets left out): the native places, as the mapping writes them, in its order.
using Places = std::map<std::string, std::vector<std::string>, std::less<>>;
Places PlacesOf(const Plan& plan);

// Of the field, of what it is a part of, and of its parts.
std::vector<std::string> FindPlaces(const Places& places, std::string_view field);

}  // namespace entente::adapters
