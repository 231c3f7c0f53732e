// What rules read of a record, extracted once and shared by the decisions for all its recipients.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"
#include "gateway/policy/field_plan.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/syntax.h"

namespace entente::policy {

// One fact: its known values, and whether there are unknown ones beside. Both empty: none, or not applicable.
struct Fact {
  absl::InlinedVector<std::string, 2> values;
  bool unknown = false;

  void Add(std::string_view value);
  void AddCode(const v1::Code& code);  // an unmapped or `unknown` code is unknown
};

// One distinct demand that values of the record make.
struct Demand {
  Need need;
  bool shown = false;  // some value beyond the envelope and outside links makes it
  bool key = false;    // some screening key makes it
};

class Facts {
 public:
  std::string originator;
  std::string national_id;
  std::array<Fact, kFactKeys> keys;
  Fact requesters;                        // who asked for the notices that this record carried out
  std::vector<Fact> nationalities;        // one a subject
  std::vector<std::string> requested_by;  // controllers beside the originator
  bool requested_by_unmapped = false;
  std::optional<absl::Time> keep_until;
  bool about_minors_alone = false;  // every subject is a minor
  std::vector<Demand> demands;
};

// Whether a common code says something.
bool IsKnown(std::string_view common);

}  // namespace entente::policy
