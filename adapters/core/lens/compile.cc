#include "adapters/core/lens/compile.h"

#include <algorithm>
#include <map>
#include <set>

#include "adapters/core/lens/mapping_words.h"
#include "adapters/core/lens/store.h"
#include "adapters/core/text.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {
namespace {

constexpr int kBlockDepthMax = 8;

// The places that are read whatever the record holds, as paths without `[]`: two spellings of one are one.
void AddPlaces(const Op& op, const std::string& above, std::vector<std::string>* paths) {
  if (op.line != nullptr) {
    paths->push_back(StrCat(above, Join(op.line->place.names, "/")));
    return;
  }
  const Block& block = *op.block;
  if (block.way != Block::Way::kIn || block.groups || !block.when.empty()) return;
  const std::string place = StrCat(above, Join(block.place.names, "/"), "/");
  for (const Op& inner : block.ops) AddPlaces(inner, place, paths);
}

}  // namespace

void Compiler::AddList(const std::string& list) {
  if (std::find(plan_->lists.begin(), plan_->lists.end(), list) == plan_->lists.end()) plan_->lists.push_back(list);
}

int32_t Compiler::NameId(const std::string& name) {
  return plan_->names.emplace(name, static_cast<int32_t>(plan_->names.size())).first->second;
}

// Lines that begin alike share where that leads.
void Compiler::NumberBox(const Scope& scope, Path* path) {
  if (path->segments.size() < 2) return;
  const std::string beginning = StrCat(path->root ? "" : scope.from->full_name(), " ", BeginningOf(*path));
  path->box = boxes_.emplace(beginning, static_cast<int>(boxes_.size())).first->second;
  path->boxed = path->segments.size() - 1;
  plan_->boxes = boxes_.size();
}

absl::StatusOr<Path> Compiler::MakePath(const Yaml& at, std::string_view text, const Scope& scope) {
  absl::StatusOr<Path> path = CompilePath(text, scope.from, *scope.lets);
  if (!path.ok()) return at.Error(View(path.status().message()));
  NumberBox(scope, &*path);
  if (path->leaf() != nullptr && path->leaf()->name() == "kind" &&
      path->leaf()->containing_type() == v1::PartialDate::descriptor()) {
    const size_t size = path->segments.size();
    plan_->date_kinds.insert(size < 2 ? nullptr : path->segments[size - 2].field);
  }
  for (const Segment& segment : path->segments) {
    for (const Filter& filter : segment.filters) {
      if (filter.fields.back()->name() == "list") AddList(filter.value);
    }
  }
  return path;
}

absl::StatusOr<Place> Compiler::MakePlace(const Yaml& key, std::string_view text) {
  Place place;
  place.text = std::string(text);
  if (places_ == Places::kFixed) {
    const size_t blank = text.find(' ');
    if (blank != std::string_view::npos) {
      Column column;
      if (!ReadColumns(text.substr(blank), &column))
        return key.Error("expected columns such as `38-45`, `8` or `62-71 by 2`");
      place.width = column.size;
      place.list = column.repeated;
      place.room = column.repeated ? (column.end - column.first) / column.size : 0;
      text = text.substr(0, blank);
    }
  }
  if (places_ == Places::kHeader) {
    ConsumeSuffix(&text, "[]");
    place.names = {std::string(text)};
  } else {
    place.names = SplitText(text, "/");
  }
  for (size_t i = 0; i < place.names.size(); ++i) {
    std::string_view name = place.names[i];
    if (ConsumeSuffix(&name, "[]")) {
      const bool last = i + 1 == place.names.size();
      if (place.list) return key.Error("`[]` stands once in a place");
      place.list = true;
      place.each = last ? -1 : static_cast<int>(i);
      place.names[i] = std::string(name);
    }
    if (place.names[i].empty()) return key.Error("a name is empty");
    if (places_ == Places::kXml) {
      absl::Status prefix = KnownPrefix(key, place.names[i]);
      if (!prefix.ok()) return prefix;
    }
    place.ids.push_back(NameId(place.names[i]));
  }
  return place;
}

int Compiler::SlotFor(const Place& place, Block* block) {
  const auto id = static_cast<size_t>(place.ids[0]);
  if (block->slot_of.size() <= id) block->slot_of.resize(id + 1, -1);
  if (block->slot_of[id] < 0) block->slot_of[id] = static_cast<int16_t>(block->slots++);
  return block->slot_of[id];
}

