// Random names: they mean nothing, and nobody can guess the next.
#pragma once

#include <string>
#include <string_view>

namespace entente::core {

std::string NewRecordId();    // 32 hexadecimal digits
std::string NewDecisionId();  // 16
std::string NewRequestId();   // 16
bool IsRecordId(std::string_view text);

}  // namespace entente::core
