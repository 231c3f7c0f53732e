// A line of the mapping written, and read back at once: only what comes back as it was counts as said.
#include "adapters/core/lens/row_writer.h"

#include <algorithm>
#include <optional>
#include <set>

#include "adapters/core/frame/json_scan.h"
#include "adapters/core/lens/decimal.h"
#include "adapters/core/lens/decode.h"
#include "adapters/core/lens/joined.h"
#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/parts.h"
#include "adapters/core/lens/pieces.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

std::vector<std::string> OnlyTexts(const std::vector<std::pair<std::string, Out::Kind>>& texts) {
  std::vector<std::string> out;
  for (const auto& [text, kind] : texts) out.push_back(text);
  return out;
}

// National spelling beside a common value: it may change without the value changing.
bool Spelling(const FieldDescriptor* field) {
  const std::string& name = field->name();
  return name == "given" || (field->containing_type() == v1::Code::descriptor() && name != "common");
}

// A date that is before, after, about or between what its parts say.
bool Inexact(const Found& found) {
  const auto kind = static_cast<const v1::PartialDate&>(*found.message).kind();
  return kind != v1::PartialDate::KIND_UNSPECIFIED && kind != v1::PartialDate::EXACT;
}

bool OnlyWords(const Value& value) {
  return value.form == Value::Form::kDate ? value.year == 0
                                          : value.form == Value::Form::kAmount && value.amount.empty();
}

// A number that its source took for no amount, such as a height of 0, is a word of its own for not known.
bool MeansNotKnown(const Message& box, const FieldDescriptor* field) {
  if (field == nullptr || field->name() != "given") return false;
  const FieldDescriptor* amount = box.GetDescriptor()->FindFieldByName("amount");
  return amount != nullptr && TextAt(box, amount).empty() && Decimal::Parse(TextAt(box, field)).has_value();
}

}  // namespace

void RowWriter::RunLine(const Line& line, const Message* current, Out* out) {
  if (line.keep || line.identity || line.todo) return;
  if (line.only_with.has_value() && !Stands(*line.only_with, current)) return;
  if (RunParts(line, current, out)) return;
  std::vector<Text> texts;
  for (const Path& path : line.targets) {
    const bool first = &path == &line.targets.front() || !line.alone.empty();
    for (const Found& found : finder_.Find(path, current, false)) {
      if (line.place.room > 0 && texts.size() >= line.place.room) {
        Reason(path, found, StrCat("room for ", line.place.room));
        continue;
      }
      Value value;
      if (!Write(line, path, found, current, first, &value)) continue;
      texts.emplace_back(value.text, !typed() || line.quoted ? Out::Kind::kText
                                     : value.boolean         ? Out::Kind::kBool
                                     : value.number          ? Out::Kind::kNumber
                                                             : Out::Kind::kText);
      if (HoldsSeveral(line) && !FallsApart(line, texts)) {
        texts.pop_back();
        TakeBack(line, path, found);
      } else if (!line.place.list && !HoldsSeveral(line)) {
        break;
      }
    }
    if (!texts.empty() && line.alone.empty()) break;
  }
  if (texts.empty() || line.place.list) Joined(line, current, &texts);
  if (texts.empty() && line.absent.has_value()) texts.emplace_back(*line.absent, Out::Kind::kText);
  if (texts.empty() && line.required) missing_ = line.place.text;
  if (HoldsSeveral(line) && !texts.empty()) texts = {{JoinPieces(line, OnlyTexts(texts)), Out::Kind::kText}};
  Put(line, texts, out);
}

// Whether the values, put together in one cell, would be read as these again.
bool RowWriter::FallsApart(const Line& line, const std::vector<Text>& texts) {
  const std::vector<std::string> pieces = OnlyTexts(texts);
  return Pieces(line, JoinPieces(line, pieces)) == pieces;
}

// What was said of a value that cannot stand beside the others after all.
void RowWriter::TakeBack(const Line& line, const Path& path, const Found& found) {
  const auto unsay = [&](const ScalarKey& key) {
    row_said_.erase(key);
    said_.erase(key);
  };
  if (found.message != nullptr) {
    Unsay(*found.message);
  } else {
    unsay({found.box, found.field->number(), found.index});
  }
  for (size_t i = 0; i < line.also.size(); ++i) {
    if (line.beside[i]) unsay({found.box, line.also[i].leaf()->number(), -1});
  }
  Reason(path, found, "cannot be told apart from the other values of its cell");
}

