// Elements that refer to one another, and references to what stands elsewhere in the record.
#include <algorithm>

#include "adapters/core/lens/decoder.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {

void Decoder::MarkId(int32_t node) {
  const int32_t id = links_.IdLeaf(node);
  if (id >= 0 && !tree_[id].blank()) tree_[id].fate = v1::LINK;
}

// An element may stand for several objects: a person who is victim and offender.
void Decoder::Stands(int32_t node, Message* object, const Holder& holder) {
  if (!plan_.links.has_value()) return;
  first_meaning_.try_emplace(node, objects_.size());
  objects_.push_back({node, object, holder});
}

// What is kept of the element belongs to the object it is read into, or to the one the link was followed from.
absl::Status Decoder::Visit(const Block& block, int32_t node, Message* current, const Holder& holder) {
  if (!links_.Another()) return RefusalStatus({Where(node), "", "fewer references among the elements of a record"});
  Message* object = block.path.has_value() ? maker_.MakeObject(*block.path, current) : current;
  Holder inner{object, node, ""};
  if (!block.path.has_value() || !HasCarried(*object)) {
    const std::string link = StrCat(holder.links, LinkName(block));
    inner = {holder.object, node, StrCat(link, LinkIndex(visits_[{holder.object, link}]++))};
  }
  Stands(node, object, inner);
  return RunBlock(block, node, object, inner);
}

absl::Status Decoder::RunFollow(const Block& block, int32_t first, Message* current, const Holder& holder) {
  absl::Status status;
  ForEachAt(tree_, block.refs, first, repeated(), false, [&](int32_t node) {
    const int32_t ref = status.ok() ? links_.RefLeaf(node) : -1;
    if (ref < 0) return;
    if (tree_[ref].blank()) {
      tree_[ref].fate = v1::EMPTY;
      return;
    }
    const int32_t element = links_.Named(tree_[ref].text);
    if (element < 0 || NameIdOf(element) != block.place.ids[0]) {
      const std::string_view once = element == -2 ? ", of which no other has the same" : "";
      status = RefusalStatus({Where(ref), Clip(tree_[ref].text), StrCat("the id of a `", block.place.text, "`", once)});
      return;
    }
    tree_[ref].fate = v1::LINK;
    status = Visit(block, element, current, holder);
  });
  return status;
}

absl::Status Decoder::RunPointedAt(const Block& block, int32_t node, Message* current, const Holder& holder) {
  if (asked_.insert(&block).second) {
    if (const int32_t ref = links_.Dangling(block); ref >= 0)
      return RefusalStatus({Where(ref), Clip(tree_[ref].text), "the id of one thing in the record"});
  }
  const int32_t id = links_.IdLeaf(node);
  if (id < 0 || tree_[id].blank()) return absl::OkStatus();
  for (const Links::Pointing& pointing : links_.PointingAt(block, tree_[id].text)) {
    tree_[pointing.ref].fate = v1::LINK;
    absl::Status status = Visit(block, pointing.element, current, holder);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// An array's items have the array's name.
int32_t Decoder::NameIdOf(int32_t node) const {
  const int32_t above = tree_[node].parent;
  return above >= 0 && tree_[above].kind == Node::Kind::kArray ? tree_[above].name_id : tree_[node].name_id;
}

// The object of the reference's list that the element with this id stands for, or null.
const Message* Decoder::MeantById(const Line::Ref& ref, std::string_view id) {
  const int32_t element = links_.Named(id);
  const auto* r = ReflectionOfRecord();
  for (const auto& [node, object, holder] : objects_) {
    if (element < 0 || node != element) continue;
    for (int i = 0; i < r->FieldSize(out_.record, ref.list); ++i) {
      const Message& one = r->GetRepeatedMessage(out_.record, ref.list, i);
      if (&one == object && HasTexts(one, ref.filters)) return object;
    }
  }
  return nullptr;
}

const Message* Decoder::Meant(const Line::Ref& ref, std::string_view token, Value* code) {
  if (ref.own_id) return MeantById(ref, token);
  if (ref.via != nullptr) {
    code->Start(token);
    ReadStep(*ref.via, code);
  }
  const auto* r = ReflectionOfRecord();
  for (int i = 0; i < r->FieldSize(out_.record, ref.list); ++i) {
    Message* element = r->MutableRepeatedMessage(&out_.record, ref.list, i);
    if (HasTexts(*element, ref.filters) && Says(ref, *element, token, *code)) return element;
  }
  return nullptr;
}

bool Decoder::Says(const Line::Ref& ref, const Message& element, std::string_view token, const Value& code) {
  Finder finder(out_.record);
  const std::vector<Found> found = finder.Find(ref.by, &element, false);
  if (found.empty()) return false;
  if (ref.via == nullptr) return TextAt(*found[0].box, found[0].field) == token;
  const auto& has = static_cast<const v1::Code&>(*found[0].message);
  return has.common() == code.common && has.code() == code.code && has.list() == code.list;
}

absl::Status Decoder::Resolve() {
  for (const Pending& p : pending_) {
    const Line::Ref& ref = *p.line->ref;
    const std::string_view token = tree_[p.node].text;
    Value code;
    const Message* element = Meant(ref, token, &code);
    if (element == nullptr && ref.add) {
      Message* made = maker_.AddTo(&out_.record, ref.list);
      Spot spot = maker_.Make(ref.by, made);
      if (ref.via == nullptr) code.Start(token);
      Store(code, ref.by.target, spot);
      if (!code.iccs.empty()) {
        if (const auto* iccs = made->GetDescriptor()->FindFieldByName("iccs"); iccs != nullptr) {
          made->GetReflection()->SetString(made, iccs, code.iccs);
        }
      }
      element = made;
    }
    if (element == nullptr && ref.carry) {
      tree_[p.node].fate = v1::CARRIED;
      Carry(p.node, p.holder);
      continue;
    }
    if (element == nullptr)
      return RefusalStatus({Where(p.node), Clip(token), "a reference to something in the record"});
    const std::string id = TextAt(*element, IdField(*element));
    const FieldDescriptor* field = p.line->targets[0].leaf();
    if (field->is_repeated()) {
      p.box->GetReflection()->AddString(p.box, field, id);
    } else {
      p.box->GetReflection()->SetString(p.box, field, id);
    }
  }
  return absl::OkStatus();
}

}  // namespace entente::adapters
