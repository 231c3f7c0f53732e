// Units that convert exactly into each other: mass, length, volume, area, age.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/core/lens/decimal.h"

namespace entente::adapters {

// Nothing when the units are unknown, of different kinds, or the result does not end.
std::optional<Decimal> ConvertUnit(const Decimal& amount, std::string_view from, std::string_view to);
// GRM, MLT, CMT or MTK; empty where nothing converts.
std::string_view NormalUnit(std::string_view unit);

}  // namespace entente::adapters
