#include "adapters/core/check/diff.h"

#include <algorithm>
#include <functional>
#include <set>

#include "adapters/core/check/line_fates.h"
#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/lens_format.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

struct FilledField {
  std::string field;
  std::string written;
};

// The fields of a mapping, from the record on, with what its lines and constants say of them.
class Fields {
 public:
  explicit Fields(const Plan& plan) : plan_(plan) {
    for (const auto* constants : {&plan.only, &plan.set}) Set(*constants, "");
    for (const Branch& branch : plan.branches) {
      Set(branch.set, "");
      Walk(branch.top, "");
    }
  }
  const std::vector<FilledField>& read() const { return read_; }  // what reading fills
  const std::set<std::string>& written() const { return all_; }   // what writing has a place for
  bool carries() const { return !plan_.keep.empty() || carries_; }

 private:
  std::string At(const Path& path, const std::string& above) const {
    const std::string name = FieldName(path);
    return FromRecord(path) || above.empty() ? name : StrCat(above, ".", name);
  }

  void Set(const std::vector<Constant>& constants, const std::string& above) {
    for (const Constant& constant : constants) all_.insert(Whole(At(constant.path, above)));
  }

  void Walk(const Block& block, const std::string& above) {
    Set(block.set, above);
    for (const Op& op : block.ops) {
      if (op.block != nullptr) {
        Walk(*op.block, op.block->path.has_value() ? At(*op.block->path, above) : above);
        continue;
      }
      const Line& line = *op.line;
      carries_ = carries_ || line.keep;
      for (const auto* paths : {&line.targets, &line.also}) {
        for (const Path& path : *paths) all_.insert(Whole(At(path, above)));
      }
      if (line.targets.empty()) continue;
      read_.push_back({Whole(At(line.targets[0], above)), StrCat("`", line.place.text, "`, ", line.source)});
    }
  }

  // Code and words of a coded value belong to one field.
  static std::string Whole(const std::string& field) {
    std::string_view name = field;
    for (const std::string_view part : {".code", ".text"}) {
      if (name.ends_with(part) && !name.ends_with("parts[].text") && !name.ends_with("offences[].code")) {
        name.remove_suffix(part.size());
        break;
      }
    }
    return std::string(name);
  }

  const Plan& plan_;
  std::vector<FilledField> read_;
  std::set<std::string> all_;
  bool carries_ = false;
};

// Numbering within a record and what is derived say nothing of their own.
bool Bookkeeping(const std::string& field) {
  for (const std::string_view end : {".id", ".subject_id", "_ids[]", ".to_id"}) {
    if (field.ends_with(end)) return true;
  }
  return false;
}

// The parts of a coded value, a date or an amount, by its field; of any other value, the one part "".
using Values = std::map<std::string, std::set<std::string>>;

std::pair<std::string, std::string> FieldAndPart(const std::string& path) {
  static const std::set<std::string> kParts = {"common", "code", "text", "list",  "year",   "month",
                                               "day",    "time", "zone", "given", "amount", "amount_to"};
  const size_t dot = path.rfind('.');
  if (dot == std::string::npos) return {path, ""};
  std::string field = path.substr(0, dot), part = path.substr(dot + 1);
  // A part of a name is a value of its own.
  if (!kParts.contains(part) || StrContains(field.substr(field.rfind('.') + 1), "parts[")) return {path, ""};
  return {field, part};
}

Values ValuesOf(const v1::Record& record) {
  Values values;
  EachLeaf(record, "", [&](const Message&, const FieldDescriptor*, int, const std::string& path) {
    const auto [field, part] = FieldAndPart(path);
    values[field].insert(part);
  });
  return values;
}

// A value of which only some parts are not said is told with these parts.
void CountNotSaid(const v1::Receipt& receipt, const Values& values, DiffCounts* counts) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> lost;  // field and why, parts
  for (const v1::Note& note : receipt.notes()) {
    const auto [field, part] = FieldAndPart(note.path());
    lost[{field, note.why()}].insert(part);
  }
  for (const auto& [at, parts] : lost) {
    const auto all = values.find(at.first);
    std::string field = AnyItem(at.first);
    if (all != values.end() && parts.size() < all->second.size()) {
      StrAppend(&field, " (its ", Join({parts.begin(), parts.end()}, ", "), ")");
    }
    ++counts->not_said[{field, at.second}];
  }
}

}  // namespace

std::string FieldName(const Path& path) {
  std::string text;
  for (const Segment& segment : path.segments) {
    if (segment.follow != nullptr) text.clear();
    const FieldDescriptor* field = segment.follow != nullptr ? segment.follow : segment.field;
    StrAppend(&text, text.empty() ? "" : ".", field->name(), field->is_repeated() ? "[]" : "");
  }
  return text;
}

bool FromRecord(const Path& path) {
  return path.root || std::any_of(path.segments.begin(), path.segments.end(),
                                  [](const Segment& segment) { return segment.follow != nullptr; });
}

void DiffFile(const Format& from, const Format& to, std::string_view file, DiffCounts* counts) {
  const auto refuse = [&](const Refusal& refusal) { ++counts->unread[refusal.expected]; };
  from.Split(
      file,
      [&](const Unit& unit) {
        const auto decoded = from.Decode(unit);
        if (!decoded.ok()) return refuse(RefusalOf(decoded.status()));
        if (!decoded->is_record) return;
        ++counts->records;
        Values values = ValuesOf(decoded->record);
        for (const auto& [field, parts] : values) ++counts->fields[AnyItem(field)];
        const auto encoded = to.Encode(decoded->record, {});
        if (!encoded.ok()) {
          ++counts->unwritten[std::string(encoded.status().message())];
          return;
        }
        ++(encoded->receipt.notes_size() == 0 ? counts->whole : counts->partial);
        CountNotSaid(encoded->receipt, values, counts);
      },
      refuse);
}

std::vector<UnsaidField> DiffMappings(const Format& from, const Format& to) {
  std::vector<UnsaidField> out;
  std::set<std::string> said, told;
  bool carries = false;
  for (const Plan* plan : PlansOf(to)) {
    const Fields fields(*plan);
    said.insert(fields.written().begin(), fields.written().end());
  }
  if (PlansOf(to).empty()) return out;  // the common record itself has a place for everything
  for (const Plan* plan : PlansOf(from)) {
    const Fields fields(*plan);
    carries = carries || fields.carries();
    for (const FilledField& place : fields.read()) {
      if (said.contains(place.field) || Bookkeeping(place.field) || !told.insert(place.field).second) continue;
      out.push_back({place.field, place.written, "no place in that format"});
    }
  }
  if (carries && &from != &to) {
    out.push_back({"carried", "what `keep` keeps", "carried values go back to their own format alone"});
  }
  return out;
}

}  // namespace entente::adapters
