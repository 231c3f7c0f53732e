#include "tests/policy/differential/records.h"

namespace entente::differential {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void SetScalar(Chance& chance, Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    const bool number = field.name().starts_with("amount") || field.name().starts_with("normal");
    const std::string text = number                     ? "21"
                             : field.name() == "common" ? chance.OneOf<std::string>({"CO", "theft", "unknown"})
                                                        : "word";
    return field.is_repeated() ? reflection.AddString(&message, &field, text)
                               : reflection.SetString(&message, &field, text);
  }
  if (field.is_repeated()) return;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return reflection.SetEnumValue(&message, &field, chance.Below(field.enum_type()->value_count()));
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return reflection.SetBool(&message, &field, true);
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_INT32) return;
  const bool year = field.name().ends_with("year");
  reflection.SetInt32(&message, &field, year ? kQuestionYear - chance.Below(40) : 1 + chance.Below(12));
}

// Any field anywhere, so that none is left out: a random step down, until a value is set.
void StepDown(Chance& chance, Message& message, int depth) {
  const auto& type = *message.GetDescriptor();
  if (type.file()->package() != "entente.v1" || depth > 8) return;
  const FieldDescriptor& field = *type.field(chance.Below(type.field_count()));
  const auto& reflection = *message.GetReflection();
  // The body stays what it is, and ids what they are.
  const bool other_body =
      field.real_containing_oneof() != nullptr && depth == 0 && !reflection.HasField(message, &field);
  if (other_body || field.name() == "id" || field.name().ends_with("_id") || field.name().ends_with("_ids")) return;
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return SetScalar(chance, message, field);
  if (!field.is_repeated()) return StepDown(chance, *reflection.MutableMessage(&message, &field), depth + 1);
  const int size = reflection.FieldSize(message, &field);
  StepDown(chance,
           size > 0 && chance.Percent(70) ? *reflection.MutableRepeatedMessage(&message, &field, chance.Below(size))
                                          : *reflection.AddMessage(&message, &field),
           depth + 1);
}

}  // namespace

void Sprinkle(Chance& chance, v1::Record& record) { StepDown(chance, record, 0); }

}  // namespace entente::differential
