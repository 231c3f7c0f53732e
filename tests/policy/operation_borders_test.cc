// No victim's identity at any border. `entente policy prove` holds it over classes of requests; here the decision
// itself is asked, and the copy is read.
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/policy/sample_record.h"
#include "tests/policy/operation.h"

namespace entente::policy_test {
namespace {

using policy::Decision;
using policy::Effect;

constexpr char kVictim[] = "VICTIMA INVENTADA";

#if defined(__SANITIZE_ADDRESS__)
constexpr size_t kEvery = 5;  // one record in so many: the sanitizers are there for the code, release for the count
#else
constexpr size_t kEvery = 1;
#endif

// A record that names its victim wherever one could be named.
v1::Record WithVictims(bool minor) {
  v1::Record record = policy::SampleRecord();
  record.set_narrative(absl::StrCat("the story of ", kVictim));
  record.mutable_carried(0)->set_text(kVictim);
  record.mutable_witnesses(0)->mutable_names(0)->mutable_parts(0)->set_text(kVictim);   // who complained
  record.mutable_associates(0)->mutable_names(0)->mutable_parts(0)->set_text(kVictim);  // whose telephone it was
  record.mutable_subjects(0)->set_note(kVictim);
  v1::Person& victim = *record.mutable_victims(0)->mutable_person();
  victim.add_contacts()->set_value("+00 000 0002");
  victim.add_media()->set_uri("https://photographs.example/v1");
  record.mutable_victims(0)->add_items()->mutable_document()->set_number("V0000000V");
  if (minor) victim.mutable_age_class()->set_common("minor");
  v1::Header& header = *record.mutable_header();
  header.set_national_id("TEST-1");
  header.add_matters(v1::MATTER_ORDINARY);
  header.mutable_matter_review()->set_reviewer("an invented reviewer");
  return record;
}

std::vector<std::string> ValuesOr(const std::optional<policy::Names>& names, const std::vector<std::string>& others) {
  return names ? std::vector<std::string>(names->begin(), names->end()) : others;
}

void SetKind(const std::string& kind, const std::string& colour, v1::Record& record) {
  if (kind == "arrest") record.mutable_arrest()->add_detentions()->set_subject_id("s1");
  if (kind == "seizure") record.mutable_seizure();
  if (kind == "incident") record.mutable_incident();
  if (kind != "notice") return;
  v1::Colour value = v1::COLOUR_RED;
  v1::Colour_Parse(absl::StrCat("COLOUR_", absl::AsciiStrToUpper(colour)), &value);
  record.mutable_notice()->set_colour(value);
}

// Records that the rule is about: each kind, colour and offence it names, within the operation and outside of it.
std::vector<v1::Record> RecordsFor(const policy::Rule& rule, const std::string& originator) {
  std::vector<v1::Record> records;
  const auto first = [&](policy::Key key) { return rule.when[key] ? *rule.when[key]->begin() : std::string(); };
  for (const std::string& kind : ValuesOr(rule.when[policy::kRecords], {"notice", "arrest", "seizure", "incident"})) {
    const auto colours =
        kind == "notice" ? ValuesOr(rule.when[policy::kColours], {"red", "yellow"}) : std::vector<std::string>{""};
    for (const std::string& colour : colours) {
      for (const std::string& offence : ValuesOr(rule.when[policy::kOffences], {"", "human-trafficking"})) {
        for (const bool in_operation : {false, true}) {
          v1::Record record = WithVictims(in_operation);  // half of the victims are children
          SetKind(kind, colour, record);
          v1::Header& header = *record.mutable_header();
          header.mutable_originator()->set_country(originator);
          header.mutable_originator()->set_system(first(policy::kSystem));
          if (in_operation) header.add_operations("INTERCOPS-SPARTACUS-III");
          if (!first(policy::kMarkings).empty()) header.add_markings()->set_common(first(policy::kMarkings));
          v1::Offence& charged = *record.add_offences();
          charged.mutable_code()->set_common(offence);
          charged.set_charge(kVictim);
          const std::string state = first(policy::kNationality);
          record.mutable_subjects(0)->add_nationalities()->set_common(state.empty() ? "EC" : state);
          records.push_back(std::move(record));
        }
      }
    }
  }
  return records;
}

const std::vector<absl::Time>& Times() {
  static const auto& times = *new std::vector<absl::Time>{
      absl::FromCivil(absl::CivilDay(2031, 5, 2), absl::UTCTimeZone()),
      absl::FromCivil(absl::CivilDay(2031, 6, 5), absl::UTCTimeZone()),
      absl::FromCivil(absl::CivilDay(2031, 7, 5), absl::UTCTimeZone()),
      absl::FromCivil(absl::CivilDay(2031, 8, 5), absl::UTCTimeZone()),
  };
  return times;
}

struct Tally {
  size_t records = 0, decisions = 0, releases = 0, hits = 0, victims = 0;
  std::string first;  // the first place where a victim came through
};

// What of a victim a decision lets anyone see or match; empty: nothing.
std::string VictimIn(const v1::Record& record, const Decision& decision) {
  for (const policy::ValueTerm& term : policy::TermsByValue(record, decision)) {
    if (absl::StartsWith(term.path, "victims")) return term.path;
  }
  for (const policy::Matchable& value : policy::MatchablePaths(record, decision)) {
    if (absl::StartsWith(value.path, "victims")) return value.path;
  }
  const v1::Record copy = policy::Redact(
      record, decision, [](const v1::Link&) { return true; }, 1);
  return absl::StrContains(copy.Utf8DebugString(), kVictim) ? "the copy's text" : "";
}

class AtBorders : public Operation {
 protected:
  // Everything that any rule of any country is about, asked for border control by every bureau and every desk.
  Tally AskAll(const policy::PolicySet& policies) const {
    std::vector<std::string> recipients;
    for (const std::string& country : folder_.network.countries) {
      recipients.push_back(country);
      recipients.push_back(country + "/airport");
    }
    Tally tally;
    for (const std::string& originator : folder_.network.countries) {
      for (const policy::Rule& rule : FileOf(Governing(originator)).rules) {
        for (const v1::Record& record : RecordsFor(rule, originator)) {
          if (tally.records++ % kEvery == 0) Ask(policies, record, recipients, tally);
        }
      }
    }
    return tally;
  }

