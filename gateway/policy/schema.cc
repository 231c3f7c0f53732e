#include "gateway/policy/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/keys.h"
#include "gateway/policy/parse_header.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/schema_words.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;  // of a JSON object

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) absl::StrAppend(&quoted, c == '"' || c == '\\' ? "\\" : "", std::string(1, c));
  return quoted + "\"";
}

std::string Object(const Members& members) {
  std::vector<std::string> parts;
  for (const auto& [key, json] : members) parts.push_back(absl::StrCat(Quoted(key), ":", json));
  return absl::StrCat("{", absl::StrJoin(parts, ","), "}");
}

std::string Array(const std::vector<std::string>& items) { return absl::StrCat("[", absl::StrJoin(items, ","), "]"); }

std::string Texts(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(Quoted(text));
  return Array(quoted);
}

std::string Ref(std::string_view name) {
  return Object({{"$ref", Quoted(absl::StrCat("#/$defs/", std::string(name)))}});
}
std::string OneOfWords(const std::vector<std::string>& words) { return Object({{"enum", Texts(words)}}); }
std::string Text(std::string_view pattern) { return Object({{"type", "\"string\""}, {"pattern", Quoted(pattern)}}); }
std::string AnyOf(const std::vector<std::string>& schemas) { return Object({{"anyOf", Array(schemas)}}); }

std::string ListOf(const std::string& item, bool may_be_empty = false) {
  Members members = {{"type", "\"array\""}, {"items", item}};
  if (!may_be_empty) members.push_back({"minItems", "1"});
  return Object(members);
}

// One word, or a list of them.
std::string WordsOf(const std::string& word, bool may_be_empty = false) {
  return AnyOf({word, ListOf(word, may_be_empty)});
}

// The keys a reader knows of one part of a file, and no others.
std::string Part(std::string_view part, const KeyList& keys, const std::vector<std::string>& required,
                 const Members& more = {}) {
  Members properties;
  for (const std::string& key : keys) {
    const KeyWords* words = WordsOfKey(part, key);
    if (words == nullptr) continue;
    properties.push_back({key, Object({{"description", Quoted(words->says)},
                                       {"examples", Array({std::string(words->example)})},
                                       {"$ref", Quoted(absl::StrCat("#/$defs/", std::string(words->value)))}})});
  }
  Members members = {{"type", "\"object\""}, {"properties", Object(properties)}, {"additionalProperties", "false"}};
  if (!required.empty()) members.push_back({"required", Texts(required)});
  members.insert(members.end(), more.begin(), more.end());
  return Object(members);
}

// Words of the files' own languages, by the names that schema_words.cc uses.
Members Vocabulary() {
  const std::string word = Object({{"type", "\"string\""}, {"minLength", "1"}});
  const std::string sets = OneOfWords(FieldSetNames());
  return {{"text", word},
          {"texts", WordsOf(word)},
          {"textsOrNone", WordsOf(word, true)},
          {"words", WordsOf(word)},
          {"wordsOrNone", WordsOf(word, true)},
          {"lists", Object({{"type", "\"object\""}, {"additionalProperties", WordsOf(word)}})},
          {"country", Text("^[A-Z0-9]{2,3}$")},
          {"count", AnyOf({Object({{"type", "\"integer\""}, {"minimum", "1"}}), Text("^[1-9][0-9]*$")})},
          {"digest", Text("^sha256:[0-9a-f]{64}$")},
          {"duration", Text("^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+D)?$")},
          {"id", Text("^[A-Za-z0-9_.-]{1,64}$")},
          {"time", Text("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?$")},
          {"hit", OneOfWords({"hit"})},
          {"included", OneOfWords({"included"})},
          {"atEnd", OneOfWords({"recall", "keep"})},
          {"fieldSets", WordsOf(sets)},
          {"fieldSetsOrNone", WordsOf(sets, true)},
          {"kinds", WordsOf(OneOfWords(RecordKinds()))},
          {"colours", WordsOf(OneOfWords(Colours()))},
          {"matters", WordsOf(OneOfWords(Matters()))}};
}

std::string HeadOf(RuleType type, FileKind kind) {
  const KeyList keys = HeadKeys(type, kind);
  if (kind == FileKind::kAcceptance) return Part("head", keys, {"from"});
  if (kind != FileKind::kCountry || type != RuleType::kForbid) return Part("head", keys, {"to"});
  const std::string alone = Object({{"required", Texts({"floor"})}, {"maxProperties", "1"}});
  return Part("head", keys, {}, {{"anyOf", Array({Object({{"required", Texts({"to"})}}), alone})}});
}

// A rule of one type; its head is that type's own.
std::string RuleOf(RuleType type, const char* name, FileKind kind) {
  Members more = {{"title", Quoted(name)}};
  if (type == RuleType::kPermit && kind != FileKind::kAcceptance) {
    const std::string shows = Object({{"required", Texts({"fields"})}});
    more.push_back({"oneOf", Array({shows, Object({{"required", Texts({"reveal", "match"})}})})});
  }
  std::string rule = Part("rule", RuleKeys(type, kind), {"id", name}, more);
  const std::string open = Quoted("#/$defs/head"), own = Quoted(absl::StrCat("#/$defs/", name, "Head"));
  const size_t at = rule.find(open);
  return at == std::string::npos ? rule : rule.replace(at, open.size(), own);
}

