#include "tests/policy/differential/policies.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace entente::differential {

const std::vector<std::string> kCountries = {"CO", "EC", "PE", "NL", "SX", "AW", "XPO", "BE"};
const std::vector<std::string> kSystems = {"migracion", "policia"};
const std::vector<std::string> kOffences = {"theft", "homicide", "human-trafficking", "fraud", "other", "none"};
const std::vector<std::string> kOperations = {"OP-A", "OP-B", "OP-C"};
const std::vector<std::string> kMarkings = {"tlp-green", "tlp-red", "restricted"};
const std::vector<std::string> kPurposes = {"investigation", "border", "protection"};
const std::vector<std::string> kCaveats = {"no-onward-sharing", "not-as-evidence", "ask-first"};
const std::vector<std::string> kFieldSets = {"event",     "identity", "contact",  "biometric", "sensitive",
                                             "victim",    "source",   "official", "associate", "financial",
                                             "narrative", "handling", "carried"};
const std::vector<std::string> kEdges = {
    "2031-03-01T05:00:00Z", "2031-03-11T05:00:00Z",   // Bogotá
    "2031-03-04T23:00:00Z", "2031-04-30T22:00:00Z",   // Amsterdam, whose summer begins in between
    "2031-03-08T00:00:00Z", "2031-03-09T00:00:00Z"};  // UTC

