// The schema for editors says what the readers read: the same keys, each explained, and the same words.
#include "gateway/policy/schema.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/policy/keys.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/policy_test_file.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

using rapidjson::Value;

rapidjson::Document SchemaOfFile(SchemaOf file) {
  rapidjson::Document document;
  document.Parse(JsonSchema(file).c_str());
  EXPECT_FALSE(document.HasParseError());
  return document;
}

std::set<std::string> KeysIn(const Value& part) {
  std::set<std::string> keys;
  for (const auto& member : part["properties"].GetObject()) keys.insert(member.name.GetString());
  EXPECT_FALSE(part["additionalProperties"].GetBool());
  return keys;
}

std::set<std::string> AsSet(const KeyList& keys) { return {keys.begin(), keys.end()}; }

TEST(Schema, HasTheKeysThatAreRead) {
  const auto policy = SchemaOfFile(SchemaOf::kPolicy), floor = SchemaOfFile(SchemaOf::kFloor),
             acceptance = SchemaOfFile(SchemaOf::kAcceptance), test = SchemaOfFile(SchemaOf::kTest);
  EXPECT_EQ(KeysIn(policy), AsSet(FileKeys(FileKind::kCountry)));
  EXPECT_EQ(KeysIn(floor), AsSet(FileKeys(FileKind::kFloor)));
  EXPECT_EQ(KeysIn(acceptance), AsSet(FileKeys(FileKind::kAcceptance)));
  EXPECT_EQ(KeysIn(test), AsSet(TestFileKeys()));
  const std::pair<const char*, RuleType> types[] = {
      {"permit", RuleType::kPermit}, {"restrict", RuleType::kRestrict}, {"forbid", RuleType::kForbid}};
  const std::pair<const Value*, FileKind> files[] = {
      {&policy, FileKind::kCountry}, {&floor, FileKind::kFloor}, {&acceptance, FileKind::kAcceptance}};
  for (const auto& [file, kind] : files) {
    const Value& definitions = (*file)["$defs"];
    for (const auto& [name, type] : types) {
      if (kind == FileKind::kAcceptance && type == RuleType::kRestrict) {
        EXPECT_FALSE(definitions.HasMember(name));
        continue;
      }
      EXPECT_EQ(KeysIn(definitions[name]), AsSet(RuleKeys(type, kind))) << name;
      EXPECT_EQ(KeysIn(definitions[absl::StrCat(name, "Head").c_str()]), AsSet(HeadKeys(type, kind))) << name;
    }
  }
  const Value& parts = policy["$defs"];
  EXPECT_EQ(KeysIn(parts["approvals"]), AsSet(ApprovalKeys()));
  EXPECT_EQ(KeysIn(parts["defaults"]), AsSet(DefaultKeys()));
  EXPECT_EQ(KeysIn(parts["valid"]), AsSet(ValidKeys()));
  EXPECT_EQ(KeysIn(parts["overlays"]["items"]), AsSet(OverlayKeys()));
  EXPECT_EQ(KeysIn(parts["invariants"]["items"]["properties"]["never"]), AsSet(NeverKeys()));
  EXPECT_EQ(KeysIn(test["$defs"]["tests"]["items"]), AsSet(TestKeys()));
  EXPECT_EQ(KeysIn(test["$defs"]["facts"]), AsSet(TestFactKeys()));
  EXPECT_EQ(KeysIn(test["$defs"]["expect"]), AsSet(ExpectKeys()));
  EXPECT_EQ(KeysIn(test["$defs"]["values"]["additionalProperties"]), AsSet(ExpectedValueKeys()));
}

// Every key stands with a sentence and an example, and no reference leads nowhere.
void ExpectWhole(const Value& at, const Value& definitions, const std::string& path) {
  if (at.IsArray()) {
    for (const auto& item : at.GetArray()) ExpectWhole(item, definitions, path);
  }
  if (!at.IsObject()) return;
  if (at.HasMember("$ref") && at["$ref"].IsString()) {
    const std::string name = std::string(at["$ref"].GetString()).substr(8);
    EXPECT_TRUE(definitions.HasMember(name.c_str())) << path << " " << name;
  }
  if (at.HasMember("examples")) {
    EXPECT_GT(std::string(at["description"].GetString()).size(), 5u) << path;
    EXPECT_FALSE(at["examples"].GetArray().Empty()) << path;
  }
  for (const auto& member : at.GetObject()) {
    ExpectWhole(member.value, definitions, absl::StrCat(path, ".", member.name.GetString()));
  }
}

TEST(Schema, IsWhole) {
  for (const SchemaOf file : {SchemaOf::kPolicy, SchemaOf::kFloor, SchemaOf::kAcceptance, SchemaOf::kTest}) {
    const auto schema = SchemaOfFile(file);
    EXPECT_STREQ(schema["$schema"].GetString(), "https://json-schema.org/draft/2020-12/schema");
    ExpectWhole(schema, schema["$defs"], "");
  }
}

TEST(Schema, HasTheWordsOfTheLanguage) {
  const auto policy = SchemaOfFile(SchemaOf::kPolicy);
  const auto words = [&](const char* name) {
    std::vector<std::string> found;
    for (const auto& word : policy["$defs"][name]["anyOf"][0]["enum"].GetArray()) found.push_back(word.GetString());
    return found;
  };
  EXPECT_EQ(words("fieldSets"), FieldSetNames());
  EXPECT_EQ(words("kinds"), RecordKinds());
  EXPECT_EQ(words("colours"), Colours());
  EXPECT_EQ(words("matters"), Matters());
}

// The keys are those that the check itself lets pass: each one is tried, and one more is told.
TEST(Schema, TheCheckKnowsTheSameKeys) {
  const Network network{{"CO", "EC"}, {}};
  const auto told = [&](const std::string& text) {
    std::string all;
    std::vector<Fault> faults;
    (void)Load(network, {"f", "kind: NetworkFloor\nversion: 1\n"}, {{"p", text}}, &faults);
    for (const Fault& fault : faults) absl::StrAppend(&all, fault.message, "\n");
    return all;
  };
  const std::string head = "kind: CountryPolicy\ncountry: CO\nversion: 1\n";
  for (const std::string& key : FileKeys(FileKind::kCountry)) {
    EXPECT_EQ(told(absl::StrCat(key, ": x\n")).find(absl::StrCat("has no key `", key)), std::string::npos) << key;
  }
  EXPECT_NE(told("nothing: x\n").find("has no key `nothing`"), std::string::npos);
  for (const std::string& key : HeadKeys(RuleType::kPermit, FileKind::kCountry)) {
    const std::string found = told(absl::StrCat(head, "rules:\n- {id: a, permit: {", key, ": x}}\n"));
    EXPECT_EQ(found.find("has no key"), std::string::npos) << found;
  }
  for (const std::string& key : NeverKeys()) {
    const std::string found = told(absl::StrCat(head, "invariants:\n- never: {", key, ": x}\n"));
    EXPECT_EQ(found.find("has no key"), std::string::npos) << found;
  }
  EXPECT_NE(told(head + "rules:\n- {id: a, permit: {too: x}}\n").find("has no key `too`"), std::string::npos);
  EXPECT_EQ(SchemaNamed("nothing"), std::nullopt);
}

}  // namespace
}  // namespace entente::policy
