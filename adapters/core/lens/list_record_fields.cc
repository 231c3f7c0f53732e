// Writes the list of the record's fields that record_access.cc makes functions of. Runs at build time.
//   list_record_fields OUTPUT
#include <fstream>
#include <functional>
#include <iostream>
#include <string>

#include "entente/v1/record.pb.h"

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::string KindOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field.is_repeated() ? "ENTENTE_MESSAGES" : "ENTENTE_MESSAGE";
    case FieldDescriptor::CPPTYPE_STRING:
      return field.is_repeated() ? "ENTENTE_TEXTS" : "ENTENTE_TEXT";
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.is_repeated() ? "" : "ENTENTE_ENUM";
    default:
      return "";
  }
}

// `Outer_Inner`, as generated code has it.
std::string ClassOf(const Descriptor& type) {
  std::string name = type.full_name().substr(type.file()->package().size() + 1);
  for (char& c : name) c = c == '.' ? '_' : c;
  return name;
}

void List(const Descriptor& type, std::ostream& out) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string kind = KindOf(field);
    if (!kind.empty()) out << kind << "(" << ClassOf(type) << ", " << field.name() << ", " << field.number() << ")\n";
  }
  for (int i = 0; i < type.nested_type_count(); ++i) List(*type.nested_type(i), out);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: list_record_fields OUTPUT\n";
    return 2;
  }
  std::ofstream out(argv[1]);
  const google::protobuf::FileDescriptor& file = *entente::v1::Record::descriptor()->file();
  for (int i = 0; i < file.message_type_count(); ++i) List(*file.message_type(i), out);
  out.close();
  return out ? 0 : 1;
}
