// The branches of a mapping: how kinds of records are told apart, and the lines of each.
#include <algorithm>

#include "adapters/core/lens/compile.h"
#include "adapters/core/lens/mapping_words.h"
#include "adapters/core/text.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {
namespace {

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

void Finish(size_t names, Block* block) {
  block->slot_of.resize(names, -1);
  for (Op& op : block->ops) {
    if (op.block != nullptr) Finish(names, op.block.get());
  }
}

}  // namespace

absl::StatusOr<std::vector<Test>> Compiler::Tests(const Yaml& map) {
  if (!map.map()) return map.Error("expected a map of places and values");
  std::vector<Test> tests;
  for (const auto& [key, value] : map.entries) {
    if (value.kind != Yaml::Kind::kText) return value.Error("expected values");
    absl::StatusOr<Place> place = Place();
    if (places_ != Places::kXml || key.text != ".") place = MakePlace(key, key.text);  // `.`: the record's own name
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
    absl::Status known = KnownKeys(*yaml, {"if", "set", "let", "map", "carry", "report", "identity"});
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
    // A branch's own lines come first, and replace shared ones of the same place; `~` leaves a shared one out.
    if (const Yaml* own = yaml->Find("map"); own != nullptr) {
      if (!own->map()) return own->Error("expected a map of lines");
      map = *own;
      std::erase_if(map.entries, [](const auto& entry) { return entry.second.kind == Yaml::Kind::kNone; });
      for (const auto& [key, value] : shared.entries) {
        if (own->Find(key.text) == nullptr) map.entries.push_back({key, value});
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
  if (const Yaml* identity = yaml == nullptr ? nullptr : yaml->Find("identity"); identity != nullptr) {
    absl::Status places = Identity(*identity, &branch.identity);
    if (!places.ok()) return places;
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
  // A copy repeats what another line says, so that line has the first word.
  std::stable_partition(branch.top.ops.begin(), branch.top.ops.end(),
                        [](const Op& op) { return op.line == nullptr || !op.line->copy; });
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
  for (Branch& branch : plan_->branches) {
    const std::string& kind = branch.kind.empty() && plan_->kinds.size() == 1 ? plan_->kinds[0] : branch.kind;
    const FieldDescriptor* body = v1::Record::descriptor()->FindFieldByName(kind);
    if (body != nullptr && !branch.empty_report) branch.body = &AccessOf(body);
    Finish(plan_->names.size(), &branch.top);
  }
  return absl::OkStatus();
}

}  // namespace entente::adapters
