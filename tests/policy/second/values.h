// A record as a list of its values, each with its path and the field sets that stand on it.
#pragma once

#include "tests/policy/second/rules.h"

namespace entente::second {

struct Value {
  std::string path;         // "items[0].document.number"
  Words sets;               // on the whole path from Record down, without `inherit` and `envelope`
  bool whole = false;       // a value that is told: a scalar, or a date that is a screening key
  bool key = false;         // rule 6: a check may match on it
  bool with_minor = false;  // rule 9
  bool link = false;        // in header.links
  std::string named;        // of a local id: the id
  std::string refers_to;    // of a reference, and of all of a relation: the id it points at
  bool is_reference = false;
};

std::vector<Value> ValuesOf(const v1::Record& record, absl::Time now);

// "VICTIM" is `victim` in a policy.
std::string SetName(const google::protobuf::FieldDescriptor& field);

// A field that names an entry of this record by its local id.
bool IsReference(const google::protobuf::FieldDescriptor& field);

}  // namespace entente::second
