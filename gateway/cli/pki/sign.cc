#include "gateway/cli/pki/sign.h"

#include <openssl/err.h>

#include "absl/strings/str_cat.h"
#include "gateway/cli/pki/names.h"
#include "gateway/pem/pem.h"

namespace entente::cli {
namespace {

std::string NameEntry(const X509* certificate, int nid) {
  char text[256] = {};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), nid, text, sizeof text);
  return size > 0 ? std::string(text, static_cast<size_t>(size)) : "";
}

}  // namespace

absl::StatusOr<std::string> SignStatement(std::string_view statement, const std::string& certificate_pem,
                                          const std::string& key_pem) {
  const pem::Owned<X509> certificate = pem::ReadCertificate(certificate_pem);
  if (certificate == nullptr) return absl::InvalidArgumentError("the officer's certificate is none in PEM");
  const pem::Owned<EVP_PKEY> key = pem::ReadPrivateKey(key_pem);
  const bool pair = key != nullptr && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!pair) return absl::InvalidArgumentError("the officer's key is none in PEM, or not of that certificate");
  const pem::Owned<BIO> content = pem::Open(statement);
  const pem::Owned<CMS_ContentInfo> cms(
      CMS_sign(certificate.get(), key.get(), nullptr, content.get(), CMS_BINARY | CMS_DETACHED));
  const pem::Owned<BIO> der(BIO_new(BIO_s_mem()));
  if (cms == nullptr || i2d_CMS_bio(der.get(), cms.get()) != 1) {
    ERR_clear_error();
    return absl::InternalError("the statement cannot be signed");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(der.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

absl::StatusOr<std::string> OfficerOf(const std::string& certificate_pem) {
  const pem::Owned<X509> certificate = pem::ReadCertificate(certificate_pem);
  if (certificate == nullptr) return absl::InvalidArgumentError("the officer's certificate is none in PEM");
  const std::string unit = NameEntry(certificate.get(), NID_organizationalUnitName);
  const std::string country = unit.substr(0, unit.find(' '));
  const std::string id = NameEntry(certificate.get(), NID_commonName);
  if (IsCountry(country) && !id.empty()) return absl::StrCat(country, "/", id);
  return absl::InvalidArgumentError("the certificate does not tell the officer, expected --as COUNTRY/id");
}

}  // namespace entente::cli
