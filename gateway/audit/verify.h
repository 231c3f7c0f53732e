// The verifier over files that may be a test's own; log.h has the one over the real ones.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateway/audit/files.h"
#include "gateway/audit/log.h"

namespace entente::audit {

absl::StatusOr<Verified> VerifyIn(Files& files, const std::string& directory, std::string_view verifier_key);

}  // namespace entente::audit
