// The table tests: each row of testdata/decisions.yaml is a record with some paths set, a question, and what must come
// out. Rows are named after the rule of the specification that they show.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/record_from_yaml.h"

namespace entente::policy {
namespace {

std::string ReadFile(const std::string& name) {
  std::ifstream in(absl::StrCat(POLICY_TESTDATA, "/", name));
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_TRUE(in.good()) << name;
  return text.str();
}

Node ReadTree(const std::string& name, const std::string& text) {
  std::vector<Fault> faults;
  const std::optional<Node> tree = ReadYaml({name, text}, faults);
  for (const Fault& fault : faults) ADD_FAILURE() << fault.ToString();
  return tree.value_or(Node());
}

// A tree as YAML text again, all in flow style.
std::string Write(const Node& node) {
  std::vector<std::string> parts;
  switch (node.kind) {
    case Node::Kind::kNull:
      return "''";
    case Node::Kind::kScalar:
      return absl::StrCat("'", absl::StrReplaceAll(node.text, {{"'", "''"}}), "'");
    case Node::Kind::kList:
      for (const Node& item : node.items) parts.push_back(Write(item));
      return absl::StrCat("[", absl::StrJoin(parts, ", "), "]");
    case Node::Kind::kMap:
      for (const Entry& entry : node.entries) parts.push_back(absl::StrCat(entry.key.text, ": ", Write(entry.value)));
      return absl::StrCat("{", absl::StrJoin(parts, ", "), "}");
  }
  return "";
}

std::string TextOf(const Node& node, const char* key, std::string otherwise = "") {
  const Node* found = node.Find(key);
  return found == nullptr ? otherwise : found->text;
}

std::vector<std::string> ListOf(const Node& node, const char* key) {
  std::vector<std::string> words;
  const Node* found = node.Find(key);
  if (found == nullptr) return words;
  if (found->kind == Node::Kind::kScalar) words.push_back(found->text);
  for (const Node& item : found->items) words.push_back(item.text);
  return words;
}

Node* Child(Node& node, const std::string& key) {
  for (Entry& entry : node.entries) {
    if (entry.key.text == key) return &entry.value;
  }
  return nullptr;
}

// Sets "offences[0].code.common" in a tree; the value `-` removes what stands there.
void Put(Node& root, const std::string& path, const Node& value) {
  std::vector<std::string> keys =
      absl::StrSplit(absl::StrReplaceAll(path, {{"[", "."}, {"]", ""}}), '.', absl::SkipEmpty());
  Node* node = &root;
  for (size_t i = 0; i < keys.size(); ++i) {
    const bool last = i + 1 == keys.size();
    size_t index = 0;
    if (node->kind == Node::Kind::kList) {
      ASSERT_TRUE(absl::SimpleAtoi(keys[i], &index)) << path;
      ASSERT_LT(index, node->items.size()) << path;
      if (last && value.text == "-") {
        node->items.erase(node->items.begin() + static_cast<std::ptrdiff_t>(index));
        return;
      }
      node = &node->items[index];
      if (last) *node = value;
      continue;
    }
    Node* child = Child(*node, keys[i]);
    if (last && value.text == "-") {
      std::erase_if(node->entries, [&](const Entry& entry) { return entry.key.text == keys[i]; });
      return;
    }
    if (child == nullptr) {
      ASSERT_TRUE(last) << path;
      Node key;
      key.kind = Node::Kind::kScalar;
      key.text = keys[i];
      node->entries.push_back({key, value});
      return;
    }
    node = child;
    if (last) *node = value;
  }
}

absl::Time TimeOf(std::string text) {
  if (text.find('T') == std::string::npos) text += "T12:00:00Z";
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) << text;
  return time;
}

class Table : public testing::Test {
 protected:
  void SetUp() override {
    suite_ = ReadTree("decisions.yaml", ReadFile("decisions.yaml"));
    const Node people = ReadTree("participants.yaml", ReadFile("participants.yaml"));
    for (const std::string& country : ListOf(people, "countries")) network_.countries.insert(country);
    for (const Entry& entry : people.Find("parents")->entries) network_.parents[entry.key.text] = entry.value.text;
    for (const char* country : {"CO", "DO", "EC", "NL", "XPO"}) {
      texts_[country] = ReadFile(absl::StrCat("policies/", country, "/policy.yaml"));
    }
  }