namespace {

const std::vector<std::string> kColours = {"red", "blue", "yellow", "green"};
const std::vector<std::string> kMatters = {"ordinary", "political", "military", "religious", "racial"};
const std::vector<std::string> kRecords = {"notice", "arrest", "seizure", "incident"};
const std::vector<std::string> kStates = {"CO", "EC", "PE", "NL", "SX"};
const std::vector<std::string> kRetentions = {"P30D", "P1M", "P6M", "P1Y", "P1Y1M1D", "P2Y", "P3Y"};
const std::vector<std::string> kOverlays = {"{from: 2031-03-01, until: 2031-03-11, zone: America/Bogota}",
                                            "{from: 2031-03-05, until: 2031-05-01, zone: Europe/Amsterdam}",
                                            "{from: 2031-03-08, until: 2031-03-09, zone: UTC}"};

constexpr char kFileHead[] =
    "groups: {andean: [EC, PE, CO/policia], kingdom: [NL, SX, AW], wide: [BE, CO, EC, NL, PE, SX, XPO]}\n"
    "sets: {grave: [homicide, human-trafficking], small: [theft, fraud]}\n";

std::string List(const std::vector<std::string>& words) { return absl::StrCat("[", absl::StrJoin(words, ", "), "]"); }

std::string RandomTo(Chance& chance, bool floor) {
  const int kind = chance.Below(100);
  if (kind < 44) return "any";
  if (kind < 62 && !floor) return chance.OneOf<std::string>({"andean", "kingdom", "wide", "wide", "[andean, SX]"});
  if (kind < 70) return "requester";
  if (kind < 76) return "nationality";
  std::vector<std::string> to = chance.Some(kCountries, 1, 4);
  if (chance.Percent(25)) to.push_back(chance.OneOf<std::string>({"EC/migracion", "EC/policia", "CO/policia"}));
  if (chance.Percent(8)) to.push_back("requester");
  if (chance.Percent(8)) to.push_back("nationality");
  return List(to);
}

std::string RandomOffences(Chance& chance, bool floor) {
  if (chance.Percent(25)) return "any";
  if (chance.Percent(25) && !floor) return chance.OneOf<std::string>({"grave", "small", "[grave, theft]"});
  return List(chance.Some({"theft", "homicide", "human-trafficking", "fraud"}, 1, 3));
}

// `keys` conditions beside `to`.
std::string RandomHead(Chance& chance, Verb verb, bool floor, int keys) {
  std::vector<std::string> said;
  said.push_back("records: " + List(chance.Some(kRecords, 1, 3)));
  said.push_back("records: " + List(chance.Some(kRecords, 2, 3)));
  said.push_back("system: " + List(chance.Some(kSystems, 1, 2)));
  said.push_back("colours: " + List(chance.Some(kColours, 1, 3)));
  said.push_back("offences: " + RandomOffences(chance, floor));
  said.push_back("matter: " + List(chance.Some(kMatters, 1, 3)));
  said.push_back("operation: " + List(chance.Some(kOperations, 1, 2)));
  said.push_back("nationality: " + List(chance.Some(kStates, 1, 3)));
  said.push_back("markings: " + List(chance.Some(kMarkings, 1, 2)));
  said.push_back("purposes: " + List(chance.Some(kPurposes, 1, 2)));
  if (verb == Verb::kPermit) said.pop_back();
  chance.Shuffle(said);
  std::string head = "to: " + RandomTo(chance, floor);
  std::vector<std::string> used;
  for (const std::string& key : said) {
    const std::string name = key.substr(0, key.find(':'));
    if (static_cast<int>(used.size()) >= keys || std::count(used.begin(), used.end(), name) > 0) continue;
    used.push_back(name);
    absl::StrAppend(&head, ", ", key);
  }
  if (verb == Verb::kPermit && chance.Percent(30)) absl::StrAppend(&head, ", minors: included");
  return head;
}

std::vector<std::string> RandomFields(Chance& chance) {
  if (chance.Percent(10)) return kFieldSets;
  std::vector<std::string> fields = chance.Some(kFieldSets, 1, 6);
  for (const char* usual : {"event", "identity"}) {
    if (chance.Percent(50) && std::count(fields.begin(), fields.end(), usual) == 0) fields.push_back(usual);
  }
  return fields;
}

std::string PermitBody(Chance& chance, bool floor) {
  const bool hit = chance.Percent(floor ? 60 : 25);
  std::string body = absl::StrCat(hit ? "reveal: hit, match: " : "fields: ", List(RandomFields(chance)));
  if (floor || chance.Percent(50)) absl::StrAppend(&body, ", purposes: ", List(chance.Some(kPurposes, 2, 3)));
  if (floor || chance.Percent(60)) absl::StrAppend(&body, ", retention: ", chance.OneOf(kRetentions));
  if (chance.Percent(50)) absl::StrAppend(&body, ", caveats: ", List(chance.Some(kCaveats, 1, 3)));
  return body;
}

std::string RestrictBody(Chance& chance) {
  std::vector<std::string> body;
  if (chance.Percent(50)) {
    std::vector<std::string> fields = chance.Some(kFieldSets, 5, 11);
    if (chance.Percent(15)) fields = chance.Some(kFieldSets, 1, 2);
    body.push_back("fields: " + List(fields));
  }
  if (chance.Percent(20)) body.push_back("purposes: " + List(chance.Some(kPurposes, 2, 2)));
  if (chance.Percent(40)) body.push_back("retention: " + chance.OneOf(kRetentions));
  if (chance.Percent(30) || body.empty()) body.push_back("caveats: " + List(chance.Some(kCaveats, 1, 2)));
  return absl::StrJoin(body, ", ");
}

Verb RandomVerb(Chance& chance) {
  const int verb = chance.Below(100);
  return verb < 74 ? Verb::kPermit : verb < 90 ? Verb::kRestrict : Verb::kForbid;
}

PolicyFile RandomFloor(Chance& chance) {
  PolicyFile floor;
  if (chance.Percent(60)) {
    floor.rules.push_back(
        "{id: article-3, forbid: {to: any, matter: [political, military, religious, racial]}, why: w}");
  }
  if (chance.Percent(60)) floor.rules.push_back("{id: cap, restrict: {to: any}, retention: P2Y, why: w}");
  if (chance.Percent(70)) {
    floor.rules.push_back(
        "{id: floor-hit, permit: {to: requester, records: [arrest]}, reveal: hit, match: [identity], "
        "purposes: [investigation], retention: P1Y}");
  }
  for (int i = chance.Below(3); i > 0; --i) {
    floor.rules.push_back(RandomRule(chance, absl::StrCat("floor-", i), RandomVerb(chance), true));
  }
  return floor;
}

std::vector<std::string> PermitsOf(const PolicyFile& floor) {
  std::vector<std::string> ids;
  for (const std::string& rule : floor.rules) {
    if (rule.find("permit:") != std::string::npos) ids.push_back(rule.substr(5, rule.find(',') - 5));
  }
  return ids;
}

PolicyFile RandomCountry(Chance& chance, const std::string& country, const PolicyFile& floor) {
  PolicyFile file;
  file.country = country;
  file.head = absl::StrCat(kFileHead, "defaults: {purposes: ", List(chance.Some(kPurposes, 2, 3)),
                           ", retention: ", chance.OneOf(kRetentions));
  if (chance.Percent(40)) absl::StrAppend(&file.head, ", caveats: ", List(chance.Some(kCaveats, 1, 2)));
  file.head += "}\n";
  const int rules = 3 + chance.Below(7);
  for (int i = 0; i < rules; ++i) {
    file.rules.push_back(RandomRule(chance, absl::StrCat(country, "-", i), RandomVerb(chance), false));
  }
  const std::vector<std::string> floors = PermitsOf(floor);
  if (!floors.empty() && chance.Percent(15)) {
    file.rules.push_back(
        absl::StrCat("{id: ", country, "-declines, forbid: {floor: ", List(chance.Some(floors, 1, 2)), "}, why: w}"));
  }
  for (int overlay = chance.Below(3); overlay > 0; --overlay) {
    PolicyFile::Overlay& added = file.overlays.emplace_back();
    added.head =
        absl::StrCat("id: ", country, "-o", overlay, "\n    operation: OP-A\n    valid: ", chance.OneOf(kOverlays),
                     "\n    at_end: ", chance.Percent(50) ? "recall" : "keep");
    for (int i = 1 + chance.Below(2); i > 0; --i) {
      added.rules.push_back(
          RandomRule(chance, absl::StrCat(country, "-o", overlay, "-", i), RandomVerb(chance), false));
    }
  }
  return file;
}

}  // namespace

