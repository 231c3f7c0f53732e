#include "gateway/server/pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace entente::server {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIO> Open(const std::string& pem) {
  return Owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// Never asks a terminal for a passphrase.
int NoPassphrase(char*, int, int, void*) { return 0; }

Owned<X509> Certificate(const std::string& pem) {
  const Owned<BIO> bio = Open(pem);
  Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return certificate;
}

}  // namespace

bool IsCertificatePem(const std::string& pem) { return Certificate(pem) != nullptr; }

absl::Status CheckKeyPair(const std::string& certificate_pem, const std::string& key_pem) {
  const Owned<X509> certificate = Certificate(certificate_pem);
  if (certificate == nullptr) return absl::InvalidArgumentError("`tls.certificate` is no certificate in PEM");
  const Owned<BIO> bio = Open(key_pem);
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
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
