// What only some syntaxes have: namespaces, and elements that refer to one another by ids.
#include <algorithm>

#include "adapters/core/frame/xml_frame.h"
#include "adapters/core/lens/compile.h"
#include "adapters/core/lens/mapping_words.h"
#include "adapters/core/text.h"

namespace entente::adapters {

absl::Status Compiler::XmlFrame(const Yaml& frame) {
  absl::Status known = KnownKeys(frame, {"reads", "record", "namespaces", "order", "id", "ref", "identity", "one_per"});
  if (!known.ok()) return known;
  places_ = Places::kXml;
  if (const Yaml* namespaces = frame.Find("namespaces"); namespaces != nullptr) {
    if (!namespaces->map()) return namespaces->Error("`namespaces` must be a map of prefixes and URIs");
    for (const auto& [prefix, uris] : namespaces->entries) {
      absl::StatusOr<std::vector<Yaml>> all = TextsOf(uris);
      if (!all.ok()) return all.status();
      if (all->empty()) return uris.Error("expected a URI");
      XmlNamespace space{prefix.text, {}};
      for (const Yaml& uri : *all) space.uris.push_back(uri.text);
      xml_.namespaces.push_back(std::move(space));
    }
  }
  const Yaml* record = frame.Find("record");
  if (record == nullptr || record->kind != Yaml::Kind::kText) {
    return frame.Error("expected `record`: where records stand, such as `LIST/PERSON`");
  }
  for (const std::string& path : SplitText(record->text, " or ")) {
    std::vector<std::string> names = SplitText(Strip(path), "/");
    for (const std::string& name : names) {
      if (name.empty()) return record->Error("a name is empty");
      absl::Status prefix = KnownPrefix(*record, name);
      if (!prefix.ok()) return prefix;
    }
    xml_.records.push_back(std::move(names));
  }
  if (const Yaml* order = frame.Find("order"); order != nullptr) {
    absl::Status orders = order->map() ? absl::OkStatus() : XmlOrder(".", *order);
    for (const auto& [element, names] : order->entries) {
      if (orders.ok()) orders = element.text == "." ? absl::OkStatus() : KnownPrefix(element, element.text);
      if (orders.ok()) orders = XmlOrder(element.text, names);
    }
    if (!orders.ok()) return orders;
  }
  make_frame_ = [this] { return MakeXmlFrame(xml_); };
  return absl::OkStatus();
}

absl::Status Compiler::XmlOrder(const std::string& element, const Yaml& names) {
  absl::StatusOr<std::vector<Yaml>> all = TextsOf(names);
  if (!all.ok()) return all.status();
  for (const Yaml& name : *all) {
    absl::Status prefix = KnownPrefix(name, name.text);
    if (!prefix.ok()) return prefix;
    xml_.order[element].push_back(name.text);
  }
  return absl::OkStatus();
}

// `@s:id`, `nc:Date`, `VALUE`: the prefix is one of the mapping's.
absl::Status Compiler::KnownPrefix(const Yaml& key, std::string_view name) const {
  ConsumePrefix(&name, "@");
  const size_t colon = name.find(':');
  if (colon == name.npos) return absl::OkStatus();
  const std::string_view prefix = name.substr(0, colon);
  const bool known = std::any_of(xml_.namespaces.begin(), xml_.namespaces.end(),
                                 [&](const XmlNamespace& space) { return space.prefix == prefix; });
  return known ? absl::OkStatus()
               : key.Error(StrCat("the prefix `", prefix, "` stands for no namespace: name it in `frame: namespaces`"));
}

// `id: "@s:id"` and `ref: "@s:ref"`, or `ref: .` where the value is the reference itself.
absl::Status Compiler::LinkPlaces(const Yaml& frame) {
  const Yaml* ref = frame.Find("ref");
  if (ref == nullptr) return absl::OkStatus();
  const Yaml* id = frame.Find("id");
  if (id == nullptr) return ref->Error("`ref` needs `id`: where an element's own id stands");
  Plan::Links links;
  absl::StatusOr<Place> place = MakePlace(*id, id->text);
  if (!place.ok()) return place.status();
  links.id = *std::move(place);
  if (ref->text != ".") {
    place = MakePlace(*ref, ref->text);
    if (!place.ok()) return place.status();
    links.ref = *std::move(place);
  }
  if (links.id.list || links.ref.list || links.id.names.empty())
    return id->Error("an id and a reference are one value");
  plan_->links = std::move(links);
  return absl::OkStatus();
}

// `nc:RoleOfPerson -> nc:Person` and `<- j:OffenseVictimAssociation/j:Victim`. False: neither.
absl::StatusOr<bool> Compiler::LinkBlock(const Yaml& key, std::string_view text, Block* block) {
  const size_t arrow = text.find(" -> ");
  const bool pointed = ConsumePrefix(&text, "<- ");
  if (!pointed && arrow == text.npos) return false;
  if (!plan_->links.has_value())
    return key.Error("`->` and `<-` need `id` and `ref` in `frame`: where ids and references stand");
  block->way = pointed ? Block::Way::kPointedAt : Block::Way::kFollow;
  const size_t cut = pointed ? text.find('/') : arrow;
  if (cut == text.npos) return key.Error("expected `<- ELEMENT/CHILD`: the child that holds the reference");
  const std::string_view first = Strip(text.substr(0, cut));
  const std::string_view second = Strip(text.substr(cut + (pointed ? 1 : 4)));
  absl::StatusOr<Place> element = MakePlace(key, pointed ? first : second);
  if (!element.ok()) return element.status();
  absl::StatusOr<Place> refs = MakePlace(key, pointed ? second : first);
  if (!refs.ok()) return refs.status();
  if (element->names.size() != 1)
    return key.Error(StrCat("`", element->text, "` must be an element of the record itself"));
  block->place = *std::move(element);
  block->refs = *std::move(refs);
  return true;
}

}  // namespace entente::adapters