  PolicySetPtr LoadAll(const std::map<std::string, std::string>& texts) {
    std::vector<Source> sources;
    for (const auto& [country, text] : texts) sources.push_back({country, text});
    std::vector<Fault> faults;
    const auto set = Load(network_, {"network.yaml", ReadFile("policies/network.yaml")}, sources, &faults);
    EXPECT_TRUE(set.ok()) << set.status();
    return set.ok() ? *set : nullptr;
  }

  std::map<std::string, std::string> TextsFor(const Node& row) {
    auto texts = texts_;
    if (const Node* add = row.Find("add")) {
      for (const Entry& entry : add->entries) {
        Node tree = ReadTree(entry.key.text, texts[entry.key.text]);
        Node* rules = Child(tree, "rules");
        rules->items.insert(rules->items.end(), entry.value.items.begin(), entry.value.items.end());
        texts[entry.key.text] = Write(tree);
      }
    }
    if (const Node* policy = row.Find("policy")) {
      for (const Entry& entry : policy->entries) {
        texts[entry.key.text] = absl::StrCat("{kind: CountryPolicy, country: ", entry.key.text,
                                             ", version: 1, rules: ", Write(entry.value), "}");
      }
    }
    if (const Node* keep = row.Find("keep")) {
      texts[keep->text] = absl::StrReplaceAll(texts[keep->text], {{"at_end: recall", "at_end: keep"}});
    }
    return texts;
  }

  v1::Record RecordOf(const Node& row, const char* more = nullptr) {
    Node tree = *suite_.Find("records")->Find(TextOf(row, "record"));
    for (const char* edits : {"set", more}) {
      const Node* found = edits == nullptr ? nullptr : row.Find(edits);
      if (found == nullptr) continue;
      for (const Entry& entry : found->entries) Put(tree, entry.key.text, entry.value);
    }
    std::vector<Fault> faults;
    Reader reader("decisions.yaml", faults);
    v1::Record record = RecordFromYaml(tree, reader);
    for (const Fault& fault : faults) ADD_FAILURE() << fault.ToString();
    return record;
  }

  static Question QuestionOf(const Node& row) {
    Question question;
    question.recipient = TextOf(row, "to");
    question.purpose = TextOf(row, "purpose", "criminal-investigation");
    question.now = TimeOf(TextOf(row, "time", "2018-06-05"));
    question.holder = TextOf(row, "holder");
    if (const Node* holding = row.Find("holding")) {
      question.holding.emplace();
      for (const std::string& caveat : ListOf(*holding, "caveats")) question.holding->caveats.insert(caveat);
      question.holding->purpose = TextOf(*holding, "purpose");
    }
    if (const Node* consents = row.Find("consents")) {
      for (const Node& consent : consents->items) {
        question.consents.push_back({TextOf(consent, "record"), TextOf(consent, "recipient"),
                                     TextOf(consent, "purpose"), TimeOf(TextOf(consent, "until"))});
      }
    }
    return question;
  }

  FactsPtr FactsOf(const Node& row, const v1::Record& record, absl::Time now) {
    return ExtractFacts(record, now, [&](const std::string& country, const std::string& id) {
      const Node* notices = row.Find("notices");
      return notices == nullptr ? "" : TextOf(*notices, absl::StrCat(country, "/", id).c_str());
    });
  }

  void RunRow(const Node& row);
  void CheckCopy(const Node& expect, const v1::Record& record, const Decision& decision);

  Node suite_;
  Network network_;
  std::map<std::string, std::string> texts_;
};

constexpr const char* kEffects[] = {"deny", "hit", "release", "own"};

v1::Record CopyOf(const v1::Record& record, const Decision& decision) {
  return Redact(
      record, decision, [](const v1::Link&) { return false; }, 1);
}

std::vector<std::string> IdsOf(const v1::Record& copy) {
  std::vector<std::string> ids;
  for (const auto& line : absl::StrSplit(copy.Utf8DebugString(), '\n')) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.size() == 2 && words[0] == "id:") ids.push_back(absl::StrReplaceAll(words[1], {{"\"", ""}}));
  }
  return ids;
}

