// `entente pki`: a development trust domain in a folder. A real one has its keys in better places than files.
#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/cli/command.h"
#include "gateway/cli/files.h"
#include "gateway/cli/pki/certificate.h"
#include "gateway/cli/pki/names.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kPrivate = 0600, kPublic = 0644;

struct Flags {
  std::string dir, trust_domain, id, name = "gateway", role, country;
  std::vector<std::string> dns, ip;
  int64_t days = 365;
};

// The pair of files BASE.pem and BASE.key; their names are the result.
ExitCode Keep(const Issued& issued, const fs::path& base) {
  std::error_code error;
  fs::create_directories(base.parent_path(), error);
  const std::string certificate = base.string() + ".pem", key = base.string() + ".key";
  if (fs::exists(certificate, error)) {
    return Refuse(
        absl::AlreadyExistsError(absl::StrCat("`", certificate, "` is there already and is not overwritten")));
  }
  if (absl::Status status = WriteNewFile(key, issued.key_pem, kPrivate); !status.ok()) return Refuse(status);
  if (absl::Status status = WriteNewFile(certificate, issued.certificate_pem, kPublic); !status.ok()) {
    return Refuse(status);
  }
  std::cout << certificate << "\n" << key << "\n";
  return kDone;
}

absl::StatusOr<Authority> OpenAuthority(const std::string& dir) {
  absl::StatusOr<std::string> certificate = ReadFile(dir + "/ca.pem");
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadFile(dir + "/ca.key");
  if (!key.ok()) return key.status();
  return ReadAuthority(*certificate, *key);
}

// `uri_path`, if not empty, becomes the certificate's one URI under the trust domain.
ExitCode IssueUnder(const Flags& flags, Subject subject, const std::string& uri_path, const fs::path& base) {
  const absl::StatusOr<Authority> authority = OpenAuthority(flags.dir);
  if (!authority.ok()) return Refuse(authority.status());
  const absl::StatusOr<std::string> trust_domain = TrustDomain(*authority);
  if (!trust_domain.ok()) return Refuse(trust_domain.status());
  if (!uri_path.empty()) {
    subject.alternative_names.push_back(absl::StrCat("URI:spiffe://", *trust_domain, uri_path));
  }
  subject.organisation = *trust_domain;
  subject.days = static_cast<int>(flags.days);
  const absl::StatusOr<Issued> issued = Issue(subject, &*authority);
  return issued.ok() ? Keep(*issued, fs::path(flags.dir) / base) : Refuse(issued.status());
}

ExitCode Init(const Flags& flags) {
  if (!IsTrustDomain(flags.trust_domain)) {
    return Usage(
        absl::StrCat("`", flags.trust_domain, "` is no trust domain, expected small letters, as entente.example"));
  }
  const absl::StatusOr<Issued> issued = Issue({.usage = CertificateUse::kAuthority,
                                               .common_name = "Entente development authority",
                                               .organisation = flags.trust_domain,
                                               .alternative_names = {"URI:spiffe://" + flags.trust_domain},
                                               .days = static_cast<int>(flags.days)},
                                              nullptr);
  return issued.ok() ? Keep(*issued, fs::path(flags.dir) / "ca") : Refuse(issued.status());
}

ExitCode Gateway(const Flags& flags) {
  Subject subject{.usage = CertificateUse::kGateway, .common_name = flags.name};
  if (!IsDnsName(flags.name))
    return Usage(absl::StrCat("`", flags.name, "` is no name, expected letters, digits and dashes"));
  for (const std::string& dns : flags.dns) {
    if (!IsDnsName(dns)) return Usage(absl::StrCat("`", dns, "` is no DNS name"));
    subject.alternative_names.push_back("DNS:" + dns);
  }
  for (const std::string& ip : flags.ip) {
    if (!IsIpAddress(ip)) return Usage(absl::StrCat("`", ip, "` is no IP address"));
    subject.alternative_names.push_back("IP:" + ip);
  }
  return IssueUnder(flags, std::move(subject), "/gateway/" + flags.name, flags.name);
}

ExitCode Participant(const Flags& flags) {
  if (!IsSystemId(flags.id)) {
    return Usage(absl::StrCat("`", flags.id, "` is no participant, expected COUNTRY/system as EC/migracion"));
  }
  const std::string file = absl::StrReplaceAll(flags.id, {{"/", "-"}});
  return IssueUnder(flags, {.usage = CertificateUse::kParticipant, .common_name = flags.id}, "/ncb/" + flags.id,
                    "participants/" + file);
}

// An officer's certificate signs; it has no URI, so that no gateway takes its holder for a system.
ExitCode Officer(const Flags& flags) {
  if (!IsCountry(flags.country))
    return Usage(absl::StrCat("`", flags.country, "` is no country, expected a code as EC"));
  if (!IsDnsName(flags.id))
    return Usage(absl::StrCat("`", flags.id, "` is no officer's id, expected letters, digits and dashes"));
  const Subject subject{
      .usage = CertificateUse::kOfficer, .common_name = flags.id, .unit = absl::StrCat(flags.country, " ", flags.role)};
  return IssueUnder(flags, subject, "", absl::StrCat("officers/", flags.country, "-", flags.id));
}

Command AddPkiCommand(const Command& pki, const char* name, const char* what, const char* example,
                      const std::shared_ptr<Flags>& flags, ExitCode (*run)(const Flags&)) {
  const Command command = pki.Add(name, what, example, [flags, run] { return run(*flags); });
  command.Text("--dir", &flags->dir, "The trust domain's folder").Required();
  command.Number("--days", &flags->days, 1, 3650, "How long it is valid").ShowDefault();
  return command;
}

}  // namespace

void AddPki(const Command& app) {
  const Command pki =
      app.AddFamily("pki", "Make a development trust domain: authority, gateway, participants, officers",
                    "entente pki init --dir pki --trust-domain entente.example");
  const auto flags = std::make_shared<Flags>();

  const Command init = AddPkiCommand(pki, "init", "Make the authority: ca.pem and ca.key",
                                     "entente pki init --dir pki --trust-domain entente.example", flags, &Init);
  init.Text("--trust-domain", &flags->trust_domain, "The SPIFFE trust domain").Required();

  const Command gateway =
      AddPkiCommand(pki, "gateway", "Make a gateway's certificate: <name>.pem and <name>.key",
                    "entente pki gateway --dir pki --dns localhost --ip 127.0.0.1", flags, &Gateway);
  gateway.Text("--name", &flags->name, "The gateway's name, and its files'").ShowDefault();
  gateway.Texts("--dns", &flags->dns, "A DNS name clients call it by");
  gateway.Texts("--ip", &flags->ip, "An address clients call it by");

  const Command participant =
      AddPkiCommand(pki, "participant", "Make a national system's certificate: participants/<CC>-<system>.pem",
                    "entente pki participant --dir pki EC/migracion", flags, &Participant);
  participant.Text("id", &flags->id, "Country and system, as EC/migracion").Required();

  const Command officer =
      AddPkiCommand(pki, "officer", "Make an officer's signing certificate: officers/<CC>-<id>.pem",
                    "entente pki officer --dir pki --country EC --role policy-officer policy-1", flags, &Officer);
  officer.Text("id", &flags->id, "The officer's id, as policy-1").Required();
  officer.Text("--country", &flags->country, "Whose officer").Required();
  officer.Text("--role", &flags->role, "policy-officer or data-protection-officer")
      .Required()
      .OneOf({"policy-officer", "data-protection-officer"});
}

}  // namespace entente::cli