absl::StatusOr<Block> Compiler::MakeBlock(const Yaml& key, const Yaml& value, const Scope& scope, int depth) {
  Block block;
  if (depth > kBlockDepthMax) return key.Error("blocks are nested more than 8 deep");
  std::string_view text = key.text;
  Scope inner = scope;
  const size_t groups = text.find(" groups ");
  const size_t into = text.find(" > ");
  if (groups != std::string_view::npos) {
    const std::vector<std::string> parts = SplitText(text.substr(groups + 8), " by ");
    if (parts.size() != 2) return key.Error("expected `groups LIST by FIELD, FIELD`");
    absl::StatusOr<Path> path = MakePath(key, StrCat("/", parts[0], "[]"), scope);
    if (!path.ok()) return path.status();
    if (path->segments.size() != 1 || path->message == nullptr)
      return key.Error("only a list of the record can be grouped");
    inner.from = path->message;
    block.path = *std::move(path);
    block.groups = true;
    for (const std::string& field : Words(parts[1])) {
      absl::StatusOr<Path> by = MakePath(key, field, inner);
      if (!by.ok()) return by.status();
      block.group_by.push_back(*std::move(by));
    }
    text = text.substr(0, groups);
  } else if (into != std::string_view::npos) {
    absl::StatusOr<Path> path = MakePath(key, Strip(text.substr(into + 3)), scope);
    if (!path.ok()) return path.status();
    if (path->message == nullptr) return key.Error("a block needs an object, not a value");
    inner.from = path->message;
    block.path = *std::move(path);
    text = text.substr(0, into);
  }
  std::string_view condition;
  text = Strip(text);
  absl::StatusOr<bool> link = LinkBlock(key, text, &block);
  if (!link.ok()) return link.status();
  if (!*link) {
    if (const size_t bracket = text.find('['); text.ends_with(']') && bracket + 2 < text.size()) {
      condition = text.substr(bracket + 1, text.size() - bracket - 2);
      text = text.substr(0, bracket);
    }
    absl::StatusOr<Place> place = MakePlace(key, text);
    if (!place.ok()) return place.status();
    block.place = *std::move(place);
  }
  if (!condition.empty()) {
    block.place.list = true;
    absl::Status made = Condition(key, condition, &block);
    if (!made.ok()) return made;
  }
  absl::Status filled = FillBlock(value, inner, depth, &block);
  if (!filled.ok()) return filled;
  return block;
}

// `person[referido_tipo=Acusado]`: the block stands for those of the native ones that fit.
absl::Status Compiler::Condition(const Yaml& key, std::string_view text, Block* block) {
  const size_t equals = text.find('=');
  if (equals == text.npos) return key.Error("expected `[NAME=WORD, WORD]`");
  absl::StatusOr<Place> place = MakePlace(key, Strip(text.substr(0, equals)));
  if (!place.ok()) return place.status();
  block->when.push_back({*std::move(place), Words(Unquoted(Strip(text.substr(equals + 1))))});
  return block->when.back().words.empty() ? key.Error("expected at least one word") : absl::OkStatus();
}

