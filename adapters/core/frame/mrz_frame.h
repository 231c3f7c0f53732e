// Machine readable zones as a Frame.
#pragma once

#include <memory>

#include "adapters/core/frame/frame.h"

namespace entente::adapters {

std::unique_ptr<const Frame> MakeMrzFrame();

}  // namespace entente::adapters
