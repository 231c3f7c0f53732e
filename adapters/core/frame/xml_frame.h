// XML as a Frame.
#pragma once

#include <memory>

#include "adapters/core/frame/frame.h"
#include "adapters/core/frame/xml.h"

namespace entente::adapters {

std::unique_ptr<const Frame> MakeXmlFrame(XmlLayout layout);

}  // namespace entente::adapters
