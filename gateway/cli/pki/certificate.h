// Keys and certificates of a development trust domain, made through OpenSSL's library. P-256, SHA-256.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/pem/pem.h"

namespace entente::cli {

enum class CertificateUse { kAuthority, kGateway, kParticipant, kOfficer };

// What a certificate says.
struct Subject {
  CertificateUse usage = CertificateUse::kParticipant;
  std::string common_name;                     // for people; nobody is identified by it
  std::string organisation, unit;              // may be empty
  std::vector<std::string> alternative_names;  // "URI:spiffe://…", "DNS:localhost", "IP:127.0.0.1"
  int days = 365;
};

struct Authority {
  pem::Owned<X509> certificate;
  pem::Owned<EVP_PKEY> key;
};

struct Issued {
  std::string certificate_pem, key_pem;
};

// Without an authority the certificate signs itself.
absl::StatusOr<Issued> Issue(const Subject& subject, const Authority* authority);

absl::StatusOr<Authority> ReadAuthority(const std::string& certificate_pem, const std::string& key_pem);

// The authority's one URI: spiffe://<trust domain>.
absl::StatusOr<std::string> TrustDomain(const Authority& authority);

}  // namespace entente::cli
