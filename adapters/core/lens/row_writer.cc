#include "adapters/core/lens/row_writer.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "adapters/core/frame/xml.h"
#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/links.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// "name[2]" before "name[10]": each sibling after the one before it.
bool LessByNumbers(std::string_view a, std::string_view b) {
  const auto digits = [](std::string_view text) {
    size_t size = 0;
    while (size < text.size() && IsDigit(text[size])) ++size;
    return size;
  };
  while (!a.empty() && !b.empty()) {
    const size_t in_a = digits(a), in_b = digits(b);
    if (in_a > 0 && in_b > 0) {
      if (in_a != in_b) return in_a < in_b;
      if (const int order = a.substr(0, in_a).compare(b.substr(0, in_b)); order != 0) return order < 0;
      a.remove_prefix(in_a);
      b.remove_prefix(in_b);
      continue;
    }
    if (a[0] != b[0]) return a[0] < b[0];
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.empty() && !b.empty();
}

}  // namespace

Out RowWriter::Run() {
  Out out;
  root_ = &out;
  holder_.object = &finder_.record();
  Constants(plan_.only, &finder_.record());
  Constants(plan_.set, &finder_.record());
  Constants(branch_.set, &finder_.record());
  RunBlock(branch_.top, &finder_.record(), &out);
  Identity(branch_.identity.empty() ? plan_.identity : branch_.identity, &out);
  FillTests(&out);
  if (SameFormat()) Restore(finder_.record(), "", &out);
  if (branch_.carry.has_value() && SameFormat()) {
    for (const Found& f : finder_.Find(*branch_.carry, &finder_.record(), false)) Restore(*f.message, "", &out);
  }
  return out;
}

void RowWriter::Say(const std::vector<ScalarKey>& keys) {
  row_said_.insert(keys.begin(), keys.end());
  said_.insert(keys.begin(), keys.end());
}

void RowWriter::Constants(const std::vector<Constant>& constants, const Message* current) {
  for (const Constant& c : constants) {
    for (const Found& f : finder_.Find(c.path, current, true)) {
      if (!EqualsConstant(c.value, c.path.target, f)) continue;
      Say(f.marks);
      Say({f.message == nullptr ? ScalarKey{f.box, f.field->number(), f.index} : ScalarKey{f.message, 1, -1}});
    }
  }
}

// The parts of an id that a format can hold; false: it is no such id.
bool RowWriter::IdentityParts(const std::vector<Place>& places, std::vector<std::string_view>* parts) const {
  std::string_view id = finder_.record().header().national_id();
  for (size_t i = 0; i < places.size(); ++i) {
    const bool last = i + 1 == places.size();
    const size_t slash = last ? std::string_view::npos : id.find('/');
    const std::string_view part = id.substr(0, slash);
    const bool fits = part.size() <= plan_.frame->RoomFor(places[i].names.back());
    if ((!last && slash == std::string_view::npos) || !fits || part.empty() || part.back() == ' ') return false;
    parts->push_back(part);
    if (!last) id.remove_prefix(slash + 1);
  }
  return !parts->empty();
}

// What no line wrote there, the id says; what a line wrote is the value's own, and may be another.
void RowWriter::Identity(const std::vector<Place>& places, Out* out) {
  if (places.empty()) return;
  const ScalarKey key{&finder_.record().header(), 2, -1};
  std::vector<std::string_view> parts;
  if (!IdentityParts(places, &parts)) {
    reasons_[key] = "no such id in this format";
    return;
  }
  bool same = true;
  for (size_t i = 0; i < places.size(); ++i) {
    Out* at = Above(places[i], out);
    Out* there = at->Find(places[i].names.back());
    if (there == nullptr) {
      at->Add(places[i].names.back(), Out::Kind::kText, parts[i]);
    } else if (there->blank()) {
      there->kind = Out::Kind::kText;
      there->text = parts[i];
    } else {
      same = same && there->text == parts[i];
    }
  }
  if (same) {
    Say({key});
  } else {
    reasons_[key] = "another value stands where the id would";
  }
}

void RowWriter::RunBlock(const Block& block, const Message* current, Out* out) {
  Constants(block.set, current);
  for (const Op& op : block.ops) {
    if (op.line != nullptr) {
      RunLine(*op.line, current, out);
    } else if (op.block->way == Block::Way::kFollow) {
      Follow(*op.block, current, out);
    } else if (op.block->way == Block::Way::kPointedAt) {
      PointedAt(*op.block, current, out);
    } else if (op.block->groups) {
      RunGroups(*op.block, out);
    } else {
      RunInner(*op.block, current, out);
    }
  }
}

