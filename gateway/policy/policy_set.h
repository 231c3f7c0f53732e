// All active policies, compiled and immutable.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/policy/policy.h"
#include "gateway/policy/rule_book.h"

namespace entente::policy {

class PolicySet {
 public:
  Network network;
  std::string floor_digest;
  std::vector<std::string> purposes;                        // as network.yaml lists them
  std::vector<Retention> lengths;                           // sorted
  std::shared_ptr<const std::vector<std::string>> caveats;  // sorted; decisions share it
  RuleBook floor_alone;
  StringMap<RuleBook> books;             // by country
  StringMap<const RuleBook*> governing;  // by country: its own, its parent's, or the floor alone

  StringMap<std::vector<Invariant>> invariants;  // by country; of the floor under ""
  StringMap<std::string> files;                  // the name of each one's file, likewise

  std::vector<OverlayTimes> overlays;  // the floor's first, then by file

  // Whose rules decide over a country's records; never null.
  const RuleBook& BookOf(std::string_view country) const;
};

}  // namespace entente::policy
