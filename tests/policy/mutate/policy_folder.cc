#include "tests/policy/mutate/policy_folder.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace entente::policy_test {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<policy::Source> ReadSource(const fs::path& file, const fs::path& base) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in.good()) return absl::NotFoundError(absl::StrCat("`", file.string(), "` cannot be read"));
  return policy::Source{fs::relative(file, base).string(), text.str()};
}

absl::StatusOr<policy::Node> ReadTree(const policy::Source& source) {
  std::vector<policy::Fault> faults;
  std::optional<policy::Node> root = policy::ReadYaml(source, faults);
  if (!faults.empty()) return absl::InvalidArgumentError(faults.front().ToString());
  return root.value_or(policy::Node());
}

absl::StatusOr<policy::Network> ReadNetwork(const policy::Node& participants) {
  const policy::Node* list = participants.Find("participants");
  if (list == nullptr) return absl::InvalidArgumentError("the participants file has no `participants`");
  policy::Network network;
  for (const policy::Node& item : list->items) {
    const policy::Node* country = item.Find("country");
    if (country == nullptr) return absl::InvalidArgumentError("a participant has no `country`");
    network.countries.insert(country->text);
    if (const policy::Node* parent = item.Find("parent")) network.parents[country->text] = parent->text;
  }
  return network;
}

}  // namespace

absl::StatusOr<PolicyFolder> ReadPolicyFolder(const std::string& dir) {
  const fs::path base(dir), policies = base / "policies";
  const absl::StatusOr<policy::Source> participants = ReadSource(base / "participants.yaml", base);
  if (!participants.ok()) return participants.status();
  const absl::StatusOr<policy::Node> tree = ReadTree(*participants);
  if (!tree.ok()) return tree.status();
  const absl::StatusOr<policy::Network> network = ReadNetwork(*tree);
  if (!network.ok()) return network.status();
  const absl::StatusOr<policy::Source> floor = ReadSource(policies / "network.yaml", policies);
  if (!floor.ok()) return floor.status();
  PolicyFolder folder{*tree, *network, *floor, {}};
  for (const std::string& country : network->countries) {
    if (!fs::exists(policies / country / "policy.yaml")) continue;
    const absl::StatusOr<policy::Source> policy = ReadSource(policies / country / "policy.yaml", policies);
    if (!policy.ok()) return policy.status();
    const absl::StatusOr<policy::Source> tests = ReadSource(policies / country / "policy_test.yaml", policies);
    if (!tests.ok()) return tests.status();
    folder.countries[country] = {*policy, *tests};
  }
  return folder;
}

std::vector<policy::Source> Policies(const PolicyFolder& folder) {
  std::vector<policy::Source> policies;
  for (const auto& [country, files] : folder.countries) policies.push_back(files.policy);
  return policies;
}

}  // namespace entente::policy_test
