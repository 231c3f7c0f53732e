#include "gateway/policy/analyse/change_tree.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace entente::policy {
namespace {

constexpr int kSame = 0;          // nothing changes
constexpr int kUntouched = 1;     // nothing can: no rule that changed matches
constexpr int kFloorForbids = 2;  // nothing can: the floor forbids it before and after, which need not be told
constexpr char kGone[] = " no longer applies";
constexpr uint64_t kLeavesMost = 20'000'000;

}  // namespace

absl::StatusOr<int> ChangeTree::Build(const std::string& recipient) {
  // How the recipient is related to a record comes last but for the time: most changes do not depend on it.
  dimensions_ = space_.dimensions();
  dimensions_.insert(dimensions_.end() - 1, space_.RelationOf(recipient));
  relation_ = dimensions_.size() - 2;
  chosen_.assign(dimensions_.size(), 0);
  relation_id_ = IdOf(dimensions_[relation_]);
  rows_.assign((dimensions_.size() + 1) * space_.words(), 0);
  for (const Option& option : dimensions_[relation_].options) {  // at most these rules, related or not
    for (size_t word = 0; word < space_.words(); ++word) rows_[word] |= option.row[word];
  }
  const int root = Below(0, rows_.data());
  if (visits_ <= kLeavesMost) return root;
  return absl::ResourceExhaustedError(absl::StrCat("the difference of the policy of ",
                                                   absl::StrJoin(space_.pair().governs, ", "), " has more than ",
                                                   kLeavesMost, " classes of requests, and is not told"));
}

int ChangeTree::Below(size_t depth, const uint64_t* above) {
  if (!space_.MayDiffer(above) || visits_ > kLeavesMost) return kUntouched;
  if (depth == dimensions_.size()) return Leaf(above);
  const std::vector<uint64_t> key = KeyOf(depth, above);
  const auto seen = seen_.find(key);
  if (seen != seen_.end()) return seen->second;
  const Dimension& dimension = dimensions_[depth];
  uint64_t* below = &rows_[(depth + 1) * space_.words()];
  std::vector<int> children;
  for (size_t i = 0; i < dimension.options.size(); ++i) {
    const Scratch& row = dimension.options[i].row;
    for (size_t word = 0; word < space_.words(); ++word) below[word] = above[word] & row[word];
    chosen_[depth] = i;
    children.push_back(Below(depth + 1, below));
  }
  const int node = Intern(dimension.name, dimension.options, children);
  seen_.emplace(key, node);
  return node;
}

// Purpose, kind and relation are read again at the leaf, beside the rules that match.
std::vector<uint64_t> ChangeTree::KeyOf(size_t depth, const uint64_t* row) const {
  std::vector<uint64_t> key(row, row + space_.words());
  key.push_back(depth);
  if (depth <= relation_) key.push_back(relation_id_);  // recipients that are alike share what is below
  for (const size_t at : {kPairPurpose, kPairKind, relation_}) key.push_back(at < depth ? chosen_[at] : 0);
  return key;
}

uint64_t ChangeTree::IdOf(const Dimension& relation) {
  std::string text;
  for (const Option& option : relation.options) {
    absl::StrAppend(&text, absl::StrJoin(option.words, "|"), ":", absl::StrJoin(option.row, ","), "\n");
  }
  return relation_ids_.try_emplace(std::move(text), relation_ids_.size()).first->second;
}

int ChangeTree::Leaf(const uint64_t* row) {
  ++visits_;
  if (space_.FloorForbidsBoth(row)) return kFloorForbids;
  const Option& purpose = dimensions_[kPairPurpose].options[chosen_[kPairPurpose]];
  const Option& kind = dimensions_[kPairKind].options[chosen_[kPairKind]];
  RequestClass request;
  dimensions_[relation_].options[chosen_[relation_]].put(request);
  const bool asked = request.asked == RequestClass::Asked::kYes, subjects = !request.nationalities.empty();
  std::vector<uint64_t> key(row, row + space_.words());
  key.push_back(chosen_[kPairPurpose]);
  key.push_back(chosen_[kPairKind] * 4 + (asked ? 2 : 0) + (subjects ? 1 : 0));
  const auto known = effects_.find(key);
  if (known != effects_.end()) return known->second;
  const int leaf = NewLeaf(row, purpose.words[0], asked, PossibleNeeds(kind.also, subjects));
  effects_.emplace(std::move(key), leaf);
  return leaf;
}

