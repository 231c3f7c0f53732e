#include "tests/policy/mutate/scope.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "gateway/policy/field_plan.h"
#include "gateway/policy/record_kind.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy_test {
namespace {

using policy::FieldPlan;
using policy::MessagePlan;
using policy::RuleType;

bool Includes(const Names& all, const Names& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool Meet(const std::optional<Names>& a, const std::optional<Names>& b) {
  if (!a || !b) return true;
  return std::any_of(a->begin(), a->end(), [&](const std::string& name) { return b->contains(name); });
}

// What whole paths of the schema ask for, by the kind of record they stand in ("": any kind).
struct Reach {
  FieldSets sets = 0;
  bool key = false;
  std::string kind;
  auto operator<=>(const Reach&) const = default;
};

void Collect(const MessagePlan& plan, FieldSets above, const std::string& kind, std::set<Reach>& reaches) {
  for (const FieldPlan& field : plan.fields) {
    if (field.link) continue;  // shown where its target is, which no test of a policy knows
    const FieldSets sets = above | field.set;
    const std::string& name = field.field->name();
    const bool body = field.field->containing_type()->name() == "Record" && field.field->containing_oneof() != nullptr;
    const std::string& below = body ? name : kind;
    reaches.insert({sets, field.key, below});
    if (field.message != nullptr) Collect(*field.message, sets, below, reaches);
  }
}

const std::set<Reach>& Reaches() {
  static const auto& all = *[] {
    auto* reaches = new std::set<Reach>();
    Collect(policy::RecordPlan(), 0, "", *reaches);
    return reaches;
  }();
  return all;
}

}  // namespace

std::optional<Names> PurposesOf(const Rule& rule) {
  if (rule.type != RuleType::kPermit || !rule.purposes) return rule.when_purposes;
  if (!rule.when_purposes) return rule.purposes;
  Names both;
  std::set_intersection(rule.purposes->begin(), rule.purposes->end(), rule.when_purposes->begin(),
                        rule.when_purposes->end(), std::inserter(both, both.end()));
  return both;
}

int DaysOf(policy::Retention retention) {
  return retention.months / 12 * 365 + retention.months % 12 * 30 + retention.days;
}

FieldSets Bit(const std::string& name) { return policy::FieldSetBit(name).value_or(0); }

bool Matters(const std::optional<Names>& kinds, FieldSets granted, FieldSets one, bool keys) {
  const FieldSets both = granted | one;
  return std::any_of(Reaches().begin(), Reaches().end(), [&](const Reach& reach) {
    const bool of_kind = reach.kind.empty() || !kinds || kinds->contains(reach.kind);
    return of_kind && (!keys || reach.key) && (reach.sets & one) != 0 && (reach.sets & ~both) == 0;
  });
}

bool Scope::Covers(const Rule& wide, const Rule& permit) const {
  if (wide.overlay >= 0 || !wide.to.any) return false;
  for (size_t key = 0; key < policy::kFactKeys; ++key) {
    if (wide.when[key] && !(permit.when[key] && Includes(*wide.when[key], *permit.when[key]))) return false;
  }
  const std::optional<Names> purposes = PurposesOf(permit);
  return !wide.when_purposes || (purposes && Includes(*wide.when_purposes, *purposes));
}

bool Scope::Overlap(const Rule& restrict, const Rule& permit) const {
  for (size_t key = 0; key < policy::kFactKeys; ++key) {
    if (!Meet(restrict.when[key], permit.when[key])) return false;
  }
  if (!Meet(restrict.when_purposes, PurposesOf(permit))) return false;
  const policy::Parties &a = restrict.to, &b = permit.to;
  if (a.any || b.any || a.requester || b.requester || a.nationality || b.nationality) return true;
  const auto country = [](const std::string& system) { return system.substr(0, system.find('/')); };
  Names from, to;
  for (const std::string& name : a.countries) from.insert(name);
  for (const std::string& name : a.systems) from.insert(country(name));
  for (const auto& [child, parent] : network_.parents) {
    if (from.contains(parent)) from.insert(child);
  }
  for (const std::string& name : b.countries) to.insert(name);
  for (const std::string& name : b.systems) to.insert(country(name));
  return Meet(from, to);
}

Scope::Envelope Scope::EnvelopeOf(const Rule& permit) const {
  Envelope envelope;
  for (const File* file : files_) {
    for (const Rule& rule : file->rules) {
      if (rule.type != RuleType::kRestrict || !Covers(rule, permit)) continue;
      if (rule.fields) envelope.sets &= *rule.fields;
      if (rule.retention) envelope.days_max = std::min(envelope.days_max, DaysOf(*rule.retention));
      envelope.caveats.insert(rule.caveats.begin(), rule.caveats.end());
    }
  }
  return envelope;
}

bool Scope::Granted(const std::string& purpose) const {
  for (const File* file : files_) {
    for (const Rule& rule : file->rules) {
      const std::optional<Names> purposes = PurposesOf(rule);
      if (rule.type == RuleType::kPermit && (!purposes || purposes->contains(purpose))) return true;
    }
  }
  return false;
}

Scope::Touched Scope::TouchedBy(const Rule& restrict) const {
  Touched touched;
  bool first = true;
  for (const File* file : files_) {
    for (const Rule& rule : file->rules) {
      if (rule.type != RuleType::kPermit || !Overlap(restrict, rule)) continue;
      touched.sets |= (rule.hit ? rule.match : rule.fields).value_or(0);
      if (rule.hit) continue;  // neither an end nor a caveat of a hit is told
      if (rule.retention) touched.days_max = std::max(touched.days_max, DaysOf(*rule.retention));
      if (first) touched.always = rule.caveats;
      std::erase_if(touched.always, [&](const std::string& caveat) { return !rule.caveats.contains(caveat); });
      first = false;
    }
  }
  return touched;
}

std::vector<std::string> Scope::Others(const Rule& rule, const std::string& owner) const {
  std::vector<std::string> others;
  for (const std::string& country : network_.countries) {
    const auto parent = network_.parents.find(country);
    // A forbid or restrict of a parent is its sub-bureau's too.
    const bool through_parent = rule.type != RuleType::kPermit && parent != network_.parents.end() &&
                                rule.to.countries.contains(parent->second);
    if (country != owner && !rule.to.any && !rule.to.countries.contains(country) && !through_parent) {
      others.push_back(country);
    }
  }
  return others;
}

}  // namespace entente::policy_test
