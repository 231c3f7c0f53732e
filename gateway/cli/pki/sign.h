// An officer's detached CMS signature over a statement.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace entente::cli {

// DER. InvalidArgument: a certificate or key that cannot be read, or that do not belong together.
absl::StatusOr<std::string> SignStatement(std::string_view statement, const std::string& certificate_pem,
                                          const std::string& key_pem);

// "EC/policy-1", as `entente pki officer` puts country and id into a certificate. InvalidArgument: another's names.
absl::StatusOr<std::string> OfficerOf(const std::string& certificate_pem);

}  // namespace entente::cli
