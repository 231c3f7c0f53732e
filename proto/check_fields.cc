// Run by the build: fails it for a field of the common record that has no field set, a Code that names no list, or a
// floating-point field. A new field is withheld until someone decides.
#include <cstdio>
#include <set>
#include <string>

#include "entente/v1/field_set.pb.h"
#include "entente/v1/record.pb.h"

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

int CheckField(const FieldDescriptor& field) {
  int faults = 0;
  auto fault = [&](const char* what) {
    std::fprintf(stderr, "record.proto: `%s` %s\n", field.full_name().c_str(), what);
    ++faults;
  };
  if (field.options().GetExtension(entente::v1::set) == entente::v1::FieldSet::FIELD_SET_UNSPECIFIED) {
    fault("has no field set: write [(set) = …]; until then nobody may decide who sees it");
  }
  const bool is_code = field.message_type() != nullptr && field.message_type()->full_name() == "entente.v1.Code";
  if (is_code && field.options().GetExtension(entente::v1::codes).empty()) {
    fault("is a Code and names no common list: write (codes) = \"…\"");
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE || field.cpp_type() == FieldDescriptor::CPPTYPE_FLOAT) {
    fault("is floating point: numbers are exact decimals in a string");
  }
  return faults;
}

int CheckMessage(const Descriptor& message, std::set<std::string>& seen) {
  if (message.file()->package() != "entente.v1" || !seen.insert(message.full_name()).second) return 0;
  int faults = 0;
  for (int i = 0; i < message.field_count(); ++i) {
    faults += CheckField(*message.field(i));
    if (message.field(i)->message_type() != nullptr) faults += CheckMessage(*message.field(i)->message_type(), seen);
  }
  return faults;
}

}  // namespace

int main() {
  std::set<std::string> seen;
  return CheckMessage(*entente::v1::Record::descriptor(), seen) == 0 ? 0 : 1;
}
