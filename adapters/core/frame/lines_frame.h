// Fixed-width lines as a Frame.
#pragma once

#include <memory>

#include "adapters/core/frame/frame.h"
#include "adapters/core/frame/lines.h"

namespace entente::adapters {

std::unique_ptr<const Frame> MakeLinesFrame(LinesLayout layout);

}  // namespace entente::adapters
