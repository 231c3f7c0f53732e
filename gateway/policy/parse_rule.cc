#include "gateway/policy/parse_rule.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/keys.h"
#include "gateway/policy/suggest.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

constexpr std::pair<const char*, RuleType> kTypes[] = {
    {"permit", RuleType::kPermit}, {"restrict", RuleType::kRestrict}, {"forbid", RuleType::kForbid}};

// Of a rule without a type: the key that was meant to be one, or nothing.
std::string MisspeltType(const Node& rule) {
  for (const Entry& entry : rule.entries) {
    const std::string meant = Suggest(entry.key.text, {"permit", "restrict", "forbid"});
    if (meant.find("did you mean") != std::string::npos) return absl::StrCat("; `", entry.key.text, "` is none", meant);
  }
  return "";
}

// On one line, whatever lines it stood on.
std::string AsWritten(const Node& node) {
  std::vector<std::string> parts;
  for (const Node& item : node.items) parts.push_back(AsWritten(item));
  for (const Entry& entry : node.entries) parts.push_back(absl::StrCat(entry.key.text, ": ", AsWritten(entry.value)));
  if (node.kind == Node::Kind::kList) return absl::StrCat("[", absl::StrJoin(parts, ", "), "]");
  return node.kind == Node::Kind::kMap ? absl::StrCat("{", absl::StrJoin(parts, ", "), "}") : node.text;
}

std::vector<std::string> Keys(const std::map<std::string, NamedList>& lists) {
  std::vector<std::string> keys;
  for (const auto& [name, list] : lists) keys.push_back(name);
  return keys;
}

bool IsCountryCode(std::string_view text) {
  return text.size() >= 2 && text.size() <= 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c); });
}

}  // namespace

void RuleReader::ReadDefaults(const Node& node) {
  if (!reader_.CheckKeys(node, "`defaults`", DefaultKeys())) return;
  if (const Node* purposes = node.Find("purposes")) defaults_.purposes = Purposes(*purposes);
  if (const Node* retention = node.Find("retention")) defaults_.retention = ReadRetention(*retention);
  if (const Node* caveats = node.Find("caveats")) defaults_.caveats = Caveats(*caveats);
}

std::optional<Rule> RuleReader::Read(const Node& node) {
  Rule rule;
  rule.place = PlaceOf(node);
  rule.floor = file_.kind == FileKind::kFloor;
  const Node* head = nullptr;
  int types = 0;
  for (const auto& [name, type] : kTypes) {
    if (const Node* found = node.Find(name)) {
      head = found;
      rule.type = type;
      ++types;
    }
  }
  if (types != 1) {
    reader_.Tell(node, absl::StrCat("a rule has an `id` and exactly one of `permit`, `restrict` and `forbid`",
                                    types == 0 ? MisspeltType(node) : ""));
    return std::nullopt;
  }
  if (acceptance() && rule.type == RuleType::kRestrict) {
    reader_.Tell(node, "an acceptance policy has no `restrict`: it permits or forbids");
    return std::nullopt;
  }
  if (!ReadBody(node, rule)) return std::nullopt;
  if (reader_.CheckKeys(*head, "the head of a rule", HeadKeys(rule.type, file_.kind))) ReadHead(*head, rule);
  if (rule.type == RuleType::kPermit && !acceptance()) CheckPermit(node, rule);
  return rule;
}

std::optional<Invariant> RuleReader::ReadInvariant(const Node& node) {
  if (!reader_.CheckKeys(node, "an invariant", {"never"})) return std::nullopt;
  const Node* never = node.Find("never");
  if (never == nullptr || never->entries.empty()) {
    reader_.Tell(node, "an invariant says what must `never` be");
    return std::nullopt;
  }
  if (!reader_.CheckKeys(*never, "an invariant", NeverKeys())) return std::nullopt;
  Invariant invariant;
  invariant.place = PlaceOf(node);
  invariant.text = absl::StrCat("never: ", AsWritten(*never));
  invariant.shape.type = RuleType::kForbid;
  invariant.shape.to.any = true;  // unless it says otherwise
  ReadConditions(*never, invariant.shape);
  if (const Node* fields = never->Find("fields")) invariant.fields = Fields(*fields, "fields");
  if (const Node* minors = never->Find("minors")) {
    invariant.minors = reader_.Choice(*minors, "minors", {"included"}).contains("included");
  }
  return invariant;
}

