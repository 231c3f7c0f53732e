// How the policy commands sign: with an officer's certificate and key, or with a signature that was made elsewhere.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"
#include "gateway/cli/command.h"

namespace entente::cli {

struct SigningFlags {
  std::string certificate, key, signature, as;
};
void AddSigningFlags(const Command& command, SigningFlags* flags);

absl::StatusOr<v1::OfficerSignature> Sign(const SigningFlags& flags, const std::string& statement);

}  // namespace entente::cli
