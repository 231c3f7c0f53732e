// An overlay's frame: from when to when it holds, and what becomes of copies at its end.
#pragma once

#include <optional>

#include "gateway/policy/reader.h"

namespace entente::policy {

// Nothing when its time could not be read; then its rules are still checked by the caller.
std::optional<Overlay> ReadOverlay(const Node& node, Reader& reader);

}  // namespace entente::policy
