// What a mapping makes on reading out of something else than a value at the field's own place: constants, the
// parts of the national id, second fields of an `also`, what `finds` finds, what a filter says of the element it makes,
// and the words that tell a branch, which writing puts where nothing else stands.
#include "adapters/core/check/diff.h"
#include "adapters/core/check/folder_check.h"
#include "adapters/core/lens/lens_format.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

class Made {
 public:
  explicit Made(std::set<std::string>* paths) : paths_(*paths) {}

  void AddPlan(const Plan& plan) {
    for (const auto* constants : {&plan.only, &plan.set}) Add(*constants, "");
    for (const Branch& branch : plan.branches) {
      Add(branch.set, "");
      tells_.clear();
      for (const std::vector<Test>& tests : branch.any_of) {
        for (const Test& test : tests) tells_.insert(test.place.names);
      }
      ids_.clear();
      for (const Place& place : branch.identity.empty() ? plan.identity : branch.identity) ids_.insert(Names(place));
      AddBlock(branch.top, "", "");
    }
  }

 private:
  static std::string Join(const Path& path, const std::string& above) {
    const std::string name = FieldName(path);
    return FromRecord(path) || above.empty() ? name : StrCat(above, ".", name);
  }

  void Add(const Path& path, const std::string& above) {
    const std::string text = Join(path, above);
    paths_.insert(text);
    if (path.target == Target::kCode) paths_.insert(text + ".common");
    if (path.target != Target::kDate) return;
    for (const char* part : {".year", ".month", ".day", ".time", ".zone"}) paths_.insert(text + part);
  }

  void Add(const std::vector<Constant>& constants, const std::string& above) {
    for (const Constant& constant : constants) {
      Add(constant.path, above);
      AddFilters(constant.path, above);
    }
  }

  void AddFilters(const Path& path, const std::string& above) {
    Path to = path;
    for (size_t i = path.segments.size(); i > 0; --i) {
      to.segments.resize(i);
      for (const Filter& filter : to.segments.back().filters) {
        const bool says_not = filter.kind == Filter::Kind::kAbsent || filter.kind == Filter::Kind::kNotText ||
                              filter.kind == Filter::Kind::kNotEnum;
        if (says_not) continue;
        std::string text = Join(to, above);
        for (const FieldDescriptor* field : filter.fields) StrAppend(&text, ".", field->name());
        paths_.insert(text);
      }
    }
  }

  static std::string Names(const Place& place) {
    std::string names;
    for (const std::string& name : place.names) StrAppend(&names, "/", name);
    return names;
  }

  // `at`: the native place of the block; what references lead to stands in the record itself.
  void AddBlock(const Block& block, const std::string& above, const std::string& at) {
    Add(block.set, above);
    for (const Op& op : block.ops) {
      if (op.line != nullptr) {
        AddLine(*op.line, above, at);
        continue;
      }
      const std::string place = StrCat(op.block->way == Block::Way::kIn ? at : "", Names(op.block->place));
      if (op.block->path.has_value()) AddFilters(*op.block->path, above);
      AddBlock(*op.block, op.block->path.has_value() ? Join(*op.block->path, above) : above, place);
    }
  }

  void AddLine(const Line& line, const std::string& above, const std::string& at) {
    for (const Path& also : line.also) Add(also, above);
    for (const Path& target : line.targets) AddFilters(target, above);
    if (!line.targets.empty() && tells_.contains(line.place.names)) Add(line.targets[0], above);
    // What no line writes where the id stands, the id says, and it is read as the line's value.
    if (!line.targets.empty() && ids_.contains(StrCat(at, Names(line.place)))) Add(line.targets[0], above);
    if (line.finds == nullptr) return;
    const std::string name = Join(line.targets[0], above);
    paths_.insert(name.substr(0, name.rfind('.')) + ".code.common");
  }

  std::set<std::string>& paths_;
  std::set<std::string> ids_;                 // places that the national id is made of
  std::set<std::vector<std::string>> tells_;  // places that tell the branch, be they lists or not
};

}  // namespace

std::set<std::string> MadePaths(const Format& format) {
  std::set<std::string> paths;
  for (const Plan* plan : PlansOf(format)) Made(&paths).AddPlan(*plan);
  return paths;
}

}  // namespace entente::adapters
