#include "gateway/policy/analyse/narrowing_only.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "gateway/policy/analyse/policy_pair.h"

namespace entente::policy {
namespace {

constexpr uint64_t kVisitsMost = 20'000'000;

// Whether what `one` lends of the need, `other` lends too: as openly, as long, and with no caveat more. A grant that
// includes minors is met by one that does, since a record about minors alone is withheld from the others.
bool Meets(const Lending& other, const Lending& one, const PossibleNeed& need) {
  if (!other.Covers(need, false) || (other.hit && !one.hit) || (one.minors && !other.minors)) return false;
  if (one.hit && one.to_requester && other.hit && !other.to_requester) return false;  // the one hit that a feed tells
  return EndsNoLater(one, other) &&
         std::includes(one.caveats.begin(), one.caveats.end(), other.caveats.begin(), other.caveats.end());
}

bool NoMore(const std::vector<Lending>& before, const std::vector<Lending>& after,
            const std::vector<PossibleNeed>& needs) {
  for (const Lending& lending : after) {
    for (const PossibleNeed& need : needs) {
      if (!lending.Covers(need, false)) continue;
      if (std::none_of(before.begin(), before.end(),
                       [&](const Lending& other) { return Meets(other, lending, need); })) {
        return false;
      }
    }
  }
  return true;
}

class NarrowingWalk {
 public:
  explicit NarrowingWalk(PairSpace& space) : space_(space) {}

  bool Holds() {
    if (!space_.changed()) return true;
    dimensions_ = space_.dimensions();
    dimensions_.push_back(Who());
    std::rotate(dimensions_.begin() + kWho, dimensions_.end() - 1, dimensions_.end());
    for (Dimension& dimension : dimensions_) Collapse(dimension);
    if (!space_.whole()) return false;
    rows_.assign((dimensions_.size() + 1) * space_.words(), ~uint64_t{0});
    chosen_.assign(dimensions_.size(), nullptr);
    return Below(0);
  }

 private:
  static constexpr size_t kWho = 2;  // its place among the dimensions, behind purpose and kind

  Dimension Who() {
    Dimension who{"recipient", {}};
    for (const std::string& recipient : space_.recipients()) {
      for (Option& option : space_.RelationOf(recipient).options) {
        RequestClass request;
        option.put(request);
        if (request.asked == RequestClass::Asked::kYes) option.also += 'a';
        if (!request.nationalities.empty()) option.also += 's';
        who.options.push_back(std::move(option));
      }
    }
    return who;
  }

  bool Below(size_t depth) {
    const uint64_t* above = &rows_[depth * space_.words()];
    if (!space_.MayDiffer(above)) return true;
    if (depth == dimensions_.size()) return ++visits_ <= kVisitsMost && LeafHolds(above);
    if (depth > kWho && !seen_.insert(KeyOf(depth, above)).second) return true;
    uint64_t* below = &rows_[(depth + 1) * space_.words()];
    for (const Option& option : dimensions_[depth].options) {
      for (size_t word = 0; word < space_.words(); ++word) below[word] = above[word] & option.row[word];
      chosen_[depth] = &option;
      if (depth < kWho) seen_.clear();
      if (!Below(depth + 1)) return false;
    }
    return true;
  }

  // Requests of one purpose and kind whose rules so far are the same come out the same.
  std::vector<uint64_t> KeyOf(size_t depth, const uint64_t* row) const {
    std::vector<uint64_t> key(row, row + space_.words());
    const std::string& who = chosen_[kWho]->also;
    key.push_back(depth * 4 + (who.starts_with('a') ? 2 : 0) + (who.ends_with('s') ? 1 : 0));
    return key;
  }

  bool LeafHolds(const uint64_t* row) const {
    const std::string& purpose = chosen_[kPairPurpose]->words[0];
    const bool asked = chosen_[kWho]->also.starts_with('a'), subjects = chosen_[kWho]->also.ends_with('s');
    const std::vector<Lending> after = space_.After(row, purpose, asked);
    return after.empty() ||
           NoMore(space_.Before(row, purpose, asked), after, PossibleNeeds(chosen_[kPairKind]->also, subjects));
  }

  PairSpace& space_;
  std::vector<Dimension> dimensions_;
  std::vector<uint64_t> rows_;         // by depth
  std::vector<const Option*> chosen_;  // by depth
  absl::flat_hash_set<std::vector<uint64_t>> seen_;
  uint64_t visits_ = 0;
};

bool ForbidsAlike(const PolicySet& before, const PolicySet& after) { return before.floor_digest == after.floor_digest; }

}  // namespace

bool IsNarrowingOnly(const PolicySet& before, const PolicySet& after, absl::Time from) {
  const bool same_network =
      before.network.countries == after.network.countries && before.network.parents == after.network.parents;
  // A country that a notice was published for is held back by the floor's forbids alone: those of another floor would
  // have to be compared by themselves.
  if (!same_network || !ForbidsAlike(before, after)) return false;
  for (const PolicyPair& pair : PolicyPairs(before, after)) {
    PairSpace space(pair, from);
    if (!NarrowingWalk(space).Holds()) return false;
  }
  return true;
}

}  // namespace entente::policy
