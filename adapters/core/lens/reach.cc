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

void Maker::GiveId(Message* element, const FieldAccess& id, const FieldDescriptor* list) {
  const char prefix = PrefixOf(list);
  if (prefix == '\0') return;
  std::string& text = *id.mutable_text(element);
  text.assign(1, prefix);
  StrAppend(&text, ++made_[prefix]);
}

Message* Maker::AddTo(Message* box, const FieldDescriptor* list) {
  Message* element = AccessOf(list).add(box);
  if (const FieldDescriptor* id = IdField(*element); id != nullptr) GiveId(element, AccessOf(id), list);
  return element;
}

Message* Maker::AddTo(Message* box, const Segment& segment) {
  Message* element = segment.access->add(box);
  Made(element, segment);
  return element;
}

void Maker::Made(Message* element, const Segment& segment) {
  if (segment.id != nullptr) GiveId(element, *segment.id, segment.field);
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
    if (!filter.access[i]->has(*at)) return Lacking(filter);
    at = &filter.access[i]->message(*at);
  }
  const FieldDescriptor* last = filter.fields.back();
  const FieldAccess& access = *filter.access.back();
  switch (filter.kind) {
    case Filter::Kind::kText:
      return access.text(*at) == filter.value;
    case Filter::Kind::kNotText:
      return access.text(*at) != filter.value;
    case Filter::Kind::kEnum:
      return access.number(*at) == filter.number;
    case Filter::Kind::kNotEnum:
      return access.number(*at) != filter.number;
    case Filter::Kind::kPresent:
      return Present(*at, last);
    case Filter::Kind::kAbsent:
      return !Present(*at, last);
    case Filter::Kind::kIdOf:
      return access.text(*at) == IdOf(filter, current);
  }
  return false;
}

void Maker::Fit(Message* element, const Filter& filter, Message* current) {
  if (SaysNot(filter)) return;
  Message* at = element;
  for (size_t i = 0; i + 1 < filter.fields.size(); ++i) at = filter.access[i]->mutable_message(at);
  const FieldAccess& access = *filter.access.back();
  switch (filter.kind) {
    case Filter::Kind::kText:
      *access.mutable_text(at) = filter.value;
      break;
    case Filter::Kind::kEnum:
      access.set_number(at, filter.number);
      break;
    case Filter::Kind::kIdOf:
      *access.mutable_text(at) = IdOf(filter, current);
      break;
    case Filter::Kind::kPresent:
      if (access.mutable_message != nullptr) access.mutable_message(at);
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
  int before = 0;
  const int size = segment.access->size(*at);
  for (int i = 0; i < size; ++i) {
    Message* element = segment.access->item(at, i);
    const bool fits = std::all_of(segment.filters.begin(), segment.filters.end(),
                                  [&](const Filter& f) { return Fits(*element, f, current); });
    if (fits && before++ == segment.index) return element;
  }
  for (; before < segment.index; ++before) AddFitting(at, segment, current);
  return AddFitting(at, segment, current);
}

Message* Maker::Enter(Message* at, const Segment& segment, Message* current) {
  const FieldAccess& access = *segment.access;
  if (!segment.list) {
    const bool fresh = (segment.id != nullptr || segment.name) && !access.has(*at);
    Message* made = access.mutable_message(at);
    if (fresh) Made(made, segment);
    for (const Filter& filter : segment.filters) {
      if (!Fits(*made, filter, current)) Fit(made, filter, current);
    }
    return made;
  }
  switch (segment.kind) {
    case Segment::Kind::kIndex:
      while (access.size(*at) <= segment.index) AddTo(at, segment);
      return access.item(at, segment.index);
    case Segment::Kind::kFit:
      return FirstFitting(at, segment, current);
    default:
      return AddFitting(at, segment, current);
  }
}

Message* Maker::Followed(Message* at, const Segment& segment) {
  if (segment.access->size(*at) > 0) {
    const std::string& id = segment.access->text_item(*at, 0);
    if (const Message* element = FindById(*record_, segment.follow, id); element != nullptr) {
      return const_cast<Message*>(element);
    }
  }
  Message* element = AddTo(record_, segment.follow);
  segment.access->add_text(at, TextAt(*element, IdField(*element)));
  return element;
}

int Maker::ListSize(const Message& at, const Segment& segment) {
  if (segment.access->size != nullptr) return segment.access->size(at);
  return at.GetReflection()->FieldSize(at, segment.field);  // of numbers, truth values and words of an enum
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
    spot = {at, segment.field, -1, nullptr, segment.access};
    if (segment.follow != nullptr) {
      at = spot.message = Followed(at, segment);
    } else if (segment.object) {
      at = spot.message = Enter(at, segment, current);
      // A later one of a list may come to stand behind another that fits.
      settled = settled && segment.settled &&
                (segment.kind != Segment::Kind::kFit || !segment.list || at == segment.access->item(spot.box, 0));
    } else if (segment.list) {
      spot.index = ListSize(*at, segment);
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
    } else if (last && segment.list && segment.kind != Segment::Kind::kIndex) {
      at = AddFitting(at, segment, current);
    } else {
      at = Enter(at, segment, current);
    }
  }
  return at;
}

}  // namespace entente::adapters
