#include "gateway/core/officer_signature.h"

#include <openssl/err.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/core/errors.h"
#include "gateway/pem/pem.h"

namespace entente::core {
namespace {

constexpr size_t kSignatureMax = 64 * 1024;  // bytes; one signature with its certificate has some 2,000

bool ValidAt(const X509* certificate, absl::Time now) {
  time_t at = absl::ToTimeT(now);
  return X509_cmp_time(X509_get0_notBefore(certificate), &at) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate), &at) > 0;
}

bool Signed(X509* certificate, const std::string& signature, std::string_view statement) {
  if (signature.empty() || signature.size() > kSignatureMax) return false;
  const pem::Owned<BIO> bytes = pem::Open(signature);
  const pem::Owned<CMS_ContentInfo> cms(d2i_CMS_bio(bytes.get(), nullptr));
  // CMS_verify has nothing against a message that nobody signed.
  if (cms == nullptr || sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms.get())) != 1) return false;
  const pem::Owned<STACK_OF(X509)> signers(sk_X509_new_null());
  if (signers == nullptr || sk_X509_push(signers.get(), certificate) == 0) return false;
  const pem::Owned<BIO> content = pem::Open(statement);
  constexpr unsigned kFlags = CMS_BINARY | CMS_DETACHED | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY;
  return CMS_verify(cms.get(), signers.get(), nullptr, content.get(), nullptr, kFlags) == 1;
}

absl::Status NotSigned(const v1::OfficerSignature& signature, const char* why) {
  return WithReason(absl::PermissionDeniedError(absl::StrCat("officer `", NameOf(signature), "` ", why)),
                    v1::NOT_ENTITLED);
}

}  // namespace

std::string NameOf(const v1::OfficerSignature& signature) {
  return absl::StrCat(signature.country(), "/", signature.officer());
}

absl::StatusOr<const Officer*> VerifyOfficer(const Participants& participants, const v1::OfficerSignature& signature,
                                             std::string_view statement, absl::Time now) {
  const auto& officers = participants.officers;
  const auto officer = std::find_if(officers.begin(), officers.end(), [&](const Officer& o) {
    return o.country == signature.country() && o.id == signature.officer();
  });
  if (officer == officers.end()) return NotSigned(signature, "is not in the participants file");
  const pem::Owned<X509> certificate = pem::ReadCertificate(officer->certificate_pem);
  const bool valid = certificate != nullptr && ValidAt(certificate.get(), now);
  const bool good = valid && Signed(certificate.get(), signature.signature(), statement);
  ERR_clear_error();
  if (!valid) return NotSigned(signature, "has a certificate that is not valid now");
  if (!good) return NotSigned(signature, "did not sign this: the signature is of something or somebody else");
  return &*officer;
}

}  // namespace entente::core
