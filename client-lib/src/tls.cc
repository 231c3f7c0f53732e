#include "client-lib/src/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace entente {
namespace {

using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr size_t kFileSizeMax = 1024 * 1024;

// What the caller named it, for messages.
std::string NameOf(const std::string& file, const char* what) {
  return file.empty() ? absl::StrCat("the ", what, " given as text") : absl::StrCat(what, " `", file, "`");
}

absl::StatusOr<std::string> Load(const std::string& file, const std::string& pem, const char* what) {
  if (!pem.empty()) return pem;
  if (file.empty()) return absl::InvalidArgumentError(absl::StrCat("no ", what, " was given, expected a PEM file"));
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) {
    return absl::NotFoundError(absl::StrCat(what, " `", file, "` cannot be read"));
  }
  std::string bytes = std::move(text).str();
  if (bytes.size() > kFileSizeMax) {
    return absl::InvalidArgumentError(absl::StrCat(what, " `", file, "` has over 1 MiB, expected a PEM file"));
  }
  return bytes;
}

// An encrypted key must fail, not ask on the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

BioPtr Memory(const std::string& pem) {
  return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
}

X509Ptr ReadCertificate(const std::string& pem) {
  const BioPtr bio = Memory(pem);
  X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, &NoPassword, nullptr), &X509_free);
  ERR_clear_error();
  return certificate;
}

KeyPtr ReadKey(const std::string& pem) {
  const BioPtr bio = Memory(pem);
  KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr), &EVP_PKEY_free);
  ERR_clear_error();
  return key;
}

absl::Status CheckInTime(X509* certificate, const std::string& name) {
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) {
    return absl::InvalidArgumentError(absl::StrCat(name, " has expired"));
  }
  if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is not valid yet"));
  }
  return absl::OkStatus();
}

absl::Status CheckPair(X509* certificate, EVP_PKEY* key, const std::string& cert_name, const std::string& key_name) {
  const bool match = X509_check_private_key(certificate, key) == 1;
  ERR_clear_error();
  if (match) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(key_name, " does not belong to ", cert_name));
}

absl::Status Check(const TlsMaterial& material, const TlsOptions& options) {
  const std::string root_name = NameOf(options.root_file, "root certificate");
  const std::string cert_name = NameOf(options.cert_file, "certificate");
  const std::string key_name = NameOf(options.key_file, "private key");
  const X509Ptr root = ReadCertificate(material.root_pem);
  if (!root) return absl::InvalidArgumentError(absl::StrCat(root_name, " is not a certificate in PEM"));
  const X509Ptr certificate = ReadCertificate(material.cert_pem);
  if (!certificate) return absl::InvalidArgumentError(absl::StrCat(cert_name, " is not a certificate in PEM"));
  const KeyPtr key = ReadKey(material.key_pem);
  if (!key) return absl::InvalidArgumentError(absl::StrCat(key_name, " is not an unencrypted private key in PEM"));
  if (absl::Status status = CheckInTime(root.get(), root_name); !status.ok()) return status;
  if (absl::Status status = CheckInTime(certificate.get(), cert_name); !status.ok()) return status;
  return CheckPair(certificate.get(), key.get(), cert_name, key_name);
}

}  // namespace

absl::StatusOr<TlsMaterial> LoadTls(const TlsOptions& options) {
  absl::StatusOr<std::string> root = Load(options.root_file, options.root_pem, "root certificate");
  if (!root.ok()) return root.status();
  absl::StatusOr<std::string> cert = Load(options.cert_file, options.cert_pem, "certificate");
  if (!cert.ok()) return cert.status();
  absl::StatusOr<std::string> key = Load(options.key_file, options.key_pem, "private key");
  if (!key.ok()) return key.status();
  TlsMaterial material{*std::move(root), *std::move(cert), *std::move(key)};
  if (absl::Status status = Check(material, options); !status.ok()) return status;
  return material;
}

}  // namespace entente
