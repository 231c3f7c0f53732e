// Whether what stands at a place says something. A code for "unknown" and a date of zeros say nothing.
#pragma once

#include "adapters/core/lens/reach.h"

namespace entente::gates {

bool SaysSomething(const adapters::Found& found);

}  // namespace entente::gates
