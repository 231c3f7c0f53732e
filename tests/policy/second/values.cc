#include "tests/policy/second/values.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "entente/v1/field_set.pb.h"
#include "tests/policy/second/ages.h"

namespace entente::second {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Names, birth dates, document, vehicle, serial and telephone numbers: message, then field.
const std::set<std::string> kKeys = {"NamePart.text",
                                     "Name.latin",
                                     "Name.birth_date",
                                     "Person.birth_dates",
                                     "Document.number",
                                     "Document.number_to",
                                     "Document.personal_number",
                                     "Document.mrz",
                                     "Document.birth_date",
                                     "Vehicle.registration",
                                     "Vehicle.vin",
                                     "Vehicle.imo",
                                     "Vehicle.mmsi",
                                     "Vehicle.call_sign",
                                     "Item.serial",
                                     "Firearm.serial",
                                     "Device.imei",
                                     "Device.imsi",
                                     "Device.number",
                                     "Contact.value"};

const std::set<std::string> kReferences = {"Relation.to_id",      "Detention.subject_id",   "Detention.offence_ids",
                                           "Detention.order_ids", "CourtOrder.subject_ids", "CourtOrder.offence_ids",
                                           "Victim.offence_ids",  "Item.order_ids"};

std::string NameOf(const FieldDescriptor& field) {
  return absl::StrCat(field.containing_type()->name(), ".", field.name());
}

class Walk {
 public:
  explicit Walk(const Words& withheld) : withheld_(withheld) {}

  void Below(const Message& message, const Value& above) {
    for (int number = 0; number < message.GetDescriptor()->field_count(); ++number) {
      const FieldDescriptor* field = message.GetDescriptor()->field(number);
      if (!field->is_repeated()) {
        if (message.GetReflection()->HasField(message, field)) One(message, *field, -1, above);
        continue;
      }
      const int size = message.GetReflection()->FieldSize(message, field);
      for (int i = 0; i < size; ++i) One(message, *field, i, above);
    }
  }

  std::vector<Value> values;

 private:
  void One(const Message& message, const FieldDescriptor& field, int index, const Value& above) {
    Value value = above;
    value.path = absl::StrCat(above.path, above.path.empty() ? "" : ".", field.name());
    if (index >= 0) absl::StrAppend(&value.path, "[", index, "]");
    const std::string set = SetName(field);
    if (set != "inherit" && set != "envelope") value.sets.insert(set);
    value.with_minor = above.with_minor || withheld_.contains(value.path);
    value.link = above.link || NameOf(field) == "Header.links";
    value.key = !value.link && kKeys.contains(NameOf(field));  // a link's name is another record's
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    value.whole = !is_message || kKeys.contains(NameOf(field)) ||
                  field.message_type()->full_name() == "google.protobuf.Timestamp";
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) Names(message, field, index, value);
    if (is_message && field.message_type()->name() == "Relation") {
      value.is_reference = true;
      value.refers_to = RelationOf(message, field, index);
    }
    values.push_back(value);
    if (!is_message) return;
    if (field.message_type()->full_name() == "google.protobuf.Timestamp") return;
    Value here = value;
    here.named.clear();
    const size_t first = values.size();
    Below(Submessage(message, field, index), here);
    if (value.whole) values.resize(first);  // the date is one value, not its parts
  }

  static const Message& Submessage(const Message& message, const FieldDescriptor& field, int index) {
    const auto& reflection = *message.GetReflection();
    return index >= 0 ? reflection.GetRepeatedMessage(message, &field, index) : reflection.GetMessage(message, &field);
  }

  static std::string RelationOf(const Message& message, const FieldDescriptor& field, int index) {
    return static_cast<const v1::Relation&>(Submessage(message, field, index)).to_id();
  }

  static void Names(const Message& message, const FieldDescriptor& field, int index, Value& value) {
    const auto& reflection = *message.GetReflection();
    const std::string text =
        index >= 0 ? reflection.GetRepeatedString(message, &field, index) : reflection.GetString(message, &field);
    if (field.name() == "id") value.named = text;
    if (!IsReference(field)) return;
    value.is_reference = true;
    value.refers_to = text;
  }

  const Words& withheld_;
};

}  // namespace

std::string SetName(const FieldDescriptor& field) {
  return absl::AsciiStrToLower(v1::FieldSet::Value_Name(field.options().GetExtension(v1::set)));
}

bool IsReference(const FieldDescriptor& field) { return kReferences.contains(NameOf(field)); }

std::vector<Value> ValuesOf(const v1::Record& record, absl::Time now) {
  const Words withheld = WithheldWithMinors(record, now);
  Walk walk(withheld);
  Value top;
  top.with_minor = withheld.contains("");
  walk.Below(record, top);
  return walk.values;
}

}  // namespace entente::second
