#include "tests/bench/policy_world.h"

#include <algorithm>

namespace entente::bench {
namespace {

constexpr const char* kKinds[] = {"notice", "arrest", "seizure", "incident"};
constexpr const char* kOffences[] = {"human-trafficking", "migrant-smuggling", "document-fraud", "homicide", "theft",
                                     "robbery",           "drug-trafficking",  "kidnapping"};
constexpr const char* kPurposes[] = {"criminal-investigation", "prosecution", "border-control", "victim-protection"};

}  // namespace

Inventor::Inventor(int countries) {
  for (int i = 0; i < countries; ++i) {
    countries_.push_back(std::string(1, static_cast<char>('A' + i / 26)) + static_cast<char>('A' + i % 26));
  }
}

std::vector<Rule> Inventor::Rules(int count) {
  std::vector<Rule> rules;
  for (int i = 0; i < count; ++i) {
    Rule rule;
    rule.id = "r" + std::to_string(i);
    rule.permit = Below(50) != 0;
    rule.to = Some(countries_, 4);
    rule.records = Some(std::vector<std::string>(std::begin(kKinds), std::end(kKinds)), 2);
    rule.offences = Some(std::vector<std::string>(std::begin(kOffences), std::end(kOffences)), 3);
    rule.purposes = Some(std::vector<std::string>(std::begin(kPurposes), std::end(kPurposes)), 2);
    rules.push_back(std::move(rule));
  }
  return rules;
}

Asked Inventor::Question() {
  return {countries_[Below(countries_.size())], kKinds[Below(4)], kOffences[Below(8)], kPurposes[Below(4)]};
}

std::vector<std::string> Inventor::Some(std::vector<std::string> from, size_t most) {
  std::shuffle(from.begin(), from.end(), random_);
  from.resize(1 + Below(most));
  return from;
}

std::string List(const std::vector<std::string>& words, const char* quote) {
  std::string out = "[";
  for (const std::string& word : words) out += (out.size() > 1 ? ", " : "") + (quote + word) + quote;
  return out + "]";
}

std::string PolicyText(const std::string& country, int version, const std::vector<Rule>& rules) {
  std::string text = "kind: CountryPolicy\ncountry: " + country + "\nversion: " + std::to_string(version) + "\n";
  text += "defaults: {purposes: [criminal-investigation], retention: P1Y}\nrules:\n";
  for (const Rule& rule : rules) {
    text += "  - id: " + rule.id + "\n    " + (rule.permit ? "permit" : "forbid") + ": {to: " + List(rule.to, "") +
            ", records: " + List(rule.records, "") + ", offences: " + List(rule.offences, "");
    text += rule.permit ? "}\n    fields: [identity, event]\n    purposes: " + List(rule.purposes, "") + "\n"
                        : ", purposes: " + List(rule.purposes, "") + "}\n    why: invented\n";
  }
  return text;
}

std::string FloorText() {
  return "kind: NetworkFloor\nversion: 1\n"
         "purposes: [criminal-investigation, prosecution, border-control, victim-protection]\n"
         "rules:\n"
         "  - id: article-3\n"
         "    forbid: {to: any, matter: [political, military, religious, racial]}\n"
         "    why: INTERPOL Constitution, Article 3\n"
         "  - id: five-years\n    restrict: {to: any}\n    retention: P5Y\n    why: no copy outlives five years\n";
}

v1::Record RecordOf(const std::string& country, const Asked& asked) {
  v1::Record record;
  auto* header = record.mutable_header();
  header->mutable_originator()->set_country(country);
  header->set_national_id("X1");
  header->add_matters(v1::MATTER_ORDINARY);
  header->mutable_matter_review()->set_reviewer("invented");
  if (asked.kind == "notice") record.mutable_notice()->set_colour(v1::COLOUR_RED);
  if (asked.kind == "arrest") record.mutable_arrest();
  if (asked.kind == "seizure") record.mutable_seizure();
  if (asked.kind == "incident") record.mutable_incident();
  auto* offence = record.add_offences();
  offence->set_id("o1");
  offence->mutable_code()->set_common(asked.offence);
  return record;
}

}  // namespace entente::bench
