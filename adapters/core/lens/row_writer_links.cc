// Elements that have ids, and references to them. Ids are made anew: `Person1`, `Person2`.
#include <algorithm>

#include "adapters/core/lens/links.h"
#include "adapters/core/lens/row_writer.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr int kPointingMax = 10'000;

Out* PlaceIn(const Place& place, Out* out) {
  for (size_t i = 0; i + 1 < place.names.size(); ++i) {
    Out* next = out->Find(place.names[i]);
    out = next != nullptr ? next : out->Add(place.names[i], Out::Kind::kObject);
  }
  return out;
}

bool Equal(const Out& a, const Out& b, std::string_view but) {
  const auto next = [but](const Out& of, size_t i) {
    while (i < of.children.size() && of.children[i]->name == but) ++i;
    return i;
  };
  if (a.name != b.name || a.kind != b.kind || a.text != b.text) return false;
  size_t i = next(a, 0), j = next(b, 0);
  while (i < a.children.size() && j < b.children.size()) {
    if (!Equal(*a.children[i], *b.children[j], but)) return false;
    i = next(a, i + 1);
    j = next(b, j + 1);
  }
  return i == a.children.size() && j == b.children.size();
}

}  // namespace

std::string RowWriter::IdFor(const Plan::Links& links, Out* element) {
  Out* at = PlaceIn(links.id, element);
  if (const Out* there = at->Find(links.id.names.back()); there != nullptr && !there->blank()) return there->text;
  const std::string name = element->name.substr(element->name.find(':') + 1);
  auto made = std::make_unique<Out>();
  made->kind = Out::Kind::kText;
  made->name = links.id.names.back();
  made->text = StrCat(name, ++ids_given_[name]);
  const std::string id = made->text;
  at->children.insert(at->children.begin(), std::move(made));
  return id;
}

void RowWriter::AddReference(const Place& refs, const std::string& id, bool before_values, Out* out) {
  const Place& ref = plan_.links->ref;
  Out* at = PlaceIn(refs, out);
  auto made = std::make_unique<Out>();
  made->name = typed() && refs.list ? "" : refs.names.back();
  made->kind = ref.names.empty() ? Out::Kind::kText : Out::Kind::kObject;
  if (ref.names.empty()) {
    made->text = id;
  } else {
    PlaceIn(ref, made.get())->Add(ref.names.back(), Out::Kind::kText, id);
  }
  if (typed() && refs.list) {
    Out* list = at->Find(refs.names.back());
    if (list == nullptr) list = at->Add(refs.names.back(), Out::Kind::kArray);
    list->children.push_back(std::move(made));
    return;
  }
  // Where it points to an element, other references of it stand first, its values behind.
  auto behind = at->children.end();
  if (before_values && !ref.names.empty()) {
    behind = std::find_if(at->children.begin(), at->children.end(), [&](const auto& child) {
      return !child->name.starts_with('@') && child->Find(ref.names.front()) == nullptr;
    });
  }
  at->children.insert(behind, std::move(made));
}

Out* RowWriter::Alike(const Block& block, const Message* current, const Out& made) {
  if (!block.shared.has_value()) return nullptr;
  const std::vector<Found> found = finder_.Find(*block.shared, current, false);
  if (found.empty()) return nullptr;
  const std::string key = found[0].message != nullptr ? found[0].message->SerializeAsString()
                                                      : TextAt(*found[0].box, found[0].field, found[0].index);
  const std::string& id = plan_.links->id.names.back();
  for (const SharedElement& before : shared_) {
    if (before.block == &block && before.key == key && Equal(*before.out, made, id)) return before.out;
  }
  return nullptr;
}

void RowWriter::RunLinked(const Block& block, const Message* object, Out* made) {
  const Holder above = holder_;
  std::string link;
  if (block.path.has_value() && object->GetDescriptor()->FindFieldByName("carried") != nullptr) {
    holder_ = {object, ""};
  } else {
    link = StrCat(above.links, LinkName(block));
    holder_.links = StrCat(link, LinkIndex(visits_[{above.object, link}]));
  }
  RunBlock(block, object, made);
  if (SameFormat()) Restore(*holder_.object, holder_.links, made);
  holder_ = above;
  if (!link.empty() && !Hollow(*made)) ++visits_[{above.object, link}];
}

