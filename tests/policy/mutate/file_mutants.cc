// Mutants of what rules share: groups, sets, defaults and overlays.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gateway/policy/terms.h"
#include "tests/policy/mutate/workshop.h"

namespace entente::policy_test {
namespace {

using policy::RuleType;

// The members of a named list, each gone once, and one more.
void AddMembers(Workshop& shop, const char* lists, const std::string& name, const policy::NamedList& list,
                const std::optional<std::string>& more) {
  const std::vector<std::string> members(list.members.begin(), list.members.end());
  const auto set = [&](std::string what, const std::vector<std::string>& words) {
    shop.Add(list.place.line, name, std::move(what), [&](Node& root) { At(At(root, lists), name) = List(words); });
  };
  for (const std::string& member : members) {
    if (members.size() == 1) break;
    std::vector<std::string> rest = members;
    std::erase(rest, member);
    set(absl::StrCat("without `", member, "`"), rest);
  }
  if (!more) return;
  std::vector<std::string> grown = members;
  grown.push_back(*more);
  set(absl::StrCat("with `", *more, "`"), grown);
}

// A participant that the group does not name; for a group of systems, a system of one.
std::optional<std::string> Newcomer(const Workshop& shop, const std::string& name, const policy::NamedList& group) {
  std::vector<std::string> others;
  for (const std::string& country : shop.network().countries) {
    if (country != shop.file().country && !group.members.contains(country)) others.push_back(country);
  }
  if (others.empty()) return std::nullopt;
  const std::string& first = *group.members.begin();
  const size_t slash = first.find('/');
  if (slash == std::string::npos) return Sample(others, name);
  std::erase_if(others, [&](const std::string& other) { return group.members.contains(other + first.substr(slash)); });
  if (others.empty()) return std::nullopt;
  return Sample(others, name) + first.substr(slash);
}

}  // namespace

void AddListMutants(Workshop& shop) {
  for (const auto& [name, group] : shop.file().groups) {
    AddMembers(shop, "groups", name, group, Newcomer(shop, name, group));
  }
  for (const auto& [name, set] : shop.file().sets) {
    AddMembers(shop, "sets", name, set, Foreign(set.members, ForeignOffences()));
  }
}

namespace {

// The permits that take a key from the defaults, by their index.
std::vector<size_t> Users(const Workshop& shop, const char* key) {
  std::vector<size_t> users;
  for (size_t i = 0; i < shop.file().rules.size(); ++i) {
    const Node& node = *Workshop::RuleAt(const_cast<Node&>(shop.root()), i);
    const Node* permit = node.Find("permit");
    if (permit != nullptr && node.Find(key) == nullptr && permit->Find(key) == nullptr) users.push_back(i);
  }
  return users;
}

class DefaultMutants {
 public:
  DefaultMutants(Workshop& shop, const Node& defaults) : shop_(shop), defaults_(defaults) {}

  void Add() {
    AddPurposes();
    AddRetention();
    AddCaveats();
  }

 private:
  void Set(std::string what, const char* key, const Node& value) {
    shop_.Add(defaults_.line, "defaults", std::move(what), [&](Node& root) { At(At(root, "defaults"), key) = value; });
  }

  void AddPurposes() {
    const std::vector<std::string> own = WordsOf(defaults_.Find("purposes"));
    const std::vector<size_t> users = Users(shop_, "purposes");
    if (own.empty() || users.empty()) return;
    for (const std::string& purpose : own) {
      std::vector<std::string> rest = own;
      std::erase(rest, purpose);
      if (!rest.empty()) Set(absl::StrCat("`purposes` without `", purpose, "`"), "purposes", List(rest));
    }
    for (const std::string& more : shop_.floor().known_purposes.value_or(Names())) {
      const bool forbidden =
          std::all_of(users.begin(), users.end(), [&](size_t user) { return shop_.Forbidden(user, more); });
      if (forbidden || std::find(own.begin(), own.end(), more) != own.end()) continue;
      std::vector<std::string> grown = own;
      grown.push_back(more);
      Set(absl::StrCat("`purposes` take in `", more, "`"), "purposes", List(grown));
    }
  }

