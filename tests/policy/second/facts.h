// What rules read of a record, and whether a rule meets it.
#pragma once

#include "tests/policy/second/rules.h"

namespace entente::second {

// A fact that may have several values, some of them not known (rule 7).
struct Several {
  Words known;
  bool unknown = false;  // one of them at least
};

struct Facts {
  std::string originator;  // its country
  Several kind, system, colour;
  Several offences, matters, operations, markings, nationalities;
  std::vector<Several> states;  // of each subject
  Several requesters;           // of the notices that the record carried out
};

Facts FactsOf(const v1::Record& record, policy::NoticeLookup notices);

struct Asker {
  std::string country, system;  // "EC", and "migracion" or nothing
  std::string purpose;
  explicit Asker(const std::string& name, std::string purpose_said = "");
};

// The keys by which a permit fails to give the asker the record. None: it is a grant.
Words FailingKeys(const Rule& permit, const Facts& facts, const Asker& asker, const World& world);

// Whether a forbid or a restrict meets the record and the asker.
bool Meets(const Rule& ban, const Facts& facts, const Asker& asker, const World& world);

// A permit that says `requester`, for the requester.
bool AsRequester(const Rule& permit, const Facts& facts, const Asker& asker);

// An acceptance rule: who is asked about is the originator, and nobody states a purpose.
bool Accepts(const Rule& rule, const Facts& facts, const Asker& originator, const World& world);

}  // namespace entente::second
