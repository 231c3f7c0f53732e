// What a record lacks under the gates in force, told with the places of its own format.
#pragma once

#include <vector>

#include "adapters/core/format.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/active.h"

namespace entente::core {

// Empty: it passes. Names places and expectations, never a value.
std::vector<v1::Missing> WhatIsMissing(const Active& active, const adapters::Registry& formats,
                                       const v1::Record& record);

}  // namespace entente::core
