// A copy in the reader's own format. Works on what the reader may see anyway.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "adapters/core/format.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/participants.h"

namespace entente::core {

// The format a request names, or its system's; empty: none. InvalidArgument, FORMAT_UNKNOWN.
absl::StatusOr<const adapters::Format*> FormatFor(const adapters::Registry& formats, const System& system,
                                                  std::string_view requested);

// What the format cannot hold at all is told in `failure`.
v1::Rendering Render(const adapters::Format& format, const v1::Record& copy);

}  // namespace entente::core
