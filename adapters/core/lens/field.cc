#include "adapters/core/lens/field.h"

#include <algorithm>

#include "adapters/core/text.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {
namespace {

constexpr int kMaxNesting = 4;
constexpr int kIndexMax = 64;

absl::Status Wrong(std::string_view what) { return absl::InvalidArgumentError(std::string(what)); }

// Cuts at the separator where it stands outside of brackets.
std::vector<std::string> SplitOutside(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '[') ++depth;
    if (c == ']') --depth;
    if (c == separator && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::string Expand(std::string_view text, const Lets& lets) {
  const size_t end = text.find_first_of(".[-");
  const auto let = lets.find(std::string(text.substr(0, end)));
  if (let == lets.end()) return std::string(text);
  return StrCat(let->second, end == std::string_view::npos ? "" : text.substr(end));
}

Target TargetOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Target::kString;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Target::kBool;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Target::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return Target::kInt;
  }
  const Descriptor* type = field->message_type();
  if (type == v1::Code::descriptor()) return Target::kCode;
  if (type == v1::PartialDate::descriptor()) return Target::kDate;
  if (type == v1::Quantity::descriptor()) return Target::kQuantity;
  if (type == v1::Money::descriptor()) return Target::kMoney;
  return Target::kMessage;
}

class PathCompiler {
 public:
  PathCompiler(const Descriptor* from, const Lets& lets, int nesting) : from_(from), lets_(lets), nesting_(nesting) {}

  absl::StatusOr<Path> Compile(std::string_view text) {
    if (nesting_ > kMaxNesting) return Wrong("brackets inside brackets more than 4 deep");
    Path path;
    const bool slash = ConsumePrefix(&text, "/");
    const std::string expanded = Expand(text, lets_);
    path.root = slash || expanded != text || from_ == v1::Record::descriptor();
    path.text = StrCat(path.root ? "/" : "", expanded);
    at_ = path.root ? v1::Record::descriptor() : from_;
    if (expanded == ".") {
      path.message = at_;
      path.carries = at_ != nullptr && CarriedOf(at_) != nullptr;
      if (at_ == v1::PartialDate::descriptor()) path.target = Target::kDate;
      return path;
    }
    // `a->b`: b is a list of the Record that the ids in a point into.
    std::string plain = expanded;
    for (size_t arrow; (arrow = plain.find("->")) != std::string::npos;) plain.replace(arrow, 2, ".>");
    for (const std::string& word : SplitOutside(plain, '.')) {
      if (StartsWith(word, ">")) {
        absl::Status followed = Follow(word.substr(1), &path);
        if (!followed.ok()) return followed;
        continue;
      }
      absl::Status added = Add(word, &path);
      if (!added.ok()) return added;
    }
    for (const Segment& segment : path.segments) {
      const std::string& name = segment.field->name();
      if (segment.bare && segment.follow == nullptr) return Wrong(StrCat("`", name, "` is a list: say `", name, "[]`"));
    }
    path.target = TargetOf(path.leaf());
    if (path.segments.back().follow != nullptr) path.target = Target::kMessage;
    path.message = at_;
    const Descriptor* quantity = v1::Quantity::descriptor();
    path.carries = at_ != nullptr && CarriedOf(at_) != nullptr;
    path.texts = path.target == Target::kString && path.segments.back().list;
    path.quantity = path.target == Target::kQuantity || path.leaf()->containing_type() == quantity;
    return path;
  }

