// Random policies and every kind of request about them, for tests that hold an analysis against the decision itself.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/prove.h"
#include "gateway/policy/analyse/specimen.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/sample_record.h"

namespace entente::policy {

// How many worlds a test tries: as many times the usual number as ENTENTE_WORLDS says.
inline int Worlds(int usual) {
  const char* times = std::getenv("ENTENTE_WORLDS");
  return times == nullptr ? usual : usual * std::max(1, std::atoi(times));
}

class RandomWorlds {
 public:
  using Words = std::vector<std::string>;

  explicit RandomWorlds(unsigned seed) : random_(seed) {}

  static const Network& TheNetwork() {
    static const auto& network = *new Network{{"CO", "EC", "NL", "PE", "SX", "US"}, {{"SX", "NL"}}};
    return network;
  }

  size_t Below(size_t bound) { return random_() % bound; }
  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
  const std::string& One(const Words& words) { return words[random_() % words.size()]; }
  std::string List(Words words, size_t most) {
    std::shuffle(words.begin(), words.end(), random_);
    words.resize(1 + random_() % std::min(most, words.size()));
    return absl::StrCat("[", absl::StrJoin(words, ", "), "]");
  }

  // A rule's text but for its id.
  std::string Rule(std::string type = "") {
    if (type.empty()) type = One({"permit", "permit", "permit", "restrict", "forbid"});
    Words head = Conditions(type == "permit" ? 25 : 45);
    head.insert(head.begin(), absl::StrCat("to: ", Chance(50) ? "any" : List(Parties(), 3)));
    if (type == "permit" && Chance(50)) head.push_back("minors: included");
    if (type != "permit" && Chance(50)) head.push_back("purposes: " + List({"a", "b"}, 1));
    return absl::StrCat(type, ": {", absl::StrJoin(head, ", "), "}", Body(type), type == "permit" ? "" : ", why: w");
  }

  std::string Invariant() {
    Words keys = Conditions(20);
    if (Chance(80)) keys.push_back("fields: " + List(FieldSetNames(), 3));
    if (Chance(40)) keys.push_back("to: " + List(Parties(), 2));
    if (Chance(40)) keys.push_back("purposes: " + List({"a", "b", "c"}, 2));
    if (Chance(20)) keys.push_back("minors: included");
    if (keys.empty()) keys.push_back("fields: [victim]");
    return absl::StrCat("never: {", absl::StrJoin(keys, ", "), "}");
  }

  std::string Floor(const Words& invariants = {}) {
    std::string text =
        "kind: NetworkFloor\nversion: 1\nrules:\n  - {id: five-years, restrict: {to: any}, retention: P5Y, why: w}\n"
        "  - {id: article-3, forbid: {to: any, matter: [military]}, why: w}\n"
        "  - {id: requester-hit, permit: {to: requester}, purposes: [a], retention: P1Y, reveal: hit, match: "
        "[identity]}\n";
    return text + InvariantsOf(invariants);
  }

  // `rules` without ids, the last ones in an overlay.
  std::string Policy(const std::string& country, const Words& rules, size_t in_overlay, const Words& invariants,
                     bool declines = false) {
    std::string text = absl::StrCat("kind: CountryPolicy\ncountry: ", country, "\nversion: 1\nrules:\n");
    const size_t outside = rules.size() - std::min(in_overlay, rules.size());
    for (size_t i = 0; i < outside; ++i) absl::StrAppend(&text, "  - {id: r", i, ", ", rules[i], "}\n");
    if (declines) absl::StrAppend(&text, "  - {id: no-hits, forbid: {floor: [requester-hit]}, why: w}\n");
    if (outside + (declines ? 1 : 0) == 0) text.replace(text.size() - 7, 7, "rules: []\n");
    if (outside < rules.size()) {
      absl::StrAppend(&text, "overlays:\n  - id: o\n    valid: {from: 2031-06-01, until: 2031-06-11, zone: UTC}\n",
                      "    at_end: recall\n    rules:\n");
      for (size_t i = outside; i < rules.size(); ++i)
        absl::StrAppend(&text, "      - {id: r", i, ", ", rules[i], "}\n");
    }
    return text + InvariantsOf(invariants);
  }

  static std::string InvariantsOf(const Words& invariants) {
    std::string text = invariants.empty() ? "" : "invariants:\n";
    for (const std::string& invariant : invariants) absl::StrAppend(&text, "  - ", invariant, "\n");
    return text;
  }

