#include "gateway/cli/policy_folder.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gateway/cli/files.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

namespace fs = std::filesystem;

// Only what policies need of it: countries and their parents. The daemon reads the whole, and strictly.
absl::StatusOr<policy::Network> ReadParticipants(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  policy::Network network;
  try {
    for (const YAML::Node& entry : YAML::Load(*text)["participants"]) {
      const std::string country = entry["country"].as<std::string>();
      network.countries.insert(country);
      if (entry["parent"]) network.parents[country] = entry["parent"].as<std::string>();
    }
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", file, "` line ", error.mark.line + 1, ": ", error.msg, ", expected a participants file"));
  }
  if (network.countries.empty()) return absl::InvalidArgumentError(absl::StrCat("`", file, "` names no participants"));
  return network;
}

std::vector<std::string> CountryFolders(const fs::path& dir) {
  std::vector<std::string> countries;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(dir, error)) {
    if (entry.is_directory(error)) countries.push_back(entry.path().filename().string());
  }
  std::sort(countries.begin(), countries.end());
  return countries;
}

absl::StatusOr<policy::Network> FindNetwork(const PolicyFlags& flags) {
  if (!flags.participants.empty()) return ReadParticipants(flags.participants);
  const fs::path dir(flags.dir);
  for (const fs::path& place : {dir / "participants.yaml", dir / ".." / "participants.yaml"}) {
    if (fs::exists(place)) return ReadParticipants(place.string());
  }
  policy::Network network;
  for (const std::string& country : CountryFolders(dir)) network.countries.insert(country);
  return network;
}

absl::Status Take(const fs::path& file, std::vector<policy::Source>* sources) {
  if (!fs::exists(file)) return absl::OkStatus();
  absl::StatusOr<std::string> text = ReadFile(file.string());
  if (!text.ok()) return text.status();
  sources->push_back({file.string(), *std::move(text)});
  return absl::OkStatus();
}

}  // namespace

void AddPolicyFlags(const Command& command, PolicyFlags* flags) {
  command.Text("dir", &flags->dir, "The policies' folder: network.yaml, and <CC>/policy.yaml").Required();
  command.Text("--participants", &flags->participants,
               "Who takes part; else participants.yaml in or beside the folder");
}

absl::StatusOr<LoadedFolder> ReadPolicyFolder(const PolicyFlags& flags) {
  LoadedFolder loaded;
  absl::StatusOr<policy::Network> network = FindNetwork(flags);
  if (!network.ok()) return network.status();
  loaded.network = *std::move(network);
  const fs::path dir(flags.dir);
  absl::StatusOr<std::string> floor = ReadFile((dir / "network.yaml").string());
  if (!floor.ok()) return floor.status();
  loaded.folder.floor = {(dir / "network.yaml").string(), *std::move(floor)};
  for (const std::string& country : CountryFolders(dir)) {
    const fs::path folder = dir / country;
    for (const absl::Status& status : {Take(folder / "policy.yaml", &loaded.folder.policies),
                                       Take(folder / "acceptance.yaml", &loaded.folder.acceptances),
                                       Take(folder / "policy_test.yaml", &loaded.folder.tests)}) {
      if (!status.ok()) return status;
    }
  }
  return loaded;
}

bool SayFaults(const std::vector<policy::Fault>& faults) {
  bool good = true;
  for (const policy::Fault& fault : faults) {
    Say(absl::StrCat(fault.ToString(), fault.lint ? " (lint)" : ""));
    good = good && fault.lint;
  }
  return good;
}

absl::StatusOr<policy::PolicySetPtr> Compile(const LoadedFolder& loaded) {
  std::vector<policy::Fault> faults;
  absl::StatusOr<policy::PolicySetPtr> policies =
      policy::Load(loaded.network, loaded.folder.floor, loaded.folder.policies, &faults);
  if (!policies.ok()) SayFaults(faults);
  return policies;
}

}  // namespace entente::cli
