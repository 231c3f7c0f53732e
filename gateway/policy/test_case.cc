#include "gateway/policy/test_case.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/policy/keys.h"
#include "gateway/policy/record_from_yaml.h"
#include "gateway/policy/sample_record.h"
#include "gateway/policy/suggest.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

class TestFileReader {
 public:
  TestFileReader(const Source& source, std::vector<Fault>& faults) : reader_(source.name, faults) {}

  std::vector<TestCase> Read(const Node& root) {
    if (!reader_.CheckKeys(root, "the file", TestFileKeys())) return {};
    if (const Node* kind = root.Find("kind"); kind == nullptr || kind->text != "PolicyTest") {
      reader_.Tell(kind == nullptr ? root : *kind,
                   absl::StrCat("the file needs `kind: PolicyTest`",
                                kind == nullptr ? "" : Suggest(kind->text, {"PolicyTest"})));
    }
    if (const Node* country = Need(root, "country")) country_ = reader_.Word(*country, "country").value_or("");
    time_ = root.Find("time");
    records_ = root.Find("records");
    if (const Node* groups = root.Find("groups")) ReadGroups(*groups);
    std::vector<TestCase> tests;
    const Node* list = Need(root, "tests");
    if (list == nullptr) return tests;
    if (list->kind != Node::Kind::kList) reader_.Tell(*list, "`tests` must be a list");
    for (const Node& node : list->items) tests.push_back(ReadTest(node));
    return tests;
  }

 private:
  const Node* Need(const Node& node, const char* key) {
    const Node* found = node.Find(key);
    if (found == nullptr) reader_.Tell(node, absl::StrCat("`", key, "` is missing"));
    return found;
  }

  std::string NeedWord(const Node& node, const char* key) {
    const Node* found = Need(node, key);
    return found == nullptr ? "" : reader_.Word(*found, key).value_or("");
  }

  TestCase ReadTest(const Node& node) {
    TestCase test;
    test.line = node.line;
    if (!reader_.CheckKeys(node, "a test", TestKeys())) {
      return test;
    }
    test.name = NeedWord(node, "name");
    test.owner = country_;
    if (const Node* from = node.Find("from")) test.owner = reader_.Word(*from, "from").value_or("");
    if (const Node* to = Need(node, "to")) test.recipients = ReadRecipients(*to);
    if (const Node* purpose = Need(node, "purpose")) test.purposes = Texts(reader_.Words(*purpose, "purpose"));
    ReadTimes(node, test.times);
    ReadRecords(node, test);
    ReadFacts(node, test);
    if (const Node* expect = Need(node, "expect")) ReadExpect(*expect, test);
    return test;
  }

  // The file's own: a name that went missing in the policy's group must not go missing here too.
  void ReadGroups(const Node& groups) {
    if (groups.kind != Node::Kind::kMap) return reader_.Tell(groups, "`groups` must be names, each with a list");
    for (const Entry& entry : groups.entries) {
      groups_[entry.key.text] = Texts(reader_.Words(entry.value, entry.key.text.c_str()));
    }
  }

  std::vector<std::string> ReadRecipients(const Node& to) {
    std::vector<std::string> recipients;
    for (const Node* word : reader_.Words(to, "to")) {
      const auto group = groups_.find(word->text);
      if (group == groups_.end()) {
        recipients.push_back(word->text);
      } else {
        recipients.insert(recipients.end(), group->second.begin(), group->second.end());
      }
    }
    return recipients;
  }

  void ReadTimes(const Node& node, std::vector<absl::Time>& times) {
    const Node* stated = node.Find("time") != nullptr ? node.Find("time") : time_;
    if (stated == nullptr) return reader_.Tell(node, "a test freezes the `time`, here or at the head of the file");
    for (const Node* time : reader_.Words(*stated, "time")) {
      absl::Time parsed;
      if (!absl::ParseTime(absl::RFC3339_full, time->text, &parsed, nullptr)) {
        reader_.Tell(*time, absl::StrCat("`", time->text, "` is no time with a zone: expected `2031-03-10T12:00:00Z`"));
      }
      times.push_back(parsed);
    }
  }

