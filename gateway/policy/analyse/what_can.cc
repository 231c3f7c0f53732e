#include "gateway/policy/analyse/what_can.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/policy/analyse/change_tree.h"
#include "gateway/policy/analyse/change_words.h"

namespace entente::policy {
namespace {

// Policies that give nothing at all: whatever is given beside them is a gain.
PolicySet Nothing(const Network& network) {
  PolicySet nothing;
  nothing.network = network;
  nothing.caveats = std::make_shared<const std::vector<std::string>>();
  File floor;
  floor.kind = FileKind::kFloor;
  nothing.floor_alone = CompileBook(floor, nullptr, Shared{&nothing.network, {}, {}});
  return nothing;
}

// The recipient as the rules know it: a system that none names is as any other such system.
std::string AsKnown(const std::vector<std::string>& known, const std::string& recipient) {
  if (std::find(known.begin(), known.end(), recipient) != known.end()) return recipient;
  const std::string country = recipient.substr(0, recipient.find('/'));
  for (const std::string& other : known) {
    if (other.starts_with(country + "/another-system")) return other;
  }
  return std::find(known.begin(), known.end(), country) != known.end() ? country : "";
}

void TellBox(const ChangeBox& box, const std::vector<std::string>& originators, std::vector<Allowance>& allowances) {
  const EffectChange& effect = box.leaf->effect;
  const BoxWords words = WordsOf(box);
  const auto add = [&](const char* verb, const std::string& what, const std::string& terms) {
    if (what.empty()) return;
    allowances.push_back({originators, absl::StrCat(verb, what), words.records, words.when, terms, box.leaf->rule});
  };
  add("sees ", effect.gained, effect.terms);
  add("may match on ", effect.gained_match, "");
}

}  // namespace

absl::StatusOr<std::vector<Allowance>> WhatCan(const PolicySet& policies, const std::string& recipient,
                                               const std::string& purpose, absl::Time from) {
  if (!policies.network.countries.contains(recipient.substr(0, recipient.find('/')))) {
    return absl::NotFoundError(absl::StrCat("`", recipient, "` takes no part"));
  }
  const PolicySet nothing = Nothing(policies.network);
  std::vector<Allowance> allowances;
  for (const PolicyPair& pair : PolicyPairs(nothing, policies)) {
    PairSpace space(pair, from);
    const std::string known = AsKnown(space.recipients(), recipient);
    if (!space.changed() || known.empty()) continue;
    space.KeepPurpose(purpose);
    ChangeTree tree(space, true);
    const absl::StatusOr<int> root = tree.Build(known);
    if (!root.ok()) return root.status();
    std::vector<std::string> originators = pair.governs;
    std::erase(originators, recipient.substr(0, recipient.find('/')));
    for (const ChangeBox& box : tree.Boxes(*root)) TellBox(box, originators, allowances);
  }
  return allowances;
}

}  // namespace entente::policy
