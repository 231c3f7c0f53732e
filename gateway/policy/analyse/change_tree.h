// The classes of requests in which something changes, as a decision diagram: a node divides requests by one dimension,
// equal branches are one, and a dimension in which nothing differs is left out. So a change is told by the facts it
// depends on, and by no others.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "gateway/policy/analyse/effect_change.h"
#include "gateway/policy/analyse/policy_pair.h"

namespace entente::policy {

// What changes, and by which rule.
struct ChangeLeaf {
  EffectChange effect;
  std::string rule;
  friend auto operator<=>(const ChangeLeaf&, const ChangeLeaf&) = default;
};

// Of one dimension, the values chosen, and all there are.
struct Choice {
  std::string dimension;
  std::vector<std::string> chosen, all;
};

// Requests that all change alike: any value of what is not chosen.
struct ChangeBox {
  std::vector<Choice> choices;
  const ChangeLeaf* leaf;
};

class ChangeTree {
 public:
  // `whole`: what is given afterwards, on which terms, whatever was given before.
  explicit ChangeTree(PairSpace& space, bool whole = false) : space_(space), whole_(whole) {}

  // The root for one recipient; equal roots change alike. ResourceExhausted: too many classes.
  absl::StatusOr<int> Build(const std::string& recipient);
  std::vector<ChangeBox> Boxes(int root) const;  // as long as the tree lives

 private:
  struct Branch {
    int child;
    std::vector<std::string> words;
  };
  struct Node {
    const ChangeLeaf* leaf = nullptr;
    std::string dimension;
    std::vector<Branch> branches;
    std::vector<std::string> all;
  };

  int Below(size_t depth, const uint64_t* above);
  int Leaf(const uint64_t* row);
  int NewLeaf(const uint64_t* row, const std::string& purpose, bool asked, const std::vector<PossibleNeed>& needs);
  uint64_t IdOf(const Dimension& relation);
  int Intern(const std::string& dimension, const std::vector<Option>& options, const std::vector<int>& children);
  std::string RuleOf(const EffectChange& effect, const uint64_t* row, const std::vector<Lending>& before,
                     const std::vector<Lending>& after) const;
  void Collect(int node, std::vector<Choice>& path, std::vector<ChangeBox>& boxes) const;
  std::vector<uint64_t> KeyOf(size_t depth, const uint64_t* row) const;

  PairSpace& space_;
  const bool whole_;
  std::vector<Node> nodes_ = std::vector<Node>(3);  // the first three stand for "nothing changes"
  std::map<std::string, int> interned_;
  std::map<ChangeLeaf, int> leaves_;
  absl::flat_hash_map<std::vector<uint64_t>, int> seen_, effects_;
  std::map<std::string, uint64_t> relation_ids_;
  uint64_t relation_id_ = 0;
  std::vector<uint64_t> rows_;
  std::vector<Dimension> dimensions_;  // of the recipient at hand
  std::vector<size_t> chosen_;         // by depth
  size_t relation_ = 0;                // place of that dimension
  uint64_t visits_ = 0;
};

}  // namespace entente::policy