  void ReadRecords(const Node& node, TestCase& test) {
    const Node* named = node.Find("record");
    const Node* facts = node.Find("facts");
    if ((named == nullptr) == (facts == nullptr)) return reader_.Tell(node, "a test has either a `record` or `facts`");
    const Node* stated = named != nullptr ? named : facts;
    if (stated->kind == Node::Kind::kList && stated->items.empty()) {
      return reader_.Tell(*stated, "a test asks about one record at least");
    }
    const std::vector<Node> alone = {*stated};
    for (const Node& one : stated->kind == Node::Kind::kList ? stated->items : alone) {
      test.records.push_back({named != nullptr ? WrittenRecord(one, test) : MadeRecord(one, test), {}});
    }
  }

  v1::Record WrittenRecord(const Node& node, const TestCase& test) {
    const Node* written = &node;
    if (node.kind == Node::Kind::kScalar) {
      written = records_ == nullptr ? nullptr : records_->Find(node.text);
      if (written == nullptr) {
        reader_.Tell(node, absl::StrCat("`records` has no `", node.text, "`", Suggest(node.text, RecordNames())));
        return {};
      }
    }
    v1::Record record = RecordFromYaml(*written, reader_);
    v1::Originator& originator = *record.mutable_header()->mutable_originator();
    if (originator.country().empty()) originator.set_country(test.owner);
    return record;
  }

  std::vector<std::string> RecordNames() const {
    std::vector<std::string> names;
    for (size_t i = 0; records_ != nullptr && i < records_->entries.size(); ++i) {
      names.push_back(records_->entries[i].key.text);
    }
    return names;
  }

  // What rules read of the records, with `requester` as the bureau that asked for every notice it carried out.
  void ReadFacts(const Node& node, TestCase& test) {
    std::string requester;
    if (const Node* named = node.Find("requester")) requester = reader_.Word(*named, "requester").value_or("");
    const auto asked = [&](const std::string&, const std::string&) { return Requesters(requester); };
    for (AskedRecord& one : test.records) {
      for (const absl::Time time : test.times) one.facts.push_back(ExtractFacts(one.record, time, asked));
    }
  }

  v1::Record MadeRecord(const Node& facts, const TestCase& test) {
    if (!reader_.CheckKeys(facts, "`facts`", TestFactKeys())) return {};
    v1::Record record = SampleRecord();
    v1::Header& header = *record.mutable_header();
    header.mutable_originator()->set_country(test.owner);
    header.set_national_id("TEST-1");
    SetKind(facts, record);
    SetMatter(facts, header);
    for (const std::string& code : List(facts, "offences")) record.add_offences()->mutable_code()->set_common(code);
    for (const std::string& code : List(facts, "markings")) header.add_markings()->set_common(code);
    for (const std::string& name : List(facts, "operation")) header.add_operations(name);
    for (const std::string& code : List(facts, "nationality")) {
      record.mutable_subjects(0)->add_nationalities()->set_common(code);
    }
    for (const std::string& name : List(facts, "system")) header.mutable_originator()->set_system(name);
    if (const Node* minor = facts.Find("minor")) SetMinor(*minor, record);
    if (const Node* notice = facts.Find("notice")) {
      v1::Link& link = *header.add_links();
      link.set_kind(v1::Link::RESULT_OF);
      link.mutable_originator()->set_country("XPO");
      link.set_national_id(notice->text);
    }
    return record;
  }

  void SetMinor(const Node& node, v1::Record& record) {
    const Names who = reader_.Choice(node, "minor", {"yes", "true", "subject", "victim"});
    v1::Person& person =
        who.contains("victim") ? *record.mutable_victims(0)->mutable_person() : *record.mutable_subjects(0);
    person.mutable_age_class()->set_common("minor");
  }

  void SetKind(const Node& facts, v1::Record& record) {
    const Node* kind = Need(facts, "records");
    if (kind == nullptr) return;
    const Names kinds = reader_.Choice(*kind, "records", RecordKinds());
    if (kinds.contains("arrest")) {
      v1::Detention& detention = *record.mutable_arrest()->add_detentions();
      detention.set_subject_id("s1");
      detention.add_condition()->set_common("none");
    }
    if (kinds.contains("seizure")) record.mutable_seizure();
    if (kinds.contains("incident")) record.mutable_incident();
    if (!kinds.contains("notice")) return;
    record.mutable_notice();
    for (const std::string& colour : List(facts, "colours")) {
      v1::Colour value = v1::COLOUR_UNSPECIFIED;
      v1::Colour_Parse("COLOUR_" + absl::AsciiStrToUpper(colour), &value);
      record.mutable_notice()->set_colour(value);
    }
  }

