// The common record's schema, prepared for walking: which field set each field carries, which are screening keys, and
// which things belong to a person and go with a withheld minor.
#pragma once

#include <cstdint>
#include <vector>

#include "entente/v1/record.pb.h"
#include "gateway/policy/minors.h"
#include "gateway/policy/syntax.h"

namespace entente::policy {

struct MessagePlan;

struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  FieldSets set = 0;                     // one bit; none for INHERIT and ENVELOPE, which add no condition
  bool key = false;                      // a screening key (rule 6): the value itself, or a date as a whole
  bool link = false;                     // a link to another record
  bool id = false;                       // a local id
  bool reference = false;                // names an entry by its local id; of a relation, all of it
  Belongs belongs = Belongs::kToNobody;  // whose it is, for the rules about minors
  const MessagePlan* message = nullptr;  // of a message with fields of its own to decide; null: goes as a whole
};

struct MessagePlan {
  std::vector<FieldPlan> fields;
};

// What the whole path of a value asks of one grant.
struct Need {
  FieldSets sets = 0;  // 0: travels with any release
  bool minor = false;  // only from a grant that includes minors
  friend auto operator<=>(const Need&, const Need&) = default;
};

const MessagePlan& RecordPlan();

inline Need NeedBelow(Need above, const FieldPlan& field, int index, const MinorMarks& marks) {
  return {static_cast<FieldSets>(above.sets | field.set), above.minor || marks.Withheld(field.belongs, index)};
}

}  // namespace entente::policy
