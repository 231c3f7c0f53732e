#include "adapters/core/lens/store.h"

#include <array>

#include "adapters/core/lens/script.h"
#include "adapters/core/lens/units.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

Stored Text(const std::string& now, const std::string& wanted) {
  return now.empty() ? Stored::kSet : now == wanted ? Stored::kEqual : Stored::kDiffers;
}

// A string of a message: what stands there, and what to set. Setting nothing makes nothing.
template <typename M>
struct TextField {
  const std::string& (M::*now)() const;
  std::string* (M::*mutate)();
  const std::string* wanted;
};

// Strings that must all be free or equal; then all are set.
template <typename M, size_t N>
Stored StoreParts(M* message, const std::array<TextField<M>, N>& parts) {
  Stored result = Stored::kEqual;
  for (const TextField<M>& part : parts) {
    if (part.wanted->empty()) continue;
    const Stored one = Text((message->*part.now)(), *part.wanted);
    if (one == Stored::kDiffers) return one;
    if (one == Stored::kSet) result = one;
  }
  for (const TextField<M>& part : parts) {
    if (!part.wanted->empty()) *(message->*part.mutate)() = *part.wanted;
  }
  return result;
}

Stored StoreCode(const Value& value, v1::Code* code) {
  return StoreParts<v1::Code, 4>(code, {{{&v1::Code::common, &v1::Code::mutable_common, &value.common},
                                         {&v1::Code::code, &v1::Code::mutable_code, &value.code},
                                         {&v1::Code::text, &v1::Code::mutable_text, &value.words},
                                         {&v1::Code::list, &v1::Code::mutable_list, &value.list}}});
}

Stored StoreDate(const Value& value, v1::PartialDate* date) {
  if (date->year() != 0 || !date->given().empty()) {
    const bool same = date->year() == value.year && date->month() == value.month && date->day() == value.day &&
                      date->given() == value.given;
    // `2031-02` beside `2031-02-03` says the same, and less.
    const bool coarser = date->year() == value.year && (value.month == 0 || date->month() == value.month) &&
                         (value.day == 0 || date->day() == value.day) && value.time.empty() && value.given.empty();
    return same || coarser ? Stored::kEqual : Stored::kDiffers;
  }
  date->set_year(value.year);
  date->set_month(value.month);
  date->set_day(value.day);
  if (!value.given.empty()) date->set_given(value.given);
  if (!value.time.empty()) date->set_time(value.time);
  if (!value.zone.empty()) date->set_zone(value.zone);
  return Stored::kSet;
}

// `unit`: null where the value names none.
template <typename Amount>
Stored StoreAmount(const Value& value, v1::Code* unit, Amount* amount) {
  if (!amount->amount().empty() && amount->amount() != value.amount) return Stored::kDiffers;
  const Stored of_unit = unit == nullptr || unit->common() == value.unit ? Stored::kEqual
                         : unit->common().empty()                        ? Stored::kSet
                                                                         : Stored::kDiffers;
  if (of_unit == Stored::kDiffers) return of_unit;
  Stored stored = StoreParts<Amount, 2>(amount, {{{&Amount::amount, &Amount::mutable_amount, &value.amount},
                                                  {&Amount::amount_to, &Amount::mutable_amount_to, &value.amount_to}}});
  if (stored == Stored::kDiffers) return stored;
  if (of_unit == Stored::kSet) {
    unit->set_common(value.unit);
    stored = Stored::kSet;
  }
  if (amount->given().empty() && !value.given.empty()) amount->set_given(value.given);
  return stored == Stored::kEqual && value.amount.empty() && !value.given.empty() ? Stored::kSet : stored;
}

Stored StoreQuantity(const Value& value, v1::Quantity* quantity) {
  return StoreAmount(value, value.unit.empty() ? nullptr : quantity->mutable_unit(), quantity);
}

Stored StoreMoney(const Value& value, v1::Money* money) {
  return StoreAmount(value, value.unit.empty() ? nullptr : money->mutable_currency(), money);
}

const std::string& ScalarText(const Value& value) {
  if (value.form == Value::Form::kCode) return value.common;
  return value.form == Value::Form::kAmount ? value.amount : value.text;
}

// As it was written, beside the amount.
void KeepSpelling(const std::string& given, Message* box) {
  const FieldDescriptor* field = box->GetDescriptor()->FindFieldByName("given");
  if (field == nullptr) return;
  std::string* text = AccessOf(field).mutable_text(box);
  if (text->empty()) *text = given;
}

