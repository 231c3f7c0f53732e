#include "examples/quickstart/values.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "entente/v1/field_set.pb.h"

namespace entente::examples {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Set = v1::FieldSet::Value;

bool IsProtectedRole(Set set) {
  return set == v1::FieldSet::VICTIM || set == v1::FieldSet::SOURCE || set == v1::FieldSet::OFFICIAL ||
         set == v1::FieldSet::ASSOCIATE;
}

Set SetBelow(Set above, const FieldDescriptor& field) {
  const Set own = field.options().GetExtension(v1::set);
  return own == v1::FieldSet::INHERIT || IsProtectedRole(above) ? above : own;
}

bool IsRecordsOwn(const FieldDescriptor& field) {
  return field.message_type() != nullptr && field.message_type()->file()->package() == "entente.v1";
}

void Walk(const Message& message, Set above, Counts* counts) {
  std::vector<const FieldDescriptor*> fields;
  const Reflection& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const Set set = SetBelow(above, *field);
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    if (!IsRecordsOwn(*field)) {  // a text, a number, or an instant
      if (set != v1::FieldSet::ENVELOPE) (*counts)[absl::AsciiStrToLower(v1::FieldSet::Value_Name(set))] += size;
    } else if (field->is_repeated()) {
      for (int i = 0; i < size; ++i) Walk(reflection.GetRepeatedMessage(message, field, i), set, counts);
    } else {
      Walk(reflection.GetMessage(message, field), set, counts);
    }
  }
}

std::string NameText(const v1::Name& name) {
  std::vector<std::string> parts;
  for (const v1::NamePart& part : name.parts()) parts.push_back(part.text());
  return absl::StrJoin(parts, " ");
}

std::string ThingText(const v1::Item& item) {
  if (item.has_drug()) return absl::StrCat("drug: ", item.drug().substance().common());
  if (item.has_cash()) return absl::StrCat(item.cash().amount(), " ", item.cash().currency().common());
  if (item.categories_size() > 0) return item.categories(0).common();
  return "a thing";
}

}  // namespace

Counts CountValues(const v1::Record& record) {
  Counts counts;
  Walk(record, v1::FieldSet::ENVELOPE, &counts);
  return counts;
}

Counts Difference(const Counts& whole, const Counts& part) {
  Counts rest;
  for (const auto& [set, count] : whole) {
    const auto found = part.find(set);
    const int left = count - (found == part.end() ? 0 : found->second);
    if (left > 0) rest[set] = left;
  }
  return rest;
}

std::string ToString(const Counts& counts) {
  return absl::StrJoin(
      counts, ", ", [](std::string* out, const auto& entry) { absl::StrAppend(out, entry.first, " ", entry.second); });
}

std::string About(const v1::Record& record) {
  for (const v1::Person& person : record.subjects()) {
    if (person.names_size() > 0) return NameText(person.names(0));
  }
  if (record.subjects_size() > 0) return "somebody, unnamed";
  if (record.items_size() > 0) return ThingText(record.items(0));
  return "";
}

// The body's field is named after the kind.
std::string KindOf(const v1::Record& record) {
  const auto* body = v1::Record::descriptor()->FindFieldByNumber(record.body_case());
  return body == nullptr ? "record" : body->name();
}

}  // namespace entente::examples
