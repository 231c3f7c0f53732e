#include "gateway/pem/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace entente::pem {
namespace {

int NoPassphrase(char*, int, int, void*) { return -1; }

}  // namespace

Owned<BIO> Open(std::string_view bytes) {
  return Owned<BIO>(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

Owned<X509> ReadCertificate(std::string_view pem) {
  const Owned<BIO> bio = Open(pem);
  Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return certificate;
}

Owned<EVP_PKEY> ReadPrivateKey(std::string_view pem) {
  const Owned<BIO> bio = Open(pem);
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return key;
}

}  // namespace entente::pem
