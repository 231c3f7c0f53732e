#include "gateway/policy/analyse/possible_needs.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

// Fields that facts are read from.
const std::set<std::string>& FactFields() {
  static const auto& fields = *new std::set<std::string>{
      "Header.originator", "Header.links",       "Header.markings",     "Header.matters",   "Header.operations",
      "Header.keep_until", "Notice.colour",      "Notice.requested_by", "Record.offences",  "Person.nationalities",
      "Person.age",        "Person.birth_dates", "Name.birth_date",     "Person.documents", "Person.age_class",
      "Header.event_time", "Header.reported",    "Notice.published",
  };
  return fields;
}

std::string NameOf(const FieldPlan& field) {
  return field.field->containing_type()->name() + "." + field.field->name();
}

class NeedCollector {
 public:
  NeedCollector(const std::string& kind, bool subjects, bool facts_too)
      : kind_(kind), subjects_(subjects), facts_too_(facts_too) {}

  std::vector<PossibleNeed> Collect() {
    Walk(RecordPlan(), PossibleNeed{});
    std::vector<PossibleNeed> needs;
    for (auto& [distinct, need] : found_) needs.push_back(std::move(need));
    return needs;
  }

 private:
  void Walk(const MessagePlan& plan, const PossibleNeed& above) {
    for (const FieldPlan& field : plan.fields) {
      if (field.link || Absent(field)) continue;
      PossibleNeed need = above;
      need.sets = static_cast<FieldSets>(need.sets | field.set);
      if (need.owner == Belongs::kToNobody) need.owner = field.belongs;
      need.key = field.key;
      need.path.push_back(&field);
      if (need.sets != 0) Keep(need);
      if (field.message != nullptr) Walk(*field.message, need);
    }
  }

  bool Absent(const FieldPlan& field) const {
    const std::string name = NameOf(field);
    if (field.field->containing_oneof() != nullptr && name.starts_with("Record.") && field.field->name() != kind_) {
      return true;
    }
    if (name == "Record.subjects" && !subjects_) return true;
    // A reference is shown only beside what it names; something else asks for the same.
    return !facts_too_ && (field.reference || FactFields().contains(name));
  }

  void Keep(const PossibleNeed& need) {
    const auto [at, fresh] = found_.try_emplace(std::tuple(need.sets, need.owner, need.key), need);
    if (!fresh && need.path.size() < at->second.path.size()) at->second = need;
  }

  const std::string& kind_;
  bool subjects_;
  bool facts_too_;
  std::map<std::tuple<FieldSets, Belongs, bool>, PossibleNeed> found_;
};

}  // namespace

std::vector<PossibleNeed> AllNeeds(const std::string& kind, bool subjects) {
  return NeedCollector(kind, subjects, true).Collect();
}

const std::vector<PossibleNeed>& PossibleNeeds(const std::string& kind, bool subjects) {
  using ByRecord = std::map<std::pair<std::string, bool>, std::vector<PossibleNeed>>;
  static const ByRecord& known = *[] {
    auto* all = new ByRecord();
    std::vector<std::string> kinds = RecordKinds();
    kinds.push_back("");
    for (const std::string& name : kinds) {
      for (const bool with : {false, true}) (*all)[{name, with}] = NeedCollector(name, with, false).Collect();
    }
    return all;
  }();
  return known.at({kind, subjects});
}

}  // namespace entente::policy