void RowWriter::RunInner(const Block& block, const Message* current, Out* out) {
  std::vector<Found> elements;
  if (block.path.has_value()) {
    elements = finder_.Find(*block.path, current, true);
  } else {
    elements.push_back({nullptr, nullptr, -1, current, {}});
  }
  if (block.path.has_value() && !block.place.list && elements.size() > 1) elements.resize(1);
  size_t written = 0;
  std::vector<std::unique_ptr<Out>> made;
  for (const Found& element : elements) {
    if (!Wanted(block, element.message)) continue;
    if (block.place.room > 0 && written >= block.place.room) {
      reasons_[{element.message, 0, -1}] = StrCat("room for ", block.place.room);
      continue;
    }
    auto node = std::make_unique<Out>();
    node->name = block.place.names.back();
    elements_.push_back({element.message, node.get()});
    const Holder above = holder_;
    if (block.path.has_value() && element.message->GetDescriptor()->FindFieldByName("carried") != nullptr)
      holder_ = {element.message, ""};
    RunBlock(block, element.message, node.get());
    holder_ = above;
    if (SameFormat() && block.path.has_value()) Restore(*element.message, "", node.get());
    const bool something =
        std::any_of(node->children.begin(), node->children.end(), [](const auto& c) { return !Hollow(*c); });
    if (!typed() && !something) {
      std::erase_if(elements_, [&](const Element& e) { return e.out == node.get(); });
      continue;
    }
    if (!FillCondition(block, node.get())) {
      std::erase_if(elements_, [&](const Element& e) { return e.out == node.get(); });
      reasons_[{element.message, 0, -1}] = "would be read back as something else";
      Unsay(*element.message);
      continue;
    }
    Say(element.marks);
    ++written;
    made.push_back(std::move(node));
  }
  PlaceBlocks(block.place, std::move(made), out);
}

// `only with`: whether one of the fields is there.
bool RowWriter::Wanted(const Block& block, const Message* object) {
  return block.only_with.empty() || std::any_of(block.only_with.begin(), block.only_with.end(),
                                                [&](const Path& path) { return Stands(path, object); });
}

bool RowWriter::Stands(const Path& path, const Message* object) {
  const std::vector<Found> found = finder_.Find(path, object, false);
  return std::any_of(found.begin(), found.end(),
                     [](const Found& f) { return f.message != nullptr || !TextAt(*f.box, f.field, f.index).empty(); });
}

bool RowWriter::FillCondition(const Block& block, Out* out) {
  for (const Test& test : block.when) {
    const std::string& first = test.words.front();
    Out* there = out->Find(test.place.names.back());
    if (there == nullptr) there = out->Add(test.place.names.back(), Out::Kind::kText);
    if (there->blank() && first.find('*') == first.npos) {
      there->kind = Out::Kind::kText;
      there->text = first;
    }
    if (std::none_of(test.words.begin(), test.words.end(), [&](const auto& w) { return Wildcard(w, there->text); }))
      return false;
  }
  return true;
}

void RowWriter::Unsay(const Message& object) {
  EachLeaf(object, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string&) {
    row_said_.erase({&box, field->number(), index});
    said_.erase({&box, field->number(), index});
  });
}

bool RowWriter::Hollow(const Out& out) {
  if (out.kind < Out::Kind::kArray) return out.blank();
  if (out.kind == Out::Kind::kRaw) return false;
  return std::all_of(out.children.begin(), out.children.end(), [](const auto& c) { return Hollow(*c); });
}

void RowWriter::PlaceBlocks(const Place& place, std::vector<std::unique_ptr<Out>> made, Out* out) {
  if (made.empty() && !typed()) return;  // what holds nothing needs nothing above it
  Out* at = Above(place, out);
  if (typed() && place.list) {
    Out* there = at->Find(place.names.back());  // two blocks may share a list
    at = there != nullptr && there->kind == Out::Kind::kArray ? there : at->Add(place.names.back(), Out::Kind::kArray);
  }
  for (auto& node : made) {
    node->name = typed() && place.list ? "" : place.names.back();
    at->children.push_back(std::move(node));
  }
}

