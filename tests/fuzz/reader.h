// What a fuzzer asks of a format: whatever the bytes, reading ends, every value of what was read has one fate, and what
// was read can be written, or the format says in words that it cannot.
#pragma once

#include <string_view>

#include "adapters/core/format.h"

namespace entente::fuzz {

// Aborts where the format breaks its word.
void ReadAnything(const adapters::Format& format, std::string_view bytes);

}  // namespace entente::fuzz
