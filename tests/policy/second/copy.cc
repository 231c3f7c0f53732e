// Rule 15: the copy, made by leaving out of the record what is not shown, with new local ids.
#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "tests/policy/second/second.h"
#include "tests/policy/second/values.h"

namespace entente::second {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Fields = std::vector<const FieldDescriptor*>;

Fields FieldsOf(const Message& message) {
  Fields fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields;
}

void CopyScalar(const Message& from, Message& to, const FieldDescriptor& field, int index) {
  const auto& source = *from.GetReflection();
  const auto& target = *to.GetReflection();
  const bool list = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = list ? source.GetRepeatedString(from, &field, index) : source.GetString(from, &field);
      return list ? target.AddString(&to, &field, text) : target.SetString(&to, &field, text);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = list ? source.GetRepeatedEnumValue(from, &field, index) : source.GetEnumValue(from, &field);
      return list ? target.AddEnumValue(&to, &field, number) : target.SetEnumValue(&to, &field, number);
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return target.SetInt32(&to, &field, source.GetInt32(from, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return target.SetInt64(&to, &field, source.GetInt64(from, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return target.SetBool(&to, &field, source.GetBool(from, &field));
    default:
      return;  // the record has no other
  }
}

// Copies what `keep` has; the parts of a date or an instant come with it.
void CopyKept(const Message& from, Message& to, const std::string& above, const Words* keep) {
  for (const FieldDescriptor* field : FieldsOf(from)) {
    const int size = field->is_repeated() ? from.GetReflection()->FieldSize(from, field) : 1;
    for (int i = 0; i < size; ++i) {
      std::string path = absl::StrCat(above, above.empty() ? "" : ".", field->name());
      if (field->is_repeated()) absl::StrAppend(&path, "[", i, "]");
      if (keep != nullptr && !keep->contains(path)) continue;
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        CopyScalar(from, to, *field, field->is_repeated() ? i : -1);
        continue;
      }
      const auto& source = *from.GetReflection();
      const auto& target = *to.GetReflection();
      const Message& part =
          field->is_repeated() ? source.GetRepeatedMessage(from, field, i) : source.GetMessage(from, field);
      Message& copy = field->is_repeated() ? *target.AddMessage(&to, field) : *target.MutableMessage(&to, field);
      const bool one_value = field->message_type()->full_name() == "google.protobuf.Timestamp" ||
                             field->name() == "birth_dates" || field->name() == "birth_date";
      CopyKept(part, copy, path, one_value ? nullptr : keep);
    }
  }
}

// Visits every string of the message, in the record's order.
void ForEachString(Message& message, const std::function<std::string(const FieldDescriptor&, std::string)>& change) {
  const auto& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : FieldsOf(message)) {
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        ForEachString(field->is_repeated() ? *reflection.MutableRepeatedMessage(&message, field, i)
                                           : *reflection.MutableMessage(&message, field),
                      change);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && field->is_repeated()) {
        reflection.SetRepeatedString(&message, field, i,
                                     change(*field, reflection.GetRepeatedString(message, field, i)));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        reflection.SetString(&message, field, change(*field, reflection.GetString(message, field)));
      }
    }
  }
}

void Renumber(v1::Record& copy) {
  std::map<std::string, std::string> numbers;
  ForEachString(copy, [&numbers](const FieldDescriptor& field, std::string text) {
    if (field.name() == "id" && !text.empty() && !numbers.contains(text)) {
      const std::string number = absl::StrCat("n", numbers.size() + 1);
      numbers[text] = number;
    }
    return text;
  });
  ForEachString(copy, [&numbers](const FieldDescriptor& field, std::string text) {
    return field.name() == "id" || IsReference(field) ? numbers[text] : text;
  });
}

}  // namespace

v1::Record Copy(const v1::Record& record, const Answer& answer, absl::FunctionRef<bool(const v1::Link&)> shown_link,
                int64_t view_revision) {
  v1::Record copy;
  if (answer.effect == policy::Effect::kOwn) CopyKept(record, copy, "", nullptr);
  if (answer.effect != policy::Effect::kRelease) return copy;
  CopyKept(record, copy, "", &answer.copied);
  auto& links = *copy.mutable_header()->mutable_links();
  for (int i = record.header().links_size() - 1; i >= 0; --i) {
    if (i < links.size() && !shown_link(record.header().links(i))) links.DeleteSubrange(i, 1);
  }
  copy.mutable_header()->set_revision(view_revision);
  Renumber(copy);
  return copy;
}

}  // namespace entente::second
