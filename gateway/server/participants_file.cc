#include "gateway/server/participants_file.h"

#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/server/digest.h"
#include "gateway/server/pem.h"
#include "gateway/server/strict_yaml.h"

namespace entente::server {
namespace {

using core::Role;
using core::Standing;

bool IsName(const std::string& text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '_' && c != '.') return false;
  }
  return true;
}

class ParticipantsReader {
 public:
  explicit ParticipantsReader(const std::string& file) : file_(file), yaml_(file) {}

  absl::StatusOr<core::ParticipantsPtr> Read() {
    const absl::StatusOr<std::string> text = ReadFileText(file_);
    if (!text.ok()) return text.status();
    read_->digest = DigestOf(*text);
    const YAML::Node root = yaml_.Parse(*text);
    yaml_.Map(root, "the participants file", {"trust_domain", "participants"},
              [&](const std::string& key, const YAML::Node& value) {
                if (key == "trust_domain") return Name(value, key, read_->trust_domain);
                yaml_.List(value, key, [&](const YAML::Node& item) { Participant(item); });
              });
    if (read_->trust_domain.empty()) yaml_.Fail(root, "`trust_domain` is missing");
    if (read_->network.countries.empty()) yaml_.Fail(root, "`participants` is missing or empty");
    for (const auto& [country, parent] : read_->network.parents) {
      if (read_->network.countries.contains(parent) && !read_->network.parents.contains(parent)) continue;
      yaml_.Fail(root, absl::StrCat("`parent: ", parent, "` of `", country, "` is no participant, or has a parent"));
    }
    if (!yaml_.status().ok()) return yaml_.status();
    return core::ParticipantsPtr(read_);
  }

 private:
  void Name(const YAML::Node& node, const std::string& what, std::string& value) {
    yaml_.String(node, what, value);
    if (yaml_.status().ok() && !IsName(value)) {
      yaml_.Fail(node, absl::StrCat("`", what, "` must be letters, digits, `-`, `_` and `.`"));
    }
  }

  void Participant(const YAML::Node& node) {
    std::string country, parent;
    const YAML::Node* systems = nullptr;
    YAML::Node systems_node, officers_node;
    yaml_.Map(node, "a participant", {"country", "parent", "systems", "officers"},
              [&](const std::string& key, const YAML::Node& value) {
                if (key == "country") Name(value, key, country);
                if (key == "parent") Name(value, key, parent);
                if (key == "systems") systems_node.reset(value), systems = &systems_node;
                if (key == "officers") officers_node.reset(value);
              });
    if (country.empty()) return yaml_.Fail(node, "`country` is missing");
    if (!read_->network.countries.insert(country).second) {
      return yaml_.Fail(node, absl::StrCat("participant `", country, "` stands here twice"));
    }
    if (!parent.empty()) read_->network.parents[country] = parent;
    if (systems != nullptr) {
      yaml_.List(systems_node, "systems", [&](const YAML::Node& item) { ReadSystem(item, country); });
    }
    if (officers_node.IsDefined() && !officers_node.IsNull()) {
      yaml_.List(officers_node, "officers", [&](const YAML::Node& item) { ReadOfficer(item, country); });
    }
  }

  void ReadSystem(const YAML::Node& node, const std::string& country) {
    static constexpr Role kRoles[] = {Role::kSubmit, Role::kReceive, Role::kCheck, Role::kAdministrator,
                                      Role::kAuditor};
    static constexpr Standing kStandings[] = {Standing::kSandbox, Standing::kReceiveOnly, Standing::kLive,
                                              Standing::kSuspended};
    core::System system;
    system.country = country;
    bool has_state = false;
    yaml_.Map(node, "a system", {"id", "roles", "purposes", "state", "format"},
              [&](const std::string& key, const YAML::Node& value) {
                if (key == "id") Name(value, key, system.id);
                if (key == "format") yaml_.String(value, key, system.format);
                if (key == "roles") {
                  yaml_.List(value, key, [&](const YAML::Node& item) {
                    const int word = yaml_.Word(item, "role", {"submit", "receive", "check", "administrator", "auditor"});
                    if (word >= 0) system.roles.insert(kRoles[word]);
                  });
                }
                if (key == "purposes") {
                  yaml_.List(value, key, [&](const YAML::Node& item) {
                    std::string purpose;
                    Name(item, "purpose", purpose);
                    system.purposes.insert(purpose);
                  });
                }
                if (key == "state") {
                  const int word = yaml_.Word(value, key, {"sandbox", "receive-only", "live", "suspended"});
                  if (word >= 0) system.standing = kStandings[word];
                  has_state = true;
                }
              });
    if (system.id.empty()) return yaml_.Fail(node, "`id` of a system is missing");
    if (!has_state) return yaml_.Fail(node, absl::StrCat("`state` of system `", system.id, "` is missing"));
    const std::string name = system.name();
    if (!read_->systems.emplace(name, std::move(system)).second) {
      yaml_.Fail(node, absl::StrCat("system `", name, "` stands here twice"));
    }
  }

  void ReadOfficer(const YAML::Node& node, const std::string& country) {
    core::Officer officer;
    officer.country = country;
    std::string certificate;
    yaml_.Map(node, "an officer", {"id", "role", "certificate"}, [&](const std::string& key, const YAML::Node& value) {
      if (key == "id") Name(value, key, officer.id);
      if (key == "role") Name(value, key, officer.role);
      if (key == "certificate") yaml_.String(value, key, certificate);
    });
    if (!yaml_.status().ok()) return;
    if (officer.id.empty() || officer.role.empty() || certificate.empty()) {
      return yaml_.Fail(node, "an officer has `id`, `role` and `certificate`");
    }
    const std::filesystem::path path = std::filesystem::path(file_).parent_path() / certificate;
    absl::StatusOr<std::string> pem = ReadFileText(path.string());
    if (!pem.ok() || !IsCertificatePem(*pem)) {
      return yaml_.Fail(node, absl::StrCat("`", certificate, "` is no certificate in PEM"));
    }
    officer.certificate_pem = *std::move(pem);
    read_->officers.push_back(std::move(officer));
  }

  const std::string file_;
  StrictYaml yaml_;
  std::shared_ptr<core::Participants> read_ = std::make_shared<core::Participants>();
};

}  // namespace

absl::StatusOr<core::ParticipantsPtr> ReadParticipants(const std::string& file) {
  return ParticipantsReader(file).Read();
}

}  // namespace entente::server
