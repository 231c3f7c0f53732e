// SHA-256 as RFC 6962 section 2.1 uses it, and base64 that has one spelling only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/audit/log.h"

namespace entente::audit {

inline constexpr size_t kHashSize = 32;

Hash Sha256(std::initializer_list<std::string_view> parts);
Hash NodeHash(std::string_view left, std::string_view right);

// Abseil here has a string_view of its own.
inline absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string Base64(std::string_view bytes);
// InvalidArgument for anything that Base64 would not have written: other alphabets, line ends, stray bits in the
// padding.
absl::StatusOr<std::string> FromBase64(std::string_view text);

}  // namespace entente::audit