 private:
  absl::Status Add(std::string_view word, Path* path) {
    const size_t bracket = word.find('[');
    const std::string name(Strip(word.substr(0, bracket)));
    if (at_ == nullptr) return Wrong(StrCat("nothing lies below `", path->segments.back().field->name(), "`"));
    Segment segment;
    segment.field = at_->FindFieldByName(name);
    if (segment.field == nullptr) return Wrong(StrCat("`", at_->name(), "` has no field `", name, "`"));
    at_ = segment.field->message_type();
    const bool repeated = segment.field->is_repeated();
    if (bracket != std::string_view::npos) {
      if (word.back() != ']') return Wrong(StrCat("expected `]` at the end of `", word, "`"));
      absl::Status read = Bracket(word.substr(bracket + 1, word.size() - bracket - 2), &segment);
      if (!read.ok()) return read;
      const bool list_form = segment.kind != Segment::Kind::kFit;
      if (!repeated && list_form) return Wrong(StrCat("`", name, "` is no list"));
    } else if (repeated) {
      segment.kind = Segment::Kind::kEach;
      segment.bare = true;
    }
    LookUp(&segment);
    path->segments.push_back(std::move(segment));
    return absl::OkStatus();
  }

  static void LookUp(Segment* segment) {
    for (Filter& filter : segment->filters) {
      for (const FieldDescriptor* field : filter.fields) filter.access.push_back(&AccessOf(field));
    }
    segment->access = &AccessOf(segment->field);
    segment->list = segment->field->is_repeated();
    if (const Descriptor* type = segment->field->message_type(); type != nullptr) {
      segment->object = true;
      if (const FieldDescriptor* id = IdFieldOf(type); id != nullptr) segment->id = &AccessOf(id);
      segment->name = type == v1::Name::descriptor();
    }
    // Of these, what holds once holds until the record is read.
    const bool steady = std::all_of(segment->filters.begin(), segment->filters.end(), [](const Filter& filter) {
      return filter.kind == Filter::Kind::kText || filter.kind == Filter::Kind::kEnum ||
             filter.kind == Filter::Kind::kPresent;
    });
    const bool first = segment->kind == Segment::Kind::kFit && segment->index == 0;
    segment->settled = segment->object && steady &&
                       (segment->kind == Segment::Kind::kOne || segment->kind == Segment::Kind::kIndex || first);
  }