void Table::CheckCopy(const Node& expect, const v1::Record& record, const Decision& decision) {
  const v1::Record copy = CopyOf(record, decision);
  const std::string text = copy.Utf8DebugString();
  for (const std::string& shown : ListOf(expect, "shown")) EXPECT_NE(text.find(shown), std::string::npos) << shown;
  for (const std::string& hidden : ListOf(expect, "hidden")) {
    EXPECT_EQ(text.find(hidden), std::string::npos) << hidden << "\n" << text;
  }
  if (expect.Find("ids") != nullptr) {
    EXPECT_EQ(absl::StrJoin(IdsOf(copy), " "), TextOf(expect, "ids"));
  }
  std::set<std::string> paths;
  for (const Matchable& matchable : MatchablePaths(record, decision)) paths.insert(matchable.path);
  if (expect.Find("match") != nullptr) {
    EXPECT_TRUE(paths.contains(TextOf(expect, "match")));
  }
  if (expect.Find("nomatch") != nullptr) {
    EXPECT_FALSE(paths.contains(TextOf(expect, "nomatch")));
  }
}

void Table::RunRow(const Node& row) {
  const PolicySetPtr policies = LoadAll(TextsFor(row));
  ASSERT_NE(policies, nullptr);
  const v1::Record record = RecordOf(row);
  Question question = QuestionOf(row);
  question.record = &record;
  question.facts = FactsOf(row, record, question.now);
  const Decision decision = Decide(*policies, question);
  const Node& expect = *row.Find("expect");
  EXPECT_EQ(kEffects[static_cast<int>(decision.effect)], TextOf(expect, "effect")) << Explain(decision, question);
  if (expect.Find("rule") != nullptr) {
    EXPECT_EQ(decision.rule, TextOf(expect, "rule"));
  }
  if (expect.Find("caveats") != nullptr) {
    EXPECT_EQ(decision.caveats, ListOf(expect, "caveats"));
  }
  if (expect.Find("until") != nullptr) {
    const std::string until = absl::FormatTime("%Y-%m-%dT%H:%M:%S", decision.until, absl::UTCTimeZone());
    EXPECT_TRUE(until.starts_with(TextOf(expect, "until"))) << until;
  }
  if (expect.Find("near") != nullptr) {
    std::set<std::string> near;
    for (const NearMiss& miss : decision.near_misses) near.insert(miss.rule);
    EXPECT_TRUE(near.contains(TextOf(expect, "near")));
  }
  CheckCopy(expect, record, decision);
  if (row.Find("same") == nullptr) return;
  const v1::Record other = RecordOf(row, "same");
  question.record = &other;
  question.facts = FactsOf(row, other, question.now);
  EXPECT_EQ(CopyOf(other, Decide(*policies, question)).SerializeAsString(),
            CopyOf(record, decision).SerializeAsString());
}

TEST_F(Table, EveryDecisionComesOutAsWritten) {
  const Node& rows = *suite_.Find("tests");
  EXPECT_EQ(rows.items.size(), 86u);
  for (const Node& row : rows.items) {
    SCOPED_TRACE(absl::StrCat("decisions.yaml:", row.line, ": ", TextOf(row, "n")));
    RunRow(row);
  }
}

TEST_F(Table, EveryAcceptanceComesOutAsWritten) {
  const Node& acceptance = *suite_.Find("acceptance");
  const auto policy = LoadAcceptance(network_, {"acceptance.yaml", Write(*acceptance.Find("policy"))}, nullptr);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(acceptance.Find("tests")->items.size(), 3u);
  for (const Node& row : acceptance.Find("tests")->items) {
    SCOPED_TRACE(TextOf(row, "n"));
    const Acceptance accepted = Accept(policy->get(), network_, RecordOf(row), "EC", TimeOf("2018-06-05"));
    const Node& expect = *row.Find("expect");
    EXPECT_EQ(accepted.stored, TextOf(expect, "stored") == "True");
    EXPECT_EQ(accepted.actions, ListOf(expect, "actions"));
  }
}

TEST_F(Table, EveryBadFileIsRefused) {
  EXPECT_EQ(suite_.Find("refused")->items.size(), 10u);
  for (const Node& row : suite_.Find("refused")->items) {
    SCOPED_TRACE(TextOf(row, "n"));
    std::vector<Fault> faults;
    const auto set = Load(network_, {"network.yaml", ReadFile("policies/network.yaml")},
                          {{"policy.yaml", TextOf(row, "text")}}, &faults);
    EXPECT_FALSE(set.ok());
    ASSERT_FALSE(faults.empty());
    EXPECT_EQ(faults[0].file, "policy.yaml");
    EXPECT_GT(faults[0].line, 0) << faults[0].ToString();
  }
}

}  // namespace
}  // namespace entente::policy
