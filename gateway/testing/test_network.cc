#include "gateway/testing/test_network.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace entente::testing {
namespace {

namespace fs = std::filesystem;

// EC shows CO the arrest and its people, never the victim; tells PE of hits; tells everyone else nothing. XPO's notices
// go to everyone. CL has no rule of its own for its arrests: the floor's hit for the requester is all there is.
constexpr char kParticipants[] = R"(trust_domain: entente.test
participants:
  - country: EC
    systems:
      - {id: migracion, roles: [submit, receive, check], purposes: [criminal-investigation, border-control], state: live}
      - {id: sandbox, roles: [submit, receive, check], purposes: [criminal-investigation], state: sandbox}
      - {id: admin, roles: [administrator], purposes: [criminal-investigation], state: live}
    officers:
      - {id: policy-1, role: policy-officer, certificate: officers/EC-policy-1.pem}
      - {id: policy-2, role: policy-officer, certificate: officers/EC-policy-2.pem}
      - {id: dpo-1, role: data-protection-officer, certificate: officers/EC-dpo-1.pem}
  - country: CO
    systems:
      - {id: policia, roles: [submit, receive, check], purposes: [criminal-investigation, border-control], state: live}
      - {id: sandbox, roles: [submit, receive, check], purposes: [criminal-investigation], state: sandbox}
      - {id: archivo, roles: [submit, receive], purposes: [criminal-investigation], state: receive-only}
      - {id: admin, roles: [administrator], purposes: [criminal-investigation], state: live}
    officers:
      - {id: policy-1, role: policy-officer, certificate: officers/CO-policy-1.pem}
      - {id: policy-2, role: policy-officer, certificate: officers/CO-policy-2.pem}
      - {id: dpo-1, role: data-protection-officer, certificate: officers/CO-dpo-1.pem}
  - country: PE
    systems:
      - {id: pnp, roles: [receive, check], purposes: [criminal-investigation], state: live}
  - country: BR
    systems:
      - {id: pf, roles: [submit, receive, check], purposes: [criminal-investigation], state: live}
  - country: CL
    systems:
      - {id: pdi, roles: [submit, receive, check], purposes: [criminal-investigation], state: live}
      - {id: admin, roles: [administrator], purposes: [criminal-investigation], state: live}
    officers:
      - {id: policy-1, role: policy-officer, certificate: officers/CL-policy-1.pem}
      - {id: policy-2, role: policy-officer, certificate: officers/CL-policy-2.pem}
      - {id: dpo-1, role: data-protection-officer, certificate: officers/CL-dpo-1.pem}
  - country: DO
    systems:
      - {id: ncb, roles: [submit, receive, check, administrator], purposes: [criminal-investigation], state: live}
      - {id: audit, roles: [auditor], purposes: [criminal-investigation], state: live}
    officers:
      - {id: policy-1, role: policy-officer, certificate: officers/DO-policy-1.pem}
      - {id: policy-2, role: policy-officer, certificate: officers/DO-policy-2.pem}
      - {id: dpo-1, role: data-protection-officer, certificate: officers/DO-dpo-1.pem}
  - country: XPO
    systems:
      - {id: ncb, roles: [submit, receive], purposes: [criminal-investigation], state: live}
      - {id: admin, roles: [administrator], purposes: [criminal-investigation], state: live}
    officers:
      - {id: policy-1, role: policy-officer, certificate: officers/XPO-policy-1.pem}
      - {id: policy-2, role: policy-officer, certificate: officers/XPO-policy-2.pem}
      - {id: dpo-1, role: data-protection-officer, certificate: officers/XPO-dpo-1.pem}
  - country: VE
    systems:
      - {id: ncb, roles: [receive], purposes: [criminal-investigation], state: suspended}
)";