const policy::Network& TheNetwork() {
  static const auto* network =
      new policy::Network{{kCountries.begin(), kCountries.end()}, {{"SX", "NL"}, {"AW", "NL"}}};
  return *network;
}

std::string RandomRule(Chance& chance, const std::string& id, Verb verb, bool floor) {
  switch (verb) {
    case Verb::kPermit:
      return absl::StrCat("{id: ", id, ", permit: {",
                          RandomHead(chance, verb, floor, chance.Below(4) * chance.Below(2)), "}, ",
                          PermitBody(chance, floor), "}");
    case Verb::kRestrict:
      return absl::StrCat("{id: ", id, ", restrict: {", RandomHead(chance, verb, floor, chance.Below(3)), "}, ",
                          RestrictBody(chance), ", why: w}");
    case Verb::kForbid:
      return absl::StrCat("{id: ", id, ", forbid: {", RandomHead(chance, verb, floor, 2 + chance.Below(2)),
                          "}, why: w}");
  }
  return "";
}

std::string PolicyFile::Text() const {
  const char* kind = country.empty() ? "NetworkFloor" : acceptance ? "AcceptancePolicy" : "CountryPolicy";
  std::string text = absl::StrCat("kind: ", kind, "\nversion: 1\n");
  if (!country.empty()) absl::StrAppend(&text, "country: ", country, "\n");
  absl::StrAppend(&text, head);
  if (!rules.empty()) absl::StrAppend(&text, "rules:\n");
  for (const std::string& rule : rules) absl::StrAppend(&text, "  - ", rule, "\n");
  if (!overlays.empty()) absl::StrAppend(&text, "overlays:\n");
  for (const Overlay& overlay : overlays) {
    absl::StrAppend(&text, "  - ", overlay.head, "\n    rules:\n");
    for (const std::string& rule : overlay.rules) absl::StrAppend(&text, "      - ", rule, "\n");
  }
  return text;
}

std::vector<policy::Source> Files::Countries() const {
  std::vector<policy::Source> sources;
  for (const PolicyFile& file : countries) sources.push_back({file.country, file.Text()});
  return sources;
}

PolicyFile RandomAcceptance(Chance& chance) {
  static const std::vector<std::string> kActions = {"arrest", "locate", "identify"};
  PolicyFile file;
  file.country = "BE";
  file.acceptance = true;
  file.head = kFileHead;
  for (int i = 1 + chance.Below(4); i > 0; --i) {
    const bool permit = chance.Percent(80);
    std::string head;
    do {  // an originator stands in no relation; a forbid for all is seldom wanted
      head = RandomHead(chance, Verb::kPermit, false, chance.Below(2) + (permit ? 0 : 2));
    } while (head.find("requester") != std::string::npos || head.find("nationality") != std::string::npos);
    head = "from" + head.substr(2, head.find(", minors") - 2);
    std::string rule = absl::StrCat("{id: a", i, permit ? ", permit: {" : ", forbid: {", head, "}");
    if (permit && chance.Percent(60)) absl::StrAppend(&rule, ", actions: ", List(chance.Some(kActions, 1, 3)));
    file.rules.push_back(rule + (permit ? "}" : ", why: w}"));
  }
  return file;
}

Files RandomFiles(Chance& chance) {
  Files files;
  files.floor = RandomFloor(chance);
  for (const std::string& country : chance.Some({"CO", "EC", "PE", "NL", "XPO", "SX"}, 4, 6)) {
    files.countries.push_back(RandomCountry(chance, country, files.floor));
  }
  return files;
}

}  // namespace entente::differential
