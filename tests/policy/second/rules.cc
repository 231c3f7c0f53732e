#include "tests/policy/second/rules.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "yaml-cpp/yaml.h"

namespace entente::second {
namespace {

// Names that a file gives to lists.
using Lists = std::map<std::string, Words>;

// One word or a list of words.
Words WordsOf(const YAML::Node& node) {
  Words words;
  if (node.IsScalar()) words.insert(node.Scalar());
  for (const YAML::Node& word : node) words.insert(word.Scalar());
  return words;
}

Words WrittenOut(const Words& words, const Lists& lists) {
  Words out;
  for (const std::string& word : words) {
    const auto list = lists.find(word);
    if (list == lists.end()) {
      out.insert(word);
    } else {
      out.insert(list->second.begin(), list->second.end());
    }
  }
  return out;
}

Lists ListsOf(const YAML::Node& node) {
  Lists lists;
  for (const auto& entry : node) lists[entry.first.Scalar()] = WordsOf(entry.second);
  return lists;
}

absl::Time Midnight(const std::string& date, const std::string& zone_name) {
  absl::TimeZone zone;
  absl::LoadTimeZone(zone_name, &zone);
  absl::CivilDay day;
  absl::ParseCivilTime(date, &day);
  return absl::FromCivil(day, zone);
}

// What is left out is an empty list.
YAML::Node ListOf(const YAML::Node& node) { return node.IsDefined() ? node : YAML::Node(YAML::NodeType::Sequence); }

struct File {
  Lists groups, sets;
  YAML::Node defaults;
  bool floor = false;
};

void ReadHead(const YAML::Node& head, const File& file, Rule& rule) {
  const auto optional = [&head](const char* key) -> std::optional<Words> {
    return head[key] ? std::optional<Words>(WordsOf(head[key])) : std::nullopt;
  };
  if (head["to"]) rule.to = WrittenOut(WordsOf(head["to"]), file.groups);
  if (head["from"]) rule.to = WrittenOut(WordsOf(head["from"]), file.groups);
  if (head["floor"]) rule.declines = WordsOf(head["floor"]);
  rule.records = optional("records");
  rule.systems = optional("system");
  rule.colours = optional("colours");
  rule.matters = optional("matter");
  rule.operations = optional("operation");
  rule.nationalities = optional("nationality");
  rule.markings = optional("markings");
  rule.purposes = optional("purposes");
  if (const auto offences = optional("offences")) {
    rule.any_offence = offences->contains("any");
    rule.offences = WrittenOut(*offences, file.sets);
  }
  rule.minors_included = head["minors"].IsDefined();
}

// What a permit leaves out, the file's defaults say.
YAML::Node Beside(const YAML::Node& node, const File& file, const Rule& rule, const char* key) {
  if (node[key] || rule.kind != Rule::kPermit || !file.defaults.IsMap()) return node[key];
  return file.defaults[key];
}

Rule ReadRule(const YAML::Node& node, const File& file) {
  Rule rule;
  rule.id = node["id"].Scalar();
  rule.floor = file.floor;
  rule.kind = node["permit"] ? Rule::kPermit : node["restrict"] ? Rule::kRestrict : Rule::kForbid;
  ReadHead(node["permit"] ? node["permit"] : node["restrict"] ? node["restrict"] : node["forbid"], file, rule);
  if (node["fields"]) rule.fields = WordsOf(node["fields"]);
  if (node["match"]) rule.match = WordsOf(node["match"]);
  if (node["actions"]) rule.actions = WordsOf(node["actions"]);
  rule.hit = node["reveal"].IsDefined();
  if (const YAML::Node purposes = Beside(node, file, rule, "purposes")) rule.allowed_purposes = WordsOf(purposes);
  if (const YAML::Node caveats = Beside(node, file, rule, "caveats")) rule.caveats = WordsOf(caveats);
  if (const YAML::Node retention = Beside(node, file, rule, "retention")) rule.retention = retention.Scalar();
  return rule;
}

std::string DigestOf(const std::string& text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), bytes, &size, EVP_sha256(), nullptr);
  return absl::StrCat("sha256:", absl::BytesToHexString(std::string(reinterpret_cast<const char*>(bytes), size)));
}

}  // namespace

Policy ReadPolicy(const std::string& text) {
  const YAML::Node root = YAML::Load(text);
  File file;
  if (root["groups"]) file.groups = ListsOf(root["groups"]);
  if (root["sets"]) file.sets = ListsOf(root["sets"]);
  if (root["defaults"]) file.defaults = root["defaults"];
  file.floor = root["kind"].Scalar() == "NetworkFloor";
  Policy policy;
  policy.digest = DigestOf(text);
  if (root["country"]) policy.country = root["country"].Scalar();
  for (const YAML::Node& rule : ListOf(root["rules"])) policy.rules.push_back(ReadRule(rule, file));
  for (const YAML::Node& overlay : ListOf(root["overlays"])) {
    const YAML::Node valid = overlay["valid"];
    const std::string zone = valid["zone"].Scalar();
    const Overlay window{Midnight(valid["from"].Scalar(), zone), Midnight(valid["until"].Scalar(), zone),
                         overlay["at_end"].Scalar() == "recall"};
    for (const YAML::Node& node : ListOf(overlay["rules"])) {
      policy.rules.push_back(ReadRule(node, file));
      policy.rules.back().overlay = window;
    }
  }
  return policy;
}

World ReadWorld(const policy::Network& network, const policy::Source& floor,
                const std::vector<policy::Source>& policies) {
  World world;
  world.countries = network.countries;
  world.parents = network.parents;
  world.floor = ReadPolicy(floor.text);
  for (const policy::Source& source : policies) {
    const Policy policy = ReadPolicy(source.text);
    world.policies[policy.country] = policy;
  }
  return world;
}

}  // namespace entente::second
