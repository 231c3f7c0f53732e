#include "gateway/policy/facts.h"

#include <algorithm>
#include <map>

#include "gateway/policy/record_kind.h"
#include "gateway/policy/vocabulary.h"
#include "gateway/policy/walk.h"

namespace entente::policy {
namespace {

constexpr size_t kDistinctMax = 32;

// The words of an enumeration, by their number from 1; empty for anything else.
std::string_view EnumWord(const std::vector<std::string>& words, int number) {
  if (number < 1 || static_cast<size_t>(number) > words.size()) return {};
  return words[static_cast<size_t>(number) - 1];
}

// Rule 10: without a review by a named reviewer the matter counts as not assessed.
void AddMatter(const v1::Header& header, Fact& fact) {
  const bool assessed = !header.matter_review().reviewer().empty() && header.matters_size() > 0;
  if (!assessed) fact.unknown = true;
  for (int i = 0; assessed && i < header.matters_size(); ++i) fact.Add(EnumWord(Matters(), header.matters(i)));
}

// The bureaus that asked for the notice; where nobody did, its owner, unless that is INTERPOL, which asks for nothing
// of its own. A notice that is not found is a missing fact (rule 8), whosever it is said to be.
void AddRequesters(const v1::Header& header, NoticeLookup notices, Fact& fact) {
  for (const v1::Link& link : header.links()) {
    if (link.kind() != v1::Link::RESULT_OF) continue;
    const std::string& owner = link.originator().country();
    const Requesters asked = notices(owner, link.national_id());
    const bool own = asked.found && asked.countries.empty() && !asked.unknown;
    if (own && owner != "XPO") fact.Add(owner);
    if (!asked.found || asked.unknown || (own && owner == "XPO")) fact.unknown = true;
    for (const std::string& country : asked.countries) fact.Add(country);
  }
}

void AddControllers(const v1::Record& record, Facts& facts) {
  for (const v1::Code& code : record.notice().requested_by()) {
    if (!IsKnown(code.common())) {
      facts.requested_by_unmapped = true;
      continue;
    }
    auto& others = facts.requested_by;
    const bool there = std::find(others.begin(), others.end(), code.common()) != others.end();
    if (!there && code.common() != facts.originator) others.push_back(code.common());
  }
}

void AddKeys(const v1::Record& record, Facts& facts) {
  const v1::Header& header = record.header();
  facts.keys[kRecords].Add(KindOf(record));
  facts.keys[kSystem].Add(header.originator().system());
  if (record.has_notice()) facts.keys[kColours].Add(EnumWord(Colours(), record.notice().colour()));
  for (const v1::Offence& offence : record.offences()) facts.keys[kOffences].AddCode(offence.code());
  AddMatter(header, facts.keys[kMatter]);
  for (const std::string& operation : header.operations()) facts.keys[kOperation].Add(operation);
  for (const v1::Code& marking : header.markings()) facts.keys[kMarkings].AddCode(marking);
  for (const v1::Person& subject : record.subjects()) {
    Fact states;
    for (const v1::Code& code : subject.nationalities()) states.AddCode(code);
    if (subject.nationalities_size() == 0) states.unknown = true;
    Fact& all = facts.keys[kNationality];
    for (const std::string& state : states.values) all.Add(state);
    all.unknown = all.unknown || states.unknown;
    facts.nationalities.push_back(std::move(states));
  }
}

void AddDemands(const v1::Record& record, const MinorMarks& marks, Facts& facts) {
  std::map<Need, Demand> demands;
  WalkRecord(record, marks, false, [&](const Visit& visit) {
    if (visit.field.link) return false;
    if (visit.need.sets == 0) return true;
    Demand& demand = demands[visit.need];
    demand.shown = true;
    demand.key = demand.key || visit.field.key;
    return true;
  });
  for (auto& [need, demand] : demands) {
    demand.need = need;
    facts.demands.push_back(demand);
  }
}

}  // namespace

bool IsKnown(std::string_view common) { return !common.empty() && common != "unknown"; }

void Fact::Add(std::string_view value) {
  if (value.empty()) {
    unknown = true;
    return;
  }
  const bool few = values.size() < kDistinctMax;  // beyond it a repetition costs less than looking for it
  if (!few || std::find(values.begin(), values.end(), value) == values.end()) values.emplace_back(value);
}

void Fact::AddCode(const v1::Code& code) { Add(IsKnown(code.common()) ? code.common() : std::string_view()); }

FactsPtr ExtractFacts(const v1::Record& record, absl::Time now, NoticeLookup notices) {
  auto facts = std::make_shared<Facts>();
  facts->originator = record.header().originator().country();
  facts->national_id = record.header().national_id();
  AddKeys(record, *facts);
  AddRequesters(record.header(), notices, facts->requesters);
  AddControllers(record, *facts);
  if (record.header().has_keep_until()) {
    const auto& until = record.header().keep_until();
    facts->keep_until = absl::FromUnixSeconds(until.seconds()) + absl::Nanoseconds(until.nanos());
  }
  const MinorMarks marks = MarkMinors(record, now);
  facts->about_minors_alone = marks.all_subjects();
  AddDemands(record, marks, *facts);
  return facts;
}

}  // namespace entente::policy
