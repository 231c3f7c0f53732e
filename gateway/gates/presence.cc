#include "gateway/gates/presence.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "entente/v1/record.pb.h"

namespace entente::gates {
namespace {

using adapters::FieldDescriptor;
using google::protobuf::Message;

bool HasText(std::string_view text) { return text.find_first_not_of(" \t\r\n") != std::string_view::npos; }

// Words that stand for a number say something where a figure other than zero is among them ("circa 1970", not "0").
bool HasFigure(std::string_view text) { return text.find_first_of("123456789") != std::string_view::npos; }

bool Says(const v1::Code& code) {
  if (code.common() == "unknown") return false;
  return HasText(code.common()) || HasText(code.code()) || HasText(code.text());
}

bool Says(const v1::PartialDate& date) { return date.year() != 0 || date.to_year() != 0 || HasFigure(date.given()); }

bool Says(const v1::Quantity& quantity) {
  return HasText(quantity.amount()) || HasText(quantity.amount_to()) || HasFigure(quantity.given());
}

bool Says(const v1::Money& money) {
  return HasText(money.amount()) || HasText(money.amount_to()) || HasFigure(money.given());
}

bool ScalarSays(const Message& box, const FieldDescriptor* field, int index) {
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) return HasText(adapters::TextAt(box, field, index));
  // A number, flag or enum in a list was put there; elsewhere its default says nothing.
  return index >= 0 || box.GetReflection()->HasField(box, field);
}

bool MessageSays(const Message& message);

bool FieldSays(const Message& message, const FieldDescriptor* field) {
  const auto* r = message.GetReflection();
  const int size = field->is_repeated() ? r->FieldSize(message, field) : 1;
  for (int i = 0; i < size; ++i) {
    const int index = field->is_repeated() ? i : -1;
    if (field->message_type() == nullptr) {
      if (ScalarSays(message, field, index)) return true;
    } else if (MessageSays(index < 0 ? r->GetMessage(message, field) : r->GetRepeatedMessage(message, field, i))) {
      return true;
    }
  }
  return false;
}

bool MessageSays(const Message& message) {
  const auto* type = message.GetDescriptor();
  if (type == v1::Code::descriptor()) return Says(static_cast<const v1::Code&>(message));
  if (type == v1::PartialDate::descriptor()) return Says(static_cast<const v1::PartialDate&>(message));
  if (type == v1::Quantity::descriptor()) return Says(static_cast<const v1::Quantity&>(message));
  if (type == v1::Money::descriptor()) return Says(static_cast<const v1::Money&>(message));
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldDescriptor* field) { return FieldSays(message, field); });
}

}  // namespace

bool SaysSomething(const adapters::Found& found) {
  if (found.message != nullptr) return MessageSays(*found.message);
  return found.field != nullptr && ScalarSays(*found.box, found.field, found.index);
}

}  // namespace entente::gates
