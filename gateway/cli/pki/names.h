// The names that may stand in a certificate. Checked by letter, since a comma would begin another name.
#pragma once

#include <string>
#include <string_view>

namespace entente::cli {

bool IsTrustDomain(std::string_view text);  // "entente.example": SPIFFE's letters a-z, 0-9, '.', '-', '_'
bool IsSystemId(std::string_view text);     // "EC/migracion": country, then the system
bool IsCountry(std::string_view text);      // "EC", "XPO"
bool IsDnsName(std::string_view text);
bool IsIpAddress(const std::string& text);

}  // namespace entente::cli