bool RuleReader::ReadBody(const Node& node, Rule& rule) {
  reader_.CheckKeys(node, "the rule", RuleKeys(rule.type, file_.kind));
  const Node* id = node.Find("id");
  if (id == nullptr) {
    reader_.Tell(node, "a rule needs an `id`: decisions are told by it");
    return false;
  }
  const std::optional<std::string> word = reader_.Word(*id, "id");
  if (!word) return false;
  rule.id = *word;
  if (!IsRuleId(rule.id))
    reader_.Tell(*id, absl::StrCat("the id `", rule.id, "` must be letters, digits, `-`, `_`, `.`"));
  if (IsReservedId(rule.id)) reader_.Tell(*id, absl::StrCat("the id `", rule.id, "` is the gateway's own word"));
  const bool permit = rule.type == RuleType::kPermit;
  if (permit) {
    rule.retention = defaults_.retention;
    rule.caveats = defaults_.caveats;
  }
  if (const Node* why = node.Find("why")) rule.why = reader_.Word(*why, "why").value_or("");
  if (rule.type == RuleType::kForbid) return true;
  if (const Node* fields = node.Find("fields")) rule.fields = Fields(*fields, "fields");
  if (const Node* match = node.Find("match")) rule.match = Fields(*match, "match");
  if (const Node* purposes = node.Find("purposes")) rule.purposes = Purposes(*purposes);
  if (const Node* retention = node.Find("retention")) rule.retention = ReadRetention(*retention);
  if (const Node* caveats = node.Find("caveats")) rule.caveats = Caveats(*caveats);
  if (const Node* actions = node.Find("actions")) rule.actions = AnyWords(*actions, "actions");
  if (const Node* reveal = node.Find("reveal")) rule.hit = reader_.Choice(*reveal, "reveal", {"hit"}).contains("hit");
  return true;
}

void RuleReader::ReadHead(const Node& head, Rule& rule) {
  ReadConditions(head, rule);
  const char* to = acceptance() ? "from" : "to";
  if (rule.type == RuleType::kForbid && head.Find("floor") != nullptr) return ReadDeclines(head, rule);
  if (head.Find(to) == nullptr) {
    reader_.Tell(head, absl::StrCat("a rule says `", to, "`: whom it is about; `any` is everyone"));
  }
  if (rule.type == RuleType::kPermit && !acceptance() && !rule.purposes && !rule.when_purposes) {
    rule.purposes = defaults_.purposes;
  }
}

void RuleReader::ReadConditions(const Node& head, Rule& rule) {
  for (const Entry& entry : head.entries) ReadWhen(entry, rule);
  if (const Node* parties = head.Find(acceptance() ? "from" : "to")) rule.to = ReadParties(*parties);
}

void RuleReader::ReadWhen(const Entry& entry, Rule& rule) {
  const std::string& key = entry.key.text;
  const Node& value = entry.value;
  if (key == "records") rule.when[kRecords] = reader_.Choice(value, "records", RecordKinds());
  if (key == "colours") rule.when[kColours] = reader_.Choice(value, "colours", Colours());
  if (key == "matter") rule.when[kMatter] = reader_.Choice(value, "matter", Matters());
  if (key == "offences") rule.when[kOffences] = Offences(value);
  if (key == "system") rule.when[kSystem] = AnyWords(value, "system");
  if (key == "operation") rule.when[kOperation] = AnyWords(value, "operation");
  if (key == "markings") rule.when[kMarkings] = AnyWords(value, "markings");
  if (key == "nationality") rule.when[kNationality] = CountryCodes(value);
  if (key == "purposes" && !acceptance()) rule.when_purposes = Purposes(value);
  if (key == "minors" && rule.type == RuleType::kPermit) {
    rule.minors = reader_.Choice(value, "minors", {"included"}).contains("included");
  }
}

void RuleReader::ReadDeclines(const Node& head, Rule& rule) {
  if (head.entries.size() != 1)
    reader_.Tell(head, "`floor` stands alone: it declines a permit of the floor for everyone");
  if (rule.why.empty()) reader_.Tell(rule.place, "declining a permit that every member agreed to needs a `why`");
  for (const Node* word : reader_.Words(*head.Find("floor"), "floor")) {
    std::vector<std::string> permits;
    if (vocabulary_.floor != nullptr) {
      for (const Rule& other : vocabulary_.floor->rules) {
        if (other.type == RuleType::kPermit) permits.push_back(other.id);
      }
    }
    if (std::find(permits.begin(), permits.end(), word->text) == permits.end()) {
      reader_.Tell(*word, absl::StrCat("the floor has no permit `", word->text,
                                       "`, and only its permits can be declined", Suggest(word->text, permits)));
    }
    rule.declines.push_back(word->text);
  }
}

void RuleReader::CheckPermit(const Node& node, const Rule& rule) {
  if (!rule.purposes && !rule.when_purposes)
    reader_.Tell(node, absl::StrCat("the permit `", rule.id, "` lists no `purposes`"));
  if (!rule.retention && node.Find("retention") == nullptr) {
    reader_.Tell(node, absl::StrCat("the permit `", rule.id, "` states no `retention`"));
  }
  const bool fields = node.Find("fields") != nullptr, match = node.Find("match") != nullptr;
  if (rule.hit && (fields || !match)) {
    reader_.Tell(node, absl::StrCat("`", rule.id, "` reveals a hit: it has `match`, and no `fields`"));
  }
  if (!rule.hit && (match || !fields)) {
    reader_.Tell(node, absl::StrCat("the permit `", rule.id, "` has `fields`; `match` belongs to `reveal: hit`"));
  }
}