Stored StoreString(const Value& value, const Spot& spot) {
  const std::string& text = ScalarText(value);
  const bool spelled = !value.given.empty() && spot.field->name() == "amount";
  if (text.empty()) {
    if (spelled) KeepSpelling(value.given, spot.box);
    return spelled ? Stored::kSet : Stored::kUnfit;
  }
  const FieldAccess& access = spot.fields();
  if (spot.index >= 0) {
    access.add_text(spot.box, text);
    return Stored::kSet;
  }
  const std::string& now = access.text(*spot.box);
  if (!now.empty()) return now == text ? Stored::kEqual : Stored::kDiffers;
  *access.mutable_text(spot.box) = text;
  if (spelled) KeepSpelling(value.given, spot.box);
  return Stored::kSet;
}

Stored StoreNumber(const Value& value, const Spot& spot) {
  int64_t number = 0;
  const auto* r = spot.box->GetReflection();
  const bool wide = spot.field->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
  if (spot.index >= 0 || !ParseNumber(ScalarText(value), &number)) return Stored::kUnfit;
  if (!wide && (number > INT32_MAX || number < INT32_MIN)) return Stored::kUnfit;
  const int64_t now = wide ? r->GetInt64(*spot.box, spot.field) : r->GetInt32(*spot.box, spot.field);
  if (now != 0) return now == number ? Stored::kEqual : Stored::kDiffers;
  if (wide) {
    r->SetInt64(spot.box, spot.field, number);
  } else {
    r->SetInt32(spot.box, spot.field, static_cast<int32_t>(number));
  }
  return Stored::kSet;
}

Stored StoreBool(const Value& value, const Spot& spot) {
  const std::string& text = ScalarText(value);
  if (text != "true" && text != "false") return Stored::kUnfit;
  if (spot.index < 0) spot.box->GetReflection()->SetBool(spot.box, spot.field, text == "true");
  return Stored::kSet;
}

Stored StoreEnum(const Value& value, const Spot& spot) {
  const int number = EnumNumber(spot.field->enum_type(), ScalarText(value));
  if (number <= 0) return Stored::kUnfit;
  if (spot.index >= 0) {
    spot.box->GetReflection()->AddEnumValue(spot.box, spot.field, number);
    return Stored::kSet;
  }
  const FieldAccess& access = spot.fields();
  const int now = access.number(*spot.box);
  if (now != 0) return now == number ? Stored::kEqual : Stored::kDiffers;
  access.set_number(spot.box, number);
  return Stored::kSet;
}

// An upper bound is in the unit of its lower one.
void LoadBound(const Found& found, Value* value) {
  value->form = Value::Form::kAmount;
  value->amount = value->text;
  if (found.box->GetDescriptor() == v1::Quantity::descriptor()) {
    value->unit = static_cast<const v1::Quantity&>(*found.box).unit().common();
  } else {
    value->unit = static_cast<const v1::Money&>(*found.box).currency().common();
  }
}

template <typename Amount>
void LoadAmount(const Amount& amount, const std::string& unit, Value* value) {
  value->form = Value::Form::kAmount;
  value->amount = amount.amount();
  value->amount_to = amount.amount_to();
  value->unit = unit;
  value->given = amount.given();
}

// The parts as one text, in the order given.
std::string WholeName(const v1::Name& name) {
  std::string whole;
  for (const v1::NamePart& part : name.parts())
    StrAppend(&whole, whole.empty() || part.text().empty() ? "" : " ", part.text());
  return whole;
}

void DeriveWithin(Message* message, int* room) {
  static const Descriptor* const quantity = v1::Quantity::descriptor();
  static const Descriptor* const name = v1::Name::descriptor();
  const Descriptor* type = message->GetDescriptor();
  if (type == quantity) return DeriveQuantity(static_cast<v1::Quantity*>(message));
  if (type == name) DeriveName(static_cast<v1::Name*>(message), room);
  const auto* r = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      DeriveWithin(r->MutableMessage(message, field), room);
      continue;
    }
    for (int i = 0; i < r->FieldSize(*message, field); ++i) {
      DeriveWithin(r->MutableRepeatedMessage(message, field, i), room);
    }
  }
}

}  // namespace

void DeriveQuantity(v1::Quantity* quantity) {
  const std::string& unit = quantity->unit().common();
  const std::string_view normal = NormalUnit(unit);
  if (normal.empty()) return;
  const auto convert = [&](const std::string& amount) -> std::string {
    const auto number = Decimal::Parse(amount);
    const auto converted = number.has_value() ? ConvertUnit(*number, unit, normal) : std::nullopt;
    return converted.has_value() ? converted->Trimmed().ToString() : "";
  };
  const std::string amount = convert(quantity->amount());
  if (amount.empty()) return;
  quantity->set_normal(amount);
  quantity->set_normal_unit(std::string(normal));
  if (!quantity->amount_to().empty()) quantity->set_normal_to(convert(quantity->amount_to()));
}

