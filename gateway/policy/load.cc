// parse → check → compile, for a floor and all countries at once.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/policy/lint.h"
#include "gateway/policy/parse.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/policy_set.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

bool Failed(const std::vector<Fault>& faults) {
  return std::any_of(faults.begin(), faults.end(), [](const Fault& fault) { return !fault.lint; });
}

void CheckCountriesOnce(const std::vector<File>& files, std::vector<Fault>& faults) {
  std::map<std::string, const File*> seen;
  for (const File& file : files) {
    if (file.country.empty()) continue;
    const auto [first, fresh] = seen.emplace(file.country, &file);
    if (fresh) continue;
    faults.push_back({file.name, file.country_place.line, file.country_place.column,
                      absl::StrCat("`", file.country, "` has a policy already, in ", first->second->name)});
  }
}

void CheckCaveats(const Shared& shared, const File& floor, std::vector<Fault>& faults) {
  if (shared.caveats.size() <= kCaveatsMax) return;
  faults.push_back(
      {floor.name, 0, 0, absl::StrCat("the policies name ", shared.caveats.size(), " caveats; at most ", kCaveatsMax)});
}

Shared Gather(const Network& network, const std::vector<const File*>& files) {
  Names caveats = {kNoOnwardSharing};  // which a consent binds to, whether a rule names it or not
  std::set<Retention> lengths;
  for (const File* file : files) {
    for (const Rule& rule : file->rules) {
      caveats.insert(rule.caveats.begin(), rule.caveats.end());
      if (rule.retention) lengths.insert(*rule.retention);
    }
  }
  return {&network, {caveats.begin(), caveats.end()}, {lengths.begin(), lengths.end()}};
}

void AddOverlays(const File& file, std::vector<OverlayTimes>& overlays) {
  for (const Overlay& overlay : file.overlays) {
    overlays.push_back({file.name, overlay.place.line, overlay.id, overlay.from, overlay.until, overlay.recall});
  }
}

PolicySetPtr Compile(const Network& network, const File& floor, const std::vector<File>& files, Shared shared) {
  auto set = std::make_shared<PolicySet>();
  set->network = network;
  shared.network = &set->network;
  set->floor_digest = floor.digest;
  if (floor.known_purposes) set->purposes.assign(floor.known_purposes->begin(), floor.known_purposes->end());
  set->floor_alone = CompileBook(floor, nullptr, shared);
  for (const File& file : files) set->books.emplace(file.country, CompileBook(floor, &file, shared));
  AddOverlays(floor, set->overlays);
  for (const File& file : files) AddOverlays(file, set->overlays);
  set->files[""] = floor.name;
  set->invariants[""] = floor.invariants;
  for (const File& file : files) {
    set->files[file.country] = file.name;
    set->invariants[file.country] = file.invariants;
  }
  set->caveats = std::make_shared<const std::vector<std::string>>(std::move(shared.caveats));
  set->lengths = std::move(shared.lengths);
  for (const std::string& country : network.countries) {
    auto book = set->books.find(country);
    const auto parent = network.parents.find(country);
    if (book == set->books.end() && parent != network.parents.end()) book = set->books.find(parent->second);
    if (book != set->books.end()) set->governing[country] = &book->second;
  }
  return set;
}

absl::Status Summary(const std::vector<Fault>& faults) {
  size_t count = 0;
  const Fault* first = nullptr;
  for (const Fault& fault : faults) {
    if (fault.lint) continue;
    if (first == nullptr) first = &fault;
    ++count;
  }
  if (first == nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(first->ToString(), count > 1 ? absl::StrCat(" (and ", count - 1, " more faults)") : ""));
}

}  // namespace

std::string Fault::ToString() const {
  const std::string place = line > 0 ? absl::StrCat(":", line, ":", column) : "";
  return absl::StrCat(file, place, ": ", lint ? "warning: " : "", message);
}

const RuleBook& PolicySet::BookOf(std::string_view country) const {
  const auto found = governing.find(country);
  return found == governing.end() ? floor_alone : *found->second;
}

absl::StatusOr<PolicySetPtr> Load(const Network& network, const Source& floor, const std::vector<Source>& policies,
                                  std::vector<Fault>* faults) {
  std::vector<Fault> found;
  const File floor_file = ParseFile(floor, FileKind::kFloor, {&network, nullptr}, found);
  Lint(floor_file, nullptr, found);
  std::vector<File> files;
  for (const Source& source : policies) {
    files.push_back(ParseFile(source, FileKind::kCountry, {&network, &floor_file}, found));
    Lint(files.back(), &floor_file, found);
  }
  CheckCountriesOnce(files, found);
  std::vector<const File*> all = {&floor_file};
  for (const File& file : files) all.push_back(&file);
  Shared shared = Gather(network, all);
  CheckCaveats(shared, floor_file, found);
  if (faults != nullptr) *faults = found;
  if (Failed(found)) return Summary(found);
  return Compile(network, floor_file, files, std::move(shared));
}

std::vector<std::string> Digests(const PolicySet& policies) {
  std::map<std::string, std::string> by_country;
  for (const auto& [country, book] : policies.books) by_country[country] = book.digest;
  std::vector<std::string> digests = {policies.floor_digest};
  for (const auto& [country, digest] : by_country) digests.push_back(digest);
  return digests;
}

const std::vector<OverlayTimes>& Overlays(const PolicySet& policies) { return policies.overlays; }

std::vector<std::string> Purposes(const PolicySet& policies) { return policies.purposes; }

}  // namespace entente::policy