void RuleReader::AddParty(const Node& word, Parties& to) {
  const std::string& text = word.text;
  const size_t slash = text.find('/');
  const std::string country = text.substr(0, slash);
  if (text == "any") {
    to.any = true;
  } else if (!acceptance() && text == "requester") {
    to.requester = true;
  } else if (!acceptance() && text == "nationality") {
    to.nationality = true;
  } else if (!vocabulary_.network->countries.contains(country)) {
    std::vector<std::string> known = Keys(file_.groups);
    known.insert(known.end(), vocabulary_.network->countries.begin(), vocabulary_.network->countries.end());
    known.push_back("any");
    if (!acceptance()) known.insert(known.end(), {"requester", "nationality"});
    reader_.Tell(word, absl::StrCat("`", text, "` is no participant, group or relation", Suggest(text, known)));
  } else if (slash == std::string::npos) {
    to.countries.insert(text);
  } else if (IsSystemName(std::string_view(text).substr(slash + 1))) {
    to.systems.insert(text);
  } else {
    reader_.Tell(word, absl::StrCat("`", text, "` names no system: letters, digits, `-`, `_` and `.` after the slash"));
  }
}

Parties RuleReader::ReadParties(const Node& node) {
  Parties parties;
  for (const Node* word : reader_.Words(node, acceptance() ? "from" : "to")) {
    const auto group = file_.groups.find(word->text);
    if (group == file_.groups.end()) {
      AddParty(*word, parties);
      continue;
    }
    group->second.used = true;
    for (const std::string& member : group->second.members) {
      (member.find('/') == std::string::npos ? parties.countries : parties.systems).insert(member);
    }
  }
  return parties;
}

std::optional<Names> RuleReader::Offences(const Node& node) {
  if (node.kind == Node::Kind::kScalar && node.text == "any") return std::nullopt;
  Names offences;
  for (const Node* word : reader_.Words(node, "offences")) {
    const auto set = file_.sets.find(word->text);
    if (set != file_.sets.end()) {
      set->second.used = true;
      offences.insert(set->second.members.begin(), set->second.members.end());
    } else if (node.kind == Node::Kind::kScalar) {
      reader_.Tell(*word, absl::StrCat("there is no set `", word->text, "`", Suggest(word->text, Keys(file_.sets)),
                                       "; one offence alone is written as a list"));
    } else if (word->text == "any") {
      reader_.Tell(*word, "`any` stands alone, not in a list");
    } else {
      offences.insert(word->text);
    }
  }
  return offences;
}

Names RuleReader::CountryCodes(const Node& node) {
  Names codes;
  for (const Node* word : reader_.Words(node, "nationality")) {
    const std::string upper = absl::AsciiStrToUpper(word->text);
    if (IsCountryCode(word->text)) {
      codes.insert(word->text);
    } else {
      reader_.Tell(*word, absl::StrCat("`nationality` lists country codes such as `EC`, and `", word->text, "` is none",
                                       IsCountryCode(upper) ? absl::StrCat("; did you mean `", upper, "`?") : ""));
    }
  }
  return codes;
}

Names RuleReader::AnyWords(const Node& node, const char* what) {
  Names words;
  for (const Node* word : reader_.Words(node, what)) words.insert(word->text);
  return words;
}

Names RuleReader::Listed(const Node& node, const char* what, const std::optional<Names>& known) {
  if (!known) return AnyWords(node, what);
  return reader_.Choice(node, what, std::vector<std::string>(known->begin(), known->end()));
}

std::optional<Names> RuleReader::Purposes(const Node& node) {
  const File& lists = vocabulary_.floor != nullptr ? *vocabulary_.floor : file_;
  return Listed(node, "purposes", lists.known_purposes);
}

Names RuleReader::Caveats(const Node& node) {
  if (node.kind == Node::Kind::kList && node.items.empty()) return {};  // "none", in place of the default
  const File& lists = vocabulary_.floor != nullptr ? *vocabulary_.floor : file_;
  std::optional<Names> known = lists.known_caveats;
  if (known) known->insert(kNoOnwardSharing);
  return Listed(node, "caveats", known);
}

std::optional<FieldSets> RuleReader::Fields(const Node& node, const char* what) {
  FieldSets sets = 0;
  for (const Node* word : reader_.Words(node, what)) {
    if (const std::optional<FieldSets> bit = FieldSetBit(word->text)) {
      sets |= *bit;
    } else {
      reader_.Tell(*word, absl::StrCat("`", what, "` knows no field set `", word->text, "`",
                                       Suggest(word->text, FieldSetNames())));
    }
  }
  return sets;
}

std::optional<Retention> RuleReader::ReadRetention(const Node& node) {
  const std::optional<std::string> word = reader_.Word(node, "retention");
  if (!word) return std::nullopt;
  const std::optional<Retention> retention = ParseRetention(*word);
  if (!retention) {
    reader_.Tell(node,
                 absl::StrCat("`", *word, "` is no duration: expected years, months or days such as `P1Y`, `P6M`, ",
                              "`P90D`, more than nothing and at most a hundred years"));
  }
  return retention;
}

}  // namespace entente::policy
