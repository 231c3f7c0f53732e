#include "adapters/core/lens/reach.h"
#include "adapters/core/text.h"

#include <algorithm>

namespace entente::adapters {
namespace {

// The letter of the ids of a list's elements, or 0.
char PrefixOf(const FieldDescriptor* field) {
  static const auto* const prefixes = new TextMap<std::string, char>{
      {"subjects", 's'},      {"person", 'v'},       {"witnesses", 't'}, {"officers", 'f'}, {"associates", 'a'},
      {"organisations", 'g'}, {"organisation", 'g'}, {"offences", 'o'},  {"orders", 'w'},   {"items", 'i'}};
  const auto it = prefixes->find(field->name());
  return it == prefixes->end() ? '\0' : it->second;
}

// What a filter says of an element it makes: a negative one says nothing.
bool SaysNot(const Filter& filter) {
  return filter.kind == Filter::Kind::kAbsent || filter.kind == Filter::Kind::kNotEnum ||
         filter.kind == Filter::Kind::kNotText;
}

}  // namespace

bool Lacking(const Filter& filter) {
  return filter.kind == Filter::Kind::kAbsent || filter.kind == Filter::Kind::kNotText;
}

bool Present(const Message& box, const FieldDescriptor* field) {
  if (field->message_type() != nullptr) return box.GetReflection()->HasField(box, field);
  return !TextAt(box, field).empty();
}

const google::protobuf::Reflection* ReflectionOfRecord() {
  static const google::protobuf::Reflection* const reflection = ReflectionOf(v1::Record::descriptor());
  return reflection;
}

const FieldDescriptor* IdField(const Message& message) { return IdFieldOf(message.GetDescriptor()); }

std::string TextAt(const Message& box, const FieldDescriptor* field, int index) {
  const auto* r = box.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return index >= 0 ? r->GetRepeatedString(box, field, index) : r->GetString(box, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return StrCat(index >= 0 ? r->GetRepeatedInt32(box, field, index) : r->GetInt32(box, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return StrCat(index >= 0 ? r->GetRepeatedInt64(box, field, index) : r->GetInt64(box, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (index >= 0 ? r->GetRepeatedBool(box, field, index) : r->GetBool(box, field)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumName(field->enum_type(),
                      index >= 0 ? r->GetRepeatedEnumValue(box, field, index) : r->GetEnumValue(box, field));
    default:
      return "";
  }
}

bool HasTexts(const Message& element, const std::vector<Filter>& filters) {
  return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
    const Message* at = &element;
    for (size_t i = 0; i + 1 < filter.fields.size(); ++i) at = &at->GetReflection()->GetMessage(*at, filter.fields[i]);
    return TextAt(*at, filter.fields.back()) == filter.value;
  });
}

const Message* FindById(const v1::Record& record, const FieldDescriptor* list, const std::string& id) {
  if (id.empty()) return nullptr;
  const auto* r = record.GetReflection();
  for (int i = 0; i < r->FieldSize(record, list); ++i) {
    const Message& element = r->GetRepeatedMessage(record, list, i);
    const FieldDescriptor* field = IdField(element);
    if (field != nullptr && element.GetReflection()->GetString(element, field) == id) return &element;
  }
  return nullptr;
}

void Maker::GiveId(Message* element, const google::protobuf::Reflection* of_element, const FieldDescriptor* id,
                   const FieldDescriptor* list) {
  const char prefix = id == nullptr ? '\0' : PrefixOf(list);
  if (prefix == '\0') return;
  of_element->SetString(element, id, StrCat(std::string(1, prefix), ++made_[prefix]));
}

Message* Maker::AddTo(Message* box, const FieldDescriptor* list) {
  Message* element = box->GetReflection()->AddMessage(box, list);
  GiveId(element, element->GetReflection(), IdField(*element), list);
  return element;
}

Message* Maker::AddTo(Message* box, const Segment& segment) {
  Message* element = segment.of_box->AddMessage(box, segment.field, segment.makes_element);
  Made(element, segment);
  return element;
}

void Maker::Made(Message* element, const Segment& segment) {
  if (segment.id != nullptr) GiveId(element, segment.of_element, segment.id, segment.field);
  if (segment.name) names_.push_back(static_cast<v1::Name*>(element));
}

std::string Maker::IdOf(const Filter& filter, Message* current) {
  Message* object =
      filter.id_of->segments.empty() ? (filter.id_of->root ? record_ : current) : Make(*filter.id_of, current).message;
  const FieldDescriptor* id = object == nullptr ? nullptr : IdField(*object);
  return id == nullptr ? "" : object->GetReflection()->GetString(*object, id);
}

bool Maker::Fits(const Message& element, const Filter& filter, Message* current) {
  const Message* at = &element;
  for (size_t i = 0; i + 1 < filter.fields.size(); ++i) {
    if (!filter.of_box[i]->HasField(*at, filter.fields[i])) return Lacking(filter);
    at = &filter.of_box[i]->GetMessage(*at, filter.fields[i]);
  }
  const FieldDescriptor* last = filter.fields.back();
  const auto* r = filter.of_box.back();
  switch (filter.kind) {
    case Filter::Kind::kText: {
      std::string scratch;
      return r->GetStringReference(*at, last, &scratch) == filter.value;
    }
    case Filter::Kind::kNotText:
      return TextAt(*at, last) != filter.value;
    case Filter::Kind::kEnum:
      return r->GetEnumValue(*at, last) == filter.number;
    case Filter::Kind::kNotEnum:
      return r->GetEnumValue(*at, last) != filter.number;
    case Filter::Kind::kPresent:
      return Present(*at, last);
    case Filter::Kind::kAbsent:
      return !Present(*at, last);
    case Filter::Kind::kIdOf:
      return TextAt(*at, last) == IdOf(filter, current);
  }
  return false;
}

void Maker::Fit(Message* element, const Filter& filter, Message* current) {
  if (SaysNot(filter)) return;
  Message* at = element;
  for (size_t i = 0; i + 1 < filter.fields.size(); ++i) at = filter.of_box[i]->MutableMessage(at, filter.fields[i]);
  const FieldDescriptor* last = filter.fields.back();
  const auto* r = filter.of_box.back();
  switch (filter.kind) {
    case Filter::Kind::kText:
      r->SetString(at, last, filter.value);
      break;
    case Filter::Kind::kEnum:
      r->SetEnumValue(at, last, filter.number);
      break;
    case Filter::Kind::kIdOf:
      r->SetString(at, last, IdOf(filter, current));
      break;
    case Filter::Kind::kPresent:
      if (last->message_type() != nullptr) r->MutableMessage(at, last);
      break;
    case Filter::Kind::kNotText:
    case Filter::Kind::kNotEnum:
    case Filter::Kind::kAbsent:
      break;
  }
}

Message* Maker::AddFitting(Message* at, const Segment& segment, Message* current) {
  Message* element = AddTo(at, segment);
  for (const Filter& filter : segment.filters) Fit(element, filter, current);
  return element;
}

Message* Maker::FirstFitting(Message* at, const Segment& segment, Message* current) {
  const auto* r = segment.of_box;
  int before = 0;
  const int size = r->FieldSize(*at, segment.field);
  for (int i = 0; i < size; ++i) {
    Message* element = r->MutableRepeatedMessage(at, segment.field, i);
    const bool fits = std::all_of(segment.filters.begin(), segment.filters.end(),
                                  [&](const Filter& f) { return Fits(*element, f, current); });
    if (fits && before++ == segment.index) return element;
  }
  for (; before < segment.index; ++before) AddFitting(at, segment, current);
  return AddFitting(at, segment, current);
}

Message* Maker::Enter(Message* at, const Segment& segment, Message* current) {
  const auto* r = segment.of_box;
  if (!segment.field->is_repeated()) {
    const bool fresh = (segment.id != nullptr || segment.name) && !r->HasField(*at, segment.field);
    Message* made = r->MutableMessage(at, segment.field);
    if (fresh) Made(made, segment);
    for (const Filter& filter : segment.filters) {
      if (!Fits(*made, filter, current)) Fit(made, filter, current);
    }
    return made;
  }
  switch (segment.kind) {
    case Segment::Kind::kIndex:
      while (r->FieldSize(*at, segment.field) <= segment.index) AddTo(at, segment);
      return r->MutableRepeatedMessage(at, segment.field, segment.index);
    case Segment::Kind::kFit:
      return FirstFitting(at, segment, current);
    default:
      return AddFitting(at, segment, current);
  }
}

Message* Maker::Followed(Message* at, const Segment& segment) {
  const auto* r = at->GetReflection();
  if (r->FieldSize(*at, segment.field) > 0) {
    const std::string id = r->GetRepeatedString(*at, segment.field, 0);
    if (const Message* element = FindById(*record_, segment.follow, id); element != nullptr) {
      return const_cast<Message*>(element);
    }
  }
  Message* element = AddTo(record_, segment.follow);
  r->AddString(at, segment.field, TextAt(*element, IdField(*element)));
  return element;
}

Spot Maker::Make(const Path& path, Message* current) {
  Message* at = path.root ? record_ : current;
  Spot spot{nullptr, nullptr, -1, at, nullptr};
  size_t i = 0;
  const bool boxed = path.box >= 0 && path.boxed + 1 == path.segments.size();
  Box* kept = boxed ? &boxes_[static_cast<size_t>(path.box)] : nullptr;
  if (kept != nullptr && kept->from == at) {
    at = kept->to;
    i = path.segments.size() - 1;
    kept = nullptr;
  }
  const Message* from = at;
  bool settled = true;
  for (; i < path.segments.size(); ++i) {
    const Segment& segment = path.segments[i];
    if (kept != nullptr && settled && i + 1 == path.segments.size()) *kept = {from, at};
    spot = {at, segment.field, -1, nullptr, segment.of_box};
    if (segment.follow != nullptr) {
      at = spot.message = Followed(at, segment);
    } else if (segment.field->message_type() != nullptr) {
      at = spot.message = Enter(at, segment, current);
      // A later one of a list may come to stand behind another that fits.
      settled = settled && segment.settled &&
                (segment.kind != Segment::Kind::kFit || !segment.field->is_repeated() ||
                 at == &segment.of_box->GetRepeatedMessage(*spot.box, segment.field, 0));
    } else if (segment.field->is_repeated()) {
      spot.index = segment.of_box->FieldSize(*at, segment.field);
    }
    if (segment.follow != nullptr) settled = false;
  }
  return spot;
}

Message* Maker::MakeObject(const Path& path, Message* current) {
  Message* at = path.root ? record_ : current;
  for (size_t i = 0; i < path.segments.size(); ++i) {
    const Segment& segment = path.segments[i];
    const bool last = i + 1 == path.segments.size();
    if (segment.follow != nullptr) {
      at = Followed(at, segment);
    } else if (last && segment.field->is_repeated() && segment.kind != Segment::Kind::kIndex) {
      at = AddFitting(at, segment, current);
    } else {
      at = Enter(at, segment, current);
    }
  }
  return at;
}

}  // namespace entente::adapters
