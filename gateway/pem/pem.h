// Certificates and keys from PEM text, and OpenSSL's objects owned.
//
// Thread safety: all functions may be called from any thread.
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>

namespace entente::pem {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(CMS_ContentInfo* cms) const { CMS_ContentInfo_free(cms); }
  void operator()(STACK_OF(X509) * certificates) const { sk_X509_free(certificates); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// Reads from `bytes`, which must outlive it.
Owned<BIO> Open(std::string_view bytes);

// Null: there is none in the text. A key with a passphrase is none, and no terminal is asked. OpenSSL's queue of errors
// is left empty.
Owned<X509> ReadCertificate(std::string_view pem);
Owned<EVP_PKEY> ReadPrivateKey(std::string_view pem);

}  // namespace entente::pem
