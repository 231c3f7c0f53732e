#include "client-lib/src/test_certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace entente {
namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertPtr = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long kDay = 24 * 60 * 60;

std::string Text(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

std::string Pem(X509* certificate) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  return Text(bio);
}

std::string Pem(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  return Text(bio);
}

void Extend(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

struct Order {
  const char* name;
  const char* alternative_name;  // null: an authority
  long days;                     // from now to its end
};

CertPtr Issue(const Order& order, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  static long serial = 1;
  CertPtr certificate(X509_new(), &X509_free);
  X509* x509 = certificate.get();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
  X509_gmtime_adj(X509_getm_notBefore(x509), -10 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), order.days * kDay);
  X509_NAME* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(order.name), -1, -1, 0);
  X509_set_issuer_name(x509, issuer == nullptr ? name : X509_get_subject_name(issuer));
  X509_set_pubkey(x509, key);
  Extend(x509, NID_basic_constraints, order.alternative_name == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (order.alternative_name != nullptr) Extend(x509, NID_subject_alt_name, order.alternative_name);
  X509_sign(x509, issuer_key, EVP_sha256());
  return certificate;
}

KeyPtr NewKey() { return KeyPtr(EVP_EC_gen("P-256"), &EVP_PKEY_free); }

}  // namespace

TestCertificates MakeTestCertificates() {
  const char* client_name = "URI:spiffe://test.example/ncb/EC/migracion";
  const KeyPtr root_key = NewKey(), server_key = NewKey(), client_key = NewKey();
  const CertPtr root = Issue({"test authority", nullptr, 10}, root_key.get(), nullptr, root_key.get());
  const auto issue = [&](const Order& order, const KeyPtr& key) {
    return Pem(Issue(order, key.get(), root.get(), root_key.get()).get());
  };
  return {
      .root_pem = Pem(root.get()),
      .server_pem = issue({"gateway", "DNS:localhost,IP:127.0.0.1", 10}, server_key),
      .server_key_pem = Pem(server_key.get()),
      .client_pem = issue({"client", client_name, 10}, client_key),
      .client_key_pem = Pem(client_key.get()),
      .expired_pem = issue({"client", client_name, -1}, client_key),
  };
}

}  // namespace entente
