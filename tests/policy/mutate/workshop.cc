#include "tests/policy/mutate/workshop.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/policy/parse.h"

namespace entente::policy_test {

using policy::Fault;
using policy::FileKind;

Workshop::Workshop(const policy::Source& source, bool is_floor, const policy::Source& floor,
                   const std::vector<policy::Source>& countries, const policy::Network& network)
    : source_(source), is_floor_(is_floor), floor_source_(floor), network_(network) {
  std::vector<Fault> faults;
  root_ = policy::ReadYaml(source, faults).value_or(Node());
  floor_ = policy::ParseFile(floor, FileKind::kFloor, {&network, nullptr}, faults);
  file_ = is_floor ? floor_ : policy::ParseFile(source, FileKind::kCountry, {&network, &floor_}, faults);
  std::vector<const File*> files = {&floor_};
  if (is_floor) {
    others_.reserve(countries.size());
    for (const policy::Source& country : countries) {
      others_.push_back(policy::ParseFile(country, FileKind::kCountry, {&network, &floor_}, faults));
      files.push_back(&others_.back());
    }
  } else {
    files.push_back(&file_);
  }
  scope_ = std::make_unique<Scope>(files, network);
}

void Workshop::Add(int line, const std::string& rule, std::string what, const Change& change) {
  Node changed = root_;
  change(changed);
  mutants_.push_back({line, rule, std::move(what), ToYaml(changed)});
}

bool Workshop::Forbidden(size_t rule, const std::string& purpose) const {
  Node changed = root_;
  Node& node = *RuleAt(changed, rule);
  Drop(At(node, "permit"), "purposes");
  At(node, "purposes") = List({purpose});
  std::vector<Fault> faults;
  const policy::Source text{source_.name, ToYaml(changed)};
  (void)policy::Load(network_, is_floor_ ? text : floor_source_,
                     is_floor_ ? std::vector<policy::Source>() : std::vector<policy::Source>{text}, &faults);
  const std::string told = absl::StrCat("the permit `", file_.rules[rule].id, "` lies wholly under");
  return std::any_of(faults.begin(), faults.end(),
                     [&](const Fault& fault) { return absl::StartsWith(fault.message, told); });
}

int Workshop::DaysAtMost(const Rule& permit) const {
  const int days = scope_->EnvelopeOf(permit).days_max;
  if (permit.overlay < 0) return days;
  const policy::Overlay& overlay = file_.overlays[static_cast<size_t>(permit.overlay)];
  return overlay.recall ? std::min(days, static_cast<int>((overlay.until - overlay.from) / absl::Hours(24))) : days;
}

Node* Workshop::RuleAt(Node& root, size_t rule) {
  if (Node* rules = Find(root, "rules")) {
    if (rule < rules->items.size()) return &rules->items[rule];
    rule -= rules->items.size();
  }
  Node* overlays = Find(root, "overlays");
  for (Node& overlay : overlays->items) {
    Node& rules = At(overlay, "rules");
    if (rule < rules.items.size()) return &rules.items[rule];
    rule -= rules.items.size();
  }
  return nullptr;
}

std::string Sample(const std::vector<std::string>& names, const std::string& seed) {
  uint64_t hash = 14695981039346656037u;  // FNV-1a: the same on every machine
  for (const char c : seed) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return names[hash % names.size()];
}

std::string Length(int days) { return absl::StrCat("P", days, "D"); }

std::optional<std::string> Foreign(const Names& names, const std::vector<std::string>& candidates) {
  for (const std::string& candidate : candidates) {
    if (!names.contains(candidate)) return candidate;
  }
  return std::nullopt;
}

const std::vector<std::string>& ForeignOffences() {
  static const auto& offences = *new std::vector<std::string>{"theft", "fraud", "assault", "arson"};
  return offences;
}

std::vector<Mutant> MutantsOf(const policy::Source& source, bool is_floor, const policy::Source& floor,
                              const std::vector<policy::Source>& countries, const policy::Network& network) {
  Workshop shop(source, is_floor, floor, countries, network);
  for (size_t rule = 0; rule < shop.file().rules.size(); ++rule) AddRuleMutants(shop, rule);
  AddListMutants(shop);
  AddDefaultMutants(shop);
  AddOverlayMutants(shop);
  return shop.Take();
}

}  // namespace entente::policy_test