Out* RowWriter::Above(const Place& place, Out* out) const {
  for (size_t i = 0; i + 1 < place.names.size(); ++i) {
    Out* next = out->Find(place.names[i]);
    // An element with a text of its own (XML) keeps it beside an attribute.
    const bool beside = next != nullptr && next->kind < Out::Kind::kArray && place.names[i + 1].starts_with('@');
    if (beside && !typed()) {
      next->kind = Out::Kind::kObject;
      next->Add(kXmlTextName, Out::Kind::kText, std::exchange(next->text, std::string()));
    }
    const bool there = next != nullptr && next->kind == Out::Kind::kObject;
    out = there ? next : out->Add(place.names[i], Out::Kind::kObject);
  }
  return out;
}

void RowWriter::RunGroups(const Block& block, Out* out) {
  std::vector<std::pair<std::string, std::vector<const Message*>>> groups;
  for (const Found& f : finder_.Find(*block.path, &finder_.record(), true)) {
    std::string key;
    for (const Path& by : block.group_by) {
      for (const Found& value : finder_.Find(by, f.message, false)) {
        StrAppend(&key, by.text, "=",
                  value.message != nullptr ? value.message->SerializeAsString() : TextAt(*value.box, value.field),
                  "\n");
      }
    }
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == key; });
    if (group == groups.end()) {
      groups.push_back({key, {f.message}});
    } else {
      group->second.push_back(f.message);
    }
  }
  std::vector<std::unique_ptr<Out>> made;
  for (const auto& [key, elements] : groups) {
    auto node = std::make_unique<Out>();
    finder_.OnlyAmong(block.path->leaf(), &elements);
    RunBlock(block, elements.front(), node.get());
    finder_.OnlyAmong(nullptr, nullptr);
    Share(block, elements);
    if (!Hollow(*node)) made.push_back(std::move(node));
  }
  PlaceBlocks(block.place, std::move(made), out);
}

void RowWriter::Share(const Block& block, const std::vector<const Message*>& elements) {
  const auto written = [&](const Message* element) { return SaidBeyond(block, *element); };
  const bool any = std::any_of(elements.begin(), elements.end(), written);
  for (const Path& by : block.group_by) {
    const std::vector<Found> first = finder_.Find(by, elements.front(), false);
    if (first.empty() || first[0].message == nullptr) continue;
    std::vector<int> fields;
    for (int field = 1; field <= first[0].message->GetDescriptor()->field_count(); ++field) {
      if (row_said_.contains({first[0].message, field, -1})) fields.push_back(field);
    }
    for (const Message* element : elements) {
      const std::vector<Found> other = finder_.Find(by, element, false);
      if (other.empty()) continue;
      const bool stands = written(element) || (!any && element == elements.front());
      for (const int field : fields) {
        const ScalarKey key{other[0].message, field, -1};
        if (stands) {
          Say({key});
        } else {
          row_said_.erase(key);
          said_.erase(key);
        }
      }
    }
  }
}

bool RowWriter::SaidBeyond(const Block& block, const Message& element) {
  std::vector<const Message*> grouping;
  for (const Path& by : block.group_by) {
    for (const Found& f : finder_.Find(by, &element, false)) grouping.push_back(f.message);
  }
  bool any = false;
  EachLeaf(element, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string&) {
    const bool group = std::find(grouping.begin(), grouping.end(), &box) != grouping.end();
    any = any || (!group && row_said_.contains({&box, field->number(), index}));
  });
  return any;
}

void RowWriter::Restore(const Message& object, std::string_view links, Out* out) {
  const FieldDescriptor* list = object.GetDescriptor()->FindFieldByName("carried");
  if (list == nullptr) return;
  const auto* r = object.GetReflection();
  std::vector<const v1::Carried*> all;
  for (int i = 0; i < r->FieldSize(object, list); ++i) {
    all.push_back(&static_cast<const v1::Carried&>(r->GetRepeatedMessage(object, list, i)));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const v1::Carried* a, const v1::Carried* b) { return LessByNumbers(a->path(), b->path()); });
  for (const v1::Carried* carried : all) {
    std::string_view path = carried->path();
    if (!ConsumePrefix(&path, links) || (plan_.links.has_value() && BeginsWithLink(path))) continue;
    if (not_back_.contains(carried)) {
      reasons_[{carried, 0, -1}] = "would not be read back";
    } else if (plan_.frame->Restore(path, carried->text(), out) != nullptr) {
      Say({{carried, 1, -1}, {carried, 2, -1}});
      restored_.push_back(carried);
    } else {
      reasons_[{carried, 0, -1}] = "does not fit where it stood";
    }
  }
}

}  // namespace entente::adapters
