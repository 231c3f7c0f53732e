// How rules bear on one another, as far as it can be told from their heads alone. It keeps mutants from being made that
// change no decision: a mutant nobody could notice says nothing about the tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/policy/policy.h"
#include "gateway/policy/syntax.h"

namespace entente::policy_test {

using policy::FieldSets;
using policy::File;
using policy::Names;
using policy::Rule;

inline constexpr FieldSets kAllSets = 0xFFFF;

// The purposes for which a permit grants, its head's and its own together; nothing for a rule without condition.
std::optional<Names> PurposesOf(const Rule& rule);

// Days, a month being thirty and a year 365: enough to tell which of two is longer.
int DaysOf(policy::Retention retention);

// The bit of a field set's name, and the names of bits.
FieldSets Bit(const std::string& name);

// Whether `one` more set shows a value, or lends a screening key (`keys`), of a record of these kinds.
bool Matters(const std::optional<Names>& kinds, FieldSets granted, FieldSets one, bool keys);

// A country's rules with the floor's.
class Scope {
 public:
  // `permits`: where the permits are that the rules bear on; for a country its own and the floor's.
  Scope(std::vector<const File*> files, const policy::Network& network) : files_(std::move(files)), network_(network) {}

  // What restricts that bear on every request of the permit leave of it.
  struct Envelope {
    FieldSets sets = kAllSets;
    int days_max = 1 << 20;
    Names caveats;
  };
  Envelope EnvelopeOf(const Rule& permit) const;

  // Whether some permit could grant for the purpose at all.
  bool Granted(const std::string& purpose) const;

  // The sets, caveats and longest retention of the permits that a restrict may bear on.
  struct Touched {
    FieldSets sets = 0;
    Names always;  // caveats that all of them carry
    int days_max = 0;
  };
  Touched TouchedBy(const Rule& restrict) const;

  // Participants that a rule does not address, the owner left out.
  std::vector<std::string> Others(const Rule& rule, const std::string& owner) const;

 private:
  bool Covers(const Rule& wide, const Rule& permit) const;
  bool Overlap(const Rule& restrict, const Rule& permit) const;

  std::vector<const File*> files_;
  const policy::Network& network_;
};

}  // namespace entente::policy_test