int ChangeTree::NewLeaf(const uint64_t* row, const std::string& purpose, bool asked,
                        const std::vector<PossibleNeed>& needs) {
  const std::vector<Lending> before = space_.Before(row, purpose, asked);
  const std::vector<Lending> after = space_.After(row, purpose, asked);
  // Days in leap years make no difference that anybody would want to be told of: one instant stands for all.
  const absl::Time released = absl::FromUnixSeconds(1924992000);
  ChangeLeaf leaf{whole_ ? WholeEffect(after, needs, released) : CompareEffects(before, after, needs, released), ""};
  if (leaf.effect.empty()) return kSame;
  leaf.rule = RuleOf(leaf.effect, row, before, after);
  const auto [at, fresh] = leaves_.try_emplace(std::move(leaf), static_cast<int>(nodes_.size()));
  if (fresh) nodes_.emplace_back().leaf = &at->first;
  return at->second;
}

// The rule that changed and did it: where more is given one that lends or took away, else the other way round.
std::string ChangeTree::RuleOf(const EffectChange& effect, const uint64_t* row, const std::vector<Lending>& before,
                               const std::vector<Lending>& after) const {
  const bool wider = !effect.gained.empty() || !effect.gained_match.empty();
  const std::vector<std::string> came = space_.ChangedIn(row, true), went = space_.ChangedIn(row, false);
  const auto lends = [](const std::vector<Lending>& lendings, const std::string& rule) {
    return std::any_of(lendings.begin(), lendings.end(), [&](const Lending& l) { return l.rule == rule; });
  };
  for (const std::string& rule : came) {
    if (lends(after, rule) == wider) return rule;
  }
  for (const std::string& rule : went) {
    const bool changed = std::find(came.begin(), came.end(), rule) != came.end();
    if (!changed && lends(before, rule) != wider) return absl::StrCat(rule, kGone);
  }
  return !came.empty() ? came[0] : !went.empty() ? absl::StrCat(went[0], kGone) : "";
}

int ChangeTree::Intern(const std::string& dimension, const std::vector<Option>& options,
                       const std::vector<int>& children) {
  Node node;
  node.dimension = dimension;
  for (size_t i = 0; i < children.size(); ++i) {
    if (children[i] == kFloorForbids) continue;
    const int child = children[i] == kUntouched ? kSame : children[i];
    const std::string word = absl::StrJoin(options[i].words, dimension == "nationality" ? "|" : "\n");
    node.all.push_back(word);
    const auto same = std::find_if(node.branches.begin(), node.branches.end(),
                                   [&](const Branch& branch) { return branch.child == child; });
    if (same != node.branches.end()) {
      same->words.push_back(word);
    } else {
      node.branches.push_back({child, {word}});
    }
  }
  const bool floor = std::count(children.begin(), children.end(), kFloorForbids) > 0;
  const bool touched = std::any_of(children.begin(), children.end(),
                                   [](int child) { return child != kFloorForbids && child != kUntouched; });
  if (!touched) return floor ? kFloorForbids : kUntouched;  // where a changed rule could match, the floor forbids
  if (node.branches.size() == 1) return node.branches[0].child;
  std::string key = absl::StrCat(dimension, "\t", absl::StrJoin(node.all, "\t"));
  for (const Branch& branch : node.branches) {
    absl::StrAppend(&key, "\t>", branch.child, "\t", absl::StrJoin(branch.words, "\t"));
  }
  const auto [at, fresh] = interned_.try_emplace(std::move(key), static_cast<int>(nodes_.size()));
  if (fresh) nodes_.push_back(std::move(node));
  return at->second;
}

std::vector<ChangeBox> ChangeTree::Boxes(int root) const {
  std::vector<ChangeBox> boxes;
  std::vector<Choice> path;
  Collect(root, path, boxes);
  return boxes;
}

void ChangeTree::Collect(int id, std::vector<Choice>& path, std::vector<ChangeBox>& boxes) const {
  if (id <= kFloorForbids) return;
  const Node& node = nodes_[static_cast<size_t>(id)];
  if (node.leaf != nullptr) return boxes.push_back({path, node.leaf});
  for (const Branch& branch : node.branches) {
    path.push_back({node.dimension, branch.words, node.all});
    Collect(branch.child, path, boxes);
    path.pop_back();
  }
}

}  // namespace entente::policy