// The script the parts are written in, and in another than Latin the whole in Latin letters beside it. `room`: how many
// more names of this record may be transliterated; ICU takes its time, and no honest record runs out.
void DeriveName(v1::Name* name, int* room) {
  const std::string whole = WholeName(*name);
  const std::string_view script = ScriptOf(whole);
  if (script.empty()) return;
  name->set_script(std::string(script));
  if (script == "Latn" || --*room < 0) return;
  std::string latin = ToLatin(whole);
  if (!latin.empty()) name->set_latin(std::move(latin));
}

bool IsDerived(const FieldDescriptor* field) {
  const std::string& name = field->name();
  if (field->containing_type() == v1::Quantity::descriptor()) return name.starts_with("normal");
  return field->containing_type() == v1::Name::descriptor() && (name == "script" || name == "latin");
}

Stored StoreMessage(const Value& value, Target target, Message* message) {
  switch (target) {
    case Target::kCode:
      return StoreCode(value, static_cast<v1::Code*>(message));
    case Target::kDate:
      return StoreDate(value, static_cast<v1::PartialDate*>(message));
    case Target::kQuantity:
      return StoreQuantity(value, static_cast<v1::Quantity*>(message));
    case Target::kMoney:
      return StoreMoney(value, static_cast<v1::Money*>(message));
    default:
      return Stored::kUnfit;
  }
}

Stored Store(const Value& value, Target target, const Spot& spot) {
  if (spot.message != nullptr) return StoreMessage(value, target, spot.message);
  switch (target) {
    case Target::kString:
      return StoreString(value, spot);
    case Target::kInt:
      return StoreNumber(value, spot);
    case Target::kBool:
      return StoreBool(value, spot);
    case Target::kEnum:
      return StoreEnum(value, spot);
    default:
      return Stored::kUnfit;
  }
}

void Load(Target target, const Found& found, Value* value) {
  value->Start({});
  switch (target) {
    case Target::kCode: {
      const auto& code = static_cast<const v1::Code&>(*found.message);
      value->form = Value::Form::kCode;
      value->common = code.common();
      value->code = code.code();
      value->words = code.text();
      value->list = code.list();
      break;
    }
    case Target::kDate: {
      const auto& date = static_cast<const v1::PartialDate&>(*found.message);
      value->form = Value::Form::kDate;
      value->year = date.year();
      value->month = date.month();
      value->day = date.day();
      value->time = date.time();
      value->zone = date.zone();
      value->given = date.given();
      break;
    }
    case Target::kQuantity: {
      const auto& quantity = static_cast<const v1::Quantity&>(*found.message);
      LoadAmount(quantity, quantity.unit().common(), value);
      break;
    }
    case Target::kMoney: {
      const auto& money = static_cast<const v1::Money&>(*found.message);
      LoadAmount(money, money.currency().common(), value);
      break;
    }
    case Target::kMessage:
      return;
    default:
      value->text = TextAt(*found.box, found.field, found.index);
      value->common = value->text;
      value->boolean = target == Target::kBool;
      value->number = target == Target::kInt;
      if (found.field != nullptr && found.field->name() == "amount_to") LoadBound(found, value);
      break;
  }
  if (found.field == nullptr) return;  // the block's own object
  const FieldDescriptor* given =
      found.field->name() == "amount" ? found.box->GetDescriptor()->FindFieldByName("given") : nullptr;
  if (given != nullptr) value->given = TextAt(*found.box, given);
  if (const FieldDescriptor* iccs = found.box->GetDescriptor()->FindFieldByName("iccs"); iccs != nullptr) {
    value->iccs = TextAt(*found.box, iccs);
  }
}

Value ConstantValue(std::string_view text, Target target) {
  Value value;
  value.Start(text);
  value.source = {};
  if (target == Target::kCode) value.common = value.text;
  return value;
}

bool EqualsConstant(std::string_view text, Target target, const Found& found) {
  Value value;
  Load(target, found, &value);
  if (target == Target::kEnum) {
    return found.box->GetReflection()->GetEnumValue(*found.box, found.field) ==
           EnumNumber(found.field->enum_type(), text);
  }
  return (target == Target::kCode ? value.common : value.text) == text;
}

void Derive(Message* message) {
  int room = kLatinNamesMax;
  DeriveWithin(message, &room);
}

}  // namespace entente::adapters
