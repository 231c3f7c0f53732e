#include "adapters/core/lens/row_writer.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "adapters/core/frame/xml.h"
#include "adapters/core/lens/leaves.h"
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
  Constants(plan_.only, &finder_.record());
  Constants(plan_.set, &finder_.record());
  Constants(branch_.set, &finder_.record());
  Identity(&out);
  RunBlock(branch_.top, &finder_.record(), &out);
  FillTests(&out);
  if (SameFormat()) Restore(finder_.record(), &out);
  if (branch_.carry.has_value() && SameFormat()) {
    for (const Found& f : finder_.Find(*branch_.carry, &finder_.record(), false)) Restore(*f.message, &out);
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

void RowWriter::Identity(Out* out) {
  if (plan_.identity.empty()) return;
  std::string_view id = finder_.record().header().national_id();
  for (size_t i = 0; i < plan_.identity.size(); ++i) {
    const bool last = i + 1 == plan_.identity.size();
    const size_t slash = last ? std::string_view::npos : id.find('/');
    const std::string_view part = id.substr(0, slash);
    const bool fits = part.size() <= plan_.frame->RoomFor(plan_.identity[i]);
    if ((!last && slash == std::string_view::npos) || !fits || part.empty() || part.back() == ' ') {
      out->children.clear();
      reasons_[{&finder_.record().header(), 2, -1}] = "no such id in this format";
      return;
    }
    out->Add(plan_.identity[i], Out::Kind::kText, part);
    if (slash != std::string_view::npos) id.remove_prefix(slash + 1);
  }
  Say({{&finder_.record().header(), 2, -1}});
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
    if (block.only_with.has_value() && finder_.Find(*block.only_with, element.message, false).empty()) continue;
    if (block.place.room > 0 && written >= block.place.room) {
      reasons_[{element.message, 0, -1}] = StrCat("room for ", block.place.room);
      continue;
    }
    auto node = std::make_unique<Out>();
    node->name = block.place.names.back();
    elements_.push_back({element.message, node.get()});
    RunBlock(block, element.message, node.get());
    if (SameFormat() && block.path.has_value()) Restore(*element.message, node.get());
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

void RowWriter::Restore(const Message& object, Out* out) {
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
    if (not_back_.contains(carried)) {
      reasons_[{carried, 0, -1}] = "would not be read back";
    } else if (plan_.frame->Restore(carried->path(), carried->text(), out) != nullptr) {
      Say({{carried, 1, -1}, {carried, 2, -1}});
      restored_.push_back(carried);
    } else {
      reasons_[{carried, 0, -1}] = "does not fit where it stood";
    }
  }
}

}  // namespace entente::adapters
