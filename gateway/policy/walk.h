// Visits every value of a record with what its whole path asks of a grant. Links are left to the visitor.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "gateway/policy/field_plan.h"

namespace entente::policy {

struct Visit {
  const google::protobuf::Message& holder;  // of the value
  int index;                                // in a list; else -1
  const FieldPlan& field;
  Need need;
  const std::string& path;  // "items[0].document.number"; empty unless asked for
};

// `visitor(const Visit&) -> bool`: whether to go on below. Depth is bounded by the schema, which has no cycle.
template <typename Visitor>
class Walker {
 public:
  Walker(const MinorMarks& marks, bool paths, Visitor visitor) : marks_(marks), paths_(paths), visitor_(visitor) {}

  void Walk(const google::protobuf::Message& message, const MessagePlan& plan, Need above) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    for (const FieldPlan& field : plan.fields) {
      if (field.field->is_repeated()) {
        const int size = reflection.FieldSize(message, field.field);
        for (int i = 0; i < size; ++i) {
          const size_t before = Extend(field, i);
          if (visitor_(Visit{message, i, field, NeedBelow(above, field, i, marks_), path_}) &&
              field.message != nullptr) {
            Walk(reflection.GetRepeatedMessage(message, field.field, i), *field.message,
                 NeedBelow(above, field, i, marks_));
          }
          path_.resize(before);
        }
      } else if (reflection.HasField(message, field.field)) {
        const size_t before = Extend(field, -1);
        if (visitor_(Visit{message, -1, field, NeedBelow(above, field, 0, marks_), path_}) &&
            field.message != nullptr) {
          Walk(reflection.GetMessage(message, field.field), *field.message, NeedBelow(above, field, 0, marks_));
        }
        path_.resize(before);
      }
    }
  }

 private:
  size_t Extend(const FieldPlan& field, int index) {
    const size_t before = path_.size();
    if (paths_) {
      absl::StrAppend(&path_, before == 0 ? "" : ".", field.field->name());
      if (index >= 0) absl::StrAppend(&path_, "[", index, "]");
    }
    return before;
  }

  const MinorMarks& marks_;
  bool paths_;
  Visitor visitor_;
  std::string path_;
};

template <typename Visitor>
void WalkRecord(const v1::Record& record, const MinorMarks& marks, bool paths, Visitor visitor) {
  Walker<Visitor>(marks, paths, visitor).Walk(record, RecordPlan(), Need{});
}

}  // namespace entente::policy
