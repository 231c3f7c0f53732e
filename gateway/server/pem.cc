#include "gateway/server/pem.h"

#include <openssl/err.h>

#include "gateway/pem/pem.h"

namespace entente::server {

bool IsCertificatePem(const std::string& text) { return pem::ReadCertificate(text) != nullptr; }

absl::Status CheckKeyPair(const std::string& certificate_pem, const std::string& key_pem) {
  const pem::Owned<X509> certificate = pem::ReadCertificate(certificate_pem);
  if (certificate == nullptr) return absl::InvalidArgumentError("`tls.certificate` is no certificate in PEM");
  const pem::Owned<EVP_PKEY> key = pem::ReadPrivateKey(key_pem);
  if (key == nullptr) return absl::InvalidArgumentError("`tls.key` is no private key in PEM without passphrase");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError("`tls.key` does not belong to `tls.certificate`");
  }
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) <= 0) {
    return absl::InvalidArgumentError("`tls.certificate` has expired");
  }
  return absl::OkStatus();
}

}  // namespace entente::server
