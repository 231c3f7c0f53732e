// Laws that hold for every policy, tried on random ones with a fixed seed: the order of rules means nothing, a rule
// said twice changes nothing, an added permit takes nothing away, an added forbid or restrict gives nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/policy.h"

namespace entente::policy {
namespace {

constexpr int kWorlds = 1000;
const Network kNetwork{{"CO", "DO", "EC", "NL", "PE", "SX", "US"}, {{"SX", "NL"}}};
constexpr char kFloor[] =
    "kind: NetworkFloor\nversion: 1\nrules:\n  - {id: five-years, restrict: {to: any}, retention: P5Y, why: w}\n"
    "  - {id: article-3, forbid: {to: any, matter: [military]}, why: w}\n"
    "  - {id: requester-hit, permit: {to: requester}, purposes: [a], retention: P1Y, reveal: hit, match: [identity]}\n";

using Words = std::vector<std::string>;

class Worlds {
 public:
  explicit Worlds(unsigned seed) : random_(seed) {}

  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
  const std::string& One(const Words& words) { return words[random_() % words.size()]; }
  Words Some(Words words, size_t most) {
    std::shuffle(words.begin(), words.end(), random_);
    words.resize(1 + random_() % std::min(most, words.size()));
    return words;
  }
  template <typename T>
  void Shuffle(std::vector<T>& items) {
    std::shuffle(items.begin(), items.end(), random_);
  }

  // A rule's text but for its id.
  std::string Rule(std::string type = "") {
    if (type.empty()) type = One({"permit", "permit", "permit", "permit", "restrict", "forbid"});
    const bool permit = type == "permit";
    Words head = {"to: " +
                  (Chance(50) ? "any" : List({"EC", "PE", "US/fbi", "NL", "SX", "requester", "nationality"}, 3))};
    const int tight = permit ? 25 : 50;
    if (Chance(tight)) head.push_back("records: " + List({"notice", "arrest", "seizure"}, 2));
    if (Chance(tight)) head.push_back("offences: " + List({"theft", "homicide"}, 2));
    if (Chance(tight / 2)) head.push_back("operation: " + List({"OP-A", "OP-B"}, 2));
    if (Chance(tight / 2)) head.push_back("nationality: " + List({"CO", "EC"}, 2));
    if (Chance(tight / 2)) head.push_back("markings: " + List({"secret", "green"}, 2));
    if (Chance(tight / 2)) head.push_back("system: " + List({"one", "two"}, 2));
    if (permit && Chance(50)) head.push_back("minors: included");
    if (!permit && Chance(50)) head.push_back("purposes: " + List({"a", "b"}, 1));
    return absl::StrCat(type, ": {", absl::StrJoin(head, ", "), "}", Body(type));
  }

  v1::Record Record() {
    v1::Record record;
    v1::Header& header = *record.mutable_header();
    header.mutable_originator()->set_country("CO");
    if (Chance(70)) header.mutable_originator()->set_system(One({"one", "two", "three"}));
    header.set_national_id("R1");
    header.mutable_event_time()->set_year(2018);
    if (Chance(90)) header.mutable_matter_review()->set_reviewer("r");
    header.add_matters(Chance(90) ? v1::MATTER_ORDINARY : v1::MATTER_MILITARY);
    if (Chance(40)) header.add_operations(One({"OP-A", "OP-B", "OP-C"}));
    if (Chance(40)) header.add_markings()->set_common(One({"secret", "green", ""}));
    v1::Link& link = *header.add_links();
    link.set_kind(v1::Link::RESULT_OF);
    link.mutable_originator()->set_country(One({"XPO", "PE", "EC"}));
    if (Chance(60))
      record.mutable_arrest()->add_detentions()->set_subject_id("s0");
    else if (Chance(50))
      record.mutable_seizure()->mutable_route();
    else
      record.mutable_notice()->set_colour(Chance(50) ? v1::COLOUR_RED : v1::COLOUR_YELLOW);
    for (int i = 0; i < static_cast<int>(random_() % 3); ++i) {
      record.add_offences()->mutable_code()->set_common(One({"theft", "homicide", "arson", ""}));
    }
    AddPeople(record);
    record.add_media()->set_uri("picture");
    record.set_narrative("story");
    v1::Item& item = *record.add_items();
    item.set_id("i1");
    item.mutable_document()->set_number("X0000000Z");
    return record;
  }

 private:
  std::string List(Words words, size_t most) {
    return absl::StrCat("[", absl::StrJoin(Some(std::move(words), most), ", "), "]");
  }

  std::string Body(const std::string& type) {
    std::string body;
    if (type == "permit") {
      absl::StrAppend(&body, ", purposes: ", List({"a", "b", "c"}, 3),
                      ", retention: ", One({"P30D", "P1Y", "P3Y", "P9Y"}));
      absl::StrAppend(&body, Chance(25) ? ", reveal: hit, match: " : ", fields: ", List(FieldSetNames(), 13));
      if (Chance(50)) absl::StrAppend(&body, ", caveats: ", List({"x", "y"}, 2));
    }
    if (type == "restrict") {
      if (Chance(50)) absl::StrAppend(&body, ", fields: ", List(FieldSetNames(), 13));
      if (Chance(30)) absl::StrAppend(&body, ", retention: ", One({"P10D", "P1Y"}));
      if (Chance(30)) absl::StrAppend(&body, ", caveats: [z]");
      if (Chance(20)) absl::StrAppend(&body, ", purposes: ", List({"a", "b", "c"}, 2));
    }
    return body;
  }

