// Random worlds: a floor and several countries' policies, as text.
#pragma once

#include "gateway/policy/policy.h"
#include "tests/policy/differential/chance.h"

namespace entente::differential {

// A policy file in pieces, so that a law can add to it, shuffle it and say things twice.
struct PolicyFile {
  std::string country;  // empty: the floor
  bool acceptance = false;
  std::string head;  // groups, sets, defaults
  std::vector<std::string> rules;
  struct Overlay {
    std::string head;
    std::vector<std::string> rules;
  };
  std::vector<Overlay> overlays;

  std::string Text() const;
};

struct Files {
  PolicyFile floor;
  std::vector<PolicyFile> countries;

  policy::Source Floor() const { return {"network.yaml", floor.Text()}; }
  std::vector<policy::Source> Countries() const;
};

// The words that policies, records and questions share, so that they meet.
extern const std::vector<std::string> kCountries, kSystems, kOffences, kOperations, kMarkings, kPurposes, kCaveats;
extern const std::vector<std::string> kFieldSets;  // such as a policy names, without the envelope
extern const std::vector<std::string> kEdges;      // instants where an overlay begins or ends
const policy::Network& TheNetwork();

Files RandomFiles(Chance& chance);
enum class Verb { kPermit, kRestrict, kForbid };
std::string RandomRule(Chance& chance, const std::string& id, Verb verb, bool floor);
PolicyFile RandomAcceptance(Chance& chance);

}  // namespace entente::differential
