#include "adapters/core/lens/record_types.h"

#include <functional>

#include "absl/container/flat_hash_map.h"
#include "adapters/core/text.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {

const FieldDescriptor* IdFieldOf(const Descriptor* type) {
  const FieldDescriptor* first = type->field_count() > 0 ? type->field(0) : nullptr;
  return first != nullptr && first->name() == "id" ? first : nullptr;
}

const google::protobuf::Reflection* ReflectionOf(const Descriptor* type) {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->GetReflection();
}

namespace {

template <typename Of>
using ByType = absl::flat_hash_map<const Descriptor*, Of>;

// `of` of every message of the record.
template <typename Of, typename Fn>
ByType<Of> ForEveryType(const Fn& of) {
  ByType<Of> all;
  const std::function<void(const Descriptor*)> add = [&](const Descriptor* type) {
    all.emplace(type, of(type));
    for (int i = 0; i < type->nested_type_count(); ++i) add(type->nested_type(i));
  };
  const google::protobuf::FileDescriptor* file = v1::Record::descriptor()->file();
  for (int i = 0; i < file->message_type_count(); ++i) add(file->message_type(i));
  return all;
}

}  // namespace

const FieldDescriptor* CarriedOf(const Descriptor* type) {
  static const auto* const all = new ByType<const FieldDescriptor*>(
      ForEveryType<const FieldDescriptor*>([](const Descriptor* one) { return one->FindFieldByName("carried"); }));
  const auto found = all->find(type);
  return found == all->end() ? nullptr : found->second;
}

std::string EnumName(const google::protobuf::EnumDescriptor* type, int number) {
  const auto* value = type->FindValueByNumber(number);
  if (value == nullptr) return "";
  std::string prefix = ToUpper(type->name()) + "_";
  std::string_view name = value->name();
  ConsumePrefix(&name, prefix);
  return std::string(name);
}

namespace {

// The values of every enum of the record, by their names, long and short.
using EnumNumbers = absl::flat_hash_map<const google::protobuf::EnumDescriptor*, TextMap<std::string, int>>;

void AddEnum(const google::protobuf::EnumDescriptor* type, EnumNumbers* numbers) {
  TextMap<std::string, int>& names = (*numbers)[type];
  for (int i = 0; i < type->value_count(); ++i) {
    const auto* value = type->value(i);
    names.emplace(value->name(), value->number());
    names.emplace(EnumName(type, value->number()), value->number());
  }
}

void AddEnumsOf(const Descriptor* type, EnumNumbers* numbers) {
  for (int i = 0; i < type->enum_type_count(); ++i) AddEnum(type->enum_type(i), numbers);
  for (int i = 0; i < type->nested_type_count(); ++i) AddEnumsOf(type->nested_type(i), numbers);
}

EnumNumbers AllEnums() {
  EnumNumbers numbers;
  const google::protobuf::FileDescriptor* file = v1::Record::descriptor()->file();
  for (int i = 0; i < file->enum_type_count(); ++i) AddEnum(file->enum_type(i), &numbers);
  for (int i = 0; i < file->message_type_count(); ++i) AddEnumsOf(file->message_type(i), &numbers);
  return numbers;
}

}  // namespace

int EnumNumber(const google::protobuf::EnumDescriptor* type, std::string_view name) {
  static const auto* const numbers = new EnumNumbers(AllEnums());
  const auto names = numbers->find(type);
  if (names == numbers->end()) return -1;
  auto found = names->second.find(name);
  if (found == names->second.end()) found = names->second.find(ToUpper(name));
  return found == names->second.end() ? -1 : found->second;
}

}  // namespace entente::adapters