bool RowWriter::RunParts(const Line& line, const Message* current, Out* out) {
  if (line.weekday.empty() && line.duration == '\0') return false;
  const std::vector<Found> found = finder_.Find(line.targets[0], current, false);
  if (found.empty()) return true;
  if (!line.weekday.empty()) {
    // Another weekday than the date's was carried, and goes back.
    const auto& carried = finder_.record().carried();
    const bool other = std::any_of(carried.begin(), carried.end(),
                                   [&](const v1::Carried& c) { return c.path() == line.place.names.back(); });
    const std::string day = WeekdayWritten(static_cast<const v1::PartialDate&>(*found[0].message), line.weekday);
    if (!day.empty() && !(other && SameFormat())) Put(line, {{day, Out::Kind::kText}}, out);
    return true;
  }
  const std::string duration = TextAt(*found[0].box, found[0].field);
  const std::optional<std::string> part = DurationPart(duration, line.duration);
  if (!part.has_value()) {
    Reason(line.targets[0], found[0], "no duration in years, months and days");
    return true;
  }
  Say(found[0].marks);
  Say({{found[0].box, found[0].field->number(), found[0].index}});
  Put(line, part->empty() ? std::vector<Text>{} : std::vector<Text>{{*part, Out::Kind::kNumber}}, out);
  return true;
}

