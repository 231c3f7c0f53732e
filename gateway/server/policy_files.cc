#include "gateway/server/policy_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/server/gates_file.h"
#include "gateway/server/participants_file.h"
#include "gateway/server/strict_yaml.h"

namespace entente::server {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<policy::Source> ReadSource(const fs::path& folder, const fs::path& below) {
  absl::StatusOr<std::string> text = ReadFileText((folder / below).string());
  if (!text.ok()) return text.status();
  return policy::Source{(folder.filename() / below).string(), *std::move(text)};
}

}  // namespace

absl::StatusOr<core::ActiveSources> ReadSources(const Config& config) {
  core::ActiveSources sources;
  absl::StatusOr<core::ParticipantsPtr> participants = ReadParticipants(config.participants);
  if (!participants.ok()) return participants.status();
  sources.participants = *std::move(participants);
  absl::StatusOr<core::GatesPtr> gates = ReadGates(config.gates);
  if (!gates.ok()) return gates.status();
  sources.gates = *std::move(gates);
  return sources;
}

absl::StatusOr<core::PolicySources> ReadFirstPolicies(const Config& config) {
  core::PolicySources sources;
  const fs::path folder(config.policies);
  absl::StatusOr<policy::Source> floor = ReadSource(folder, "network.yaml");
  if (!floor.ok()) return floor.status();
  sources.floor = *std::move(floor);
  std::error_code error;
  std::vector<std::string> countries;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_directory(error)) countries.push_back(at->path().filename().string());
  }
  if (error) return absl::NotFoundError(absl::StrCat("`", config.policies, "` cannot be read"));
  std::sort(countries.begin(), countries.end());
  for (const std::string& country : countries) {
    absl::StatusOr<policy::Source> source = ReadSource(folder, fs::path(country) / "policy.yaml");
    if (!source.ok()) return source.status();
    sources.policies.push_back(*std::move(source));
  }
  return sources;
}

}  // namespace entente::server
