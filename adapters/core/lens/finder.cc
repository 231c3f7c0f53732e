// Following paths through a record on writing.
#include <algorithm>

#include "adapters/core/lens/reach.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// A number that is not there is no zero.
bool Unset(const Message& box, const FieldDescriptor* field) {
  const bool number =
      field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 || field->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
  return number && !box.GetReflection()->HasField(box, field);
}

}  // namespace

bool Finder::Fits(const Message& element, const Filter& filter, const Message* current, std::vector<ScalarKey>* marks) {
  const Message* at = &element;
  for (size_t i = 0; i + 1 < filter.fields.size(); ++i) {
    if (!at->GetReflection()->HasField(*at, filter.fields[i])) return Lacking(filter);
    at = &at->GetReflection()->GetMessage(*at, filter.fields[i]);
  }
  const FieldDescriptor* last = filter.fields.back();
  const ScalarKey key{at, last->number(), -1};
  switch (filter.kind) {
    case Filter::Kind::kText:
      if (TextAt(*at, last) != filter.value) return false;
      marks->push_back(key);
      return true;
    case Filter::Kind::kNotText:
      return TextAt(*at, last) != filter.value;
    case Filter::Kind::kEnum:
      if (at->GetReflection()->GetEnumValue(*at, last) != filter.number) return false;
      marks->push_back(key);
      return true;
    case Filter::Kind::kNotEnum:
      return at->GetReflection()->GetEnumValue(*at, last) != filter.number;
    case Filter::Kind::kPresent:
      if (!Present(*at, last)) return false;
      if (last->message_type() != nullptr) marks->push_back(key);
      return true;
    case Filter::Kind::kAbsent:
      return !Present(*at, last);
    case Filter::Kind::kIdOf: {
      const Message* object = filter.id_of->segments.empty() ? (filter.id_of->root ? &record_ : current) : nullptr;
      if (object == nullptr) {
        const std::vector<Found> found = Find(*filter.id_of, current, false);
        if (found.empty()) return false;
        object = found.front().message;
      }
      const FieldDescriptor* id = object == nullptr ? nullptr : IdField(*object);
      const std::string own = id == nullptr ? "" : TextAt(*object, id);
      if (own.empty() || TextAt(*at, last) != own) return false;
      marks->push_back(key);
      return true;
    }
  }
  return false;
}

bool Finder::FitsAll(const Message& element, const Segment& segment, const Message* current,
                     std::vector<ScalarKey>* marks) {
  return std::all_of(segment.filters.begin(), segment.filters.end(),
                     [&](const Filter& f) { return Fits(element, f, current, marks); });
}

bool Finder::Admitted(const Message* box, const FieldDescriptor* field, const Message* element) const {
  if (box != &record_) return true;
  if (field == only_field_ && element != only_) return false;
  if (field == among_field_ && std::find(among_->begin(), among_->end(), element) == among_->end()) return false;
  return true;
}

void Finder::Follow(const Path& path, size_t i, const Found& at, const Message* current, bool all,
                    std::vector<Found>* out) {
  const Segment& segment = path.segments[i];
  const auto* r = at.message->GetReflection();
  if (r->FieldSize(*at.message, segment.field) == 0) return;
  const std::string id = r->GetRepeatedString(*at.message, segment.field, 0);
  const Message* element = FindById(record_, segment.follow, id);
  if (element == nullptr) return;
  // Two things that refer to one element would be read back as two elements: the second does not reach it.
  if (followed_from_.emplace(element, at.message).first->second != at.message) return;
  Found next = at;
  next.box = at.message;
  next.field = segment.field;
  next.index = 0;
  next.message = element;
  next.marks.push_back({at.message, segment.field->number(), 0});
  Step(path, i + 1, std::move(next), current, all, out);
}

void Finder::Items(const Path& path, size_t i, const Found& at, const Message* current, bool all,
                   std::vector<Found>* out) {
  const Segment& segment = path.segments[i];
  const bool last = i + 1 == path.segments.size();
  const auto* r = at.message->GetReflection();
  const bool scalar = segment.field->message_type() == nullptr;
  int before = 0;
  std::vector<ScalarKey> made;  // what reading the n-th of those that fit says of those before it, which it makes
  int admitted = 0;             // of a row for one of several, `victims[0]` is that one
  for (int k = 0; k < r->FieldSize(*at.message, segment.field); ++k) {
    const Message* element = scalar ? nullptr : &r->GetRepeatedMessage(*at.message, segment.field, k);
    if (element != nullptr && !Admitted(at.message, segment.field, element)) continue;
    if (segment.kind == Segment::Kind::kIndex && admitted++ != segment.index) continue;
    Found next = at;
    next.box = at.message;
    next.field = segment.field;
    next.index = k;
    next.message = element;
    if (element != nullptr && !FitsAll(*element, segment, current, &next.marks)) continue;
    if (segment.kind == Segment::Kind::kFit && before++ < segment.index) {
      made.insert(made.end(), next.marks.begin() + static_cast<std::ptrdiff_t>(at.marks.size()), next.marks.end());
      continue;
    }
    next.marks.insert(next.marks.end(), made.begin(), made.end());
    Step(path, i + 1, std::move(next), current, all, out);
    if (segment.kind == Segment::Kind::kFit && (segment.nth || !(last && all))) return;
  }
}

void Finder::Step(const Path& path, size_t i, Found at, const Message* current, bool all, std::vector<Found>* out) {
  if (i == path.segments.size()) {
    out->push_back(std::move(at));
    return;
  }
  const Segment& segment = path.segments[i];
  if (at.message == nullptr) return;
  if (segment.follow != nullptr) return Follow(path, i, at, current, all, out);
  if (segment.field->is_repeated()) return Items(path, i, at, current, all, out);
  const Message* box = at.message;
  at.box = box;
  at.field = segment.field;
  at.index = -1;
  at.message = nullptr;
  if (segment.field->message_type() != nullptr) {
    if (!box->GetReflection()->HasField(*box, segment.field)) return;
    at.message = &box->GetReflection()->GetMessage(*box, segment.field);
    if (!FitsAll(*at.message, segment, current, &at.marks)) return;
  } else if (Unset(*box, segment.field)) {
    return;
  }
  Step(path, i + 1, std::move(at), current, all, out);
}

std::vector<Found> Finder::Find(const Path& path, const Message* current, bool all_that_fit) {
  std::vector<Found> out;
  Found at;
  at.message = path.root ? &record_ : current;
  Step(path, 0, std::move(at), current, all_that_fit, &out);
  return out;
}

}  // namespace entente::adapters