  absl::Status Bracket(std::string_view inside, Segment* segment) {
    if (inside.empty()) {
      segment->kind = Segment::Kind::kEach;
      return absl::OkStatus();
    }
    if (ParseNumber(inside, &segment->index)) {
      if (segment->index < 0 || segment->index > kIndexMax) return Wrong("an index from 0 to 64 was expected");
      segment->kind = Segment::Kind::kIndex;
      return absl::OkStatus();
    }
    segment->kind = ConsumePrefix(&inside, "+") ? Segment::Kind::kNew : Segment::Kind::kFit;
    for (const std::string& condition : SplitOutside(inside, ',')) {
      if (segment->kind == Segment::Kind::kFit && ParseNumber(Strip(condition), &segment->index)) {
        if (segment->index < 0 || segment->index > kIndexMax) return Wrong("an index from 0 to 64 was expected");
        segment->nth = true;
        continue;
      }
      absl::StatusOr<Filter> filter = Condition(condition, segment->field);
      if (!filter.ok()) return filter.status();
      segment->filters.push_back(*std::move(filter));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Filter> Condition(std::string_view text, const FieldDescriptor* list) {
    text = Strip(text);
    const bool lacks = ConsumePrefix(&text, "!");
    const size_t equals = text.find('=');
    if (!lacks && equals == std::string_view::npos)
      return Wrong(StrCat("expected `field=value` or `!field` in `[", text, "]`"));
    Filter filter;
    const Descriptor* at = list->message_type();
    std::string_view names = text.substr(0, equals);
    const bool differs = ConsumeSuffix(&names, "!");
    for (const std::string_view name : SplitText(Strip(names), ".")) {
      const FieldDescriptor* field = at == nullptr ? nullptr : at->FindFieldByName(std::string(name));
      if (field == nullptr || field->is_repeated()) {
        return Wrong(StrCat("`", list->name(), "` has no single field `", name, "` to choose by"));
      }
      filter.fields.push_back(field);
      at = field->message_type();
    }
    if (lacks) {
      filter.kind = Filter::Kind::kAbsent;
      return filter;
    }
    filter.value = std::string(Strip(text.substr(equals + 1)));
    const FieldDescriptor* last = filter.fields.back();
    if (filter.value == "any" || filter.value == "none") {
      const bool presence = last->message_type() != nullptr || last->name() == "latitude";
      if (presence && last->message_type() != v1::Code::descriptor()) {
        filter.kind = filter.value == "any" ? Filter::Kind::kPresent : Filter::Kind::kAbsent;
        return filter;
      }
    }
    absl::StatusOr<Filter> compared = Compare(std::move(filter), last);
    if (!compared.ok() || !differs) return compared;
    if (compared->kind != Filter::Kind::kEnum && compared->kind != Filter::Kind::kText)
      return Wrong(StrCat("`", last->name(), "` has no word that `!=` could name"));
    compared->kind = compared->kind == Filter::Kind::kEnum ? Filter::Kind::kNotEnum : Filter::Kind::kNotText;
    return compared;
  }

  absl::StatusOr<Filter> Compare(Filter filter, const FieldDescriptor* last) {
    if (last->message_type() == v1::Code::descriptor()) {
      filter.fields.push_back(v1::Code::descriptor()->FindFieldByName("common"));
    } else if (last->enum_type() != nullptr) {
      filter.kind = Filter::Kind::kEnum;
      filter.number = EnumNumber(last->enum_type(), filter.value);
      if (filter.number < 0) return Wrong(StrCat("`", last->name(), "` has no value `", filter.value, "`"));
    } else if (last->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
      return Wrong(StrCat("`", last->name(), "` is neither a text, a Code nor an enum"));
    } else if (EndsWith(filter.value, ".id")) {
      filter.kind = Filter::Kind::kIdOf;
      std::string object = filter.value.substr(0, filter.value.size() - 3);
      auto path = PathCompiler(from_, lets_, nesting_ + 1).Compile(object.empty() ? "." : object);
      if (!path.ok()) return path.status();
      filter.id_of = std::make_shared<Path>(*std::move(path));
    }
    return filter;
  }

  absl::Status Follow(std::string_view list, Path* path) {
    if (path->segments.empty()) return Wrong("`->` must follow a list of ids");
    Segment& segment = path->segments.back();
    if (!segment.list || segment.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
      return Wrong("`->` must follow a list of ids");
    }
    segment.settled = false;
    segment.follow = v1::Record::descriptor()->FindFieldByName(std::string(list));
    if (segment.follow == nullptr || !segment.follow->is_repeated() || segment.follow->message_type() == nullptr ||
        segment.follow->message_type()->FindFieldByName("id") == nullptr) {
      return Wrong(StrCat("the record has no list `", list, "` of things with ids"));
    }
    at_ = segment.follow->message_type();
    return absl::OkStatus();
  }

  const Descriptor* from_;
  const Lets& lets_;
  int nesting_;
  const Descriptor* at_ = nullptr;
};

}  // namespace

absl::StatusOr<Path> CompilePath(std::string_view text, const Descriptor* from, const Lets& lets) {
  return PathCompiler(from, lets, 0).Compile(text);
}

std::string BeginningOf(const Path& path) {
  std::string words;
  for (size_t i = 0; i + 1 < path.segments.size(); ++i) {
    const Segment& segment = path.segments[i];
    StrAppend(&words, "/", segment.field->full_name(), " ", static_cast<int>(segment.kind), " ", segment.index, " ",
              segment.nth ? 1 : 0, " ", segment.follow == nullptr ? "" : segment.follow->full_name());
    for (const Filter& filter : segment.filters) {
      StrAppend(&words, "[", static_cast<int>(filter.kind), " ", filter.number, " ", filter.value.size(), " ",
                filter.value);
      for (const FieldDescriptor* field : filter.fields) StrAppend(&words, " ", field->full_name());
      if (filter.id_of != nullptr) StrAppend(&words, " ", filter.id_of->text.size(), " ", filter.id_of->text);
    }
  }
  return words;
}

}  // namespace entente::adapters
