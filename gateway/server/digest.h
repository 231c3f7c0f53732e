// "sha256:…" of a file's bytes, as the audit log tells which one was in force.
#pragma once

#include <string>
#include <string_view>

namespace entente::server {

std::string DigestOf(std::string_view text);

}  // namespace entente::server
