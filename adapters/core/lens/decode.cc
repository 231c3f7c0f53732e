#include "adapters/core/lens/decode.h"

#include <algorithm>
#include <array>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "adapters/core/lens/digest.h"
#include "adapters/core/lens/joined.h"
#include "adapters/core/lens/links.h"
#include "adapters/core/lens/parts.h"
#include "adapters/core/lens/pieces.h"
#include "adapters/core/lens/store.h"
#include "adapters/core/lens/walk.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// A reason to drop a value that is checked: `same as uid`. One that differs is carried.
constexpr std::string_view kSameAs = "same as ";

const google::protobuf::Reflection* ReflectionOfRecord() {
  static const google::protobuf::Reflection* const reflection = ReflectionOf(v1::Record::descriptor());
  return reflection;
}

// Where kept values go: the nearest object above that has room for them, the node its paths start from, and the links
// that were followed from the object's own element to there.
struct Holder {
  Message* object = nullptr;
  int32_t base = 0;
  std::string links;
};

// An element, and an object that it stands for.
struct Meaning {
  int32_t node = 0;
  Message* object = nullptr;
  Holder holder;
};

struct Mark {
  int32_t node = 0;
  std::string why;
  bool quote = false;
};

// A reference waits until every element it may mean is there.
struct Pending {
  const Line* line = nullptr;
  Message* box = nullptr;
  int32_t node = 0;
  Holder holder;
};

class Decoder {
 public:
  Decoder(const Plan& plan, const Unit& unit, Tree* tree, Trace* trace)
      : plan_(plan), unit_(unit), tree_(*tree), trace_(trace), maker_(&out_.record, plan.boxes), links_(plan, *tree) {
    if (trace_ != nullptr) trace_->Start();
  }

  absl::StatusOr<Decoded> Run() {
    const int chosen = ChooseBranch(plan_, tree_);
    if (chosen < 0) return RefusalStatus({unit_.where, "", "a record that one of the mapping's branches fits"});
    const Branch& branch = plan_.branches[static_cast<size_t>(chosen)];
    out_.is_record = !branch.empty_report;
    Constants(branch);
    const Holder top{&out_.record, 0, ""};
    absl::Status status = RunBlock(branch.top, 0, &out_.record, top);
    if (status.ok()) status = Resolve();
    if (!status.ok()) return status;
    Holder rest = top;
    if (branch.carry.has_value()) rest.object = maker_.Make(*branch.carry, &out_.record).message;
    for (const int32_t node : kept_at_top_) Carry(node, rest);
    Identity(branch.identity.empty() ? plan_.identity : branch.identity);
    Sweep(rest);
    SortCarried(rest.object);
    SortCarriedOfElements(rest.object);
    out_.record.mutable_header()->set_format(plan_.full_name());
    DeriveAll();
    WriteReceipt();
    if (trace_ != nullptr) trace_->End(tree_, repeated(), out_);
    return std::move(out_);
  }

 private:
  void Constants(const Branch& branch) {
    std::string kind = branch.kind.empty() && plan_.kinds.size() == 1 ? plan_.kinds[0] : branch.kind;
    static const Descriptor* const record = v1::Record::descriptor();
    if (const auto* body = record->FindFieldByName(kind); body != nullptr && !branch.empty_report) {
      ReflectionOfRecord()->MutableMessage(&out_.record, body);
    }
    for (const auto* constants : {&plan_.only, &plan_.set, &branch.set}) {
      for (const Constant& c : *constants) StoreConstant(c.value, c.path.target, maker_.Make(c.path, &out_.record));
    }
  }

