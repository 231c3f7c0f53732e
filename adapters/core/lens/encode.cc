#include "adapters/core/lens/encode.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/container/flat_hash_set.h"
#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/lens/decode.h"
#include "adapters/core/lens/store.h"
#include "adapters/core/lens/walk.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Said = absl::flat_hash_set<ScalarKey>;
using Reasons = absl::flat_hash_map<ScalarKey, std::string>;

// National spelling beside a common value: it may change without the value changing.
bool Spelling(const FieldDescriptor* field) {
  const std::string& name = field->name();
  return name == "given" || (field->containing_type() == v1::Code::descriptor() && name != "common");
}

// Numbered leaves of the record: every set scalar, and every message with nothing in it.
template <typename Fn>
void EachLeaf(const Message& message, const std::string& path, const Fn& fn) {
  const auto* r = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string at = path.empty() ? field->name() : StrCat(path, ".", field->name());
    const int size = field->is_repeated() ? r->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const std::string item = field->is_repeated() ? StrCat(at, "[", i, "]") : at;
      const int index = field->is_repeated() ? i : -1;
      if (field->message_type() != nullptr) {
        const Message& inner =
            field->is_repeated() ? r->GetRepeatedMessage(message, field, i) : r->GetMessage(message, field);
        EachLeaf(inner, item, fn);
      } else {
        fn(message, field, index, item);
      }
    }
  }
}

// One native record (of several, where the format has one row a thing).
class Writer {
 public:
  Writer(const Plan& plan, const Branch& branch, const v1::Record& record, Said* said, Reasons* reasons)
      : plan_(plan), branch_(branch), finder_(record), said_(*said), reasons_(*reasons) {}

  Finder& finder() { return finder_; }
  // Carried values that were put back where they stood.
  const std::vector<const v1::Carried*>& restored() const { return restored_; }
  // What a required place has not; empty: nothing is missing.
  const std::string& missing() const { return missing_; }