absl::Status Compiler::FillBlock(const Yaml& map, const Scope& scope, int depth, Block* block) {
  if (!map.map()) return map.Error("expected a map of lines");
  std::map<std::string, int> read;  // the place, and the line of the mapping that reads it
  for (const auto& [key, value] : map.entries) {
    if (key.text == "only with") {
      for (const std::string& field : SplitText(value.text, " or ")) {
        absl::StatusOr<Path> path = MakePath(value, Strip(field), scope);
        if (!path.ok()) return path.status();
        block->only_with.push_back(*std::move(path));
      }
      continue;
    }
    if (key.text == "shared by") {
      if (block->way != Block::Way::kFollow) return key.Error("only what references lead to (`->`) can be shared");
      absl::StatusOr<Path> path = MakePath(value, value.text, scope);
      if (!path.ok()) return path.status();
      block->shared = *std::move(path);
      continue;
    }
    if (key.text == "set") {
      absl::StatusOr<std::vector<Constant>> set = Constants(value, scope, nullptr);
      if (!set.ok()) return set.status();
      block->set = *std::move(set);
      continue;
    }
    Op op;
    if (value.map()) {
      // Within a group, a block's path that names the grouped list starts at the record.
      absl::StatusOr<Block> made = MakeBlock(key, value, scope, depth + 1);
      if (!made.ok() && block->groups) {
        Scope record = scope;
        record.from = v1::Record::descriptor();
        made = MakeBlock(key, value, record, depth + 1);
      }
      if (!made.ok()) return made.status();
      if (block->groups && made->path.has_value() && made->path->leaf() != block->path->leaf()) {
        return key.Error("what is grouped is made of one list: a block in it makes its elements and no others");
      }
      // What points at an element stands elsewhere in the record.
      if (made->way != Block::Way::kPointedAt) {
        op.slot = SlotFor(made->way == Block::Way::kFollow ? made->refs : made->place, block);
      }
      op.block = std::make_unique<Block>(*std::move(made));
    } else {
      absl::StatusOr<Line> made = MakeLine(key, value, scope);
      if (!made.ok()) return made.status();
      if (block->groups && made->ref != nullptr) {
        return key.Error("a reference cannot stand for a whole group: say it where one element is made");
      }
      op.slot = SlotFor(made->place, block);
      op.line = std::make_unique<Line>(*std::move(made));
    }
    std::vector<std::string> places;
    AddPlaces(op, "", &places);
    for (const std::string& place : places) {
      const auto [other, alone] = read.emplace(place, key.line);
      if (!alone) return key.Error(StrCat("`", place, "` is mapped by line ", other->second, " already"));
    }
    block->ops.push_back(std::move(op));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Constant>> Compiler::Constants(const Yaml& map, const Scope& scope, std::string* kind) {
  if (!map.map()) return map.Error("expected a map of fields and constants");
  std::vector<Constant> out;
  for (const auto& [key, value] : map.entries) {
    if (value.kind != Yaml::Kind::kText) return value.Error("expected a constant");
    if (key.text == "kind" && kind != nullptr) {
      *kind = value.text;
      continue;
    }
    absl::StatusOr<Path> path = MakePath(key, key.text, scope);
    if (!path.ok()) return path.status();
    if (path->target == Target::kEnum && EnumNumber(path->leaf()->enum_type(), value.text) <= 0) {
      return value.Error(StrCat("`", path->leaf()->name(), "` has no value `", value.text, "`"));
    }
    if (path->target != Target::kString && path->target != Target::kEnum && path->target != Target::kCode &&
        path->target != Target::kBool) {
      return key.Error("only a text, a code, a truth value or an enum can be a constant");
    }
    Value stored = ConstantValue(value.text, path->target);
    out.push_back({*std::move(path), value.text, std::move(stored)});
  }
  return out;
}

absl::Status Compiler::Guard(const Yaml& yaml) {
  kept_lets_.push_back(std::make_unique<Lets>());
  const Scope scope{v1::Record::descriptor(), kept_lets_.back().get(), &unknown_};
  if (const Yaml* guard = yaml.Find("for"); guard != nullptr) {
    std::string kinds;
    absl::StatusOr<std::vector<Constant>> only = Constants(*guard, scope, &kinds);
    if (!only.ok()) return only.status();
    plan_->only = *std::move(only);
    plan_->kinds = Words(kinds);
    for (const std::string& kind : plan_->kinds) {
      if (!IsBody(kind)) return guard->Error(StrCat("`", kind, "` is no kind of record"));
    }
  }
  if (const Yaml* set = yaml.Find("set"); set != nullptr) {
    absl::StatusOr<std::vector<Constant>> constants = Constants(*set, scope, nullptr);
    if (!constants.ok()) return constants.status();
    plan_->set = *std::move(constants);
  }
  if (const Yaml* keep = yaml.Find("keep"); keep != nullptr) {
    absl::StatusOr<std::vector<Yaml>> globs = TextsOf(*keep);
    if (!globs.ok()) return globs.status();
    for (const Yaml& glob : *globs) plan_->keep.push_back(glob.text);
  }
  absl::Status status = Reasons(yaml, "drop", &plan_->drop);
  if (status.ok()) status = Reasons(yaml, "envelope", &plan_->envelope);
  for (const auto& [glob, why] : plan_->drop) {
    if (why.starts_with("same as ")) NameId(why.substr(8));
  }
  return status;
}

// A map of places and why what stands there goes nowhere.
absl::Status Compiler::Reasons(const Yaml& yaml, std::string_view key,
                               std::vector<std::pair<std::string, std::string>>* reasons) {
  const Yaml* map = yaml.Find(key);
  if (map == nullptr) return absl::OkStatus();
  if (!map->map()) return map->Error(StrCat("`", key, "` must be a map of places and reasons"));
  for (const auto& [place, why] : map->entries) {
    if (why.text.empty()) return place.Error("expected why it is dropped");
    reasons->emplace_back(place.text, why.text);
  }
  return absl::OkStatus();
}

absl::Status Compiler::Compile(const Yaml& yaml) {
  absl::Status known = KnownKeys(yaml, {"format", "lists", "frame", "unknown", "for", "set", "let", "choose", "map",
                                        "keep", "drop", "envelope", "like"});
  if (!known.ok()) return known;
  absl::StatusOr<std::string> title = TextOf(yaml, "format", "");
  if (!title.ok()) return title.status();
  plan_->title = *title;
  absl::StatusOr<std::string> lists = TextOf(yaml, "lists", "");
  if (!lists.ok()) return lists.status();
  lists_ = *lists;
  if (const Yaml* unknown = yaml.Find("unknown"); unknown != nullptr) unknown_ = Words(unknown->text);
  const Yaml* frame = yaml.Find("frame");
  if (frame == nullptr || !frame->map()) return yaml.Error("expected `frame`: how the file is cut into records");
  absl::Status status = ReadFrame(*frame);
  if (status.ok()) status = Guard(yaml);
  if (status.ok() && places_ == Places::kFixed) status = Layout(yaml);
  if (status.ok()) status = Branches(yaml);
  if (const Yaml* columns = frame->Find("columns"); status.ok() && columns != nullptr && !columns->map())
    status = WrittenColumns(*columns);
  if (status.ok()) plan_->frame = make_frame_();
  return status;
}

// In the order of the mapping's lines, for a frame that does not say another.
std::vector<std::string> Compiler::MappedColumns() const {
  std::vector<std::string> columns;
  for (const Op& op : plan_->branches.front().top.ops) {
    if (op.line != nullptr) columns.push_back(op.line->place.names[0]);
  }
  return columns;
}

// The columns written are those that a line maps, and no others.
absl::Status Compiler::WrittenColumns(const Yaml& columns) {
  std::set<std::string> mapped;
  for (const Branch& branch : plan_->branches) {
    for (const Op& op : branch.top.ops) {
      if (op.line != nullptr) mapped.insert(op.line->place.names[0]);
    }
  }
  for (size_t i = 0; i < columns.items.size(); ++i) {
    const Yaml& column = columns.items[i];
    if (column.text[0] == '#' && column.text != StrCat("#", i + 1))
      return column.Error(StrCat("a column without a name is called by its place: `#", i + 1, "`"));
    if (mapped.erase(column.text) == 0)
      return column.Error(StrCat("no line maps `", column.text, "`, or it stands twice"));
  }
  if (mapped.empty()) return absl::OkStatus();
  return columns.Error(StrCat("`", *mapped.begin(), "` is mapped and does not stand in `columns`"));
}

absl::StatusOr<std::unique_ptr<Plan>> CompilePlan(const std::string& name, const Folder& folder,
                                                  const std::string& file) {
  const auto read = [&](const std::string& which) -> absl::StatusOr<Yaml> {
    const auto found = folder.find(which);
    if (found == folder.end()) return absl::NotFoundError(StrCat(name, "/", which, ": there is no such file"));
    return ParseYaml(StrCat(name, "/", which), found->second);
  };
  absl::StatusOr<Yaml> yaml = read(file);
  if (!yaml.ok()) return yaml.status();
  if (const Yaml* like = yaml->Find("like"); like != nullptr) {
    absl::StatusOr<Yaml> base = read(like->text);
    if (!base.ok()) return like->Error(View(base.status().message()));
    if (base->Find("like") != nullptr)
      return like->Error("an edition is like a whole mapping, not like another difference");
    yaml = Merge(*base, *yaml);
  }
  auto plan = std::make_unique<Plan>();
  plan->name = name;
  plan->edition = file == "mapping.yaml" ? "" : file.substr(0, file.rfind('.'));
  absl::Status status = Compiler(plan.get(), folder).Compile(*yaml);
  if (!status.ok()) return status;
  return plan;
}

}  // namespace entente::adapters
