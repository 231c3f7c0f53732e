#include "adapters/core/lens/compile.h"

#include <algorithm>
#include <set>

#include "adapters/core/text.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {
namespace {

constexpr int kBlockDepthMax = 8;
const char* const kBodies[] = {"notice", "arrest", "seizure", "incident"};

bool IsBody(std::string_view kind) {
  return std::find(std::begin(kBodies), std::end(kBodies), kind) != std::end(kBodies);
}

// "38-45", "8" or "62-71 by 2", from 1.
bool ReadColumns(std::string_view text, Column* column) {
  const std::vector<std::string> parts = SplitText(text, " ", true);
  if (parts.size() != 1 && (parts.size() != 3 || parts[1] != "by")) return false;
  const std::vector<std::string> ends = SplitText(parts[0], "-");
  size_t first = 0, last = 0, by = 0;
  if (ends.size() > 2 || !ParseNumber(ends[0], &first) || !ParseNumber(ends.back(), &last)) return false;
  if (first < 1 || last < first || last > 9999) return false;
  if (parts.size() == 3 && (!ParseNumber(parts[2], &by) || by < 1 || (last - first + 1) % by != 0)) return false;
  column->first = first - 1;
  column->end = last;
  column->repeated = by > 0;
  column->size = by > 0 ? by : last - first + 1;
  return true;
}

absl::StatusOr<std::vector<Yaml>> TextsOf(const Yaml& yaml) {
  std::vector<Yaml> out;
  if (yaml.kind == Yaml::Kind::kText) return std::vector<Yaml>{yaml};
  if (yaml.kind != Yaml::Kind::kList) return yaml.Error("expected a word or a list of words");
  for (const Yaml& item : yaml.items) {
    if (item.kind != Yaml::Kind::kText) return item.Error("expected a word");
    out.push_back(item);
  }
  return out;
}

absl::StatusOr<std::string> TextOf(const Yaml& map, std::string_view key, std::string fallback) {
  const Yaml* found = map.Find(key);
  if (found == nullptr) return fallback;
  if (found->kind != Yaml::Kind::kText) return found->Error(StrCat("`", key, "` must be a word"));
  return found->text;
}

absl::StatusOr<Lets> LetsOf(const Yaml& map, Lets lets) {
  const Yaml* found = map.Find("let");
  if (found == nullptr) return lets;
  if (!found->map()) return found->Error("`let` must be a map of short names");
  for (const auto& [key, value] : found->entries) {
    if (value.kind != Yaml::Kind::kText) return value.Error("expected a common place");
    lets[key.text] = value.text;
  }
  return lets;
}

absl::Status KnownKeys(const Yaml& map, const std::set<std::string>& known) {
  if (!map.map()) return map.Error("expected a map");
  for (const auto& [key, value] : map.entries) {
    if (!known.contains(key.text)) return key.Error(StrCat("`", key.text, "` is not known here"));
  }
  return absl::OkStatus();
}

void Finish(size_t names, Block* block) {
  block->slot_of.resize(names, -1);
  for (Op& op : block->ops) {
    if (op.block != nullptr) Finish(names, op.block.get());
  }
}

}  // namespace

void Compiler::AddList(const std::string& list) {
  if (std::find(plan_->lists.begin(), plan_->lists.end(), list) == plan_->lists.end()) plan_->lists.push_back(list);
}

int32_t Compiler::NameId(const std::string& name) {
  return plan_->names.emplace(name, static_cast<int32_t>(plan_->names.size())).first->second;
}

absl::StatusOr<const Table*> Compiler::GetTable(const Yaml& at, const std::string& name) {
  auto& slot = plan_->tables[name];
  if (slot != nullptr) return slot.get();
  const auto file = folder_.find(StrCat("codes/", name, ".csv"));
  if (file == folder_.end()) return at.Error(StrCat("there is no table `codes/", name, ".csv`"));
  absl::StatusOr<Table> table = Table::Parse(StrCat(plan_->name, "/", file->first), file->second);
  if (!table.ok()) return table.status();
  slot = std::make_unique<Table>(*std::move(table));
  return slot.get();
}

