#include "gateway/core/policy_state.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/errors.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

constexpr size_t kFaultsTold = 5;

// Another country's file is none of the caller's business: that it would no longer load is all there is to say.
std::vector<policy::Fault> FaultsIn(const std::vector<policy::Fault>& faults,
                                    const std::map<std::string, std::string>& texts) {
  if (texts.empty()) return faults;  // nobody's file alone: a reload, of all of them
  std::vector<policy::Fault> own;
  for (const policy::Fault& fault : faults) {
    const bool given = std::any_of(texts.begin(), texts.end(), [&](const auto& text) {
      return SourceOf(text.first, "").name == fault.file;
    });
    if (given) own.push_back(fault);
    if (!given && !fault.lint) own.push_back({fault.file, 0, 0, "no longer loads with this change"});
  }
  return own;
}

absl::StatusOr<std::string> TextOf(store::Store& store, const std::string& digest) {
  const auto paper = FindPaper<v1::GetPolicyReply>(store, kPolicyShelf, digest);
  if (!paper.ok()) return paper.status();
  if (!*paper) return absl::DataLossError("the text of an active policy is not there");
  return (*paper)->text();
}

}  // namespace

PolicyDigests DigestsOf(const ActivePolicies& active) {
  PolicyDigests digests;
  for (const auto& [country, policy] : active) digests[country] = policy.digest();
  return digests;
}

std::string DigestIn(const PolicyDigests& digests, const std::string& country) {
  const auto found = digests.find(country);
  return found == digests.end() ? "" : found->second;
}

absl::Status PolicyInvalid(const std::string& message) {
  return WithReason(absl::FailedPreconditionError(message), v1::POLICY_INVALID);
}

absl::Status FaultsOf(const std::vector<policy::Fault>& faults, const absl::Status& status) {
  std::string message;
  size_t told = 0, found = 0;
  for (const policy::Fault& fault : faults) {
    if (fault.lint || ++found > kFaultsTold) continue;
    absl::StrAppend(&message, told++ == 0 ? "" : "; ", fault.ToString());
  }
  if (found > told) absl::StrAppend(&message, "; and ", found - told, " more");
  return PolicyInvalid(message.empty() ? std::string(status.message()) : message);
}

absl::Status CheckPurposes(const Participants& participants, const policy::PolicySet& policies) {
  const std::vector<std::string> known = policy::Purposes(policies);
  if (known.empty()) return absl::OkStatus();
  for (const auto& [name, system] : participants.systems) {
    for (const std::string& purpose : system.purposes) {
      if (std::find(known.begin(), known.end(), purpose) != known.end()) continue;
      return PolicyInvalid(
          absl::StrCat("participant `", name, "` has purpose `", purpose, "`, which the network does not list"));
    }
  }
  return absl::OkStatus();
}

policy::Source SourceOf(const std::string& country, std::string text) {
  const std::string name = country == policy::kNetworkPolicy ? "network.yaml" : absl::StrCat(country, "/policy.yaml");
  return {absl::StrCat("policies/", name), std::move(text)};
}

absl::StatusOr<policy::PolicySetPtr> LoadStored(store::Store& store, const Setting& setting,
                                                const PolicyDigests& digests,
                                                const std::map<std::string, std::string>& texts,
                                                std::vector<policy::Fault>* faults) {
  std::map<std::string, std::string> all = texts;
  for (const auto& [country, digest] : digests) {
    if (all.contains(country)) continue;
    absl::StatusOr<std::string> text = TextOf(store, digest);
    if (!text.ok()) return text.status();
    all[country] = *std::move(text);
  }
  policy::Source floor = SourceOf(policy::kNetworkPolicy, "");
  std::vector<policy::Source> countries;
  for (auto& [country, text] : all) {
    if (country == policy::kNetworkPolicy) {
      floor.text = std::move(text);
    } else {
      countries.push_back(SourceOf(country, std::move(text)));
    }
  }
  std::vector<policy::Fault> found;
  auto policies = policy::Load(setting.participants.network, floor, countries, &found, setting.known);
  found = FaultsIn(found, texts);
  if (faults != nullptr) *faults = found;
  if (!policies.ok()) return FaultsOf(found, policies.status());
  if (const absl::Status status = CheckPurposes(setting.participants, **policies); !status.ok()) return status;
  return policies;
}

absl::StatusOr<PolicyDigests> DigestsAfter(store::Store& store, int64_t number) {
  const auto history = ReadShelf<v1::PolicyActivation>(store, kActivationShelf);
  if (!history.ok()) return history.status();
  PolicyDigests digests;
  for (const auto& [name, activation] : *history) {
    if (activation.number() <= number) digests[activation.country()] = activation.digest();
  }
  return digests;
}

}  // namespace entente::core
