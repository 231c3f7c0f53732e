// What making mutants of one file needs: its tree, what it says once parsed, and a place to put them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/policy/mutate/mutants.h"
#include "tests/policy/mutate/scope.h"
#include "tests/policy/mutate/tree.h"

namespace entente::policy_test {

class Workshop {
 public:
  Workshop(const policy::Source& source, bool is_floor, const policy::Source& floor,
           const std::vector<policy::Source>& countries, const policy::Network& network);

  using Change = std::function<void(Node& root)>;
  void Add(int line, const std::string& rule, std::string what, const Change& change);

  // Whether the permit, asked for this one purpose, lies wholly under a forbid: then the purpose changes nothing.
  bool Forbidden(size_t rule, const std::string& purpose) const;

  // The days after which a copy that the permit lends is gone in any case: a restrict's, or the overlay's that recalls.
  int DaysAtMost(const Rule& permit) const;

  // The n-th rule of the tree, overlays' behind the others, as in File::rules.
  static Node* RuleAt(Node& root, size_t rule);

  const Node& root() const { return root_; }
  const File& file() const { return file_; }
  const File& floor() const { return is_floor_ ? file_ : floor_; }
  const policy::Network& network() const { return network_; }
  const Scope& scope() const { return *scope_; }
  std::vector<Mutant> Take() { return std::move(mutants_); }

 private:
  policy::Source source_;
  bool is_floor_;
  policy::Source floor_source_;
  const policy::Network& network_;
  Node root_;
  File floor_, file_;
  std::vector<File> others_;
  std::unique_ptr<Scope> scope_;
  std::vector<Mutant> mutants_;
};

// A name out of `names`, the same for the same rule: a sample, where every one would be too many.
std::string Sample(const std::vector<std::string>& names, const std::string& seed);

// "P45D" from days.
std::string Length(int days);

// An offence, an operation, a nationality, …: the first of the list that is not among the names.
std::optional<std::string> Foreign(const Names& names, const std::vector<std::string>& candidates);
const std::vector<std::string>& ForeignOffences();

void AddRuleMutants(Workshop& shop, size_t rule);
void AddListMutants(Workshop& shop);     // groups and sets
void AddDefaultMutants(Workshop& shop);  // `defaults`
void AddOverlayMutants(Workshop& shop);

}  // namespace entente::policy_test
