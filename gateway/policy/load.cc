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

using ReadFiles = std::vector<ReadFilePtr>;  // the floor's first

void CheckCountriesOnce(const ReadFiles& files, std::vector<Fault>& faults) {
  std::map<std::string, const File*> seen;
  for (const ReadFilePtr& read : files) {
    const File& file = read->file;
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

Shared Gather(const Network& network, const ReadFiles& files) {
  Names caveats = {kNoOnwardSharing};  // which a consent binds to, whether a rule names it or not
  std::set<Retention> lengths;
  for (const ReadFilePtr& read : files) {
    for (const Rule& rule : read->file.rules) {
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

// Reads the files, but for those that `before` has read in the same network and, a country's, under the same floor.
class FileLoader {
 public:
  FileLoader(const Network& network, const PolicySet* before) : network_(network) {
    const bool same = before != nullptr && before->network.countries == network.countries &&
                      before->network.parents == network.parents;
    if (!same) return;
    same_network_ = true;
    for (const ReadFilePtr& read : before->read) known_[{read->file.name, read->file.digest}] = read;
  }

  bool same_network() const { return same_network_; }

  ReadFilePtr Read(const Source& source, const ReadFilePtr& floor) {
    const auto known = known_.find({source.name, Digest(source.text)});
    if (known != known_.end() && (known->second->file.kind == FileKind::kFloor) == (floor == nullptr)) {
      return known->second;
    }
    if (floor == nullptr) known_.clear();
    auto read = std::make_shared<ReadFile>();
    const File* under = floor == nullptr ? nullptr : &floor->file;
    const FileKind kind = floor == nullptr ? FileKind::kFloor : FileKind::kCountry;
    read->file = ParseFile(source, kind, {&network_, under}, read->faults);
    Lint(read->file, under, read->faults);
    return read;
  }

 private:
  const Network& network_;
  bool same_network_ = false;
  std::map<std::pair<std::string, std::string>, ReadFilePtr> known_;  // by name and digest
};

// Compiled rules count caveats and lengths by their place among all that are named.
std::shared_ptr<const RuleBook> BookFor(const ReadFilePtr& read, const File& floor, const Shared& shared,
                                        const PolicySet* before) {
  const bool same_words = before != nullptr && *before->caveats == shared.caveats && before->lengths == shared.lengths;
  if (same_words && std::find(before->read.begin(), before->read.end(), read) != before->read.end()) {
    return before->books.at(read->file.country);
  }
  return std::make_shared<const RuleBook>(CompileBook(floor, &read->file, shared));
}

PolicySetPtr Compile(const Network& network, ReadFiles files, Shared shared, const PolicySet* before) {
  auto set = std::make_shared<PolicySet>();
  const File& floor = files[0]->file;
  set->network = network;
  shared.network = &set->network;
  set->floor_digest = floor.digest;
  if (floor.known_purposes) set->purposes.assign(floor.known_purposes->begin(), floor.known_purposes->end());
  set->floor_alone = CompileBook(floor, nullptr, shared);
  for (const ReadFilePtr& read : files) {
    const File& file = read->file;
    AddOverlays(file, set->overlays);
    set->files[file.country] = file.name;
    set->invariants[file.country] = file.invariants;
    if (read == files[0]) continue;
    set->books[file.country] = BookFor(read, floor, shared, before);
  }
  set->caveats = std::make_shared<const std::vector<std::string>>(std::move(shared.caveats));
  set->lengths = std::move(shared.lengths);
  for (const std::string& country : network.countries) {
    auto book = set->books.find(country);
    const auto parent = network.parents.find(country);
    if (book == set->books.end() && parent != network.parents.end()) book = set->books.find(parent->second);
    if (book != set->books.end()) set->governing[country] = book->second.get();
  }
  set->read = std::move(files);
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
                                  std::vector<Fault>* faults, const PolicySetPtr& before) {
  FileLoader loader(network, before.get());
  ReadFiles files = {loader.Read(floor, nullptr)};
  for (const Source& source : policies) files.push_back(loader.Read(source, files[0]));
  std::vector<Fault> found;
  for (const ReadFilePtr& read : files) found.insert(found.end(), read->faults.begin(), read->faults.end());
  CheckCountriesOnce(files, found);
  Shared shared = Gather(network, files);
  CheckCaveats(shared, files[0]->file, found);
  if (faults != nullptr) *faults = found;
  if (Failed(found)) return Summary(found);
  if (loader.same_network() && files == before->read) return before;
  return Compile(network, std::move(files), std::move(shared), before.get());
}

std::vector<std::string> Digests(const PolicySet& policies) {
  std::map<std::string, std::string> by_country;
  for (const auto& [country, book] : policies.books) by_country[country] = book->digest;
  std::vector<std::string> digests = {policies.floor_digest};
  for (const auto& [country, digest] : by_country) digests.push_back(digest);
  return digests;
}

const std::vector<OverlayTimes>& Overlays(const PolicySet& policies) { return policies.overlays; }

std::vector<std::string> Purposes(const PolicySet& policies) { return policies.purposes; }

}  // namespace entente::policy