  absl::Status RunBlock(const Block& block, int32_t node, Message* current, const Holder& holder) {
    absl::InlinedVector<int32_t, 64> slots(static_cast<size_t>(block.slots), -1);
    for (int32_t i = tree_[node].first; i >= 0; i = tree_[i].next) {
      const int32_t id = tree_[i].name_id;
      if (id < 0) continue;
      const int16_t slot = block.slot_of[static_cast<size_t>(id)];
      if (slot >= 0 && slots[static_cast<size_t>(slot)] < 0) slots[static_cast<size_t>(slot)] = i;
    }
    for (const Constant& c : block.set) StoreConstant(c.value, c.path.target, maker_.Make(c.path, current));
    if (plan_.links.has_value()) MarkId(node);
    for (const Op& op : block.ops) {
      if (op.slot < 0) {
        absl::Status pointed = RunPointedAt(*op.block, node, current, holder);
        if (!pointed.ok()) return pointed;
        continue;
      }
      const int32_t first = slots[static_cast<size_t>(op.slot)];
      if (op.line != nullptr && (op.line->required || op.line->absent.has_value()) && !Present(*op.line, first)) {
        absl::Status missing = Missing(*op.line, node, first, current);
        if (!missing.ok()) return missing;
        continue;
      }
      if (first < 0) continue;
      absl::Status status = op.line != nullptr ? RunLine(*op.line, node, first, current, holder)
                                               : RunInner(*op.block, first, current, holder, &block);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status RunInner(const Block& block, int32_t first, Message* current, const Holder& holder, const Block* above) {
    if (block.way == Block::Way::kFollow) return RunFollow(block, first, current, holder);
    absl::Status status;
    ForEachAt(tree_, block.place, first, repeated(), false, [&](int32_t node) {
      if (!status.ok() || tree_[node].kind != Node::Kind::kObject) return;
      if (block.path.has_value() && plan_.frame->hollow_is_nothing() && Hollow(node)) return;
      const auto fits = [&](const Test& test) { return Holds(test, tree_, node); };
      if (!std::all_of(block.when.begin(), block.when.end(), fits)) return;
      if (block.groups) {
        status = RunGroup(block, node, holder);
        return;
      }
      Message* object = block.path.has_value() ? maker_.MakeObject(*block.path, current) : current;
      if (above->groups) grouped_.push_back(object);
      const Holder inner = block.path.has_value() && HasCarried(*object) ? Holder{object, node, ""} : holder;
      Stands(node, object, inner);
      status = RunBlock(block, node, object, inner);
    });
    return status;
  }

  static bool HasCarried(const Message& object) { return CarriedOf(object.GetDescriptor()) != nullptr; }

  bool Hollow(int32_t node) const {
    if (tree_[node].leaf()) return tree_[node].blank();
    for (int32_t i = tree_[node].first; i >= 0; i = tree_[i].next) {
      if (!Hollow(i)) return false;
    }
    return true;
  }

  // ---- Elements that refer to one another ----

  void MarkId(int32_t node) {
    const int32_t id = links_.IdLeaf(node);
    if (id >= 0 && !tree_[id].blank()) tree_[id].fate = v1::LINK;
  }

  // An element may stand for several objects: a person who is victim and offender.
  void Stands(int32_t node, Message* object, const Holder& holder) {
    if (!plan_.links.has_value()) return;
    first_meaning_.try_emplace(node, objects_.size());
    objects_.push_back({node, object, holder});
  }

  // What is kept of the element belongs to the object it is read into, or to the one the link was followed from.
  absl::Status Visit(const Block& block, int32_t node, Message* current, const Holder& holder) {
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

  absl::Status RunFollow(const Block& block, int32_t first, Message* current, const Holder& holder) {
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
        status =
            RefusalStatus({Where(ref), Clip(tree_[ref].text), StrCat("the id of a `", block.place.text, "`", once)});
        return;
      }
      tree_[ref].fate = v1::LINK;
      status = Visit(block, element, current, holder);
    });
    return status;
  }

