// What the engine asks of the record's message types, each looked up once: protobuf takes locks or searches for them.
//
// Thread safety: any thread.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace entente::adapters {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The `id` of a message's kind, or null.
const FieldDescriptor* IdFieldOf(const Descriptor* type);
const google::protobuf::Reflection* ReflectionOf(const Descriptor* type);
// Its list of carried values, or null.
const FieldDescriptor* CarriedOf(const Descriptor* type);

// The number of an enum's value by its short name in any case: RED, red, COLOUR_RED; -1 when it has none.
int EnumNumber(const google::protobuf::EnumDescriptor* type, std::string_view name);
// The short name, upper case.
std::string EnumName(const google::protobuf::EnumDescriptor* type, int number);

}  // namespace entente::adapters
