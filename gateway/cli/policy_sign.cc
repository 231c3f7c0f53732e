#include "gateway/cli/policy_sign.h"

#include "absl/strings/str_cat.h"
#include "gateway/cli/files.h"
#include "gateway/cli/pki/sign.h"

namespace entente::cli {
namespace {

absl::Status SetOfficer(const std::string& name, v1::OfficerSignature& signature) {
  const size_t slash = name.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == name.size()) {
    return absl::InvalidArgumentError(absl::StrCat("`", name, "` is no officer, expected COUNTRY/id as EC/policy-1"));
  }
  signature.set_country(name.substr(0, slash));
  signature.set_officer(name.substr(slash + 1));
  return absl::OkStatus();
}

}  // namespace

void AddSigningFlags(const Command& command, SigningFlags* flags) {
  const Command group = command.Group("The officer who signs");
  group.Text("--officer-cert", &flags->certificate, "The officer's certificate, PEM, as the participants file has it");
  group.Text("--officer-key", &flags->key, "Its private key, PEM");
  group.Text("--signature", &flags->signature,
             "A detached CMS signature, DER, made elsewhere over what `entente policy statement` prints");
  group.Text("--as", &flags->as, "COUNTRY/id of the officer; else as the certificate says");
}

absl::StatusOr<v1::OfficerSignature> Sign(const SigningFlags& flags, const std::string& statement) {
  v1::OfficerSignature signed_by;
  if (!flags.signature.empty()) {
    if (flags.as.empty()) return absl::InvalidArgumentError("--signature needs --as, the officer who made it");
    absl::StatusOr<std::string> bytes = ReadFile(flags.signature);
    if (!bytes.ok()) return bytes.status();
    signed_by.set_signature(*std::move(bytes));
    if (const absl::Status status = SetOfficer(flags.as, signed_by); !status.ok()) return status;
    return signed_by;
  }
  if (flags.certificate.empty() || flags.key.empty()) {
    return absl::InvalidArgumentError(
        "an officer must sign this, expected --officer-cert and --officer-key, or --signature and --as");
  }
  const absl::StatusOr<std::string> certificate = ReadFile(flags.certificate);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<std::string> key = ReadFile(flags.key);
  if (!key.ok()) return key.status();
  const absl::StatusOr<std::string> name = flags.as.empty() ? OfficerOf(*certificate) : flags.as;
  if (!name.ok()) return name.status();
  if (const absl::Status status = SetOfficer(*name, signed_by); !status.ok()) return status;
  absl::StatusOr<std::string> bytes = SignStatement(statement, *certificate, *key);
  if (!bytes.ok()) return bytes.status();
  signed_by.set_signature(*std::move(bytes));
  return signed_by;
}

}  // namespace entente::cli