  absl::Status RunPointedAt(const Block& block, int32_t node, Message* current, const Holder& holder) {
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
  int32_t NameIdOf(int32_t node) const {
    const int32_t above = tree_[node].parent;
    return above >= 0 && tree_[above].kind == Node::Kind::kArray ? tree_[above].name_id : tree_[node].name_id;
  }

  // The object of the reference's list that the element with this id stands for, or null.
  const Message* MeantById(const Line::Ref& ref, std::string_view id) {
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

  // One native row for all elements with the same values: what it says once goes to each.
  absl::Status RunGroup(const Block& block, int32_t node, const Holder& holder) {
    const FieldDescriptor* list = block.path->leaf();
    v1::Record side;
    std::unique_ptr<Message> common(side.GetReflection()->AddMessage(&side, list)->New());
    grouped_.clear();
    const size_t before = trace_ == nullptr ? 0 : trace_->size();
    absl::Status status = RunBlock(block, node, common.get(), holder);
    if (trace_ != nullptr) trace_->Forget(before);
    if (!status.ok()) return status;
    if (grouped_.empty()) grouped_.push_back(maker_.AddTo(&out_.record, list));
    for (Message* element : grouped_) element->MergeFrom(*common);
    maker_.Forget();
    grouped_.clear();
    return absl::OkStatus();
  }

  absl::Status RunLine(const Line& line, int32_t block, int32_t first, Message* current, const Holder& holder) {
    if (!line.joined.empty() && SaysItsParts(line, first, current)) return absl::OkStatus();
    which_ = line.alone.empty() || StandsAlone(line, block) ? 0 : 1;
    absl::Status status;
    ForEachAt(tree_, line.place, first, repeated(), false, [&](int32_t node) {
      if (!tree_[node].leaf()) node = TextOf(node);
      if (status.ok() && node >= 0) status = RunLeaf(line, node, current, holder);
    });
    return status;
  }

  std::vector<int32_t> ValuesAt(const Place& place, int32_t block) const {
    std::vector<int32_t> values;
    ForEachAt(tree_, place, FirstChild(tree_, block, place.ids[0]), repeated(), true, [&](int32_t node) {
      if (tree_[node].leaf() && !tree_[node].blank()) values.push_back(node);
    });
    return values;
  }

  bool StandsAlone(const Line& line, int32_t block) const {
    return ValuesAt(line.place, block).size() < 2 &&
           std::all_of(line.alone.begin(), line.alone.end(),
                       [&](const Place& place) { return ValuesAt(place, block).size() < 2; });
  }

  // The one value of a place that writing would put together out of other fields, as they were read: it is no news.
  bool SaysItsParts(const Line& line, int32_t first, const Message* current) {
    const std::vector<int32_t> values = ValuesAt(line.place, tree_[first].parent);
    if (values.size() != 1) return false;
    Finder finder(out_.record);
    std::vector<Found> parts;
    for (const auto& [pattern, paths] : line.joined) {
      if (JoinFields(pattern, paths, current, &finder, &parts) != tree_[values[0]].text) continue;
      tree_[values[0]].fate = v1::MAPPED;
      if (trace_ != nullptr) trace_->Took(values[0], &line);
      return true;
    }
    return false;
  }

  // Of an element with attributes or children too, or -1.
  int32_t TextOf(int32_t node) const { return repeated() ? FirstChild(tree_, node, kTextNameId) : -1; }

  bool Present(const Line& line, int32_t first) const {
    bool present = false;
    ForEachAt(tree_, line.place, first, repeated(), false,
              [&](int32_t node) { present = present || (tree_[node].leaf() && !tree_[node].blank()); });
    return present;
  }

  // Nothing stands where a value is required, or where there is one to be assumed.
  absl::Status Missing(const Line& line, int32_t block, int32_t first, Message* current) {
    const std::string above = PathOf(tree_, block, repeated());
    const std::string path = StrCat(above, above.empty() ? "" : "/", line.place.text);
    if (line.required) {
      return RefusalStatus({StrCat(unit_.where, unit_.where.empty() ? "/" : " /", path), "",
                            "a value, and found none: every record of this format has one"});
    }
    value_.Start(*line.absent);
    if (ReadSteps(line.steps, &value_) != Read::kOk || PutValue(line, current) == Stored::kUnfit) {
      return RefusalStatus({StrCat(unit_.where, " /", path), Clip(*line.absent), "a default that the field can hold"});
    }
    v1::Note* note = out_.receipt.add_notes();
    note->set_path(path);
    note->set_fate(v1::DEFAULTED);
    note->set_text(*line.absent);
    ForEachAt(tree_, line.place, first, repeated(), false, [&](int32_t node) {
      if (tree_[node].leaf()) tree_[node].fate = v1::DEFAULTED;
    });
    return absl::OkStatus();
  }

  absl::Status RunLeaf(const Line& line, int32_t node, Message* current, const Holder& holder) {
    Node& leaf = tree_[node];
    if (trace_ != nullptr) trace_->Took(node, &line);
    if (leaf.blank()) {
      leaf.fate = v1::EMPTY;
      return absl::OkStatus();
    }
    // The frame followed it. A reference in an element that two links lead to is read for each.
    if (leaf.fate == v1::LINK && line.ref == nullptr) return absl::OkStatus();
    if (line.todo) {
      leaf.fate = v1::UNMAPPED;
      marks_.push_back({node, "the mapping says TODO", true});
      return absl::OkStatus();
    }
    if (line.keep) {
      leaf.fate = v1::CARRIED;
      if (holder.base == 0) {
        kept_at_top_.push_back(node);
      } else {
        Carry(node, holder);
      }
      return absl::OkStatus();
    }
    if (line.identity) {
      leaf.fate = v1::MAPPED;
      return absl::OkStatus();
    }
    if (!line.weekday.empty()) return RunWeekday(line, node, current, holder);
    if (line.duration != '\0') return RunDuration(line, node, current);
    if (HoldsSeveral(line)) return RunPieces(line, node, current);
    if (line.ref != nullptr) {
      const Spot spot = maker_.Make(line.targets[0], current);
      if (trace_ != nullptr) trace_->Filled(spot, false);
      leaf.fate = v1::LINK;
      pending_.push_back({&line, spot.box, node, holder});
      return absl::OkStatus();
    }
    return One(line, node, leaf.text, current);
  }

  // A weekday says what the date says; one that does not is carried.
  absl::Status RunWeekday(const Line& line, int32_t node, Message* current, const Holder& holder) {
    const auto* date = static_cast<const v1::PartialDate*>(maker_.Make(line.targets[0], current).message);
    if (WeekdayWritten(*date, line.weekday) == tree_[node].text) {
      tree_[node].fate = v1::MAPPED;
    } else {
      tree_[node].fate = v1::CARRIED;
      Carry(node, holder);
    }
    return absl::OkStatus();
  }

  absl::Status RunDuration(const Line& line, int32_t node, Message* current) {
    const std::string_view number = tree_[node].text;
    const Spot spot = maker_.Make(line.targets[0], current);
    std::string duration = TextAt(*spot.box, spot.field);
    if (!std::all_of(number.begin(), number.end(), IsDigit) || !AddDurationPart(number, line.duration, &duration)) {
      return RefusalStatus({Where(node), Clip(number), "a whole number of years, months or days"});
    }
    spot.box->GetReflection()->SetString(spot.box, spot.field, duration);
    tree_[node].fate = v1::MAPPED;
    return absl::OkStatus();
  }

  // The values of a cell. A spelling that they would not be put together in is quoted.
  absl::Status RunPieces(const Line& line, int32_t node, Message* current) {
    const std::vector<std::string> pieces = Pieces(line, tree_[node].text);
    if (pieces.empty()) return RefusalStatus({Where(node), Clip(tree_[node].text), "a cell with a value in it"});
    v1::Fate worst = v1::FATE_UNSPECIFIED;
    for (const std::string& piece : pieces) {
      absl::Status status = One(line, node, piece, current);
      if (!status.ok()) return status;
      if (worst == v1::FATE_UNSPECIFIED || tree_[node].fate == v1::TEXT_ONLY) worst = tree_[node].fate;
    }
    tree_[node].fate = worst;
    if (JoinPieces(line, pieces) != tree_[node].text) {
      tree_[node].fate = v1::CONVERTED;
      marks_.push_back({node, "", true});
    }
    return absl::OkStatus();
  }

  absl::Status One(const Line& line, int32_t node, std::string_view text, Message* current) {
    Node& leaf = tree_[node];
    value_.Start(text);
    Read read = Read::kOk;
    if (std::find(line.unknown.begin(), line.unknown.end(), text) != line.unknown.end()) {
      KeepUnknown(line, text, &value_);
      read = Read::kUnknown;
    } else {
      read = ReadSteps(line.steps, &value_);
      if (read == Read::kUnknown) KeepUnknown(line, text, &value_);
    }
    if (read == Read::kRefused) {
      return RefusalStatus({Where(node), Clip(text), value_.why});
    }
    if (read == Read::kUnknown) {
      leaf.fate = v1::UNKNOWN;
      if (HasRoom(line)) {
        PutValue(line, current);
      } else {
        marks_.push_back({node, "", true});
      }
      return absl::OkStatus();
    }
    const Path& path = line.targets[which_];
    if (path.leaf() != nullptr && path.target == Target::kString && path.leaf()->is_repeated() &&
        HasAlready(path, current)) {
      leaf.fate = v1::MAPPED;
      return absl::OkStatus();
    }
    const Stored stored = PutValue(line, current);
    if (stored == Stored::kUnfit) return RefusalStatus({Where(node), Clip(text), "a value the field can hold"});
    if (stored == Stored::kDiffers) {
      leaf.fate = v1::SHADOWED;
      marks_.push_back({node, "another value came first", true});
      return absl::OkStatus();
    }
    leaf.fate = value_.fate;
    Quote(line, node);
    return absl::OkStatus();
  }

  // A list of texts does not hold one twice.
  bool HasAlready(const Path& path, Message* current) {
    const Spot spot = maker_.Make(path, current);
    const auto* r = spot.box->GetReflection();
    for (int i = 0; i < spot.index; ++i) {
      if (r->GetRepeatedString(*spot.box, spot.field, i) == value_.text) return true;
    }
    return false;
  }

  Stored PutValue(const Line& line, Message* current) {
    const Path& path = line.targets[line.alone.empty() ? 0 : which_];
    const Spot spot = maker_.Make(path, current);
    Note(spot);
    if (trace_ != nullptr) trace_->Filled(spot, KeptAsWords());
    const Stored stored = Store(value_, path.target, spot);
    if (stored == Stored::kDiffers || stored == Stored::kUnfit) return stored;
    if (line.bare) {
      auto* code = static_cast<v1::Code*>(spot.box);
      if (code->list().empty()) code->set_list(line.list);
    }
    for (size_t i = 0; i < line.also.size(); ++i) {
      if (line.beside[i]) {
        PutBeside(line.also[i], spot.box);
      } else {
        PutAlso(line.also[i], current);
      }
    }
    if (line.finds != nullptr && !value_.common.empty()) {
      const FieldDescriptor* code = spot.box->GetDescriptor()->FindFieldByName("code");
      StoreMessage(value_, Target::kCode, spot.box->GetReflection()->MutableMessage(spot.box, code));
    }
    return stored;
  }

  // A date without a part that can be compared, or an amount without a number.
  bool KeptAsWords() const {
    if (value_.given.empty()) return false;
    return value_.form == Value::Form::kDate ? value_.year == 0 && value_.time.empty()
                                             : value_.form == Value::Form::kAmount && value_.amount.empty();
  }

  // The value as an `also` takes it, in `scratch` where it is another; null: it has nothing for that field.
  const Value* AlsoValue(const Path& also, Value* scratch) const {
    const bool iccs = also.target == Target::kString && also.leaf()->name() == "iccs";
    if (iccs) {
      *scratch = value_;
      scratch->form = Value::Form::kText;
      scratch->text = value_.iccs;
    }
    const Value& value = iccs ? *scratch : value_;
    const bool empty = (value.form == Value::Form::kCode ? value.common : value.text).empty();
    return also.target == Target::kString && empty ? nullptr : &value;
  }

  void PutBeside(const Path& also, Message* box) {
    Value scratch;
    const Value* value = AlsoValue(also, &scratch);
    if (value == nullptr) return;
    Spot spot{box, also.leaf(), -1, nullptr, nullptr};
    if (also.leaf()->message_type() != nullptr) spot.message = box->GetReflection()->MutableMessage(box, also.leaf());
    Store(*value, also.target, spot);
  }

  void PutAlso(const Path& also, Message* current) {
    Value scratch;
    const Value* value = AlsoValue(also, &scratch);
    if (value == nullptr) return;
    if (also.target == Target::kCode && also.leaf()->is_repeated() && CodeThere(also, current)) return;
    Store(*value, also.target, maker_.Make(also, current));
  }

  bool CodeThere(const Path& also, Message* current) {
    if (also.segments.size() != 2 || !also.root) return false;
    Message* box = maker_.Make(Parent(also), current).message;
    const auto* r = box->GetReflection();
    for (int i = 0; i < r->FieldSize(*box, also.leaf()); ++i) {
      const auto& code = static_cast<const v1::Code&>(r->GetRepeatedMessage(*box, also.leaf(), i));
      if (code.common() == value_.common && code.code() == value_.code && code.text() == value_.words) return true;
    }
    return false;
  }

  static Path Parent(const Path& path) {
    Path parent = path;
    parent.segments.pop_back();
    return parent;
  }

  void Note(const Spot& spot) {
    if (spot.field == nullptr) return;
    static const Descriptor* const quantity = v1::Quantity::descriptor();
    const bool whole = spot.field->message_type() == quantity;
    if (!whole && spot.field->containing_type() != quantity) return;
    auto* one = static_cast<v1::Quantity*>(whole ? spot.message : spot.box);
    if (quantities_.empty() || quantities_.back() != one) quantities_.push_back(one);
  }

  void DeriveAll() {
    if (maker_.names() == nullptr) return Derive(&out_.record);
    for (v1::Quantity* quantity : quantities_) DeriveQuantity(quantity);
    int room = kLatinNamesMax;
    for (v1::Name* name : *maker_.names()) DeriveName(name, &room);
  }

  static bool HasRoom(const Line& line) {
    const Target target = line.targets[0].target;
    return target == Target::kCode || target == Target::kDate || target == Target::kQuantity ||
           target == Target::kMoney ||
           (line.targets[0].leaf() != nullptr && line.targets[0].leaf()->name() == "amount");
  }

  // Spelling that the record does not keep is quoted in the receipt.
  void Quote(const Line& line, int32_t node) {
    Node& leaf = tree_[node];
    const Target target = line.targets[0].target;
    if (line.code != nullptr && (target == Target::kEnum || target == Target::kString) && line.code->table != nullptr) {
      const Table::Row* row = line.code->table->Find(line.code->words ? value_.words : value_.code);
      if (row != nullptr && !row->first) {
        leaf.fate = v1::CONVERTED;
        marks_.push_back({node, "", true});
      }
      return;
    }
    const bool lost =
        (leaf.fate == v1::CONVERTED && value_.given.empty()) ||
        (!value_.given.empty() && line.targets[0].leaf() != nullptr && line.targets[0].leaf()->name() == "amount_to");
    if (!lost) return;
    leaf.fate = v1::CONVERTED;
    marks_.push_back({node, "", true});
  }

  // ---- References ----

  const Message* Meant(const Line::Ref& ref, std::string_view token, Value* code) {
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

  bool Says(const Line::Ref& ref, const Message& element, std::string_view token, const Value& code) {
    Finder finder(out_.record);
    const std::vector<Found> found = finder.Find(ref.by, &element, false);
    if (found.empty()) return false;
    if (ref.via == nullptr) return TextAt(*found[0].box, found[0].field) == token;
    const auto& has = static_cast<const v1::Code&>(*found[0].message);
    return has.common() == code.common && has.code() == code.code && has.list() == code.list;
  }

  absl::Status Resolve() {
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

  // ---- What no line says ----

  void Carry(int32_t node, const Holder& holder) {
    const FieldDescriptor* list = CarriedOf(holder.object->GetDescriptor());
    auto* carried = static_cast<v1::Carried*>(holder.object->GetReflection()->AddMessage(holder.object, list));
    carried->set_path(StrCat(holder.links, plan_.frame->CarriedPath(tree_, node, holder.base)));
    carried->set_text(plan_.frame->CarriedText(tree_[node]));
  }

  // In the order of their paths: where a key stood in its object means nothing.
  static void SortCarried(Message* object) {
    const FieldDescriptor* list = CarriedOf(object->GetDescriptor());
    const auto* r = object->GetReflection();
    if (r->FieldSize(*object, list) < 2) return;
    std::vector<v1::Carried> carried(static_cast<size_t>(r->FieldSize(*object, list)));
    for (size_t i = 0; i < carried.size(); ++i) {
      carried[i].Swap(static_cast<v1::Carried*>(r->MutableRepeatedMessage(object, list, static_cast<int>(i))));
    }
    std::stable_sort(carried.begin(), carried.end(),
                     [](const v1::Carried& a, const v1::Carried& b) { return a.path() < b.path(); });
    for (size_t i = 0; i < carried.size(); ++i) {
      carried[i].Swap(static_cast<v1::Carried*>(r->MutableRepeatedMessage(object, list, static_cast<int>(i))));
    }
  }

  void SortCarriedOfElements(const Message* but) {
    absl::flat_hash_set<const Message*> done = {but};
    for (const Meaning& meaning : objects_) {
      if (done.insert(meaning.holder.object).second) SortCarried(meaning.holder.object);
    }
  }

  void Sweep(const Holder& holder) {
    for (int32_t i = 0; i < tree_.size(); ++i) {
      Node& node = tree_[i];
      if (!node.leaf()) continue;
      ++leaves_;
      if (node.fate == v1::FATE_UNSPECIFIED) node.fate = node.blank() ? v1::EMPTY : Decide(i, holder);
      ++counts_[static_cast<size_t>(node.fate)];
    }
  }

  // Whether one of the two ends with the other: an address says what its path or its last part says.
  bool SameAs(int32_t node, std::string_view name) const {
    const auto known = plan_.names.find(name);
    const int32_t other = known == plan_.names.end() ? -1 : FirstChild(tree_, 0, known->second);
    if (other < 0 || tree_[other].blank()) return false;
    return tree_[node].text.ends_with(tree_[other].text) || tree_[other].text.ends_with(tree_[node].text);
  }

  // Of an element that stands for a victim, what a pattern keeps is the victim's.
  const Holder& NearestHolder(int32_t node, const Holder& rest) const {
    for (int32_t at = node; at > 0 && !objects_.empty(); at = tree_[at].parent) {
      const auto found = first_meaning_.find(at);
      if (found == first_meaning_.end()) continue;
      const Holder& holder = objects_[found->second].holder;
      if (holder.object != &out_.record) return holder;
    }
    return rest;
  }

  v1::Fate Decide(int32_t node, const Holder& holder) {
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
  void Identity(const std::vector<Place>& places) {
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

  void WriteReceipt() {
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

  std::string Where(int32_t node) const {
    return StrCat(unit_.where, unit_.where.empty() ? "/" : " /", PathOf(tree_, node, repeated()));
  }
  bool repeated() const { return plan_.frame->siblings(); }

  const Plan& plan_;
  const Unit& unit_;
  Tree& tree_;
  Trace* const trace_;
  Decoded out_;
  Maker maker_;
  Value value_;
  size_t which_ = 0;  // of the targets of a line with `alone`
  Links links_;
  std::vector<Meaning> objects_;
  absl::flat_hash_set<const Block*> asked_;                                  // whose references have been looked at
  absl::flat_hash_map<int32_t, size_t> first_meaning_;                       // of an element, among objects_
  absl::flat_hash_map<std::pair<const Message*, std::string>, int> visits_;  // of links with one name
  std::vector<Mark> marks_;
  std::vector<Pending> pending_;
  std::vector<Message*> grouped_;
  std::vector<v1::Quantity*> quantities_;
  std::vector<int32_t> kept_at_top_;
  std::array<int64_t, v1::Fate_ARRAYSIZE> counts_{};
  int64_t leaves_ = 0;
};

}  // namespace

void KeepUnknown(const Line& line, std::string_view word, Value* value) {
  value->Start(word);
  value->fate = v1::UNKNOWN;
  if (line.targets[0].target != Target::kCode) {
    value->form = line.targets[0].target == Target::kDate ? Value::Form::kDate : Value::Form::kAmount;
    value->given = std::string(word);
    return;
  }
  value->form = Value::Form::kCode;
  if (line.code == nullptr) return;
  (line.code->words ? value->words : value->code) = std::string(word);
  value->list = line.code->list;
  const Table::Row* row = line.code->table == nullptr ? nullptr : line.code->table->Find(word);
  value->common = row == nullptr || row->common.empty() ? "unknown" : row->common;
}

absl::StatusOr<Decoded> DecodeTree(const Plan& plan, const Unit& unit, Tree* tree, Trace* trace) {
  if (trace != nullptr) trace->set_plan(&plan);
  return Decoder(plan, unit, tree, trace).Run();
}

}  // namespace entente::adapters
