#include "gateway/policy/test_case.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/policy/record_from_yaml.h"
#include "gateway/policy/suggest.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

// A record of an adult subject, a victim, a thing and a story, so that each field set has something to show.
void FillSample(v1::Record& record) {
  v1::Person& subject = *record.add_subjects();
  subject.set_id("s1");
  subject.add_names()->add_parts()->set_text("MUESTRA INVENTADA");
  subject.add_birth_dates()->set_year(1970);
  subject.add_addresses()->set_locality("Villa Inventada");
  v1::Person& victim = *record.add_victims()->mutable_person();
  victim.set_id("v1");
  victim.add_names()->add_parts()->set_text("VICTIMA INVENTADA");
  victim.add_birth_dates()->set_year(1980);
  v1::Item& item = *record.add_items();
  item.set_id("i1");
  item.mutable_document()->set_number("X0000000Z");
  record.set_narrative("an invented story");
}

class TestFileReader {
 public:
  TestFileReader(const Source& source, std::vector<Fault>& faults) : reader_(source.name, faults) {}

  std::vector<TestCase> Read(const Node& root) {
    if (!reader_.CheckKeys(root, "the file", {"kind", "country", "time", "records", "tests"})) return {};
    if (const Node* kind = root.Find("kind"); kind == nullptr || kind->text != "PolicyTest") {
      reader_.Tell(kind == nullptr ? root : *kind, "the file needs `kind: PolicyTest`");
    }
    if (const Node* country = Need(root, "country")) country_ = reader_.Word(*country, "country").value_or("");
    time_ = root.Find("time");
    records_ = root.Find("records");
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
    if (!reader_.CheckKeys(node, "a test",
                           {"name", "record", "facts", "requester", "to", "purpose", "time", "expect"})) {
      return test;
    }
    test.name = NeedWord(node, "name");
    test.recipient = NeedWord(node, "to");
    test.purpose = NeedWord(node, "purpose");
    if (const Node* requester = node.Find("requester"))
      test.requester = reader_.Word(*requester, "requester").value_or("");
    test.now = ReadTime(node);
    ReadRecord(node, test.record);
    if (const Node* expect = Need(node, "expect")) ReadExpect(*expect, test);
    return test;
  }

  absl::Time ReadTime(const Node& node) {
    const Node* time = node.Find("time") != nullptr ? node.Find("time") : time_;
    absl::Time parsed;
    if (time == nullptr) {
      reader_.Tell(node, "a test freezes the `time`, here or at the head of the file");
    } else if (!absl::ParseTime(absl::RFC3339_full, time->text, &parsed, nullptr)) {
      reader_.Tell(*time, absl::StrCat("`", time->text, "` is no time with a zone: expected `2031-03-10T12:00:00Z`"));
    }
    return parsed;
  }

  void ReadRecord(const Node& node, v1::Record& record) {
    const Node* named = node.Find("record");
    const Node* facts = node.Find("facts");
    if ((named == nullptr) == (facts == nullptr)) return reader_.Tell(node, "a test has either a `record` or `facts`");
    if (facts != nullptr) return ReadFacts(*facts, record);
    const Node* written = named;
    if (named->kind == Node::Kind::kScalar) {
      written = records_ == nullptr ? nullptr : records_->Find(named->text);
      if (written == nullptr) return reader_.Tell(*named, absl::StrCat("`records` has no `", named->text, "`"));
    }
    record = RecordFromYaml(*written, reader_);
    v1::Originator& originator = *record.mutable_header()->mutable_originator();
    if (originator.country().empty()) originator.set_country(country_);
  }

  void ReadFacts(const Node& facts, v1::Record& record) {
    std::vector<std::string> known(kKeyNames.begin(), kKeyNames.end());
    known.insert(known.end(), {"minor", "notice"});
    if (!reader_.CheckKeys(facts, "`facts`", known)) return;
    FillSample(record);
    v1::Header& header = *record.mutable_header();
    header.mutable_originator()->set_country(country_);
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
    if (facts.Find("minor") != nullptr) record.mutable_subjects(0)->mutable_age_class()->set_common("minor");
    if (const Node* notice = facts.Find("notice")) {
      v1::Link& link = *header.add_links();
      link.set_kind(v1::Link::RESULT_OF);
      link.mutable_originator()->set_country("XPO");
      link.set_national_id(notice->text);
    }
  }

  void SetKind(const Node& facts, v1::Record& record) {
    const Node* kind = Need(facts, "records");
    if (kind == nullptr) return;
    const Names kinds = reader_.Choice(*kind, "records", RecordKinds());
    if (kinds.contains("arrest")) record.mutable_arrest()->add_detentions()->set_subject_id("s1");
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

  std::vector<std::string> List(const Node& node, const char* key) {
    std::vector<std::string> words;
    const Node* found = node.Find(key);
    if (found == nullptr || (found->kind == Node::Kind::kList && found->items.empty())) return words;
    for (const Node* word : reader_.Words(*found, key)) words.push_back(word->text);
    return words;
  }

  void ReadExpect(const Node& expect, TestCase& test) {
    if (!reader_.CheckKeys(expect, "`expect`", {"effect", "rule", "shown", "hidden", "until", "caveats"})) return;
    if (const Node* effect = Need(expect, "effect")) {
      const Names chosen = reader_.Choice(*effect, "effect", {"deny", "hit", "release", "own"});
      if (!chosen.empty()) test.effect = *chosen.begin();
    }
    if (expect.Find("rule") != nullptr) test.rule = NeedWord(expect, "rule");
    if (expect.Find("until") != nullptr) test.until = NeedWord(expect, "until");
    if (expect.Find("caveats") != nullptr) {
      test.caveats = List(expect, "caveats");
      std::sort(test.caveats->begin(), test.caveats->end());
    }
    test.shown = List(expect, "shown");
    test.hidden = List(expect, "hidden");
  }

  Reader reader_;
  std::string country_;
  const Node* time_ = nullptr;
  const Node* records_ = nullptr;
};

}  // namespace

std::vector<TestCase> ReadTestFile(const Source& source, std::vector<Fault>& faults) {
  const std::optional<Node> root = ReadYaml(source, faults);
  return root ? TestFileReader(source, faults).Read(*root) : std::vector<TestCase>();
}

}  // namespace entente::policy