std::string PolicySchemaOf(FileKind kind, Members& definitions) {
  std::vector<std::string> rules;
  for (const auto& [type, name] : {std::pair(RuleType::kPermit, "permit"), std::pair(RuleType::kRestrict, "restrict"),
                                   std::pair(RuleType::kForbid, "forbid")}) {
    if (type == RuleType::kRestrict && kind == FileKind::kAcceptance) continue;
    definitions.push_back({absl::StrCat(name, "Head"), HeadOf(type, kind)});
    definitions.push_back({name, RuleOf(type, name, kind)});
    rules.push_back(Ref(name));
  }
  definitions.push_back({"kind", OneOfWords({KindWord(kind)})});
  definitions.push_back({"rules", ListOf(Object({{"oneOf", Array(rules)}}), true)});
  definitions.push_back({"approvals", Part("approvals", ApprovalKeys(), {})});
  definitions.push_back({"defaults", Part("defaults", DefaultKeys(), {})});
  definitions.push_back({"valid", Part("valid", ValidKeys(), ValidKeys())});
  definitions.push_back({"overlays", ListOf(Part("overlay", OverlayKeys(), {"id", "valid", "at_end", "rules"}), true)});
  Members never;
  for (const std::string& key : NeverKeys()) {
    const KeyWords* words = WordsOfKey(key == "fields" ? "rule" : "head", key);
    if (words != nullptr) never.push_back({key, Ref(words->value)});
  }
  const std::string shape = Object({{"type", "\"object\""},
                                    {"properties", Object(never)},
                                    {"additionalProperties", "false"},
                                    {"minProperties", "1"},
                                    {"description", Quoted("The keys of a forbid's head, `fields` and `minors`.")}});
  definitions.push_back({"invariants", ListOf(Object({{"type", "\"object\""},
                                                      {"properties", Object({{"never", shape}})},
                                                      {"additionalProperties", "false"},
                                                      {"required", Texts({"never"})}}),
                                              true)});
  KeyList required = {"kind", "version"};
  if (kind != FileKind::kFloor) required.push_back("country");
  return Part("file", FileKeys(kind), required);
}

std::string TestSchema(Members& definitions) {
  const std::string word = Ref("text");
  const std::string record = Object({{"type", "\"object\""}, {"description", Quoted("Fields as in record.proto.")}});
  const std::string facts = Part("facts", TestFactKeys(), {"records"});
  definitions.push_back({"kind", OneOfWords({"PolicyTest"})});
  definitions.push_back({"records", Object({{"type", "\"object\""}, {"additionalProperties", record}})});
  definitions.push_back({"record", AnyOf({word, record, ListOf(AnyOf({word, record}))})});
  definitions.push_back({"facts", facts});
  definitions.push_back({"factsOrMore", AnyOf({Ref("facts"), ListOf(Ref("facts"))})});
  definitions.push_back({"minor", WordsOf(OneOfWords({"yes", "true", "subject", "victim"}))});
  definitions.push_back({"effect", OneOfWords({"deny", "hit", "release", "own"})});
  definitions.push_back({"expect", Part("expect", ExpectKeys(), {"effect"})});
  definitions.push_back(
      {"values", Object({{"type", "\"object\""}, {"additionalProperties", Part("value", ExpectedValueKeys(), {})}})});
  const std::string one = Object({{"required", Texts({"record"})}}), other = Object({{"required", Texts({"facts"})}});
  definitions.push_back(
      {"tests",
       ListOf(Part("test", TestKeys(), {"name", "to", "purpose", "expect"}, {{"oneOf", Array({one, other})}}), true)});
  return Part("test file", TestFileKeys(), {"kind", "country", "tests"});
}

std::string Pretty(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.c_str());
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  document.Accept(writer);
  return std::string(buffer.GetString()) + "\n";
}

}  // namespace

std::optional<SchemaOf> SchemaNamed(std::string_view name) {
  if (name == "policy") return SchemaOf::kPolicy;
  if (name == "floor") return SchemaOf::kFloor;
  if (name == "acceptance") return SchemaOf::kAcceptance;
  if (name == "test") return SchemaOf::kTest;
  return std::nullopt;
}

std::string JsonSchema(SchemaOf file) {
  static constexpr const char* kTitles[] = {"A country's sharing policy", "The network's floor", "An acceptance policy",
                                            "Tests of a country's policy"};
  static constexpr FileKind kKinds[] = {FileKind::kCountry, FileKind::kFloor, FileKind::kAcceptance};
  Members definitions = Vocabulary();
  const auto at = static_cast<size_t>(file);
  std::string root = file == SchemaOf::kTest ? TestSchema(definitions) : PolicySchemaOf(kKinds[at], definitions);
  root.insert(1, absl::StrCat("\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":",
                              Quoted(kTitles[at]), ","));
  root.insert(root.size() - 1, absl::StrCat(",\"$defs\":", Object(definitions)));
  return Pretty(root);
}

}  // namespace entente::policy