void RowWriter::Follow(const Block& block, const Message* current, Out* out) {
  std::vector<const Message*> objects = {current};
  if (block.path.has_value()) {
    objects.clear();
    for (const Found& found : finder_.Find(*block.path, current, true)) objects.push_back(found.message);
    if (!block.refs.list && objects.size() > 1) objects.resize(1);
  }
  for (const Message* object : objects) {
    if (!Wanted(block, object)) continue;
    auto made = std::make_unique<Out>();
    made->name = block.place.names.back();
    elements_.push_back({object, made.get()});
    RunLinked(block, object, made.get());
    const bool hollow = Hollow(*made);
    Out* before = hollow ? nullptr : Alike(block, object, *made);
    if (hollow || before != nullptr) std::erase_if(elements_, [&](const Element& e) { return e.out == made.get(); });
    if (hollow) continue;
    Out* element = before != nullptr ? before : made.get();
    AddReference(block.refs, IdFor(*plan_.links, element), true, out);
    if (before != nullptr) {
      elements_.push_back({object, before});
      continue;
    }
    if (block.shared.has_value()) {
      const std::vector<Found> found = finder_.Find(*block.shared, object, false);
      if (!found.empty()) {
        shared_.push_back({&block,
                           found[0].message != nullptr ? found[0].message->SerializeAsString()
                                                       : TextAt(*found[0].box, found[0].field, found[0].index),
                           element});
      }
    }
    std::vector<std::unique_ptr<Out>> one;
    one.push_back(std::move(made));
    PlaceBlocks(block.place, std::move(one), root_);
  }
}

void RowWriter::PointedAt(const Block& block, const Message* current, Out* out) {
  if (block.path.has_value()) {
    for (const Found& found : finder_.Find(*block.path, current, true)) {
      if (Point(block, found.message, out, root_)) Say(found.marks);
    }
    return;
  }
  // Without an object of its own it is written as long as it says something more.
  for (int i = 0; i < kPointingMax; ++i) {
    const size_t said = row_said_.size();
    if (!Point(block, current, out, root_) || row_said_.size() == said) return;
  }
}

bool RowWriter::Point(const Block& block, const Message* current, Out* at, Out* out) {
  if (!Wanted(block, current)) return false;
  const size_t said = row_said_.size();
  auto made = std::make_unique<Out>();
  made->name = block.place.names.back();
  if (block.path.has_value()) elements_.push_back({current, made.get()});
  RunLinked(block, current, made.get());
  if (Hollow(*made) || row_said_.size() == said) {
    std::erase_if(elements_, [&](const Element& e) { return e.out == made.get(); });
    return false;
  }
  AddReference(block.refs, IdFor(*plan_.links, at), true, made.get());
  std::vector<std::unique_ptr<Out>> one;
  one.push_back(std::move(made));
  PlaceBlocks(block.place, std::move(one), out);
  return true;
}

// `j:Subject/@s:ref`: the element that was written for what the common id names.
bool RowWriter::WriteOwnId(const Line& line, const Path& path, const Found& found, Value* value) {
  const Line::Ref& ref = *line.ref;
  const Message* meant = FindById(finder_.record(), ref.list, TextAt(*found.box, found.field, found.index));
  if (meant == nullptr || !HasTexts(*meant, ref.filters)) return Fail(path, found, "names nothing of the record");
  const std::string& name = !ref.at.empty() ? ref.at
                            : line.place.names.size() > plan_.links->ref.names.size()
                                ? line.place.names[line.place.names.size() - plan_.links->ref.names.size() - 1]
                                : ref.at;
  for (const Element& element : elements_) {
    if (element.object != meant || (!name.empty() && element.out->name != name)) continue;
    value->text = IdFor(*plan_.links, element.out);
    value->number = false;
    Say(found.marks);
    Say({{found.box, found.field->number(), found.index}});
    return true;
  }
  return Fail(path, found, "what it names is not written here");
}

}  // namespace entente::adapters