  void AddPeople(v1::Record& record) {
    for (int i = 0; i < static_cast<int>(random_() % 3); ++i) {
      v1::Person& subject = *record.add_subjects();
      subject.set_id(absl::StrCat("s", i));
      subject.add_names()->add_parts()->set_text("MUESTRA");
      if (Chance(70)) subject.add_birth_dates()->set_year(Chance(50) ? 1970 : 2005);
      if (Chance(70)) subject.add_nationalities()->set_common(One({"CO", "EC", "PE", ""}));
      subject.add_addresses()->set_locality("Villa Inventada");
      if (Chance(50)) subject.add_relations()->set_to_id("i1");
    }
    if (Chance(50)) return;
    v1::Person& victim = *record.add_victims()->mutable_person();
    victim.add_names()->add_parts()->set_text("VICTIMA");
    if (Chance(70)) victim.add_birth_dates()->set_year(Chance(50) ? 1980 : 2010);
  }

  std::mt19937 random_;
};

// What a decision gives: each value shown, with its end and caveats, and each that may be matched.
struct Given {
  std::map<std::string, ValueTerm> shown;
  std::set<std::string> matched;
  std::string rule;
  std::string bytes;
};

class Laws : public testing::Test {
 protected:
  Given Ask(const Words& rules, const std::string& overlay) {
    std::string text = "kind: CountryPolicy\ncountry: CO\nversion: 1\nrules:\n";
    for (const std::string& rule : rules) absl::StrAppend(&text, "  - {", rule, "}\n");
    text += overlay;
    const auto set = Load(kNetwork, {"network.yaml", kFloor}, {{"p", text}}, nullptr);
    EXPECT_TRUE(set.ok()) << set.status() << text;
    if (!set.ok()) return {};
    const Decision decision = Decide(**set, question_);
    Given given;
    given.rule = decision.rule;
    for (ValueTerm& term : TermsByValue(record_, decision)) given.shown[term.path] = term;
    for (const Matchable& matchable : MatchablePaths(record_, decision)) given.matched.insert(matchable.path);
    given.bytes = Redact(
                      record_, decision, [](const v1::Link&) { return false; }, 1)
                      .SerializeAsString();
    return given;
  }

  void NewWorld(Worlds& worlds) {
    record_ = worlds.Record();
    question_ = Question();
    question_.record = &record_;
    question_.recipient = worlds.One({"EC", "PE", "US/fbi", "US", "SX", "NL", "DO"});
    question_.purpose = worlds.One({"a", "b", "c"});
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2018-06-05T12:00:00Z", &question_.now, nullptr));
    if (worlds.Chance(20)) {
      question_.holder = "PE";
      if (worlds.Chance(80)) question_.holding.emplace();
    }
    const std::string notice_for = worlds.One({"", "EC", "DO"});
    question_.facts =
        ExtractFacts(record_, question_.now, [&](const std::string&, const std::string&) { return notice_for; });
  }

  static void ExpectSame(const Given& a, const Given& b) {
    EXPECT_EQ(a.bytes, b.bytes);
    EXPECT_EQ(a.matched, b.matched);
    ExpectNoMore(a, b);
    ExpectNoMore(b, a);
  }

  // `less` gives nothing that `more` does not, no longer and with no fewer caveats.
  static void ExpectNoMore(const Given& less, const Given& more) {
    for (const auto& [path, term] : less.shown) {
      const auto other = more.shown.find(path);
      ASSERT_NE(other, more.shown.end()) << path;
      EXPECT_LE(term.until, other->second.until) << path;
    }
    EXPECT_TRUE(std::includes(more.matched.begin(), more.matched.end(), less.matched.begin(), less.matched.end()));
  }

  v1::Record record_;
  Question question_;
};

std::string WithId(const std::string& id, const std::string& rule) { return absl::StrCat("id: ", id, ", ", rule); }

TEST_F(Laws, HoldForRandomPolicies) {
  Worlds worlds(20180605);
  int released = 0;
  for (int world = 0; world < kWorlds && !HasFailure(); ++world) {
    SCOPED_TRACE(absl::StrCat("world ", world));
    NewWorld(worlds);
    Words rules;
    for (int i = 0; i < 6; ++i) rules.push_back(WithId(absl::StrCat("r", i), worlds.Rule()));
    std::string overlay;
    if (worlds.Chance(40)) {
      overlay = absl::StrCat(
          "overlays:\n  - {id: o, valid: {from: 2018-06-01, until: ", worlds.One({"2018-06-04", "2018-06-20"}),
          ", zone: America/Bogota}, at_end: ", worlds.One({"recall", "keep"}), ", rules: [{",
          WithId("o1", worlds.Rule()), "}]}\n");
    }
    const Given given = Ask(rules, overlay);
    released += given.shown.empty() ? 0 : 1;

    Words shuffled = rules;
    worlds.Shuffle(shuffled);
    const Given other_order = Ask(shuffled, overlay);
    ExpectSame(given, other_order);
    EXPECT_EQ(given.rule, other_order.rule);

    Words twice = rules;
    for (const std::string& rule : rules) twice.push_back("id: x" + rule.substr(4));
    ExpectSame(given, Ask(twice, overlay));

    Words permitted = rules;
    permitted.push_back(WithId("extra", worlds.Rule("permit")));
    const Given more = Ask(permitted, overlay);
    ExpectNoMore(given, more);
    for (const auto& [path, term] : given.shown) {  // rule 5: nor does it add a caveat
      const Words& now = more.shown.at(path).caveats;
      EXPECT_TRUE(std::includes(term.caveats.begin(), term.caveats.end(), now.begin(), now.end())) << path;
    }

    for (const char* type : {"forbid", "restrict"}) {
      Words narrowed = rules;
      narrowed.push_back(WithId("extra", worlds.Rule(type)));
      ExpectNoMore(Ask(narrowed, overlay), given);
    }
  }
  EXPECT_GT(released, kWorlds / 10);
}

}  // namespace
}  // namespace entente::policy
