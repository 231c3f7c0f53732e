// The certificates of a client, read and checked before a connection is tried: a wrong file is told by its name, where
// gRPC would only say that a handshake failed.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "entente/options.h"

namespace entente {

struct TlsMaterial {
  std::string root_pem, cert_pem, key_pem;
};

absl::StatusOr<TlsMaterial> LoadTls(const TlsOptions& options);

}  // namespace entente
