// One controller's rules, the floor's among them, compiled to bit masks: bit i of every row is rule i, the floor's
// rules first and then by id, so that the lowest bit of a set of forbids is the one to tell.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"
#include "gateway/policy/facts.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/string_map.h"
#include "gateway/policy/syntax.h"

namespace entente::policy {

using Row = std::vector<uint64_t>;
using Scratch = absl::InlinedVector<uint64_t, 32>;

inline constexpr size_t kCaveatsMax = 128;
using Caveats = std::bitset<kCaveatsMax>;  // by their place in the sorted list of all

template <typename Words>
void SetBit(Words& row, size_t bit) {
  row[bit / 64] |= uint64_t{1} << (bit % 64);
}
template <typename Words>
bool HasBit(const Words& row, size_t bit) {
  return (row[bit / 64] >> (bit % 64)) & 1;
}

// What a rule does once it matches; whether it matches is in the rows.
struct Clause {
  FieldSets sets = 0;  // of a permit: fields or match; of a restrict: what may remain
  bool hit = false;
  bool minors = false;
  bool floor = false;
  int retention = -1;  // index into PolicySet's lengths; -1: none
  Caveats caveats;
  std::string id;
  std::optional<Names> purposes;  // of a restrict: what may remain
};

// The rules that name each value of one key.
struct KeyRows {
  bool used = false;
  Row unconditioned;  // rules that leave the key out
  StringMap<Row> named;
};

// Who is addressed, with permits' and the others' rules apart in meaning but not in the row.
struct CountryRows {
  Row bare;   // the country without a system
  Row other;  // a system that no rule names
  StringMap<Row> systems;
  std::string parent;  // whose sub-bureau it is
};

struct Window {  // an overlay's
  absl::Time from;
  absl::Time until;
  bool recall = false;
  Row rules;
};

struct Decline {
  size_t forbid = 0;
  size_t permit = 0;  // of the floor
};

class RuleBook {
 public:
  size_t words = 0;
  std::string digest;   // of the country's file; empty: the floor alone
  SharedTexts digests;  // the floor's before it
  std::vector<Clause> clauses;
  Row permits, restricts, forbids;
  Row always;  // live at any time: not an overlay's
  std::vector<Window> windows;
  std::vector<int> window_of;  // a clause's; -1: none
  std::vector<Decline> declines;
  std::array<KeyRows, kFactKeys> keys;
  KeyRows purposes;
  StringMap<CountryRows> recipients;
  Row requester, nationality;  // rules that name the relation
  bool names_requester = false, names_nationality = false;

  // The row of a recipient, or of a system of it; null: no participant.
  const Row* RecipientRow(std::string_view country, std::string_view system) const;
  std::string_view ParentOf(std::string_view country) const;  // empty: nobody's
};

// Indices of everything that rules of all countries share.
struct Shared {
  const Network* network = nullptr;
  std::vector<std::string> caveats;  // sorted
  std::vector<Retention> lengths;    // sorted
};

// `country` may be null: the floor alone.
RuleBook CompileBook(const File& floor, const File* country, const Shared& shared);

}  // namespace entente::policy
