// Who signed: an officer whose certificate the participants file has, over exactly this statement.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/participants.h"

namespace entente::core {

// PermissionDenied, NOT_ENTITLED: no such officer in the file as it is now, a certificate that is not valid at `now`,
// or no detached CMS signature of it, alone, over the statement. The chain is not asked: the file pins the certificate.
absl::StatusOr<const Officer*> VerifyOfficer(const Participants& participants, const v1::OfficerSignature& signature,
                                             std::string_view statement, absl::Time now);

// "EC/policy-1"
std::string NameOf(const v1::OfficerSignature& signature);

}  // namespace entente::core