void RowWriter::Put(const Line& line, const std::vector<Text>& texts, Out* out) {
  if (line.place.each >= 0) return PutEach(line.place, texts, out);
  const std::string& name = line.place.names.back();
  if (texts.empty() && !typed()) return;
  Out* at = Above(line.place, out);
  Out* there = at->Find(name);
  if (typed() && line.place.list) {
    if (there == nullptr) there = at->Add(name, Out::Kind::kArray);
    for (const auto& [text, kind] : texts) there->Add("", kind, text);
    return;
  }
  if (texts.empty()) {
    if (there == nullptr && typed()) at->Add(name, Out::Kind::kNull);
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

// `a/b[]/c`: a `b` of its own for each value.
void RowWriter::PutEach(const Place& place, const std::vector<Text>& texts, Out* out) {
  const auto each = static_cast<size_t>(place.each);
  Place list;
  list.names.assign(place.names.begin(), place.names.begin() + place.each + 1);
  Place rest;
  rest.names.assign(place.names.begin() + place.each + 1, place.names.end());
  Out* at = Above(list, out);
  if (typed()) {
    Out* array = at->Find(place.names[each]);
    at = array != nullptr ? array : at->Add(place.names[each], Out::Kind::kArray);
  }
  for (const auto& [text, kind] : texts) {
    Out* item = at->Add(typed() ? std::string_view() : std::string_view(place.names[each]), Out::Kind::kObject);
    Above(rest, item)->Add(rest.names.back(), kind, text);
  }
}

void RowWriter::Reason(const Path& path, const Found& found, std::string why) {
  const ScalarKey key = path.target == Target::kMessage || found.message != nullptr
                            ? ScalarKey{found.message, 0, -1}
                            : ScalarKey{found.box, found.field->number(), found.index};
  reasons_.emplace(key, std::move(why));
}

bool RowWriter::AllSaid(const Found& found) const {
  if (found.message == nullptr) return row_said_.contains({found.box, found.field->number(), found.index});
  bool all = true;
  EachLeaf(*found.message, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string&) {
    all = all && row_said_.contains({&box, field->number(), index});
  });
  return all;
}

bool RowWriter::Numeric(const Line& line) {
  return std::any_of(line.steps.begin(), line.steps.end(), [](const Step& step) {
    return std::holds_alternative<NumberStep>(step) || std::holds_alternative<QuantityStep>(step) ||
           std::holds_alternative<MoneyStep>(step);
  });
}

bool RowWriter::Write(const Line& line, const Path& path, const Found& found, const Message* current, bool first,
                      Value* value) {
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
  if (path.target == Target::kDate && Inexact(found) && !plan_.date_kinds.contains(found.field)) {
    Reason(path, found, "no place to say that the date is not exact");
    return false;
  }
  // Another nation's words for a value are no form of this format, unless there is nothing but words.
  if (!SameFormat() && found.box != nullptr && MeansNotKnown(*found.box, path.leaf())) {
    Reason(path, found, "a number that its source takes for not known");
    return false;
  }
  const bool words = OnlyWords(*value) && !Decimal::Parse(value->given).has_value();
  const std::string given = SameFormat() || words ? value->given : "";
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

bool RowWriter::BareList(const Line& line, const Found& found) const {
  if (found.box->GetDescriptor() != v1::Code::descriptor()) return true;
  const std::string& list = static_cast<const v1::Code*>(found.box)->list();
  return list.empty() || list == line.list ||
         std::find(line.accepts.begin(), line.accepts.end(), list) != line.accepts.end();
}

bool RowWriter::OtherList(const Line& line, const Value& value) const {
  if (value.list.empty() || value.list == line.code->list) return false;
  return std::find(plan_.lists.begin(), plan_.lists.end(), value.list) != plan_.lists.end();
}

bool RowWriter::Accept(const Line& line, const Path& path, const Found& found, const Message* current, bool first,
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
  // A coarser form behind a finer one would only repeat it.
  const auto known = [&](const ScalarKey& key) { return row_said_.contains(key); };
  if (!line.copy && std::all_of(said.begin(), said.end(), known)) return false;
  if (first) {
    // A copy is only repeated here: the line it copies says it.
    if (!line.copy) {
      Say(found.marks);
      Say(said);
    }
    Also(line, found, current, back);
    if (line.finds != nullptr) Finds(found, back);
  } else {
    Reason(path, found, StrCat("written as `", line.targets.front().text, "`"));
  }
  return true;
}

bool RowWriter::Fail(const Path& path, const Found& found, std::string why) {
  Reason(path, found, std::move(why));
  return false;
}

bool RowWriter::Compare(const Line& line, const Path& path, const Found& found, const Value& back,
                        std::vector<ScalarKey>* said) {
  if (found.message != nullptr) {
    std::unique_ptr<Message> made(found.message->New());
    StoreMessage(back, path.target, made.get());
    return Same(*made, *found.message, said);
  }
  std::unique_ptr<Message> box(found.box->New());
  Spot spot{box.get(), found.field, found.index, nullptr, nullptr};
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

bool RowWriter::Same(const Message& made, const Message& has, std::vector<ScalarKey>* said) {
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

void RowWriter::Also(const Line& line, const Found& target, const Message* current, const Value& back) {
  for (size_t i = 0; i < line.also.size(); ++i) {
    const Path& also = line.also[i];
    if (!line.beside[i]) {
      for (const Found& found : finder_.Find(also, current, true)) {
        if (SayAlso(line, also, found, back)) break;  // reading makes one of it: an equal second one is not said
      }
      continue;
    }
    Found found{target.box, also.leaf(), -1, nullptr, {}};
    if (!found.box->GetReflection()->HasField(*found.box, found.field)) continue;
    if (found.field->message_type() != nullptr)
      found.message = &found.box->GetReflection()->GetMessage(*found.box, found.field);
    SayAlso(line, also, found, back);
  }
}

bool RowWriter::SayAlso(const Line& line, const Path& also, const Found& found, Value value) {
  if (also.leaf()->name() == "iccs") {
    value.form = Value::Form::kText;
    value.text = value.iccs;
  }
  std::vector<ScalarKey> said;
  if (!Compare(line, also, found, value, &said)) return false;
  Say(said);
  return true;
}

void RowWriter::Finds(const Found& found, const Value& back) {
  const FieldDescriptor* code = found.box->GetDescriptor()->FindFieldByName("code");
  if (back.common.empty() || !found.box->GetReflection()->HasField(*found.box, code)) return;
  v1::Code made;
  StoreMessage(back, Target::kCode, &made);
  std::vector<ScalarKey> said;
  if (Same(made, found.box->GetReflection()->GetMessage(*found.box, code), &said)) Say(said);
}

bool RowWriter::WriteReference(const Line& line, const Path& path, const Found& found, Value* value) {
  const Line::Ref& ref = *line.ref;
  if (ref.own_id) return WriteOwnId(line, path, found, value);
  const std::string id = TextAt(*found.box, found.field, found.index);
  const Message* element = FindById(finder_.record(), ref.list, id);
  if (element == nullptr) return Fail(path, found, "names nothing of the record");
  if (!HasTexts(*element, ref.filters)) return Fail(path, found, "names something that this place cannot name");
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
    if (has.empty() || !HasTexts(other, ref.filters)) continue;
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

// Beside other values of a list only where a part would not be said otherwise.
void RowWriter::Joined(const Line& line, const Message* current, std::vector<Text>* texts) {
  for (const auto& [pattern, paths] : line.joined) {
    std::vector<Found> parts;
    const std::string text = JoinFields(pattern, paths, current, &finder_, &parts);
    if (text.empty() || (line.place.width > 0 && text.size() > line.place.width)) continue;
    const bool said = std::all_of(parts.begin(), parts.end(), [&](const Found& part) { return AllSaid(part); });
    if (said && !texts->empty()) continue;
    for (const Found& part : parts) {
      reasons_[{part.box, part.field->number(), part.index}] = StrCat("joined in `", line.place.text, "`");
    }
    texts->insert(texts->begin(), {text, Out::Kind::kText});
    return;
  }
}

void RowWriter::FillTests(Out* out) {
  if (branch_.any_of.empty()) return;
  for (const Test& test : branch_.any_of.front()) {
    const std::string& word = test.words.front();
    if (test.place.names.empty()) out->name = word;
    // Of several elements none is more told by it than another.
    if (test.place.names.empty() || (test.place.list && !typed())) continue;
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

}  // namespace entente::adapters
