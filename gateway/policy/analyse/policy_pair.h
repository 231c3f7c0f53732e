// One policy before and after a change, and the classes of requests that either version tells apart.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/analyse/dimensions.h"
#include "gateway/policy/analyse/lending.h"

namespace entente::policy {

struct PolicyPair {
  const PolicySet* before_set;
  const RuleBook* before;
  const PolicySet* after_set;
  const RuleBook* after;
  std::vector<std::string> governs;  // whose records they decide over
};

// Each distinct pair once, by the first country it governs; also of those that are the same before and after.
std::vector<PolicyPair> PolicyPairs(const PolicySet& before, const PolicySet& after);

class PairSpace {
 public:
  // Without instants before `from`.
  PairSpace(const PolicyPair& pair, absl::Time from);

  const PolicyPair& pair() const { return pair_; }
  // False when several values of a fact can be told apart in too many ways: then only each alone is here.
  bool whole() const { return whole_; }
  bool changed() const { return changed_any_; }
  size_t words() const { return changed_.size(); }

  // Purposes, kinds, matter, offences, operation, markings, system, time.
  const std::vector<Dimension>& dimensions() const { return dimensions_; }
  // Who may ask for a record that these policies decide over: the owner is another. "" as owner: nobody's.
  const std::vector<std::string>& recipients() const { return recipients_; }
  std::string OwnerFor(const std::string& recipient) const;
  // Leaves only requests for this purpose.
  void KeepPurpose(const std::string& purpose);
  Dimension RelationOf(const std::string& recipient);

  // Whether a rule that changed may match.
  bool MayDiffer(const uint64_t* row) const;
  std::vector<Lending> Before(const uint64_t* row, const std::string& purpose, bool asked) const;
  std::vector<Lending> After(const uint64_t* row, const std::string& purpose, bool asked) const;
  // Rules that changed and match, by id: of the new version, or of the old one.
  std::vector<std::string> ChangedIn(const uint64_t* row, bool after) const;
  // Whether a forbid of the floor matches, before (where there were rules at all) and after.
  bool FloorForbidsBoth(const uint64_t* row) const;

 private:
  const PolicyPair pair_;
  const Books books_;
  Row changed_;  // rules of both books, one behind the other
  Row floor_forbids_;
  bool changed_any_ = false;
  bool whole_ = true;
  std::vector<Dimension> dimensions_;
  std::vector<std::string> recipients_;
};

inline constexpr size_t kPairPurpose = 0, kPairKind = 1;  // places among a pair's dimensions

}  // namespace entente::policy