 private:
  static void Ask(const policy::PolicySet& policies, const v1::Record& record,
                  const std::vector<std::string>& recipients, Tally& tally) {
    policy::Question question;
    question.record = &record;
    question.purpose = "border-control";
    question.explain = false;
    for (const absl::Time now : Times()) {
      question.now = now;
      for (const Decision& decision : policy::DecideForAll(policies, question, recipients)) {
        ++tally.decisions;
        if (decision.effect != Effect::kRelease && decision.effect != Effect::kHit) continue;
        ++(decision.effect == Effect::kRelease ? tally.releases : tally.hits);
        const std::string found = VictimIn(record, decision);
        if (found.empty()) continue;
        ++tally.victims;
        if (tally.first.empty()) tally.first = absl::StrCat(record.header().originator().country(), ": ", found);
      }
    }
  }
};

TEST_F(AtBorders, NoVictimIsSeenOrMatched) {
  const policy::PolicySetPtr policies = LoadWith(folder_.floor);
  ASSERT_NE(policies, nullptr);
  const Tally tally = AskAll(*policies);
  EXPECT_EQ(tally.victims, 0u) << tally.first;
  EXPECT_GT(tally.releases, 10'000u / kEvery);
  EXPECT_GT(tally.hits, 1'000u / kEvery);
  std::cout << tally.decisions << " decisions for border control: " << tally.releases << " releases, " << tally.hits
            << " hits, no victim\n";
}

TEST_F(AtBorders, WithoutTheFloorsRuleSomeWould) {
  policy::Source floor = folder_.floor;
  const size_t before = floor.text.size();
  floor.text = absl::StrReplaceAll(
      floor.text, {{"fields: [event, identity, biometric]", "fields: [event, identity, biometric, victim]"}});
  ASSERT_NE(floor.text.size(), before);
  const policy::PolicySetPtr policies = LoadWith(floor);
  ASSERT_NE(policies, nullptr);
  EXPECT_GT(AskAll(*policies).victims, 0u) << "the test above could not fail";
}

}  // namespace
}  // namespace entente::policy_test
