// A policy file as read and checked, before it is compiled: what each rule says, in the file's own words.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/policy/terms.h"

namespace entente::policy {

enum class FileKind { kFloor, kCountry, kAcceptance };
enum class RuleType { kPermit, kRestrict, kForbid };

// The keys of a rule's head that read facts of the record, in the order of facts.h.
enum Key {
  kRecords,
  kSystem,
  kColours,
  kOffences,
  kMatter,
  kOperation,
  kNationality,
  kMarkings,
  kFactKeys,
};
inline constexpr std::array<const char*, kFactKeys> kKeyNames = {"records", "system",    "colours",     "offences",
                                                                 "matter",  "operation", "nationality", "markings"};

// Bit i stands for FieldSet::Value i of record's field_set.proto.
using FieldSets = uint16_t;

struct Place {
  int line = 0;
  int column = 0;
};

// `to`, or `from` in an acceptance policy, with its groups written out.
struct Parties {
  bool any = false;
  bool requester = false;
  bool nationality = false;
  std::set<std::string> countries;  // "EC"
  std::set<std::string> systems;    // "EC/migracion"
};

using Names = std::set<std::string>;

struct Rule {
  std::string id;
  Place place;
  RuleType type = RuleType::kPermit;
  bool floor = false;
  int overlay = -1;  // index into File::overlays

  Parties to;
  std::array<std::optional<Names>, kFactKeys> when;  // nothing: no condition
  std::optional<Names> when_purposes;
  bool minors = false;
  std::vector<std::string> declines;  // a forbid of the floor's permits, and nothing else

  std::optional<FieldSets> fields;
  std::optional<FieldSets> match;
  std::optional<Names> purposes;
  std::optional<Retention> retention;
  Names caveats;
  bool hit = false;
  Names actions;
  std::string why;
};

// What no request may ever get, to be proved. Its shape is met as a forbid of the same head would be.
struct Invariant {
  Place place;
  std::string text;  // "never: {fields: [victim], purposes: [border-control]}"
  Rule shape;
  std::optional<FieldSets> fields;  // nothing: no value at all
  bool minors = false;              // only values that go with a minor
};

struct Overlay {
  std::string id;
  Place place;
  absl::Time from;
  absl::Time until;
  bool recall = false;
};

struct NamedList {
  Place place;
  Names members;
  bool used = false;
};

struct File {
  std::string name;
  FileKind kind = FileKind::kCountry;
  std::string country;
  Place country_place;
  int64_t version = 0;
  std::string supersedes;      // digest of the version before; empty: not said
  int approvals_required = 0;  // of the successor; 0: not said
  Names roles;                 // who may approve it; empty: not said
  std::string digest;          // "sha256:…" of the text
  std::map<std::string, NamedList> groups;
  std::map<std::string, NamedList> sets;
  std::vector<Rule> rules;  // overlays' rules too
  std::vector<Overlay> overlays;
  std::vector<Invariant> invariants;
  std::optional<Names> known_purposes;  // the floor's lists
  std::optional<Names> known_caveats;
};

}  // namespace entente::policy