absl::StatusOr<Path> Compiler::MakePath(const Yaml& at, std::string_view text, const Scope& scope) {
  absl::StatusOr<Path> path = CompilePath(text, scope.from, *scope.lets);
  if (!path.ok()) return at.Error(View(path.status().message()));
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
  if (plan_->reads == Plan::Reads::kLines) {
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
  if (ConsumeSuffix(&text, "[]")) place.list = true;
  if (plan_->reads == Plan::Reads::kCsv) {
    place.names = {std::string(text)};
  } else {
    place.names = SplitText(text, "/");
  }
  for (const std::string& name : place.names) {
    if (name.empty()) return key.Error("a name is empty");
    if (StrContains(name, "[]")) return key.Error("`[]` stands at the end only");
    place.ids.push_back(NameId(name));
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
  if (StartsWith(text, "<- ") || StrContains(text, " -> ")) {
    return key.Error("`->` and `<-` need a format whose elements have ids");
  }
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
  absl::StatusOr<Place> place = MakePlace(key, Strip(text));
  if (!place.ok()) return place.status();
  block.place = *std::move(place);
  absl::Status filled = FillBlock(value, inner, depth, &block);
  if (!filled.ok()) return filled;
  return block;
}

absl::Status Compiler::FillBlock(const Yaml& map, const Scope& scope, int depth, Block* block) {
  if (!map.map()) return map.Error("expected a map of lines");
  for (const auto& [key, value] : map.entries) {
    if (key.text == "only with") {
      absl::StatusOr<Path> path = MakePath(value, value.text, scope);
      if (!path.ok()) return path.status();
      block->only_with = *std::move(path);
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
      op.slot = SlotFor(made->place, block);
      op.block = std::make_unique<Block>(*std::move(made));
    } else {
      absl::StatusOr<Line> made = MakeLine(key, value, scope);
      if (!made.ok()) return made.status();
      op.slot = SlotFor(made->place, block);
      op.line = std::make_unique<Line>(*std::move(made));
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
    out.push_back({*std::move(path), value.text});
  }
  return out;
}

absl::StatusOr<std::vector<Test>> Compiler::Tests(const Yaml& map) {
  if (!map.map()) return map.Error("expected a map of places and values");
  std::vector<Test> tests;
  for (const auto& [key, value] : map.entries) {
    if (value.kind != Yaml::Kind::kText) return value.Error("expected values");
    absl::StatusOr<Place> place = MakePlace(key, key.text);
    if (!place.ok()) return place.status();
    tests.push_back({*std::move(place), Words(value.text)});
    if (tests.back().words.empty()) return value.Error("expected at least one value");
  }
  return tests;
}

// Gives bare `.code` and `.text` lines the lists that other lines set on the same Code.
void Compiler::Accept(Block* block, std::map<std::string, std::vector<std::string>>* by_base) {
  for (Op& op : block->ops) {
    if (op.block != nullptr) {
      std::map<std::string, std::vector<std::string>> inner;
      Accept(op.block.get(), &inner);
    } else if (op.line->code != nullptr) {
      (*by_base)[op.line->targets.front().text].push_back(op.line->code->list);
    } else if (op.line->finds != nullptr) {
      continue;
    }
  }
  for (Op& op : block->ops) {
    if (op.line == nullptr || !op.line->bare) continue;
    const std::string& text = op.line->targets.front().text;
    op.line->accepts = (*by_base)[text.substr(0, text.rfind('.'))];
  }
}

absl::StatusOr<Branch> Compiler::MakeBranch(const Yaml* yaml, const Yaml& shared, const Lets& lets) {
  Branch branch;
  Yaml map = shared;
  absl::StatusOr<Lets> all = lets;
  if (yaml != nullptr) {
    absl::Status known = KnownKeys(*yaml, {"if", "set", "let", "map", "carry", "report"});
    if (!known.ok()) return known;
    if (const Yaml* test = yaml->Find("if"); test != nullptr) {
      const std::vector<Yaml> maps = test->kind == Yaml::Kind::kList ? test->items : std::vector<Yaml>{*test};
      for (const Yaml& one : maps) {
        absl::StatusOr<std::vector<Test>> tests = Tests(one);
        if (!tests.ok()) return tests.status();
        branch.any_of.push_back(*std::move(tests));
      }
    }
    all = LetsOf(*yaml, lets);
    if (!all.ok()) return all.status();
    // A branch's own lines come first, and replace shared ones of the same place.
    if (const Yaml* own = yaml->Find("map"); own != nullptr) {
      if (!own->map()) return own->Error("expected a map of lines");
      map = *own;
      for (const auto& [key, value] : shared.entries) {
        if (own->Find(key.text) == nullptr) map.entries.emplace_back(key, value);
      }
    }
    for (const auto& [name, place] : *all) StrAppend(&branch.lets, name, "=", place, "\n");
  }
  kept_lets_.push_back(std::make_unique<Lets>(*all));
  const Scope scope{v1::Record::descriptor(), kept_lets_.back().get(), &unknown_};
  if (const Yaml* set = yaml == nullptr ? nullptr : yaml->Find("set"); set != nullptr) {
    absl::StatusOr<std::vector<Constant>> constants = Constants(*set, scope, &branch.kind);
    if (!constants.ok()) return constants.status();
    branch.set = *std::move(constants);
    branch.empty_report = branch.kind == "nothing to report";
    if (!branch.kind.empty() && !branch.empty_report && !IsBody(branch.kind)) {
      return set->Error(StrCat("`", branch.kind, "` is no kind of record"));
    }
  }
  if (const Yaml* carry = yaml == nullptr ? nullptr : yaml->Find("carry"); carry != nullptr) {
    absl::StatusOr<Path> path = MakePath(*carry, carry->text, scope);
    if (!path.ok()) return path.status();
    if (path->message == nullptr || path->message->FindFieldByName("carried") == nullptr) {
      return carry->Error("expected an object with `carried`");
    }
    branch.carry = *std::move(path);
  }
  absl::Status filled = FillBlock(map, scope, 0, &branch.top);
  if (!filled.ok()) return filled;
  std::map<std::string, std::vector<std::string>> by_base;
  Accept(&branch.top, &by_base);
  return branch;
}

absl::Status Compiler::Branches(const Yaml& yaml) {
  const Yaml* shared = yaml.Find("map");
  if (shared == nullptr || !shared->map()) return yaml.Error("expected `map`, a map of lines");
  absl::StatusOr<Lets> lets = LetsOf(yaml, {});
  if (!lets.ok()) return lets.status();
  const Yaml* choose = yaml.Find("choose");
  if (choose != nullptr && choose->kind != Yaml::Kind::kList)
    return choose->Error("`choose` must be a list of branches");
  std::vector<const Yaml*> branches;
  if (choose == nullptr) {
    branches.push_back(nullptr);
  } else {
    for (const Yaml& branch : choose->items) branches.push_back(&branch);
  }
  for (const Yaml* one : branches) {
    absl::StatusOr<Branch> branch = MakeBranch(one, *shared, *lets);
    if (!branch.ok()) return branch.status();
    plan_->branches.push_back(*std::move(branch));
  }
  for (Branch& branch : plan_->branches) Finish(plan_->names.size(), &branch.top);
  return absl::OkStatus();
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
  if (const Yaml* drop = yaml.Find("drop"); drop != nullptr) {
    if (!drop->map()) return drop->Error("`drop` must be a map of places and reasons");
    for (const auto& [key, why] : drop->entries) {
      if (why.text.empty()) return key.Error("expected why it is dropped");
      if (why.text.starts_with("same as ")) NameId(why.text.substr(8));
      plan_->drop.emplace_back(key.text, why.text);
    }
  }
  return absl::OkStatus();
}

absl::Status Compiler::Compile(const Yaml& yaml) {
  absl::Status known = KnownKeys(
      yaml, {"format", "lists", "frame", "unknown", "for", "set", "let", "choose", "map", "keep", "drop", "like"});
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
  absl::Status status = Frame(*frame);
  if (status.ok()) status = Guard(yaml);
  if (status.ok() && plan_->reads == Plan::Reads::kLines) status = Layout(yaml);
  if (status.ok()) status = Branches(yaml);
  if (const Yaml* columns = frame->Find("columns"); status.ok() && columns != nullptr)
    status = WrittenColumns(*columns);
  return status;
}

// The columns written are those that a line maps, and no others.
absl::Status Compiler::WrittenColumns(const Yaml& columns) {
  std::set<std::string> mapped;
  for (const Branch& branch : plan_->branches) {
    for (const Op& op : branch.top.ops) {
      if (op.line != nullptr) mapped.insert(op.line->place.names[0]);
    }
  }
  for (const Yaml& column : columns.items) {
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

// ---- Frames ----

absl::Status Compiler::Frame(const Yaml& frame) {
  absl::StatusOr<std::string> reads = TextOf(frame, "reads", "");
  if (!reads.ok()) return reads.status();
  if (const Yaml* identity = frame.Find("identity"); identity != nullptr) {
    absl::StatusOr<std::vector<Yaml>> words = TextsOf(*identity);
    if (!words.ok()) return words.status();
    for (const Yaml& word : *words) plan_->identity.push_back(word.text);
    if (plan_->identity == std::vector<std::string>{"digest"}) {
      plan_->identity.clear();
      plan_->digest_identity = true;
    }
  }
  absl::Status status;
  if (*reads == "json") {
    plan_->reads = Plan::Reads::kJson;
    status = JsonFrame(frame);
  } else if (*reads == "csv") {
    plan_->reads = Plan::Reads::kCsv;
    status = KnownKeys(frame, {"reads", "when", "separator", "one_per", "columns", "identity"});
    if (const Yaml* s = frame.Find("separator"); s != nullptr) {
      if (s->text.size() != 1 || s->text == "\"") return s->Error("expected one letter");
      plan_->separator = s->text[0];
    }
    if (const Yaml* when = frame.Find("when"); when != nullptr) plan_->when = when->text;
    if (const Yaml* columns = frame.Find("columns"); columns != nullptr) {
      absl::StatusOr<std::vector<Yaml>> words = TextsOf(*columns);
      if (!words.ok()) return words.status();
      for (const Yaml& word : *words) plan_->columns.push_back(word.text);
    }
  } else if (*reads == "lines") {
    plan_->reads = Plan::Reads::kLines;
    status = LinesFrame(frame);
  } else {
    return frame.Error("`reads` must be json, csv or lines");
  }
  if (!status.ok()) return status;
  if (const Yaml* one = frame.Find("one_per"); one != nullptr) {
    Lets none;
    absl::StatusOr<Path> path = MakePath(*one, one->text, {v1::Record::descriptor(), &none, &unknown_});
    if (!path.ok()) return path.status();
    if (path->segments.size() != 1 || path->message == nullptr)
      return one->Error("`one_per` needs a list of the record");
    plan_->one_per = *std::move(path);
  }
  return absl::OkStatus();
}

absl::Status Compiler::JsonFrame(const Yaml& frame) {
  absl::Status known = KnownKeys(frame, {"reads", "records", "id", "identity", "one_per"});
  if (!known.ok()) return known;
  absl::StatusOr<std::string> records = TextOf(frame, "records", ".");
  if (!records.ok()) return records.status();
  plan_->bare_document = false;
  for (const std::string_view at : SplitText(*records, " or ")) {
    const std::string_view word = Strip(at);
    if (word == ".") {
      plan_->bare_document = true;
    } else {
      plan_->envelopes.push_back(SplitText(word, "/"));
    }
  }
  return absl::OkStatus();
}

absl::Status Compiler::LinesFrame(const Yaml& frame) {
  absl::Status known =
      KnownKeys(frame, {"reads", "length", "segment", "segments", "begins", "write_length", "identity", "one_per"});
  if (!known.ok()) return known;
  LinesLayout& lines = plan_->lines;
  const auto columns = [&](const char* key, size_t* first, size_t* size) -> absl::Status {
    const Yaml* found = frame.Find(key);
    Column column;
    if (found == nullptr) return frame.Error(StrCat("expected `", key, "`"));
    if (!ReadColumns(found->text, &column) || column.repeated) return found->Error("expected columns such as `1-4`");
    *first = column.first;
    *size = column.size;
    return absl::OkStatus();
  };
  absl::Status status = columns("length", &lines.length_first, &lines.length_size);
  if (status.ok()) status = columns("segment", &lines.segment_first, &lines.segment_size);
  if (!status.ok()) return status;
  const Yaml* segments = frame.Find("segments");
  if (segments == nullptr || !segments->map()) return frame.Error("expected `segments`, a map of codes and names");
  for (const auto& [code, name] : segments->entries) {
    if (code.text.size() != lines.segment_size) return code.Error("the code does not fill the segment's columns");
    LinesLayout::Kind& kind = lines.kinds[code.text];
    kind.name = name.text;
    kind.id = NameId(name.text);
  }
  if (const Yaml* begins = frame.Find("begins"); begins != nullptr) {
    for (const Yaml& code : begins->items) {
      if (!lines.kinds.contains(code.text)) return code.Error(StrCat("there is no segment `", code.text, "`"));
      lines.kinds[code.text].begins = true;
    }
  }
  if (const Yaml* lengths = frame.Find("write_length"); lengths != nullptr) {
    for (const auto& [code, length] : lengths->entries) {
      const auto kind = lines.kinds.find(code.text);
      if (kind == lines.kinds.end()) return code.Error(StrCat("there is no segment `", code.text, "`"));
      if (!ParseNumber(length.text, &kind->second.write_length) || kind->second.write_length > 9999) {
        return length.Error("expected a length up to 9999");
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Column> Compiler::MakeColumn(const Yaml& key) {
  std::string_view text = key.text;
  text = text.substr(0, text.find(" > "));
  const size_t blank = text.find(' ');
  Column column;
  if (blank == std::string_view::npos || !ReadColumns(text.substr(blank), &column)) {
    return key.Error("expected a name and columns such as `Age 72-73`");
  }
  column.name = std::string(text.substr(0, blank));
  column.id = NameId(column.name);
  return column;
}

absl::Status Compiler::Columns(const Yaml& map, std::vector<Column>* columns) {
  for (const auto& [key, value] : map.entries) {
    if (key.text == "only with" || key.text == "set") continue;
    absl::StatusOr<Column> column = MakeColumn(key);
    if (!column.ok()) return column.status();
    if (value.map()) {
      absl::Status inside = Columns(value, &column->inside);
      if (!inside.ok()) return inside;
    }
    bool known = false;
    for (const Column& other : *columns) {
      known |= other.name == column->name && other.first == column->first && other.end == column->end;
      const bool apart = column->end <= other.first || other.end <= column->first;
      if (!known && !apart) return key.Error(StrCat("the columns overlap those of `", other.name, "`"));
      if (!known && other.name == column->name) return key.Error(StrCat("`", other.name, "` is named twice"));
    }
    if (!known) columns->push_back(*std::move(column));
  }
  return absl::OkStatus();
}

absl::Status Compiler::LayoutOf(const Yaml& map) {
  for (const auto& [key, value] : map.entries) {
    if (!value.map()) continue;
    std::string_view name = key.text;
    name = name.substr(0, name.find(' '));
    ConsumeSuffix(&name, "[]");
    auto kind = std::find_if(plan_->lines.kinds.begin(), plan_->lines.kinds.end(),
                             [&](const auto& k) { return k.second.name == name; });
    if (kind == plan_->lines.kinds.end()) return key.Error(StrCat("there is no segment `", name, "`"));
    absl::Status columns = Columns(value, &kind->second.columns);
    if (!columns.ok()) return columns;
  }
  return absl::OkStatus();
}

absl::Status Compiler::Layout(const Yaml& yaml) {
  std::vector<const Yaml*> maps;
  if (const Yaml* map = yaml.Find("map"); map != nullptr && map->map()) maps.push_back(map);
  if (const Yaml* choose = yaml.Find("choose"); choose != nullptr) {
    for (const Yaml& branch : choose->items) {
      if (const Yaml* map = branch.Find("map"); map != nullptr && map->map()) maps.push_back(map);
    }
  }
  for (const Yaml* map : maps) {
    Yaml shared;
    shared.kind = Yaml::Kind::kMap;
    for (const auto& entry : map->entries) {
      if (!entry.second.map()) shared.entries.push_back(entry);
    }
    absl::Status status = Columns(shared, &plan_->lines.shared);
    if (status.ok()) status = LayoutOf(*map);
    if (!status.ok()) return status;
  }
  for (auto& [code, kind] : plan_->lines.kinds) {
    kind.by_position = kind.columns;
    std::sort(kind.by_position.begin(), kind.by_position.end(),
              [](const Column& a, const Column& b) { return a.first < b.first; });
  }
  return absl::OkStatus();
}

}  // namespace entente::adapters