constexpr char kFloor[] = R"(kind: NetworkFloor
version: 1
rules:
  - id: article-3
    forbid: {to: any, matter: [political, military, religious, racial]}
    why: INTERPOL Constitution, Article 3
  - id: five-years
    restrict: {to: any}
    retention: P5Y
    why: no copy outlives five years
  - id: requester-hit
    permit: {to: requester, records: [arrest]}
    purposes: [criminal-investigation]
    retention: P1Y
    reveal: hit
    match: [identity]
    why: the bureau whose notice was carried out may learn that it was
)";

constexpr char kEcuador[] = R"(kind: CountryPolicy
country: EC
version: 1
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-co
    permit: {to: [CO], records: [arrest]}
    fields: [identity, event]
    caveats: [no-onward-sharing]
  - id: hits-to-pe
    permit: {to: [PE], records: [arrest]}
    reveal: hit
    match: [identity]
)";

constexpr char kInterpol[] = R"(kind: CountryPolicy
country: XPO
version: 1
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: notices-to-all
    permit: {to: any, records: [notice]}
    fields: [identity, event]
)";

constexpr char kDominicanRepublic[] = R"(kind: CountryPolicy
country: DO
version: 1
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: notices-to-all
    permit: {to: any, records: [notice]}
    fields: [identity, event]
)";

constexpr int kTenYears = 10 * 365 * 24 * 60 * 60;  // seconds

std::string NewFolder() {
  std::string pattern = (fs::temp_directory_path() / "entente-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

}  // namespace

TestNetwork::TestNetwork() : folder_(NewFolder()) {
  CertificateOptions options;
  options.common_name = "gateway";
  options.dns_names = {"localhost"};
  const KeyPair gateway = authority_.Issue(options);
  WriteFile("pki/ca.pem", authority_.certificate_pem());
  WriteFile("pki/gateway.pem", gateway.certificate_pem);
  WriteFile("pki/gateway.key", gateway.key_pem);
  WriteFile("participants.yaml", kParticipants);
  for (const char* country : {"EC", "CL", "CO", "XPO", "DO"}) {
    for (const char* id : {"policy-1", "policy-2", "dpo-1"}) {
      const std::string name = std::string(country) + "/" + id;
      CertificateOptions officer;
      officer.common_name = id;
      // Tests of policies keep a time of their own.
      officer.valid_from_s = -kTenYears;
      officer.valid_until_s = kTenYears;
      officers_[name] = authority_.Issue(officer);
      WriteFile("officers/" + std::string(country) + "-" + id + ".pem", officers_[name].certificate_pem);
      WriteFile("officers/" + std::string(country) + "-" + id + ".key", officers_[name].key_pem);
    }
  }
  WriteFile("policies/network.yaml", kFloor);
  WriteFile("policies/EC/policy.yaml", kEcuador);
  WriteFile("policies/XPO/policy.yaml", kInterpol);
  WriteFile("policies/DO/policy.yaml", kDominicanRepublic);
  WriteFile("entented.yaml",
            "listen: 127.0.0.1:0\nport_file: port\nlog: {file: log}\nlimits: {drain: 2s}\n"
            "tls: {certificate: pki/gateway.pem, key: pki/gateway.key, client_roots: pki/ca.pem}\n");
}

TestNetwork::~TestNetwork() {
  std::error_code error;
  fs::remove_all(folder_, error);
}

std::string TestNetwork::config_file() const { return folder_ + "/entented.yaml"; }

server::Config TestNetwork::config() const {
  const absl::StatusOr<server::Config> config = server::ReadConfig(config_file());
  if (!config.ok()) std::abort();
  return *config;
}

KeyPair TestNetwork::Certificate(const std::string& system) const {
  CertificateOptions options;
  options.common_name = system;
  options.uris = {"spiffe://entente.test/ncb/" + system};
  return authority_.Issue(options);
}

void TestNetwork::WriteFile(const std::string& below, const std::string& text) const {
  const fs::path path = fs::path(folder_) / below;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string TestNetwork::ReadFile(const std::string& below) const {
  std::ifstream in(fs::path(folder_) / below, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace entente::testing
