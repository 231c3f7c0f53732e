// Every class of requests that the rules of a small world tell apart, asked of both evaluators. A build with sanitizers
// asks every seventeenth.
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>

#include "absl/strings/str_cat.h"
#include "tests/policy/differential/compare.h"
#include "tests/policy/differential/settings.h"

namespace entente::differential {
namespace {

#ifdef NDEBUG
constexpr int kEvery = 1;
#else
constexpr int kEvery = 17;
#endif

// Every key, relation and verb at least once.
Files SmallWorld() {
  Files files;
  files.floor.rules = {"{id: article-3, forbid: {to: any, matter: [political, military, religious, racial]}, why: w}",
                       "{id: cap, restrict: {to: any}, retention: P2Y, why: w}",
                       "{id: floor-hit, permit: {to: requester, records: [arrest]}, reveal: hit, match: [identity], "
                       "purposes: [investigation], retention: P1Y}"};
  PolicyFile& co = files.countries.emplace_back();
  co.country = "CO";
  co.head =
      "groups: {andean: [EC, PE/policia]}\nsets: {grave: [homicide, human-trafficking]}\n"
      "defaults: {purposes: [investigation, border], retention: P1Y}\n";
  co.rules = {
      "{id: people, permit: {to: andean, records: [arrest, notice]}, fields: [identity, event], caveats: "
      "[not-as-evidence]}",
      "{id: grave, permit: {to: any, offences: grave, minors: included}, fields: [identity, event, victim], retention: "
      "P3Y}",
      "{id: any-hit, permit: {to: any, offences: any}, reveal: hit, match: [identity, event]}",
      "{id: home, permit: {to: nationality, markings: [tlp-green]}, fields: [identity, contact]}",
      "{id: operation, permit: {to: [NL], operation: [OP-A]}, fields: [event]}",
      "{id: less, restrict: {to: [PE, NL], purposes: [border]}, fields: [event, victim], caveats: [ask-first], why: w}",
      "{id: theft, forbid: {to: [EC/migracion, NL], offences: [theft]}, why: w}",
      "{id: marked, forbid: {to: any, markings: [tlp-red], records: [seizure]}, why: w}"};
  co.overlays.push_back(
      {"id: o\n    operation: OP-A\n    valid: {from: 2031-03-08, until: 2031-03-09, zone: UTC}\n"
       "    at_end: recall",
       {"{id: day, permit: {to: [SX], colours: [red]}, fields: [identity, narrative]}",
        "{id: own-people, forbid: {to: nationality, nationality: [EC]}, why: w}"}});
  return files;
}

using Change = std::function<void(v1::Record&)>;

v1::Record Plain() {
  v1::Record record;
  record.mutable_header()->mutable_originator()->set_country("CO");
  record.mutable_header()->set_national_id("R1");
  record.mutable_header()->mutable_event_time()->set_year(2031);
  v1::Person& subject = *record.add_subjects();
  subject.set_id("s1");
  subject.add_names()->add_parts()->set_text("MUESTRA");
  subject.add_contacts()->set_value("phone");
  v1::Victim& victim = *record.add_victims();
  victim.mutable_person()->mutable_age_class()->set_common("adult");
  victim.add_injuries()->set_text("injury");
  record.set_narrative("story");
  return record;
}

// The classes of each fact.
const std::vector<std::vector<Change>>& Dimensions() {
  const auto offence = [](const char* common) {
    return [common](v1::Record& record) { record.add_offences()->mutable_code()->set_common(common); };
  };
  const auto assessed = [](v1::Matter matter) {
    return [matter](v1::Record& record) {
      record.mutable_header()->add_matters(matter);
      record.mutable_header()->mutable_matter_review()->set_reviewer("reviewer");
    };
  };
  const auto state = [](const char* common) {
    return [common](v1::Record& record) { record.mutable_subjects(0)->add_nationalities()->set_common(common); };
  };
  const auto marking = [](const char* common) {
    return [common](v1::Record& record) { record.mutable_header()->add_markings()->set_common(common); };
  };
  const auto age = [](const char* common) {
    return [common](v1::Record& record) { record.mutable_subjects(0)->mutable_age_class()->set_common(common); };
  };
  const Change nothing = [](v1::Record&) {};
  static const auto& dimensions = *new std::vector<std::vector<Change>>{
      {[](v1::Record& record) { record.mutable_notice()->set_colour(v1::COLOUR_RED); },
       [](v1::Record& record) { record.mutable_notice(); },
       [](v1::Record& record) { record.mutable_arrest()->add_detentions()->set_subject_id("s1"); },
       [](v1::Record& record) { record.mutable_seizure(); }, nothing},
      {nothing, offence("theft"), offence("homicide"), offence("other"), offence("")},
      {assessed(v1::MATTER_ORDINARY), assessed(v1::MATTER_RACIAL), nothing},
      {nothing, state("EC"), state("NL"), state("unknown")},
      {nothing, marking("tlp-red"), marking("tlp-green"), marking("")},
      {nothing, [](v1::Record& record) { record.mutable_header()->add_operations("OP-A"); }},
      {age("adult"), age("minor")},
      {nothing, [](v1::Record& record) { record.mutable_header()->add_links()->set_kind(v1::Link::RESULT_OF); }}};
  return dimensions;
}

v1::Record RecordOf(int64_t number) {
  v1::Record record = Plain();
  for (const std::vector<Change>& classes : Dimensions()) {
    classes[static_cast<size_t>(number) % classes.size()](record);
    number /= static_cast<int64_t>(classes.size());
  }
  return record;
}

std::vector<Moment> Moments() {
  std::vector<Moment> moments;
  for (const char* text : {"2031-03-07T23:59:59Z", "2031-03-08T00:00:00Z"}) {
    Moment moment;
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &moment.now, nullptr));
    moment.notices[{"", ""}] = policy::Requesters("PE");
    moments.push_back(moment);
  }
  return moments;
}

TEST(Exhaustive, BothEvaluatorsAnswerTheSameInEveryClass) {
  const Files files = SmallWorld();
  const Both both(files);
  ASSERT_NE(both.compiled, nullptr) << both.fault;
  int64_t records = 1, asked = 0;
  for (const auto& classes : Dimensions()) records *= static_cast<int64_t>(classes.size());
  std::map<std::string, int64_t> told;
  for (int64_t number = Seed() % kEvery; number < records; number += kEvery) {
    const v1::Record record = RecordOf(number);
    for (const Moment& moment : Moments()) {
      const BothRead read(record, moment);
      for (const char* recipient : {"EC", "EC/migracion", "PE", "PE/policia", "NL", "SX", "BE", "CO"}) {
        for (const char* purpose : {"investigation", "border", "protection"}) {
          Asked question;
          question.moment = moment;
          question.question.recipient = recipient;
          question.question.purpose = purpose;
          question.question.now = moment.now;
          const Outcome outcome = Compare(both, record, read, question);
          ASSERT_EQ(outcome.difference, "") << Report(files, record, question);
          ++told[outcome.compiled.rule];
          ++asked;
        }
      }
    }
  }
  for (const auto& [rule, count] : told) std::printf("%-20s %8lld\n", rule.c_str(), static_cast<long long>(count));
  std::printf("%-20s %8lld\n", "classes", static_cast<long long>(asked));
  EXPECT_GE(told.size(), 13u) << "a rule that never decides is not compared";
}

}  // namespace
}  // namespace entente::differential
