// All active policies, compiled and immutable.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/policy/policy.h"
#include "gateway/policy/rule_book.h"

namespace entente::policy {

// One file as it was read: what it says, and what was to be said of it.
struct ReadFile {
  File file;
  std::vector<Fault> faults;
};
using ReadFilePtr = std::shared_ptr<const ReadFile>;

class PolicySet {
 public:
  Network network;
  std::string floor_digest;
  std::vector<std::string> purposes;                        // as network.yaml lists them
  std::vector<Retention> lengths;                           // sorted
  std::shared_ptr<const std::vector<std::string>> caveats;  // sorted; decisions share it
  RuleBook floor_alone;
  StringMap<std::shared_ptr<const RuleBook>> books;  // by country
  StringMap<const RuleBook*> governing;              // by country: its own, its parent's, or the floor alone

  StringMap<std::vector<Invariant>> invariants;  // by country; of the floor under ""
  StringMap<std::string> files;                  // the name of each one's file, likewise
  std::vector<ReadFilePtr> read;                 // the floor's and all others, which a later Load may take over

  std::vector<OverlayTimes> overlays;  // the floor's first, then by file

  // Whose rules decide over a country's records; never null.
  const RuleBook& BookOf(std::string_view country) const;
};

}  // namespace entente::policy
