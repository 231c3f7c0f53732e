#include "gateway/testing/certificates.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdlib>

#include "gateway/pem/pem.h"

namespace entente::testing {
namespace {

// A test that cannot make its certificates has nothing to test.
void Must(bool done) {
  if (!done) std::abort();
}

std::string TextOf(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);  // NOLINT(google-runtime-int): OpenSSL's own type
  std::string text(bytes, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

std::string PemOf(X509* certificate) {
  BIO* bio = BIO_new(BIO_s_mem());
  Must(PEM_write_bio_X509(bio, certificate) == 1);
  return TextOf(bio);
}

std::string PemOf(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  Must(PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextOf(bio);
}

EVP_PKEY* NewKey() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  Must(key != nullptr);
  return key;
}

X509* NewCertificate(EVP_PKEY* key, const CertificateOptions& options) {
  X509* certificate = X509_new();
  Must(certificate != nullptr && X509_set_version(certificate, 2) == 1);
  uint64_t serial = 0;
  Must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), options.valid_from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate), options.valid_until_s);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(options.common_name.c_str()), -1, -1, 0);
  Must(X509_set_pubkey(certificate, key) == 1);
  return certificate;
}

void Extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

}  // namespace

std::string SignDetached(const KeyPair& officer, const std::string& text) {
  const pem::Owned<X509> certificate = pem::ReadCertificate(officer.certificate_pem);
  const pem::Owned<EVP_PKEY> key = pem::ReadPrivateKey(officer.key_pem);
  const pem::Owned<BIO> content = pem::Open(text);
  const pem::Owned<CMS_ContentInfo> cms(
      CMS_sign(certificate.get(), key.get(), nullptr, content.get(), CMS_BINARY | CMS_DETACHED));
  BIO* der = BIO_new(BIO_s_mem());
  Must(cms != nullptr && i2d_CMS_bio(der, cms.get()) == 1);
  return TextOf(der);
}

CertificateAuthority::CertificateAuthority() : key_(NewKey()) {
  CertificateOptions options;
  options.common_name = "test authority";
  certificate_.reset(NewCertificate(key_.get(), options));
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  Extend(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate_.get(), certificate_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  Must(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0);
  certificate_pem_ = PemOf(certificate_.get());
}

KeyPair CertificateAuthority::Issue(const CertificateOptions& options) const {
  const std::unique_ptr<EVP_PKEY, Free> key(NewKey());
  const std::unique_ptr<X509, Free> certificate(NewCertificate(key.get(), options));
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  std::string names;
  for (const std::string& uri : options.uris) names += (names.empty() ? "URI:" : ",URI:") + uri;
  for (const std::string& dns : options.dns_names) names += (names.empty() ? "DNS:" : ",DNS:") + dns;
  if (!names.empty()) Extend(certificate.get(), certificate_.get(), NID_subject_alt_name, names);
  Extend(certificate.get(), certificate_.get(), NID_basic_constraints, "critical,CA:FALSE");
  Must(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0);
  return {PemOf(certificate.get()), PemOf(key.get())};
}

}  // namespace entente::testing
