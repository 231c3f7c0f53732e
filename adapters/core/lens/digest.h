#pragma once

#include <string>
#include <string_view>

namespace entente::adapters {

std::string Sha256Hex(std::string_view data);

}  // namespace entente::adapters
