#pragma once

#include <cstdint>
#include <string_view>

namespace entente::adapters {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Offset of the first byte that is not UTF-8, or -1.
int64_t InvalidUtf8At(std::string_view text);

}  // namespace entente::adapters
