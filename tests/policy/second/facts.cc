#include "tests/policy/second/facts.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"

namespace entente::second {
namespace {

void Add(const std::string& word, Several& fact) {
  if (word.empty() || word == "unknown") {
    fact.unknown = true;
  } else {
    fact.known.insert(word);
  }
}

template <typename Codes>
void AddCodes(const Codes& codes, Several& fact) {
  for (const auto& code : codes) Add(code.common(), fact);
}

std::string Lower(const std::string& name, size_t prefix) { return absl::AsciiStrToLower(name.substr(prefix)); }

Several KindOf(const v1::Record& record) {
  Several kind;
  Add(record.has_notice()     ? "notice"
      : record.has_arrest()   ? "arrest"
      : record.has_seizure()  ? "seizure"
      : record.has_incident() ? "incident"
                              : "",
      kind);
  return kind;
}

// Not applicable to what is no notice.
Several ColourOf(const v1::Record& record) {
  Several colour;
  if (!record.has_notice()) return colour;
  const bool known = record.notice().colour() != 0 && v1::Colour_IsValid(record.notice().colour());
  Add(known ? Lower(v1::Colour_Name(record.notice().colour()), 7) : "", colour);
  return colour;
}

Several MattersOf(const v1::Header& header) {
  Several matters;
  if (header.matter_review().reviewer().empty() || header.matters().empty()) matters.unknown = true;
  if (matters.unknown) return matters;
  for (const int matter : header.matters()) {
    const bool known = matter != 0 && v1::Matter_IsValid(matter);
    Add(known ? Lower(v1::Matter_Name(static_cast<v1::Matter>(matter)), 7) : "", matters);
  }
  return matters;
}

Several RequestersOf(const v1::Record& record, policy::NoticeLookup notices) {
  Several requesters;
  for (const v1::Link& link : record.header().links()) {
    if (link.kind() != v1::Link::RESULT_OF) continue;
    const std::string& owner = link.originator().country();
    const policy::Requesters asked = notices(owner, link.national_id());
    requesters.unknown = requesters.unknown || !asked.found || asked.unknown;
    if (!asked.found) continue;
    for (const std::string& country : asked.countries) Add(country, requesters);
    // INTERPOL asks for nothing of its own.
    if (asked.countries.empty() && !asked.unknown) Add(owner == "XPO" ? "" : owner, requesters);
  }
  return requesters;
}

// Rule 7, for a permit: one at least, all of them known and inside.
bool AllInside(const Several& fact, const Words& words) {
  const auto inside = [&words](const std::string& value) { return words.contains(value); };
  return !fact.known.empty() && !fact.unknown && std::all_of(fact.known.begin(), fact.known.end(), inside);
}

// For a forbid or restrict: one inside, or unknown.
bool SomeInside(const Several& fact, const Words& words) {
  const auto inside = [&words](const std::string& value) { return words.contains(value); };
  return fact.unknown || std::any_of(fact.known.begin(), fact.known.end(), inside);
}

bool PermitNames(const Rule& permit, const Facts& facts, const Asker& asker, const World& world) {
  const std::string with_system = asker.country + "/" + asker.system;
  if (permit.to.contains("any") && world.countries.contains(asker.country)) return true;
  if (permit.to.contains(asker.country)) return true;
  if (!asker.system.empty() && permit.to.contains(with_system)) return true;
  if (AsRequester(permit, facts, asker)) return true;
  if (!permit.to.contains("nationality") || facts.states.empty()) return false;
  const auto state_of_subject = [&asker](const Several& states) { return states.known.contains(asker.country); };
  return std::all_of(facts.states.begin(), facts.states.end(), state_of_subject);
}

bool BanNames(const Rule& ban, const Facts& facts, const Asker& asker, const World& world) {
  if (ban.to.contains("any")) return true;
  const auto parent = world.parents.find(asker.country);
  // A country means its sub-bureaus too.
  const auto among = [&](const Words& countries) {
    return countries.contains(asker.country) || (parent != world.parents.end() && countries.contains(parent->second));
  };
  if (among(ban.to)) return true;
  for (const std::string& word : ban.to) {
    const bool any_system = asker.system.empty() && word.starts_with(asker.country + "/");
    if (any_system || word == asker.country + "/" + asker.system) return true;
  }
  if (ban.to.contains("requester") && (facts.requesters.unknown || among(facts.requesters.known))) return true;
  if (!ban.to.contains("nationality")) return false;
  const auto state_of_subject = [&](const Several& states) { return states.unknown || among(states.known); };
  return std::any_of(facts.states.begin(), facts.states.end(), state_of_subject);
}

// The keys of the head that are said, with the fact each of them is about.
struct Condition {
  const char* key;
  const std::optional<Words>& words;
  const Several& fact;
};

std::array<Condition, 8> ConditionsOf(const Rule& rule, const Facts& facts) {
  return {{{"records", rule.records, facts.kind},
           {"system", rule.systems, facts.system},
           {"colours", rule.colours, facts.colour},
           {"offences", rule.offences, facts.offences},
           {"matter", rule.matters, facts.matters},
           {"operation", rule.operations, facts.operations},
           {"markings", rule.markings, facts.markings},
           {"nationality", rule.nationalities, facts.nationalities}}};
}

Words FailingFacts(const Rule& permit, const Facts& facts) {
  Words failing;
  for (const Condition& condition : ConditionsOf(permit, facts)) {
    if (condition.words && !AllInside(condition.fact, *condition.words)) failing.insert(condition.key);
  }
  if (permit.any_offence) failing.erase("offences");
  return failing;
}

bool MeetsFacts(const Rule& ban, const Facts& facts) {
  for (const Condition& condition : ConditionsOf(ban, facts)) {
    if (ban.any_offence && std::string(condition.key) == "offences") continue;
    if (condition.words && !SomeInside(condition.fact, *condition.words)) return false;
  }
  return true;
}

}  // namespace

Asker::Asker(const std::string& name, std::string purpose_said) : purpose(std::move(purpose_said)) {
  const size_t slash = name.find('/');
  country = name.substr(0, slash);
  if (slash != std::string::npos) system = name.substr(slash + 1);
}

Facts FactsOf(const v1::Record& record, policy::NoticeLookup notices) {
  const v1::Header& header = record.header();
  Facts facts;
  facts.originator = header.originator().country();
  facts.kind = KindOf(record);
  Add(header.originator().system(), facts.system);
  facts.colour = ColourOf(record);
  for (const auto& offence : record.offences()) Add(offence.code().common(), facts.offences);
  facts.matters = MattersOf(header);
  for (const std::string& operation : header.operations()) Add(operation, facts.operations);
  AddCodes(header.markings(), facts.markings);
  for (const auto& subject : record.subjects()) {
    Several states;
    AddCodes(subject.nationalities(), states);
    if (subject.nationalities().empty()) states.unknown = true;
    facts.nationalities.known.insert(states.known.begin(), states.known.end());
    facts.nationalities.unknown = facts.nationalities.unknown || states.unknown;
    facts.states.push_back(states);
  }
  facts.requesters = RequestersOf(record, notices);
  return facts;
}

Words FailingKeys(const Rule& permit, const Facts& facts, const Asker& asker, const World& world) {
  Words failing = FailingFacts(permit, facts);
  if (!PermitNames(permit, facts, asker, world)) failing.insert("to");
  if (permit.purposes && !permit.purposes->contains(asker.purpose)) failing.insert("purposes");
  if (permit.allowed_purposes && !permit.allowed_purposes->contains(asker.purpose)) failing.insert("purposes");
  return failing;
}

bool Meets(const Rule& ban, const Facts& facts, const Asker& asker, const World& world) {
  if (!ban.declines.empty()) return false;  // it declines a rule of the floor, and meets no record
  if (ban.purposes && !ban.purposes->contains(asker.purpose)) return false;
  return BanNames(ban, facts, asker, world) && MeetsFacts(ban, facts);
}

bool AsRequester(const Rule& permit, const Facts& facts, const Asker& asker) {
  return permit.to.contains("requester") && facts.requesters.known.contains(asker.country);
}

bool Accepts(const Rule& rule, const Facts& facts, const Asker& originator, const World& world) {
  if (rule.kind == Rule::kForbid) return BanNames(rule, facts, originator, world) && MeetsFacts(rule, facts);
  return PermitNames(rule, facts, originator, world) && FailingFacts(rule, facts).empty();
}

}  // namespace entente::second
