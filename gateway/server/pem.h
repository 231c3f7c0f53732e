// Looks at PEM before gRPC does, which only says that a handshake failed.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace entente::server {

bool IsCertificatePem(const std::string& pem);

// Parses, belongs together, and is valid now. `names` of the files, for the message.
absl::Status CheckKeyPair(const std::string& certificate_pem, const std::string& key_pem);

}  // namespace entente::server