  // Any request, with several values of a fact and unknown ones among them.
  RequestClass Request(const std::string& originator) {
    RequestClass request;
    request.originator = originator;
    request.recipient = One({"CO", "EC", "EC/one", "EC/two", "PE", "US", "US/fbi", "NL", "SX", "SX/police"});
    request.purpose = One({"a", "b", "c", "d"});
    request.now = absl::FromUnixSeconds(1937000000) + absl::Hours(24 * Below(60));  // from 2031-05-19 on
    request.kind = One({"notice", "arrest", "arrest", "seizure", "incident", ""});
    if (request.kind == "notice") request.colour = One({"red", "yellow", "blue", ""});
    request.system = One({"", "one", "two", "three"});
    request.offences = Some({"theft", "homicide", "arson", "", "piracy"});
    request.matters = Chance(80) ? Values{"ordinary"} : Some({"ordinary", "military", "racial", ""});
    if (request.matters.empty()) request.matters = {"ordinary"};
    request.operations = Some({"OP-A", "OP-B", "OP-C"});
    request.markings = Some({"secret", "green", "", "amber"});
    for (size_t i = Below(3); i > 0; --i) request.nationalities.push_back(Some({"CO", "EC", "PE", "NL", ""}));
    request.asked = static_cast<RequestClass::Asked>(Below(3));
    return request;
  }

 private:
  static Words Parties() { return {"EC", "EC/one", "PE", "US/fbi", "NL", "SX", "CO", "requester", "nationality"}; }

  Words Conditions(int percent) {
    Words head;
    if (Chance(percent)) head.push_back("records: " + List({"notice", "arrest", "seizure"}, 2));
    if (Chance(percent / 3)) head.push_back("colours: " + List({"red", "yellow", "blue"}, 2));
    if (Chance(percent)) head.push_back("offences: " + List({"theft", "homicide", "arson"}, 2));
    if (Chance(percent / 3)) head.push_back("matter: " + List({"ordinary", "racial", "military"}, 2));
    if (Chance(percent / 2)) head.push_back("operation: " + List({"OP-A", "OP-B"}, 2));
    if (Chance(percent / 2)) head.push_back("nationality: " + List({"CO", "EC"}, 2));
    if (Chance(percent / 2)) head.push_back("markings: " + List({"secret", "green"}, 2));
    if (Chance(percent / 2)) head.push_back("system: " + List({"one", "two"}, 2));
    return head;
  }

  std::string Body(const std::string& type) {
    std::string body;
    if (type == "permit") {
      absl::StrAppend(&body, ", purposes: ", List({"a", "b", "c"}, 3),
                      ", retention: ", One({"P30D", "P1Y", "P3Y", "P9Y"}));
      absl::StrAppend(&body, Chance(25) ? ", reveal: hit, match: " : ", fields: ", List(FieldSetNames(), 8));
      if (Chance(50)) absl::StrAppend(&body, ", caveats: ", List({"x", "y"}, 2));
    }
    if (type == "restrict") {
      if (Chance(50)) absl::StrAppend(&body, ", fields: ", List(FieldSetNames(), 10));
      if (Chance(30)) absl::StrAppend(&body, ", retention: ", One({"P10D", "P1Y"}));
      if (Chance(30)) absl::StrAppend(&body, ", caveats: [z]");
      if (Chance(20)) absl::StrAppend(&body, ", purposes: ", List({"a", "b", "c"}, 2));
    }
    return body;
  }

  Values Some(Words words) {
    std::shuffle(words.begin(), words.end(), random_);
    words.resize(std::min(words.size(), static_cast<size_t>(Chance(50) ? 1 : Below(4))));
    return words;
  }

  std::mt19937 random_;
};

struct Got {
  std::map<std::string, ValueTerm> shown;
  std::set<std::string> matched;
};

// A record of the class with something of every field set, asked for.
inline Got Ask(const PolicySet& policies, const RequestClass& request, bool minor_subjects) {
  Specimen specimen = MakeSpecimen(request, nullptr, false);
  v1::Record& record = specimen.records[0];
  v1::Record sample = SampleRecord();
  sample.clear_subjects();
  record.MergeFrom(sample);
  for (v1::Person& subject : *record.mutable_subjects()) {
    subject.add_names()->add_parts()->set_text("MUESTRA INVENTADA");
    subject.add_contacts()->set_value("+00 000 0000");
    subject.mutable_age_class()->set_common(minor_subjects ? "minor" : "adult");
  }
  const Counterexample example{"", specimen.records, request.recipient, request.purpose, request.now, "", true, ""};
  const Decision decision = Decide(policies, QuestionOf(example));
  Got got;
  if (decision.effect == Effect::kOwn) return got;
  for (ValueTerm& term : TermsByValue(record, decision)) got.shown[term.path] = term;
  for (const Matchable& match : MatchablePaths(record, decision)) got.matched.insert(match.path);
  return got;
}

// What the second got beyond the first, or nothing.
inline std::string More(const Got& before, const Got& after) {
  for (const auto& [path, term] : after.shown) {
    const auto old = before.shown.find(path);
    if (old == before.shown.end()) return absl::StrCat(path, " is shown");
    if (term.until > old->second.until) return absl::StrCat(path, " stays longer");
    if (!std::includes(term.caveats.begin(), term.caveats.end(), old->second.caveats.begin(),
                       old->second.caveats.end())) {
      return absl::StrCat(path, " bears fewer caveats");
    }
  }
  for (const std::string& path : after.matched) {
    if (!before.matched.contains(path)) return absl::StrCat(path, " may be matched");
  }
  return "";
}

}  // namespace entente::policy
