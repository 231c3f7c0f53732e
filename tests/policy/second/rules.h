// The files of a network as a reader sees them: rules with the words that stand in them. Valid files only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/policy/policy.h"

namespace entente::second {

using Words = std::set<std::string>;

struct Overlay {
  absl::Time from, until;  // until is not included
  bool recall = false;
};

struct Rule {
  enum Kind { kPermit, kRestrict, kForbid };
  Kind kind = kPermit;
  std::string id;
  bool floor = false;
  std::optional<Overlay> overlay;

  // The head: a key that is left out sets no condition.
  Words to;  // countries, systems, and the words `any`, `requester`, `nationality`; groups are written out
  std::optional<Words> records, systems, colours, offences, matters, operations, nationalities, markings, purposes;
  bool any_offence = false;  // `offences: any`
  bool minors_included = false;
  Words declines;  // forbid: {floor: […]}

  // Beside the head.
  std::optional<Words> fields, match, allowed_purposes;
  Words caveats, actions;
  std::string retention;  // empty: none said
  bool hit = false;
};

struct Policy {
  std::string country;  // empty: the floor
  std::string digest;
  std::vector<Rule> rules;
};

struct World {
  Words countries;
  std::map<std::string, std::string> parents;
  Policy floor;
  std::map<std::string, Policy> policies;  // by country
};

World ReadWorld(const policy::Network& network, const policy::Source& floor,
                const std::vector<policy::Source>& policies);
Policy ReadPolicy(const std::string& text);  // of any kind

}  // namespace entente::second
