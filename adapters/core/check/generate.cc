#include "adapters/core/check/generate.h"

#include <iterator>
#include <set>

#include "adapters/core/lens/reach.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kValuesMax = 40;
constexpr uint32_t kItemsMax = 3;

// Values that mean something only whole.
bool Whole(const Descriptor* type) {
  return type == v1::Code::descriptor() || type == v1::PartialDate::descriptor() ||
         type == v1::Quantity::descriptor() || type == v1::Money::descriptor();
}

// Which elements a value speaks of is made anew by every reading; what a source carries along is its own.
bool LeftAlone(const FieldDescriptor* field) {
  static const std::set<std::string> kNames = {"id",         "subject_id", "offence_ids", "order_ids", "subject_ids",
                                               "to_id",      "carried",    "format",      "revision",  "national_id",
                                               "originator", "action",     "normal",      "normal_to", "normal_unit",
                                               "script",     "latin"};
  return kNames.contains(field->name());
}

void GiveIds(v1::Record* record) {
  const auto* r = record->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r->ListFields(*record, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr || !field->is_repeated()) continue;
    for (int i = 0; i < r->FieldSize(*record, field); ++i) {
      Message* element = r->MutableRepeatedMessage(record, field, i);
      if (field->name() == "victims") element = static_cast<v1::Victim*>(element)->mutable_person();
      const FieldDescriptor* id = IdField(*element);
      if (id == nullptr || !TextAt(*element, id).empty()) continue;
      element->GetReflection()->SetString(element, id, StrCat(field->name().substr(0, 2), "-new-", i + 1));
    }
  }
}

}  // namespace

void Palette::Add(const v1::Record& record) { Gather(record, {}); }

void Palette::Gather(const Message& message, const std::vector<const FieldDescriptor*>& above) {
  const auto* r = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (LeftAlone(field)) continue;
    std::vector<const FieldDescriptor*> path = above;
    path.push_back(field);
    const int size = field->is_repeated() ? r->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const int index = field->is_repeated() ? i : -1;
      if (field->message_type() == nullptr || Whole(field->message_type())) {
        Keep(path, message, index);
      } else {
        Gather(field->is_repeated() ? r->GetRepeatedMessage(message, field, i) : r->GetMessage(message, field), path);
      }
    }
  }
}

void Palette::Keep(const std::vector<const FieldDescriptor*>& path, const Message& box, int index) {
  std::string name;
  for (const FieldDescriptor* field : path) {
    StrAppend(&name, name.empty() ? "" : ".", field->name(), field->is_repeated() ? "[]" : "");
  }
  Place& place = values_[name];
  place.fields = path;
  if (place.values.size() >= kValuesMax) return;
  std::shared_ptr<Message> copy(box.New());
  copy->CopyFrom(box);
  place.values.push_back({std::move(copy), path.back(), index});
}

void Palette::Put(const Value& value, uint32_t item, Message* box) {
  const FieldDescriptor* field = value.field;
  const auto* r = box->GetReflection();
  const auto* from = value.box->GetReflection();
  if (field->message_type() != nullptr) {
    const Message& wanted = field->is_repeated() ? from->GetRepeatedMessage(*value.box, field, value.index)
                                                 : from->GetMessage(*value.box, field);
    if (!field->is_repeated()) return r->MutableMessage(box, field)->CopyFrom(wanted);
    const int size = r->FieldSize(*box, field);
    const int at = static_cast<int>(item % kItemsMax);
    Message* to = at < size ? r->MutableRepeatedMessage(box, field, at) : r->AddMessage(box, field);
    return to->CopyFrom(wanted);
  }
  if (!field->is_repeated()) {
    std::unique_ptr<Message> one(value.box->New());
    one->CopyFrom(*value.box);
    // Of the message it stood in, this field alone.
    std::vector<const FieldDescriptor*> fields;
    from->ListFields(*one, &fields);
    for (const FieldDescriptor* other : fields) {
      if (other != field) from->ClearField(one.get(), other);
    }
    box->MergeFrom(*one);
    return;
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    r->AddString(box, field, TextAt(*value.box, field, value.index));
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    r->AddEnumValue(box, field, from->GetRepeatedEnumValue(*value.box, field, value.index));
  }
}

std::string Palette::Words(const Edit& edit) const {
  const auto& [name, place] = *std::next(values_.begin(), edit.path % values_.size());
  const size_t which = edit.value % (place.values.size() + 1);
  const std::string change = which == place.values.size() ? "cleared" : StrCat("value ", which);
  return StrCat(name, ": ", change, ", item ", edit.item % kItemsMax);
}

void Palette::Apply(const std::vector<Edit>& edits, v1::Record* record) const {
  if (values_.empty()) return;
  const auto* body = record->GetReflection()->GetOneofFieldDescriptor(*record, v1::Record::descriptor()->oneof_decl(0));
  for (const Edit& edit : edits) {
    const Place& place = std::next(values_.begin(), edit.path % values_.size())->second;
    // A record has one body: what belongs to another is no edit of it.
    const FieldDescriptor* top = place.fields.front();
    if (top->containing_oneof() != nullptr && top != body) continue;
    Message* box = record;
    for (size_t i = 0; i + 1 < place.fields.size(); ++i) {
      const FieldDescriptor* field = place.fields[i];
      const auto* r = box->GetReflection();
      if (!field->is_repeated()) {
        box = r->MutableMessage(box, field);
        continue;
      }
      const int at = static_cast<int>(edit.item % kItemsMax);
      box = at < r->FieldSize(*box, field) ? r->MutableRepeatedMessage(box, field, at) : r->AddMessage(box, field);
    }
    const size_t which = edit.value % (place.values.size() + 1);
    if (which == place.values.size()) {
      box->GetReflection()->ClearField(box, place.fields.back());
    } else {
      Put(place.values[which], edit.item, box);
    }
  }
  GiveIds(record);
}

}  // namespace entente::adapters
