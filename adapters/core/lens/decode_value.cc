// One native value: its steps, the field it goes to, and what the receipt says of it.
#include <algorithm>

#include "adapters/core/lens/decoder.h"
#include "adapters/core/lens/parts.h"
#include "adapters/core/lens/pieces.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {

absl::Status Decoder::RunLeaf(const Line& line, int32_t node, Message* current, const Holder& holder) {
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
    ++todo_;
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
absl::Status Decoder::RunWeekday(const Line& line, int32_t node, Message* current, const Holder& holder) {
  const auto* date = static_cast<const v1::PartialDate*>(maker_.Make(line.targets[0], current).message);
  if (WeekdayWritten(*date, line.weekday) == tree_[node].text) {
    tree_[node].fate = v1::MAPPED;
  } else {
    tree_[node].fate = v1::CARRIED;
    Carry(node, holder);
  }
  return absl::OkStatus();
}

absl::Status Decoder::RunDuration(const Line& line, int32_t node, Message* current) {
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
absl::Status Decoder::RunPieces(const Line& line, int32_t node, Message* current) {
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

absl::Status Decoder::One(const Line& line, int32_t node, std::string_view text, Message* current) {
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
  if (path.texts && HasAlready(path, current)) {
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
bool Decoder::HasAlready(const Path& path, Message* current) {
  const Spot spot = maker_.Make(path, current);
  for (int i = 0; i < spot.index; ++i) {
    if (spot.fields().text_item(*spot.box, i) == value_.text) return true;
  }
  return false;
}

Stored Decoder::PutValue(const Line& line, Message* current) {
  const Path& path = line.targets[line.alone.empty() ? 0 : which_];
  const Spot spot = maker_.Make(path, current);
  if (path.quantity) Note(spot);
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
bool Decoder::KeptAsWords() const {
  if (value_.given.empty()) return false;
  return value_.form == Value::Form::kDate ? value_.year == 0 && value_.time.empty()
                                           : value_.form == Value::Form::kAmount && value_.amount.empty();
}

// The value as an `also` takes it, in `scratch` where it is another; null: it has nothing for that field.
const Value* Decoder::AlsoValue(const Path& also, Value* scratch) const {
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

void Decoder::PutBeside(const Path& also, Message* box) {
  Value scratch;
  const Value* value = AlsoValue(also, &scratch);
  if (value == nullptr) return;
  const Segment& last = also.segments.back();
  Spot spot{box, also.leaf(), -1, nullptr, last.access};
  if (last.object) {
    spot.message = last.list ? last.access->add(box) : last.access->mutable_message(box);
  } else if (last.list) {
    spot.index = Maker::ListSize(*box, last);
  }
  Store(*value, also.target, spot);
}

void Decoder::PutAlso(const Path& also, Message* current) {
  Value scratch;
  const Value* value = AlsoValue(also, &scratch);
  if (value == nullptr) return;
  if (also.target == Target::kCode && also.leaf()->is_repeated() && CodeThere(also, current)) return;
  Store(*value, also.target, maker_.Make(also, current));
}

bool Decoder::CodeThere(const Path& also, Message* current) {
  if (also.segments.size() != 2 || !also.root) return false;
  Message* box = maker_.Make(Parent(also), current).message;
  const auto* r = box->GetReflection();
  for (int i = 0; i < r->FieldSize(*box, also.leaf()); ++i) {
    const auto& code = static_cast<const v1::Code&>(r->GetRepeatedMessage(*box, also.leaf(), i));
    if (code.common() == value_.common && code.code() == value_.code && code.text() == value_.words) return true;
  }
  return false;
}

Path Decoder::Parent(const Path& path) {
  Path parent = path;
  parent.segments.pop_back();
  return parent;
}

void Decoder::Note(const Spot& spot) {
  static const Descriptor* const quantity = v1::Quantity::descriptor();
  const bool whole = spot.field->message_type() == quantity;
  auto* one = static_cast<v1::Quantity*>(whole ? spot.message : spot.box);
  if (quantities_.empty() || quantities_.back() != one) quantities_.push_back(one);
}

bool Decoder::HasRoom(const Line& line) {
  const Target target = line.targets[0].target;
  return target == Target::kCode || target == Target::kDate || target == Target::kQuantity ||
         target == Target::kMoney || (line.targets[0].leaf() != nullptr && line.targets[0].leaf()->name() == "amount");
}

// Spelling that the record does not keep is quoted in the receipt.
void Decoder::Quote(const Line& line, int32_t node) {
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

}  // namespace entente::adapters