  Out Run() {
    Out out;
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

 private:
  bool SameFormat() const { return finder_.record().header().format() == plan_.full_name(); }
  bool json() const { return plan_.reads == Plan::Reads::kJson; }

  void Say(const std::vector<ScalarKey>& keys) {
    row_said_.insert(keys.begin(), keys.end());
    said_.insert(keys.begin(), keys.end());
  }

  void Constants(const std::vector<Constant>& constants, const Message* current) {
    for (const Constant& c : constants) {
      for (const Found& f : finder_.Find(c.path, current, true)) {
        if (!EqualsConstant(c.value, c.path.target, f)) continue;
        Say(f.marks);
        Say({f.message == nullptr ? ScalarKey{f.box, f.field->number(), f.index} : ScalarKey{f.message, 1, -1}});
      }
    }
  }

  void Identity(Out* out) {
    if (plan_.identity.empty()) return;
    std::string_view id = finder_.record().header().national_id();
    for (size_t i = 0; i < plan_.identity.size(); ++i) {
      const bool last = i + 1 == plan_.identity.size();
      const size_t slash = last ? std::string_view::npos : id.find('/');
      const std::string_view part = id.substr(0, slash);
      const auto column = std::find_if(plan_.lines.shared.begin(), plan_.lines.shared.end(),
                                       [&](const Column& c) { return c.name == plan_.identity[i]; });
      const bool fits = column == plan_.lines.shared.end() || part.size() <= column->size;
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

  void RunBlock(const Block& block, const Message* current, Out* out) {
    Constants(block.set, current);
    for (const Op& op : block.ops) {
      if (op.line != nullptr) {
        RunLine(*op.line, current, out);
      } else if (op.block->groups) {
        RunGroups(*op.block, out);
      } else {
        RunInner(*op.block, current, out);
      }
    }
  }

  void RunInner(const Block& block, const Message* current, Out* out) {
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
      RunBlock(block, element.message, node.get());
      if (SameFormat() && block.path.has_value()) Restore(*element.message, node.get());
      const bool something =
          std::any_of(node->children.begin(), node->children.end(), [](const auto& c) { return !Hollow(*c); });
      if (!json() && !something) continue;
      Say(element.marks);
      ++written;
      made.push_back(std::move(node));
    }
    PlaceBlocks(block.place, std::move(made), out);
  }

  static bool Hollow(const Out& out) {
    if (out.kind < Out::Kind::kArray) return out.blank();
    if (out.kind == Out::Kind::kRaw) return false;
    return std::all_of(out.children.begin(), out.children.end(), [](const auto& c) { return Hollow(*c); });
  }

  void PlaceBlocks(const Place& place, std::vector<std::unique_ptr<Out>> made, Out* out) {
    Out* at = Above(place, out);
    if (json() && place.list) {
      at = at->Add(place.names.back(), Out::Kind::kArray);
    }
    for (auto& node : made) {
      node->name = json() && place.list ? "" : place.names.back();
      at->children.push_back(std::move(node));
    }
  }

  static Out* Above(const Place& place, Out* out) {
    for (size_t i = 0; i + 1 < place.names.size(); ++i) {
      Out* next = out->Find(place.names[i]);
      out = next != nullptr && next->kind == Out::Kind::kObject ? next : out->Add(place.names[i], Out::Kind::kObject);
    }
    return out;
  }

  // Elements with the same values of the grouping fields share one native row.
  void RunGroups(const Block& block, Out* out) {
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

  // What the row says of its first element it says of all that stand in it. Where none does, it stands for the first.
  void Share(const Block& block, const std::vector<const Message*>& elements) {
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

  // Whether anything of the element was said but what it is grouped by.
  bool SaidBeyond(const Block& block, const Message& element) {
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

  // ---- Lines ----

  void RunLine(const Line& line, const Message* current, Out* out) {
    if (line.keep || line.identity) return;
    std::vector<std::pair<std::string, Out::Kind>> texts;
    for (const Path& path : line.targets) {
      const bool first = &path == &line.targets.front();
      for (const Found& found : finder_.Find(path, current, false)) {
        if (line.place.room > 0 && texts.size() >= line.place.room) {
          Reason(path, found, StrCat("room for ", line.place.room));
          continue;
        }
        Value value;
        if (!Write(line, path, found, current, first, &value)) continue;
        texts.emplace_back(value.text, !json()         ? Out::Kind::kText
                                       : value.boolean ? Out::Kind::kBool
                                       : value.number  ? Out::Kind::kNumber
                                                       : Out::Kind::kText);
        if (!line.place.list && line.split.empty()) break;
      }
      if (!texts.empty()) break;
    }
    if (texts.empty()) Joined(line, current, &texts);
    if (texts.empty() && line.absent.has_value()) texts.emplace_back(*line.absent, Out::Kind::kText);
    if (texts.empty() && line.required) missing_ = line.place.text;
    if (!line.split.empty() && texts.size() > 1) {
      std::string all;
      for (const auto& [text, kind] : texts) StrAppend(&all, all.empty() ? std::string() : line.split, text);
      texts = {{all, Out::Kind::kText}};
    }
    Put(line, texts, out);
  }

  void Put(const Line& line, const std::vector<std::pair<std::string, Out::Kind>>& texts, Out* out) {
    Out* at = Above(line.place, out);
    const std::string& name = line.place.names.back();
    Out* there = at->Find(name);
    if (json() && line.place.list) {
      if (there == nullptr) there = at->Add(name, Out::Kind::kArray);
      for (const auto& [text, kind] : texts) there->Add("", kind, text);
      return;
    }
    if (texts.empty()) {
      if (there == nullptr && json()) at->Add(name, Out::Kind::kNull);
      return;
    }
    for (const auto& [text, kind] : texts) {
      if (there != nullptr && there->kind <= Out::Kind::kNull && !line.place.list) {
        there->kind = kind;
        there->text = text;
      } else {
        at->Add(name, kind, text);
      }
    }
  }

  void Reason(const Path& path, const Found& found, std::string why) {
    const ScalarKey key = path.target == Target::kMessage || found.message != nullptr
                              ? ScalarKey{found.message, 0, -1}
                              : ScalarKey{found.box, found.field->number(), found.index};
    reasons_.emplace(key, std::move(why));
  }

  bool AllSaid(const Found& found) const {
    if (found.message == nullptr) return row_said_.contains({found.box, found.field->number(), found.index});
    bool all = true;
    EachLeaf(*found.message, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string&) {
      all = all && row_said_.contains({&box, field->number(), index});
    });
    return all;
  }

  // What a source wrote as a number goes back as one.
  static bool Numeric(const Line& line) {
    return std::any_of(line.steps.begin(), line.steps.end(), [](const Step& step) {
      return std::holds_alternative<NumberStep>(step) || std::holds_alternative<QuantityStep>(step) ||
             std::holds_alternative<MoneyStep>(step);
    });
  }

  // Writes what stands at one place, and reads it back: only what comes back as it was counts as said.
  bool Write(const Line& line, const Path& path, const Found& found, const Message* current, bool first, Value* value) {
    if (AllSaid(found) && !line.copy) return false;
    if (line.bare && !BareList(line, found)) {
      Reason(path, found, "a code of another list");
      return false;
    }
    if (line.ref != nullptr) return WriteReference(line, path, found, value);
    Load(path.target, found, value);
    if (line.code != nullptr && OtherList(line, *value)) {
      Reason(path, found, "a code of another list");
      return false;
    }
    const std::string given = value->given;
    if (!given.empty()) {
      Value as_given = *value;
      as_given.text = given;
      as_given.number = Numeric(line) && IsJsonNumber(given);
      if (Accept(line, path, found, current, first, &as_given)) {
        *value = std::move(as_given);
        return true;
      }
    }
    if (!WriteSteps(line.steps, value)) {
      Reason(path, found, value->why);
      return false;
    }
    return Accept(line, path, found, current, first, value);
  }

  bool BareList(const Line& line, const Found& found) const {
    if (found.box->GetDescriptor() != v1::Code::descriptor()) return true;
    const std::string& list = static_cast<const v1::Code*>(found.box)->list();
    return list.empty() || list == line.list ||
           std::find(line.accepts.begin(), line.accepts.end(), list) != line.accepts.end();
  }

  // A code of a list that another line of this mapping writes is that line's.
  bool OtherList(const Line& line, const Value& value) const {
    if (value.list.empty() || value.list == line.code->list) return false;
    return std::find(plan_.lists.begin(), plan_.lists.end(), value.list) != plan_.lists.end();
  }

  bool Accept(const Line& line, const Path& path, const Found& found, const Message* current, bool first,
              Value* value) {
    const std::string text = value->text;
    const size_t width = line.place.width;
    if (text.empty()) return Fail(path, found, "nothing to write");
    if (width > 0 && (text.size() > width || text.back() == ' ' || text.find('\n') != std::string::npos)) {
      return Fail(path, found, StrCat("the field has ", width, " columns"));
    }
    Value back;
    back.Start(text);
    const bool unknown = std::find(line.unknown.begin(), line.unknown.end(), text) != line.unknown.end();
    const Read read = unknown ? Read::kUnknown : ReadSteps(line.steps, &back);
    if (read == Read::kRefused) return Fail(path, found, "would not be read back");
    if (read == Read::kUnknown) KeepUnknown(line, text, &back);
    std::vector<ScalarKey> said;
    if (!Compare(line, path, found, back, &said)) return Fail(path, found, "would be read back as something else");
    if (said.empty() && !line.copy) return Fail(path, found, "no place in this format");
    if (first) {
      // A copy is only repeated here: the line it copies says it.
      if (!line.copy) {
        Say(found.marks);
        Say(said);
      }
      Also(line, current, back);
      if (line.finds != nullptr) Finds(found, back);
    } else {
      Reason(path, found, StrCat("written as `", line.targets.front().text, "`"));
    }
    return true;
  }

  bool Fail(const Path& path, const Found& found, std::string why) {
    Reason(path, found, std::move(why));
    return false;
  }

  bool Compare(const Line& line, const Path& path, const Found& found, const Value& back,
               std::vector<ScalarKey>* said) {
    if (found.message != nullptr) {
      std::unique_ptr<Message> made(found.message->New());
      StoreMessage(back, path.target, made.get());
      return Same(*made, *found.message, said);
    }
    std::unique_ptr<Message> box(found.box->New());
    Spot spot{box.get(), found.field, found.index, nullptr};
    const Stored stored = Store(back, path.target, spot);
    if (stored == Stored::kUnfit || stored == Stored::kDiffers) return false;
    const int index = found.index >= 0 ? 0 : -1;
    if (TextAt(*box, found.field, index) != TextAt(*found.box, found.field, found.index)) return false;
    said->push_back({found.box, found.field->number(), found.index});
    const FieldDescriptor* given =
        found.field->name() == "amount" ? box->GetDescriptor()->FindFieldByName("given") : nullptr;
    if (given != nullptr && !TextAt(*box, given).empty() && TextAt(*box, given) == TextAt(*found.box, given)) {
      said->push_back({found.box, given->number(), -1});
    }
    const bool code = found.box->GetDescriptor() == v1::Code::descriptor();
    if (line.bare && code && static_cast<const v1::Code*>(found.box)->list() == line.list) {
      said->push_back({found.box, v1::Code::kListFieldNumber, -1});
    }
    return true;
  }

  // Every scalar of `made` must stand in `has`; spelling may differ, and then is not said.
  bool Same(const Message& made, const Message& has, std::vector<ScalarKey>* said) {
    std::vector<const FieldDescriptor*> fields;
    made.GetReflection()->ListFields(made, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->message_type() != nullptr) {
        if (!has.GetReflection()->HasField(has, field)) return false;
        if (!Same(made.GetReflection()->GetMessage(made, field), has.GetReflection()->GetMessage(has, field), said))
          return false;
      } else if (TextAt(made, field) == TextAt(has, field)) {
        said->push_back({&has, field->number(), -1});
      } else if (!Spelling(field)) {
        return false;
      }
    }
    return true;
  }

  void Also(const Line& line, const Message* current, const Value& back) {
    for (const Path& also : line.also) {
      for (const Found& found : finder_.Find(also, current, true)) {
        Value value = back;
        if (also.leaf()->name() == "iccs") {
          value.form = Value::Form::kText;
          value.text = back.iccs;
        }
        std::vector<ScalarKey> said;
        if (Compare(line, also, found, value, &said)) Say(said);
      }
    }
  }

  void Finds(const Found& found, const Value& back) {
    const FieldDescriptor* code = found.box->GetDescriptor()->FindFieldByName("code");
    if (back.common.empty() || !found.box->GetReflection()->HasField(*found.box, code)) return;
    v1::Code made;
    StoreMessage(back, Target::kCode, &made);
    std::vector<ScalarKey> said;
    if (Same(made, found.box->GetReflection()->GetMessage(*found.box, code), &said)) Say(said);
  }

  bool WriteReference(const Line& line, const Path& path, const Found& found, Value* value) {
    const Line::Ref& ref = *line.ref;
    const std::string id = TextAt(*found.box, found.field, found.index);
    const Message* element = FindById(finder_.record(), ref.list, id);
    if (element == nullptr) return Fail(path, found, "names nothing of the record");
    const std::vector<Found> by = finder_.Find(ref.by, element, false);
    if (by.empty()) return Fail(path, found, "what it names has no such code");
    Load(ref.by.target, by[0], value);
    if (ref.via != nullptr && !WriteStep(*ref.via, value)) return Fail(path, found, value->why);
    const size_t width = line.place.width;
    if (value->text.empty() || (width > 0 && value->text.size() > width)) return Fail(path, found, "no code here");
    // The first element that says this token must be the one meant.
    const auto* r = finder_.record().GetReflection();
    for (int i = 0; i < r->FieldSize(finder_.record(), ref.list); ++i) {
      const Message& other = r->GetRepeatedMessage(finder_.record(), ref.list, i);
      const std::vector<Found> has = finder_.Find(ref.by, &other, false);
      if (has.empty()) continue;
      Value token;
      Load(ref.by.target, has[0], &token);
      if (ref.via != nullptr && !WriteStep(*ref.via, &token)) continue;
      if (token.text != value->text) continue;
      if (&other != element) return Fail(path, found, "another thing has the same code");
      break;
    }
    Say(found.marks);
    Say({{found.box, found.field->number(), found.index}});
    if (ref.add && ref.via != nullptr) {
      Value back;
      back.Start(value->text);
      ReadStep(*ref.via, &back);
      v1::Code made;
      StoreMessage(back, Target::kCode, &made);
      std::vector<ScalarKey> said;
      if (Same(made, *by[0].message, &said)) Say(said);
      const FieldDescriptor* iccs = element->GetDescriptor()->FindFieldByName("iccs");
      if (iccs != nullptr && !back.iccs.empty() && TextAt(*element, iccs) == back.iccs)
        Say({{element, iccs->number(), -1}});
    }
    value->number = false;
    return true;
  }

  void Joined(const Line& line, const Message* current, std::vector<std::pair<std::string, Out::Kind>>* texts) {
    for (const auto& [pattern, paths] : line.joined) {
      std::string text;
      size_t next = 0;
      bool any = false;
      std::vector<Found> parts;
      for (const char c : pattern) {
        if (c != '\0') {
          text.push_back(c);
          continue;
        }
        const std::vector<Found> found = finder_.Find(paths[next++], current, false);
        if (found.empty()) continue;
        any = true;
        text += TextAt(*found[0].box, found[0].field, found[0].index);
        parts.push_back(found[0]);
      }
      const std::string_view trimmed = Strip(text);
      if (!any || trimmed.empty() || (line.place.width > 0 && trimmed.size() > line.place.width)) continue;
      for (const Found& part : parts) {
        reasons_[{part.box, part.field->number(), part.index}] = StrCat("joined in `", line.place.text, "`");
      }
      texts->emplace_back(std::string(trimmed), Out::Kind::kText);
      return;
    }
  }

  // A branch is told by places that no line wrote: they get the first value that tells it.
  void FillTests(Out* out) {
    if (branch_.any_of.empty()) return;
    for (const Test& test : branch_.any_of.front()) {
      const std::string& word = test.words.front();
      if (word == "any" || word == "none" || word.find('*') != std::string::npos) continue;
      Out* at = Above(test.place, out);
      Out* there = at->Find(test.place.names.back());
      if (there == nullptr) {
        at->Add(test.place.names.back(), Out::Kind::kText, word);
      } else if (there->kind == Out::Kind::kArray && there->children.empty()) {
        there->Add("", Out::Kind::kText, word);
      } else if (there->blank()) {
        there->kind = Out::Kind::kText;
        there->text = word;
      }
    }
  }

  // ---- Carried ----

  void Restore(const Message& object, Out* out) {
    const FieldDescriptor* list = object.GetDescriptor()->FindFieldByName("carried");
    if (list == nullptr) return;
    const auto* r = object.GetReflection();
    for (int i = 0; i < r->FieldSize(object, list); ++i) {
      const auto& carried = static_cast<const v1::Carried&>(r->GetRepeatedMessage(object, list, i));
      if (RestoreOne(carried, out)) {
        Say({{&carried, 1, -1}, {&carried, 2, -1}});
        restored_.push_back(&carried);
      } else {
        reasons_[{&carried, 0, -1}] = "does not fit where it stood";
      }
    }
  }

  bool RestoreOne(const v1::Carried& carried, Out* out) {
    switch (plan_.reads) {
      case Plan::Reads::kJson:
        out = IsJsonScalar(carried.text()) ? JsonPlace(carried.path(), out) : nullptr;
        break;
      case Plan::Reads::kCsv:
        out = LineStep(out, carried.path(), 0, true);
        break;
      case Plan::Reads::kLines:
        out = LinePlace(carried.path(), out);
        break;
    }
    if (out == nullptr || !out->blank()) return false;
    out->kind = json() ? Out::Kind::kRaw : Out::Kind::kText;
    out->text = carried.text();
    return true;
  }

  static Out* JsonPlace(std::string_view path, Out* out) {
    std::vector<JsonStep> steps;
    if (!ReadJsonPath(path, &steps) || steps.size() > kJsonDepthMax) return nullptr;
    for (size_t i = 0; i < steps.size() && out != nullptr; ++i) {
      const bool last = i + 1 == steps.size();
      const Out::Kind fresh = last                      ? Out::Kind::kNull
                              : steps[i + 1].index >= 0 ? Out::Kind::kArray
                                                        : Out::Kind::kObject;
      out = JsonStepInto(out, steps[i], fresh);
      // What was null may hold more.
      if (out != nullptr && out->kind == Out::Kind::kNull) out->kind = fresh;
    }
    return out;
  }

  static Out* JsonStepInto(Out* out, const JsonStep& step, Out::Kind fresh) {
    if (step.index < 0) {
      if (out->kind != Out::Kind::kObject) return nullptr;
      Out* next = out->Find(step.name);
      return next != nullptr ? next : out->Add(step.name, fresh);
    }
    if (out->kind != Out::Kind::kArray) return nullptr;
    while (out->children.size() <= static_cast<size_t>(step.index)) out->Add("", fresh);
    return out->children[static_cast<size_t>(step.index)].get();
  }

  // "victim[1]/Circumstance"
  static Out* LinePlace(std::string_view path, Out* out) {
    const std::vector<std::string> parts = SplitText(path, "/");
    for (size_t i = 0; i < parts.size() && out != nullptr; ++i) {
      std::string_view name = parts[i];
      int index = 0;
      if (const size_t bracket = name.find('['); bracket != name.npos && name.back() == ']') {
        if (!ParseNumber(name.substr(bracket + 1, name.size() - bracket - 2), &index)) return nullptr;
        name = name.substr(0, bracket);
      }
      out = LineStep(out, name, index, i + 1 == parts.size());
    }
    return out;
  }

  static Out* LineStep(Out* out, std::string_view name, int index, bool last) {
    int seen = 0;
    for (const auto& child : out->children) {
      if (child->name == name && seen++ == index) return child.get();
    }
    if (seen != index) return nullptr;
    return out->Add(name, last ? Out::Kind::kText : Out::Kind::kObject);
  }

  const Plan& plan_;
  const Branch& branch_;
  Finder finder_;
  Said& said_;
  Said row_said_;
  Reasons& reasons_;
  std::vector<const v1::Carried*> restored_;
  std::string missing_;
};

class RecordEncoder {
 public:
  RecordEncoder(const Plan& plan, const v1::Record& record) : plan_(plan), record_(record) {}

  absl::StatusOr<Encoded> Run() {
    absl::Status guard = Guard();
    if (!guard.ok()) return guard;
    absl::Status last = absl::FailedPreconditionError(StrCat("`", plan_.name, "` has no form for this kind of record"));
    // Of several branches that could say it, the one that says most.
    std::optional<Encoded> best;
    for (const Branch& branch : plan_.branches) {
      if (branch.empty_report || !Says(branch)) continue;
      said_.clear();
      reasons_.clear();
      Encoded out;
      absl::Status written = WriteRows(branch, &out);
      if (!written.ok()) {
        last = written;
        continue;
      }
      WriteReceipt(&out.receipt);
      if (!best.has_value() || out.receipt.said() > best->receipt.said()) best = std::move(out);
    }
    if (!best.has_value()) return last;
    return *std::move(best);
  }

 private:
  std::string Kind() const {
    const auto* body =
        record_.GetReflection()->GetOneofFieldDescriptor(record_, v1::Record::descriptor()->oneof_decl(0));
    return body == nullptr ? "" : body->name();
  }

  absl::Status Guard() {
    if (!plan_.kinds.empty() && std::find(plan_.kinds.begin(), plan_.kinds.end(), Kind()) == plan_.kinds.end()) {
      return absl::FailedPreconditionError(
          StrCat("`", plan_.name, "` holds ", Join(plan_.kinds, ", "), ", not `", Kind(), "`"));
    }
    return Match(plan_.only) ? absl::OkStatus()
                             : absl::FailedPreconditionError(StrCat("`", plan_.name, "` does not hold such a record"));
  }

  bool Match(const std::vector<Constant>& constants) {
    Finder finder(record_);
    return std::all_of(constants.begin(), constants.end(), [&](const Constant& c) {
      const std::vector<Found> found = finder.Find(c.path, &record_, false);
      return !found.empty() && EqualsConstant(c.value, c.path.target, found[0]);
    });
  }

  bool Says(const Branch& branch) { return (branch.kind.empty() || branch.kind == Kind()) && Match(branch.set); }

  absl::Status WriteRows(const Branch& branch, Encoded* out) {
    std::vector<const Message*> elements;
    if (plan_.one_per.has_value()) {
      for (const Found& f : Finder(record_).Find(*plan_.one_per, &record_, true)) elements.push_back(f.message);
    }
    if (elements.empty()) elements.push_back(nullptr);
    for (const Message* element : elements) {
      Writer writer(plan_, branch, record_, &said_, &reasons_);
      if (element != nullptr) writer.finder().Only(plan_.one_per->leaf(), element);
      const Out row = writer.Run();
      if (!writer.missing().empty()) {
        return absl::FailedPreconditionError(StrCat("nothing of the record can stand at `", writer.missing(),
                                                    "`, and every record of this format has it"));
      }
      absl::Status written = Bytes(branch, row, writer.restored(), out);
      if (!written.ok()) return written;
    }
    return absl::OkStatus();
  }

  absl::Status Bytes(const Branch& branch, const Out& row, const std::vector<const v1::Carried*>& restored,
                     Encoded* out) {
    Tree tree;
    std::string text;
    switch (plan_.reads) {
      case Plan::Reads::kJson: {
        WriteJson(row, &text);
        absl::Status read = ReadJson(text, plan_.names, &tree);
        if (!read.ok()) return read;
        text.push_back('\n');
        break;
      }
      case Plan::Reads::kLines: {
        absl::StatusOr<std::string> lines = WriteLines(row, plan_.lines);
        if (!lines.ok()) return lines.status();
        text = *std::move(lines);
        absl::Status read = ReadLines(text, plan_.lines, &tree);
        if (!read.ok()) return read;
        break;
      }
      case Plan::Reads::kCsv:
        WriteRow(row, out, &text);
        break;
    }
    // Where the format tells kinds of records apart, the one written must be the one read back.
    if (plan_.branches.size() > 1) {
      const int back = ChooseBranch(plan_, tree);
      if (back < 0 || !SameBranch(plan_.branches[static_cast<size_t>(back)], branch)) {
        return absl::FailedPreconditionError("what the record says would be read back as another kind of record");
      }
    }
    if (!restored.empty()) Restored(restored, text, &tree);
    out->data += text;
    return absl::OkStatus();
  }

  // A carried value is said only if it comes back as one: the frame may have no room for it, or a line another use.
  void Restored(const std::vector<const v1::Carried*>& restored, std::string_view text, Tree* tree) {
    std::multiset<std::pair<std::string, std::string>> back;
    Unit unit;
    unit.data = text;
    absl::StatusOr<Decoded> again =
        tree->empty() ? absl::StatusOr<Decoded>(absl::UnknownError("not read")) : DecodeTree(plan_, unit, tree);
    if (again.ok()) Gather(again->record, &back);
    for (const v1::Carried* carried : restored) {
      const auto found = back.find({carried->path(), carried->text()});
      if (found != back.end()) {
        back.erase(found);
        continue;
      }
      for (const int field : {1, 2}) {
        said_.erase({carried, field, -1});
        reasons_[{carried, field, -1}] = "would not be read back";
      }
    }
  }

  static void Gather(const v1::Record& record, std::multiset<std::pair<std::string, std::string>>* carried) {
    EachLeaf(record, "", [&](const Message& box, const FieldDescriptor* field, int, const std::string&) {
      if (box.GetDescriptor() != v1::Carried::descriptor() || field->number() != v1::Carried::kPathFieldNumber) return;
      const auto& one = static_cast<const v1::Carried&>(box);
      carried->insert({one.path(), one.text()});
    });
  }

  static bool SameBranch(const Branch& a, const Branch& b) {
    return a.kind == b.kind && a.lets == b.lets &&
           std::equal(a.set.begin(), a.set.end(), b.set.begin(), b.set.end(), [](const Constant& x, const Constant& y) {
             return x.path.text == y.path.text && x.value == y.value;
           });
  }

  void WriteRow(const Out& row, Encoded* out, std::string* text) {
    std::vector<std::string> columns = plan_.columns;
    if (columns.empty()) {
      for (const Op& op : plan_.branches.front().top.ops) {
        if (op.line != nullptr) columns.push_back(op.line->place.names[0]);
      }
    }
    out->preamble.clear();
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) {
        out->preamble.push_back(plan_.separator);
        text->push_back(plan_.separator);
      }
      WriteCsvCell(columns[i], plan_.separator, &out->preamble);
      const Out* cell = row.Find(columns[i]);
      if (cell != nullptr) WriteCsvCell(cell->text, plan_.separator, text);
    }
    out->preamble.push_back('\n');
    text->push_back('\n');
  }

  // ---- What was said and what was not ----

  static bool Derived(const Message& box, const FieldDescriptor* field) {
    const std::string& name = field->name();
    if (box.GetDescriptor() == v1::Quantity::descriptor()) return name.starts_with("normal");
    if (box.GetDescriptor() == v1::Name::descriptor()) return name == "script" || name == "latin";
    return box.GetDescriptor() == v1::Header::descriptor() && (name == "format" || name == "revision");
  }

  bool StructuralId(const Message& box, const FieldDescriptor* field) const {
    if (IdField(box) != field) return false;
    bool any = false;
    EachLeaf(box, "", [&](const Message& inner, const FieldDescriptor* f, int index, const std::string&) {
      any = any || (f != field && said_.contains({&inner, f->number(), index}));
    });
    return any;
  }

  void WriteReceipt(v1::Receipt* receipt) {
    receipt->set_format(plan_.full_name());
    receipt->set_writing(true);
    receipt->set_national_id(record_.header().national_id());
    int64_t leaves = 0;
    int64_t said = 0;
    const bool own_id = record_.header().national_id().starts_with("sha256:");
    EachLeaf(record_, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
      ++leaves;
      const bool derived_id = own_id && &box == &record_.header() && field->name() == "national_id";
      if (derived_id || said_.contains({&box, field->number(), index}) || Derived(box, field) ||
          StructuralId(box, field)) {
        ++said;
        return;
      }
      v1::Note* note = receipt->add_notes();
      note->set_path(path);
      note->set_text(TextAt(box, field, index));
      const auto own = reasons_.find({&box, field->number(), index});
      const auto whole = reasons_.find({&box, 0, -1});
      note->set_why(own != reasons_.end()     ? own->second
                    : whole != reasons_.end() ? whole->second
                                              : "no place in this format");
    });
    receipt->set_leaves(leaves);
    receipt->set_said(said);
  }

  const Plan& plan_;
  const v1::Record& record_;
  Said said_;
  Reasons reasons_;
};

}  // namespace

absl::StatusOr<Encoded> EncodeRecord(const Plan& plan, const v1::Record& record) {
  return RecordEncoder(plan, record).Run();
}

}  // namespace entente::adapters