  // Permits that show values: neither an end nor a caveat of a hit is told.
  std::vector<const Rule*> Showing(const char* key) const {
    std::vector<const Rule*> rules;
    for (const size_t user : Users(shop_, key)) {
      if (!shop_.file().rules[user].hit) rules.push_back(&shop_.file().rules[user]);
    }
    return rules;
  }

  void AddRetention() {
    const Node* own = defaults_.Find("retention");
    const std::vector<const Rule*> users = Showing("retention");
    if (own == nullptr || users.empty()) return;
    const int days = DaysOf(*policy::ParseRetention(own->text));
    int cap = 0;
    for (const Rule* user : users) cap = std::max(cap, shop_.DaysAtMost(*user));
    if (days > 1) Set("`retention` is shorter", "retention", Scalar(Length(std::min(days, cap) / 2)));
    if (days < cap) Set("`retention` is longer", "retention", Scalar(Length(std::min(days * 2, cap))));
  }

  void AddCaveats() {
    const std::vector<const Rule*> users = Showing("caveats");
    const std::vector<std::string> own = WordsOf(defaults_.Find("caveats"));
    if (users.empty()) return;
    Names always = shop_.scope().EnvelopeOf(*users.front()).caveats;
    for (const std::string& caveat : own) {
      std::vector<std::string> rest = own;
      std::erase(rest, caveat);
      if (!always.contains(caveat)) Set(absl::StrCat("no caveat `", caveat, "`"), "caveats", List(rest));
    }
    always.insert(own.begin(), own.end());
    const Names listed = shop_.floor().known_caveats.value_or(Names());
    std::vector<std::string> grown = own;
    if (const auto more = Foreign(always, {listed.begin(), listed.end()})) {
      grown.push_back(*more);
      Set(absl::StrCat("a caveat `", *more, "` more"), "caveats", List(grown));
    }
  }

  Workshop& shop_;
  const Node& defaults_;
};

}  // namespace

void AddDefaultMutants(Workshop& shop) {
  if (const Node* defaults = shop.root().Find("defaults")) DefaultMutants(shop, *defaults).Add();
}

namespace {

// An overlay's civil time, an hour off.
std::string Shifted(const std::string& text, int hours) {
  absl::CivilSecond second;
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) second = absl::CivilSecond(day);
  if (text.size() > 10) absl::ParseCivilTime(text, &second);
  return absl::FormatCivilTime(second + hours * 3600);
}

}  // namespace

void AddOverlayMutants(Workshop& shop) {
  const Node* overlays = shop.root().Find("overlays");
  for (size_t i = 0; overlays != nullptr && i < overlays->items.size(); ++i) {
    const Node& overlay = overlays->items[i];
    const std::string& id = overlay.Find("id")->text;
    const auto valid = [&](const char* key, int hours) {
      const std::string moved = Shifted(overlay.Find("valid")->Find(key)->text, hours);
      shop.Add(overlay.line, id, absl::StrCat("`", key, "` ", hours > 0 ? "an hour later" : "an hour earlier"),
               [&](Node& root) { At(At(At(root, "overlays").items[i], "valid"), key) = Scalar(moved); });
    };
    for (const char* key : {"from", "until"}) {
      valid(key, -1);
      valid(key, 1);
    }
    const bool lends = std::any_of(shop.file().rules.begin(), shop.file().rules.end(), [&](const Rule& rule) {
      return rule.overlay == static_cast<int>(i) && rule.type == RuleType::kPermit && !rule.hit;
    });
    if (!lends) continue;  // copies are what `at_end` is about
    const bool recall = overlay.Find("at_end")->text == "recall";
    shop.Add(overlay.line, id, recall ? "its copies are kept" : "its copies are recalled",
             [&](Node& root) { At(At(root, "overlays").items[i], "at_end") = Scalar(recall ? "keep" : "recall"); });
  }
}

}  // namespace entente::policy_test
