#include "adapters/core/lens/decode.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "absl/container/inlined_vector.h"
#include "adapters/core/lens/decoder.h"
#include "adapters/core/lens/joined.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {

absl::StatusOr<Decoded> Decoder::Run() {
  const int chosen = ChooseBranch(plan_, tree_);
  if (chosen < 0) return RefusalStatus({unit_.where, "", ToldBy()});
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
  if (KnowsNothing())
    return RefusalStatus({unit_.where, "", "a record with a value at some place that the mapping knows"});
  SortCarried(rest.object);
  SortCarriedOfElements(rest.object);
  out_.record.mutable_header()->set_format(plan_.full_name());
  DeriveAll();
  WriteReceipt();
  if (trace_ != nullptr) trace_->End(tree_, repeated(), out_);
  return std::move(out_);
}

// Values, and none of them where the mapping has a line: it is another format's.
bool Decoder::KnowsNothing() const {
  const auto count = [&](v1::Fate fate) { return counts_[static_cast<size_t>(fate)]; };
  return count(v1::UNMAPPED) > 0 && count(v1::UNMAPPED) + count(v1::EMPTY) == leaves_ && todo_ == 0;
}

// By which places the mapping tells its kinds of records, and a few of the words that stand there.
std::string Decoder::ToldBy() const {
  constexpr size_t kWordsMax = 8;
  std::map<std::string, std::set<std::string>> places;
  for (const Branch& branch : plan_.branches) {
    for (const std::vector<Test>& all : branch.any_of) {
      for (const Test& test : all) {
        std::set<std::string>& words = places[test.place.text];
        std::copy_if(test.words.begin(), test.words.end(), std::inserter(words, words.end()),
                     [](const std::string& word) { return word != "any" && word != "none" && word != "*"; });
      }
    }
  }
  std::string out = "a kind of record that the mapping knows";
  bool first = true;
  for (const auto& [place, words] : places) {
    StrAppend(&out, first ? ", told by " : ", and by ", place.empty() ? "its own name" : StrCat("`", place, "`"));
    first = false;
    size_t shown = 0;
    for (const std::string& word : words) {
      if (shown++ == kWordsMax) break;
      StrAppend(&out, shown == 1 ? " (" : ", ", word);
    }
    StrAppend(&out, words.empty() ? "" : words.size() > kWordsMax ? ", …)" : ")");
  }
  return out;
}

void Decoder::Constants(const Branch& branch) {
  if (branch.body != nullptr) branch.body->mutable_message(&out_.record);
  for (const auto* constants : {&plan_.only, &plan_.set, &branch.set}) {
    for (const Constant& c : *constants) Store(c.stored, c.path.target, maker_.Make(c.path, &out_.record));
  }
}

absl::Status Decoder::RunBlock(const Block& block, int32_t node, Message* current, const Holder& holder) {
  absl::InlinedVector<int32_t, 64> slots(static_cast<size_t>(block.slots), -1);
  for (int32_t i = tree_[node].first; i >= 0; i = tree_[i].next) {
    const int32_t id = tree_[i].name_id;
    if (id < 0) continue;
    const int16_t slot = block.slot_of[static_cast<size_t>(id)];
    if (slot >= 0 && slots[static_cast<size_t>(slot)] < 0) slots[static_cast<size_t>(slot)] = i;
  }
  for (const Constant& c : block.set) Store(c.stored, c.path.target, maker_.Make(c.path, current));
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

absl::Status Decoder::RunInner(const Block& block, int32_t first, Message* current, const Holder& holder,
                               const Block* above) {
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
    const Holder inner = block.path.has_value() && block.path->carries ? Holder{object, node, ""} : holder;
    Stands(node, object, inner);
    status = RunBlock(block, node, object, inner);
  });
  return status;
}

bool Decoder::Hollow(int32_t node) const {
  if (tree_[node].leaf()) return tree_[node].blank();
  for (int32_t i = tree_[node].first; i >= 0; i = tree_[i].next) {
    if (!Hollow(i)) return false;
  }
  return true;
}

// One native row for all elements with the same values: what it says once goes to each.
absl::Status Decoder::RunGroup(const Block& block, int32_t node, const Holder& holder) {
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

absl::Status Decoder::RunLine(const Line& line, int32_t block, int32_t first, Message* current, const Holder& holder) {
  if (!line.joined.empty() && SaysItsParts(line, first, current)) return absl::OkStatus();
  which_ = line.alone.empty() || StandsAlone(line, block) ? 0 : 1;
  absl::Status status;
  ForEachAt(tree_, line.place, first, repeated(), false, [&](int32_t node) {
    if (!tree_[node].leaf()) node = TextOf(node);
    if (status.ok() && node >= 0) status = RunLeaf(line, node, current, holder);
  });
  return status;
}

std::vector<int32_t> Decoder::ValuesAt(const Place& place, int32_t block) const {
  std::vector<int32_t> values;
  ForEachAt(tree_, place, FirstChild(tree_, block, place.ids[0]), repeated(), true, [&](int32_t node) {
    if (tree_[node].leaf() && !tree_[node].blank()) values.push_back(node);
  });
  return values;
}

bool Decoder::StandsAlone(const Line& line, int32_t block) const {
  return ValuesAt(line.place, block).size() < 2 &&
         std::all_of(line.alone.begin(), line.alone.end(),
                     [&](const Place& place) { return ValuesAt(place, block).size() < 2; });
}

// The one value of a place that writing would put together out of other fields, as they were read: it is no news.
bool Decoder::SaysItsParts(const Line& line, int32_t first, const Message* current) {
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

bool Decoder::Present(const Line& line, int32_t first) const {
  bool present = false;
  ForEachAt(tree_, line.place, first, repeated(), false,
            [&](int32_t node) { present = present || (tree_[node].leaf() && !tree_[node].blank()); });
  return present;
}

// Nothing stands where a value is required, or where there is one to be assumed.
absl::Status Decoder::Missing(const Line& line, int32_t block, int32_t first, Message* current) {
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
