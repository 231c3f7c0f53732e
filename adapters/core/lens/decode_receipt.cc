// What no line of the mapping says: carried, dropped or unmapped; the id of the record; the receipt.
#include <algorithm>
#include <numeric>
#include <utility>

#include "adapters/core/lens/decoder.h"
#include "adapters/core/lens/digest.h"
#include "adapters/core/text.h"

namespace entente::adapters {

namespace {

// A reason to drop a value that is checked: `same as uid`. One that differs is carried.
constexpr std::string_view kSameAs = "same as ";

}  // namespace

void Decoder::DeriveAll() {
  if (maker_.names() == nullptr) return Derive(&out_.record);
  for (v1::Quantity* quantity : quantities_) DeriveQuantity(quantity);
  int room = kLatinNamesMax;
  for (v1::Name* name : *maker_.names()) DeriveName(name, &room);
}

void Decoder::Carry(int32_t node, const Holder& holder) {
  const FieldDescriptor* list = CarriedOf(holder.object->GetDescriptor());
  auto* carried = static_cast<v1::Carried*>(AccessOf(list).add(holder.object));
  carried->set_path(StrCat(holder.links, plan_.frame->CarriedPath(tree_, node, holder.base)));
  carried->set_text(plan_.frame->CarriedText(tree_[node]));
}

// In the order of their paths: where a key stood in its object means nothing.
void Decoder::SortCarried(Message* object) {
  const FieldDescriptor* list = CarriedOf(object->GetDescriptor());
  const FieldAccess& access = AccessOf(list);
  const auto path = [&](int i) -> const std::string& {
    return static_cast<const v1::Carried*>(access.item(object, i))->path();
  };
  std::vector<int> order(static_cast<size_t>(access.size(*object)));
  std::iota(order.begin(), order.end(), 0);
  const auto before = [&](int a, int b) { return path(a) < path(b); };
  if (std::is_sorted(order.begin(), order.end(), before)) return;
  std::stable_sort(order.begin(), order.end(), before);
  // Each place gets what belongs there, and what stood there goes to where that came from.
  for (size_t start = 0; start < order.size(); ++start) {
    for (size_t at = start;;) {
      const auto from = static_cast<size_t>(std::exchange(order[at], static_cast<int>(at)));
      if (from == start || from == at) break;
      object->GetReflection()->SwapElements(object, list, static_cast<int>(at), static_cast<int>(from));
      at = from;
    }
  }
}

void Decoder::SortCarriedOfElements(const Message* but) {
  if (objects_.empty()) return;
  absl::flat_hash_set<const Message*> done;
  done.insert(but);
  for (const Meaning& meaning : objects_) {
    if (done.insert(meaning.holder.object).second) SortCarried(meaning.holder.object);
  }
}

void Decoder::Sweep(const Holder& holder) {
  for (int32_t i = 0; i < tree_.size(); ++i) {
    Node& node = tree_[i];
    if (!node.leaf()) continue;
    ++leaves_;
    if (node.fate == v1::FATE_UNSPECIFIED) node.fate = node.blank() ? v1::EMPTY : Decide(i, holder);
    ++counts_[static_cast<size_t>(node.fate)];
  }
}

// Whether one of the two ends with the other: an address says what its path or its last part says.
bool Decoder::SameAs(int32_t node, std::string_view name) const {
  const auto known = plan_.names.find(name);
  const int32_t other = known == plan_.names.end() ? -1 : FirstChild(tree_, 0, known->second);
  if (other < 0 || tree_[other].blank()) return false;
  return tree_[node].text.ends_with(tree_[other].text) || tree_[other].text.ends_with(tree_[node].text);
}

// Of an element that stands for a victim, what a pattern keeps is the victim's.
const Decoder::Holder& Decoder::NearestHolder(int32_t node, const Holder& rest) const {
  for (int32_t at = node; at > 0 && !objects_.empty(); at = tree_[at].parent) {
    const auto found = first_meaning_.find(at);
    if (found == first_meaning_.end()) continue;
    const Holder& holder = objects_[found->second].holder;
    if (holder.object != &out_.record) return holder;
  }
  return rest;
}

v1::Fate Decoder::Decide(int32_t node, const Holder& holder) {
  const std::string path = PathOf(tree_, node, repeated());
  for (const auto& [glob, why] : plan_.drop) {
    if (!Wildcard(glob, path)) continue;
    if (why.starts_with(kSameAs) && !SameAs(node, why.substr(kSameAs.size()))) {
      Carry(node, holder);
      return v1::CARRIED;
    }
    marks_.push_back({node, why, false});
    tree_[node].fate = v1::DROPPED;
    return v1::DROPPED;
  }
  for (const std::string& glob : plan_.keep) {
    if (!Wildcard(glob, path)) continue;
    Carry(node, NearestHolder(node, holder));
    return v1::CARRIED;
  }
  marks_.push_back({node, "the mapping does not say", true});
  return v1::UNMAPPED;
}

// A column is always there, an element may not be: a record without a part of its id is told by its bytes.
void Decoder::Identity(const std::vector<Place>& places) {
  v1::Header* header = out_.record.mutable_header();
  std::string id;
  bool whole = !places.empty();
  for (const Place& place : places) {
    const int32_t node = LeafAt(tree_, 0, place, repeated());
    whole = whole && ((node >= 0 && !tree_[node].blank()) || place.names.size() == 1);
    StrAppend(&id, id.empty() ? "" : "/", node < 0 ? "" : tree_[node].text);
    if (node >= 0 && !tree_[node].blank() && tree_[node].fate == v1::FATE_UNSPECIFIED) tree_[node].fate = v1::MAPPED;
  }
  if (whole) {
    header->set_national_id(id);
  } else if (header->national_id().empty()) {
    header->set_national_id(StrCat("sha256:", Sha256Hex(unit_.data), "#", unit_.occurrence));
  }
}

void Decoder::WriteReceipt() {
  v1::Receipt& receipt = out_.receipt;
  receipt.set_format(plan_.full_name());
  receipt.set_where(unit_.where);
  receipt.set_national_id(out_.record.header().national_id());
  receipt.set_leaves(leaves_);
  for (size_t fate = 1; fate < counts_.size(); ++fate) {
    if (counts_[fate] == 0) continue;
    v1::FateCount* count = receipt.add_fates();
    count->set_fate(static_cast<v1::Fate>(fate));
    count->set_count(counts_[fate]);
  }
  for (const Mark& mark : marks_) {
    v1::Note* note = receipt.add_notes();
    note->set_path(PathOf(tree_, mark.node, repeated()));
    note->set_fate(tree_[mark.node].fate);
    if (mark.quote) note->set_text(std::string(tree_[mark.node].text));
    note->set_why(mark.why);
  }
  for (const Tree::Said& remark : tree_.remarks()) {
    v1::Note* note = receipt.add_notes();
    note->set_path(PathOf(tree_, remark.node, repeated()));
    note->set_fate(tree_[remark.node].fate);
    note->set_why(remark.why);
  }
}

std::string Decoder::Where(int32_t node) const {
  return StrCat(unit_.where, unit_.where.empty() ? "/" : " /", PathOf(tree_, node, repeated()));
}

}  // namespace entente::adapters
