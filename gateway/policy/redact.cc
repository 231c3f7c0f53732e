// The copy a decision allows, built from nothing: a value that no line here copies does not leave.
#include "absl/container/flat_hash_set.h"
#include "gateway/policy/grants.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/renumber.h"
#include "gateway/policy/walk.h"

namespace entente::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

class Copier {
 public:
  Copier(const Grants& grants, const MinorMarks& marks, absl::FunctionRef<bool(const v1::Link&)> shown_link)
      : grants_(grants), marks_(marks), shown_link_(shown_link) {}

  void Copy(const Message& from, const MessagePlan& plan, Need above, Message& to) {
    const Reflection& reflection = *from.GetReflection();
    for (const FieldPlan& field : plan.fields) {
      if (field.field->is_repeated()) {
        const int size = reflection.FieldSize(from, field.field);
        for (int i = 0; i < size; ++i) {
          const Need need = NeedBelow(above, field, i, marks_);
          if (Shown(need)) CopyElement(from, field, i, need, to);
        }
      } else if (reflection.HasField(from, field.field)) {
        const Need need = NeedBelow(above, field, 0, marks_);
        if (Shown(need)) CopyField(from, field, need, to);
      }
    }
  }

 private:
  // Neighbours mostly ask for the same.
  bool Shown(Need need) {
    if (!asked_ || need != last_) {
      last_ = need;
      last_shown_ = Shows(grants_, need);
      asked_ = true;
    }
    return last_shown_;
  }

  void CopyMessage(const Message& from, const FieldPlan& field, Need need, Message& to) {
    if (field.message != nullptr) return Copy(from, *field.message, need, to);
    to.CopyFrom(from);
    to.DiscardUnknownFields();
  }

  void CopyElement(const Message& from, const FieldPlan& field, int i, Need need, Message& to) {
    const Reflection& reflection = *from.GetReflection();
    const FieldDescriptor* name = field.field;
    switch (name->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Message& element = reflection.GetRepeatedMessage(from, name, i);
        if (field.link && !shown_link_(static_cast<const v1::Link&>(element))) return;
        return CopyMessage(element, field, need, *reflection.AddMessage(&to, name));
      }
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.AddString(&to, name, reflection.GetRepeatedString(from, name, i));
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.AddEnumValue(&to, name, reflection.GetRepeatedEnumValue(from, name, i));
      default:
        return;  // the common record has no other lists; a new kind is withheld until it stands here
    }
  }

  void CopyField(const Message& from, const FieldPlan& field, Need need, Message& to) {
    const Reflection& reflection = *from.GetReflection();
    const FieldDescriptor* name = field.field;
    switch (name->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return CopyMessage(reflection.GetMessage(from, name), field, need, *reflection.MutableMessage(&to, name));
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.SetString(&to, name, reflection.GetString(from, name));
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.SetEnumValue(&to, name, reflection.GetEnumValue(from, name));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(&to, name, reflection.GetBool(from, name));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(&to, name, reflection.GetInt32(from, name));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection.SetInt64(&to, name, reflection.GetInt64(from, name));
      default:
        return;
    }
  }

  const Grants& grants_;
  const MinorMarks& marks_;
  absl::FunctionRef<bool(const v1::Link&)> shown_link_;
  Need last_;
  bool last_shown_ = false;
  bool asked_ = false;
};

}  // namespace

v1::Record Redact(const v1::Record& record, const Decision& decision,
                  absl::FunctionRef<bool(const v1::Link&)> shown_link, int64_t view_revision) {
  if (decision.effect == Effect::kOwn) {
    v1::Record own = record;
    own.DiscardUnknownFields();
    return own;
  }
  v1::Record copy;
  if (decision.effect != Effect::kRelease || decision.grants == nullptr) return copy;
  const MinorMarks marks = MarkMinors(record, decision.grants->now);
  Copier(*decision.grants, marks, shown_link).Copy(record, RecordPlan(), Need{}, copy);
  Renumber(copy);
  copy.mutable_header()->set_revision(view_revision);
  return copy;
}

std::vector<Matchable> MatchablePaths(const v1::Record& record, const Decision& decision) {
  std::vector<Matchable> paths;
  const bool own = decision.effect == Effect::kOwn;
  if (!own && decision.grants == nullptr) return paths;
  const MinorMarks marks = own ? MinorMarks() : MarkMinors(record, decision.grants->now);
  WalkRecord(record, marks, true, [&](const Visit& visit) {
    if (visit.field.link || (!own && !Matches(*decision.grants, visit.need))) return false;
    if (visit.field.key) paths.push_back({own || Shows(*decision.grants, visit.need), visit.path});
    return true;
  });
  return paths;
}

namespace {

// The text of an id or a reference; of a relation, the id it points at.
std::string TextOf(const Visit& visit) {
  const FieldDescriptor* name = visit.field.field;
  const Reflection& reflection = *visit.holder.GetReflection();
  if (name->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return static_cast<const v1::Relation&>(reflection.GetRepeatedMessage(visit.holder, name, visit.index)).to_id();
  }
  return name->is_repeated() ? reflection.GetRepeatedString(visit.holder, name, visit.index)
                             : reflection.GetString(visit.holder, name);
}

// Local ids of the entries that the copy has.
absl::flat_hash_set<std::string> ShownIds(const v1::Record& record, const MinorMarks& marks, const Grants& grants) {
  absl::flat_hash_set<std::string> ids;
  WalkRecord(record, marks, false, [&](const Visit& visit) {
    if (!Shows(grants, visit.need)) return false;
    if (visit.field.id) ids.insert(TextOf(visit));
    return true;
  });
  return ids;
}

}  // namespace

std::vector<ValueTerm> TermsByValue(const v1::Record& record, const Decision& decision) {
  std::vector<ValueTerm> terms;
  if (decision.effect != Effect::kRelease || decision.grants == nullptr) return terms;
  const Grants& grants = *decision.grants;
  const MinorMarks marks = MarkMinors(record, grants.now);
  const absl::flat_hash_set<std::string> ids = ShownIds(record, marks, grants);
  WalkRecord(record, marks, true, [&](const Visit& visit) {
    if (!Shows(grants, visit.need)) return false;
    // What points at an entry that is withheld is not in the copy, and its terms would tell that the entry is there.
    if (visit.field.reference && !ids.contains(TextOf(visit))) return false;
    const Term term = TermOf(grants, visit.need);
    if (visit.need.sets != 0) terms.push_back({visit.path, term.until, CaveatNames(grants, term.caveats)});
    return true;
  });
  return terms;
}

}  // namespace entente::policy