  // Ordinary and assessed, unless it says otherwise; `unknown` is not assessed.
  void SetMatter(const Node& facts, v1::Header& header) {
    std::vector<std::string> matters = List(facts, "matter");
    if (matters.empty()) matters.push_back("ordinary");
    for (const std::string& matter : matters) {
      v1::Matter value = v1::MATTER_UNSPECIFIED;
      v1::Matter_Parse("MATTER_" + absl::AsciiStrToUpper(matter), &value);
      header.add_matters(value);
    }
    header.mutable_matter_review()->set_reviewer("an invented reviewer");
  }

  static std::vector<std::string> Texts(const std::vector<const Node*>& words) {
    std::vector<std::string> texts;
    for (const Node* word : words) texts.push_back(word->text);
    return texts;
  }

  // Here, unlike elsewhere, an empty list is one: nothing is expected.
  std::vector<std::string> List(const Node& node, const char* key) {
    const Node* found = node.Find(key);
    if (found == nullptr || (found->kind == Node::Kind::kList && found->items.empty())) return {};
    return Texts(reader_.Words(*found, key));
  }

  void ReadExpect(const Node& expect, TestCase& test) {
    if (!reader_.CheckKeys(expect, "`expect`", ExpectKeys())) return;
    if (const Node* effect = Need(expect, "effect")) {
      const Names chosen = reader_.Choice(*effect, "effect", {"deny", "hit", "release", "own"});
      if (!chosen.empty()) test.effect = *chosen.begin();
    }
    if (expect.Find("rule") != nullptr) test.rule = NeedWord(expect, "rule");
    if (expect.Find("until") != nullptr) test.until = NeedWord(expect, "until");
    test.caveats = ReadCaveats(expect);
    if (const Node* values = expect.Find("values")) ReadValues(*values, test.values);
    test.shown = List(expect, "shown");
    test.hidden = List(expect, "hidden");
    test.fields = ReadFieldSets(expect, "fields");
    test.match = ReadFieldSets(expect, "match");
  }

  std::optional<std::vector<std::string>> ReadCaveats(const Node& node) {
    if (node.Find("caveats") == nullptr) return std::nullopt;
    std::vector<std::string> caveats = List(node, "caveats");
    std::sort(caveats.begin(), caveats.end());
    return caveats;
  }

  void ReadValues(const Node& values, std::vector<ExpectedValue>& expected) {
    if (values.kind != Node::Kind::kMap) return reader_.Tell(values, "`values` must be paths, each with its terms");
    for (const Entry& entry : values.entries) {
      ExpectedValue value{entry.key.text, std::nullopt, std::nullopt};
      if (!reader_.CheckKeys(entry.value, "a value", ExpectedValueKeys())) continue;
      if (entry.value.Find("until") != nullptr) value.until = NeedWord(entry.value, "until");
      value.caveats = ReadCaveats(entry.value);
      expected.push_back(std::move(value));
    }
  }

  std::optional<FieldSets> ReadFieldSets(const Node& expect, const char* key) {
    const Node* node = expect.Find(key);
    if (node == nullptr) return std::nullopt;
    FieldSets sets = 0;
    if (node->kind == Node::Kind::kList && node->items.empty()) return sets;  // nothing at all
    for (const std::string& name : reader_.Choice(*node, key, FieldSetNames())) sets |= *FieldSetBit(name);
    return sets;
  }

  Reader reader_;
  std::string country_;
  const Node* time_ = nullptr;
  const Node* records_ = nullptr;
  std::map<std::string, std::vector<std::string>> groups_;
};

}  // namespace

std::vector<TestCase> ReadTestFile(const Source& source, std::vector<Fault>& faults) {
  const std::optional<Node> root = ReadYaml(source, faults);
  return root ? TestFileReader(source, faults).Read(*root) : std::vector<TestCase>();
}

}  // namespace entente::policy
