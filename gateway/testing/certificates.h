// Certificates for tests, made on the spot: a certificate authority, and what it signs.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

namespace entente::testing {

struct KeyPair {
  std::string certificate_pem, key_pem;
};

struct CertificateOptions {
  std::string common_name = "test";
  std::vector<std::string> uris;       // subject alternative names
  std::vector<std::string> dns_names;  // of a server
  int valid_from_s = -3600;            // seconds from now
  int valid_until_s = 3600;
};

// Detached CMS (DER) over the text, as an officer signs.
std::string SignDetached(const KeyPair& officer, const std::string& text);

class CertificateAuthority {
 public:
  CertificateAuthority();
  const std::string& certificate_pem() const { return certificate_pem_; }
  KeyPair Issue(const CertificateOptions& options) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> certificate_;
  std::string certificate_pem_;
};

}  // namespace entente::testing
