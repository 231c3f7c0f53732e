#include "gateway/cli/pki/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace entente::cli {
namespace {

using ExtensionPtr = std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)>;

constexpr long kSecondsOfDay = 24L * 60 * 60;
constexpr long kClockSlackSeconds = 300;  // a machine whose clock is a little late accepts it too

absl::Status OpensslError(const char* what) {
  char text[256] = "no reason given";
  if (const unsigned long code = ERR_get_error(); code != 0) ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return absl::InternalError(absl::StrCat(what, " failed: ", text));
}

template <typename Write>
absl::StatusOr<std::string> ToPem(Write write) {
  const pem::Owned<BIO> bio(BIO_new(BIO_s_mem()));
  if (!bio || write(bio.get()) != 1) return OpensslError("writing PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

// Positive, 127 random bits: RFC 5280 wants at most 20 bytes, and nobody able to guess the next one.
bool SetRandomSerial(X509* certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_bin2bn(bytes, sizeof bytes, nullptr), &BN_free);
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool AddName(X509_NAME* name, const char* field, const std::string& text) {
  if (text.empty()) return true;
  return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1;
}

bool SetSubject(X509* certificate, const Subject& subject) {
  X509_NAME* name = X509_get_subject_name(certificate);
  return AddName(name, "O", subject.organisation) && AddName(name, "OU", subject.unit) &&
         AddName(name, "CN", subject.common_name);
}

bool SetTimes(X509* certificate, int days) {
  return X509_gmtime_adj(X509_getm_notBefore(certificate), -kClockSlackSeconds) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), days * kSecondsOfDay) != nullptr;
}

bool Add(X509* certificate, X509V3_CTX* context, int nid, const std::string& value) {
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, context, nid, value.c_str()), &X509_EXTENSION_free);
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// The extended usages keep the four apart: an officer's certificate opens no connection, a participant's is no server.
const char* ExtendedUsage(CertificateUse usage) {
  switch (usage) {
    case CertificateUse::kGateway:
      return "serverAuth";
    case CertificateUse::kParticipant:
      return "clientAuth";
    case CertificateUse::kOfficer:
      return "emailProtection";
    case CertificateUse::kAuthority:
      break;
  }
  return nullptr;
}

bool SetExtensions(X509* certificate, const Subject& subject, X509* issuer) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const bool authority = subject.usage == CertificateUse::kAuthority;
  bool good =
      Add(certificate, &context, NID_basic_constraints, authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE");
  good = good && Add(certificate, &context, NID_key_usage,
                     authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  good = good && Add(certificate, &context, NID_subject_key_identifier, "hash");
  if (!authority) good = good && Add(certificate, &context, NID_authority_key_identifier, "keyid");
  if (const char* usage = ExtendedUsage(subject.usage))
    good = good && Add(certificate, &context, NID_ext_key_usage, usage);
  if (!subject.alternative_names.empty()) {
    good = good && Add(certificate, &context, NID_subject_alt_name, absl::StrJoin(subject.alternative_names, ","));
  }
  return good;
}

}  // namespace

absl::StatusOr<Issued> Issue(const Subject& subject, const Authority* authority) {
  const pem::Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const pem::Owned<X509> certificate(X509_new());
  if (!key || !certificate) return OpensslError("making a key");
  X509* const issuer = authority == nullptr ? certificate.get() : authority->certificate.get();
  EVP_PKEY* const signer = authority == nullptr ? key.get() : authority->key.get();
  const bool good = X509_set_version(certificate.get(), 2) == 1 && SetRandomSerial(certificate.get()) &&
                    SetSubject(certificate.get(), subject) && SetTimes(certificate.get(), subject.days) &&
                    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)) == 1 &&
                    X509_set_pubkey(certificate.get(), key.get()) == 1 &&
                    SetExtensions(certificate.get(), subject, issuer) &&
                    X509_sign(certificate.get(), signer, EVP_sha256()) > 0;
  if (!good) return OpensslError("making the certificate");
  absl::StatusOr<std::string> certificate_pem =
      ToPem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
  if (!certificate_pem.ok()) return certificate_pem.status();
  absl::StatusOr<std::string> key_pem = ToPem(
      [&](BIO* bio) { return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  if (!key_pem.ok()) return key_pem.status();
  return Issued{*std::move(certificate_pem), *std::move(key_pem)};
}

absl::StatusOr<Authority> ReadAuthority(const std::string& certificate_pem, const std::string& key_pem) {
  Authority authority{pem::ReadCertificate(certificate_pem), pem::ReadPrivateKey(key_pem)};
  if (!authority.certificate) return absl::InvalidArgumentError("the authority's certificate is not PEM");
  if (!authority.key) return absl::InvalidArgumentError("the authority's key is not an unencrypted PEM key");
  if (X509_check_private_key(authority.certificate.get(), authority.key.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError("the authority's key does not belong to its certificate");
  }
  if (X509_check_ca(authority.certificate.get()) != 1) {
    return absl::InvalidArgumentError("the authority's certificate may not sign others");
  }
  return authority;
}

absl::StatusOr<std::string> TrustDomain(const Authority& authority) {
  const auto free_names = [](GENERAL_NAMES* names) { GENERAL_NAMES_free(names); };
  const std::unique_ptr<GENERAL_NAMES, decltype(free_names)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(authority.certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
      free_names);
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    absl::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                           static_cast<size_t>(ASN1_STRING_length(uri)));
    if (absl::ConsumePrefix(&text, "spiffe://")) return std::string(text);
  }
  return absl::InvalidArgumentError(
      "the authority's certificate names no trust domain, expected the URI spiffe://<domain>");
}

}  // namespace entente::cli
