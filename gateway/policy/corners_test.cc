// Corners of the specification in which a second evaluator read it otherwise. Each is decided here, for the narrower.
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "gateway/policy/policy.h"

namespace entente::policy {
namespace {

const Network kKingdom{{"CO", "DO", "EC", "NL", "SX", "XPO"}, {{"SX", "NL"}}};
constexpr char kBareFloor[] = "kind: NetworkFloor\nversion: 1\n";
constexpr char kAllFields[] =
    "fields: [event, identity, victim, source, official, associate, biometric], purposes: [p], retention: P1Y}\n";

absl::Time Noon() { return absl::FromUnixSeconds(1938513600); }  // in June 2031

struct Corner {
  v1::Record record;
  std::map<std::string, std::string> rules = {};  // by country
  std::string recipient = "EC";
  std::string floor_rules = "";
  Requesters notice_for = {};
};

Decision Ask(const Corner& corner) {
  std::vector<Source> sources;
  for (const auto& [country, rules] : corner.rules) {
    sources.push_back(
        {country, absl::StrCat("kind: CountryPolicy\ncountry: ", country, "\nversion: 1\nrules:\n", rules)});
  }
  const std::string floor_rules = corner.floor_rules.empty() ? "" : "rules:\n" + corner.floor_rules;
  const auto set = Load(kKingdom, {"network.yaml", absl::StrCat(kBareFloor, floor_rules)}, sources, nullptr);
  EXPECT_TRUE(set.ok()) << set.status();
  Question question;
  question.record = &corner.record;
  question.recipient = corner.recipient;
  question.purpose = "p";
  question.now = Noon();
  question.facts =
      ExtractFacts(corner.record, Noon(), [&](const std::string&, const std::string&) { return corner.notice_for; });
  return Decide(**set, question);
}

v1::Record AnArrest() {
  v1::Record record;
  record.mutable_header()->mutable_originator()->set_country("CO");
  record.mutable_header()->set_national_id("A1");
  record.mutable_header()->mutable_event_time()->set_year(2031);
  record.mutable_arrest();
  v1::Person& subject = *record.add_subjects();
  subject.set_id("s1");
  subject.add_names()->add_parts()->set_text("MUESTRA");
  subject.mutable_age_class()->set_common("adult");
  return record;
}

v1::Record ANoticeFor(const char* country) {
  v1::Record record = AnArrest();
  record.mutable_header()->mutable_originator()->set_country("XPO");
  record.mutable_notice()->set_colour(v1::COLOUR_RED);
  record.mutable_notice()->add_requested_by()->set_common(country);
  return record;
}

std::string ToAny(const char* id) { return absl::StrCat("  - {id: ", id, ", permit: {to: any}, ", kAllFields); }

v1::Record CopyOf(const Corner& corner) {
  return Redact(
      corner.record, Ask(corner), [](const v1::Link&) { return true; }, 1);
}

// ---- rule 2: of several controllers ----

TEST(ForbidsFirst, ThoughAnotherControllerPermitsNothing) {
  Corner corner{.record = ANoticeFor("DO")};
  corner.rules["DO"] = ToAny("p") + "  - {id: no-ec, forbid: {to: [EC]}, why: w}\n";
  EXPECT_EQ(Ask(corner).rule, "no-ec");  // XPO has no policy, which is but the second reason
  corner.rules["XPO"] = "  - {id: a-no, forbid: {to: any}, why: w}\n";
  EXPECT_EQ(Ask(corner).rule, "a-no");
  corner.rules["XPO"] = "  - {id: z-no, forbid: {to: any}, why: w}\n";
  EXPECT_EQ(Ask(corner).rule, "no-ec");
  corner.rules["XPO"] = ToAny("p") + "  - {id: none, restrict: {to: any}, purposes: [q], why: w}\n";
  corner.rules["DO"] = "  - {id: p, permit: {to: [NL]}, fields: [event], purposes: [p], retention: P1Y}\n";
  EXPECT_EQ(Ask(corner).rule, "default-deny");
}

TEST(ForbidsFirst, AndWhatTheAskerItselfMightHaveDeclinedIsNotTold) {
  Corner corner{.record = ANoticeFor("EC"), .rules = {{"XPO", ToAny("p")}}};
  corner.floor_rules = "  - {id: f, permit: {to: any}, fields: [event], purposes: [p], retention: P1Y}\n";
  EXPECT_EQ(Ask(corner).matching, (std::vector<std::string>{"f", "p"}));
  corner.rules["XPO"] += "  - {id: d, forbid: {floor: [f]}, why: w}\n";
  EXPECT_EQ(Ask(corner).matching, (std::vector<std::string>{"p"}));
}

TEST(Digests, OfAPolicyThatDecidesTwiceAreToldOnce) {
  Corner corner{.record = ANoticeFor("SX"), .rules = {{"NL", ToAny("p")}}};
  corner.record.mutable_header()->mutable_originator()->set_country("NL");
  EXPECT_EQ(Ask(corner).effect, Effect::kRelease);
  EXPECT_EQ(Ask(corner).digests.size(), 2u);
}

// ---- rule 4 and relations ----

TEST(Relations, InAForbidMeanSubBureausToo) {
  Corner corner{.record = AnArrest(), .rules = {{"CO", ToAny("p")}}, .recipient = "SX"};
  corner.record.mutable_subjects(0)->add_nationalities()->set_common("NL");
  corner.record.mutable_header()->add_links()->set_kind(v1::Link::RESULT_OF);
  corner.notice_for = Requesters("NL");
  EXPECT_EQ(Ask(corner).effect, Effect::kRelease);
  for (const char* relation : {"nationality", "requester"}) {
    corner.rules["CO"] = absl::StrCat(ToAny("p"), "  - {id: f, forbid: {to: ", relation, "}, why: w}\n");
    EXPECT_EQ(Ask(corner).rule, "f") << relation;
    // In a permit a sub-bureau is named itself.
    corner.rules["CO"] = absl::StrCat("  - {id: p, permit: {to: ", relation, "}, ", kAllFields);
    EXPECT_EQ(Ask(corner).rule, "default-deny") << relation;
  }
}

// ---- rule 6 ----

TEST(Hits, AreToldByARuleThatGaveThem) {
  Corner corner{.record = AnArrest()};
  corner.rules["CO"] =
      "  - {id: longer, permit: {to: any}, reveal: hit, match: [event], purposes: [p], retention: P3Y}\n"
      "  - {id: shorter, permit: {to: any}, reveal: hit, match: [identity], purposes: [p], retention: P1Y}\n";
  EXPECT_EQ(Ask(corner).effect, Effect::kHit);
  EXPECT_EQ(Ask(corner).rule, "shorter");  // nothing of an arrest's events is a screening key
}

// ---- rule 9 ----

TEST(Minors, ByTheYoungestClaimOfARange) {
  const auto effect = [](const auto& claim) {
    Corner corner{.record = AnArrest(), .rules = {{"CO", ToAny("p")}}};
    claim(*corner.record.mutable_subjects(0));
    return Ask(corner).effect;
  };
  const auto age = [&](const char* from, const char* to) {
    return effect([&](v1::Person& person) {
      person.mutable_age()->set_amount(from);
      person.mutable_age()->set_amount_to(to);
      person.mutable_age()->mutable_unit()->set_common("ANN");
    });
  };
  EXPECT_EQ(age("20", "30"), Effect::kRelease);
  EXPECT_EQ(age("16", "30"), Effect::kDeny);
  EXPECT_EQ(age("", "30"), Effect::kDeny);  // up to thirty
  EXPECT_EQ(age("30", "16"), Effect::kDeny);
  const auto born = [](v1::PartialDate& birth, int to_year) {
    birth.set_year(1990);
    birth.set_to_year(to_year);
  };
  EXPECT_EQ(effect([&](v1::Person& person) { born(*person.add_birth_dates(), 2001); }), Effect::kRelease);
  EXPECT_EQ(effect([&](v1::Person& person) { born(*person.add_birth_dates(), 2015); }), Effect::kDeny);
  EXPECT_EQ(
      effect([&](v1::Person& person) { person.add_documents()->mutable_name()->mutable_birth_date()->set_year(2015); }),
      Effect::kDeny);
}

TEST(Minors, ByEitherEndOfARangeThatIsTurnedAbout) {
  const auto effect = [](std::pair<int, int> born, std::pair<int, int> event) {
    const auto between = [](v1::PartialDate& date, std::pair<int, int> years) {
      date.set_kind(v1::PartialDate::BETWEEN);
      date.set_year(years.first);
      date.set_to_year(years.second);
    };
    Corner corner{.record = AnArrest(), .rules = {{"CO", ToAny("p")}}};
    between(*corner.record.mutable_subjects(0)->add_birth_dates(), born);
    between(*corner.record.mutable_header()->mutable_event_time(), event);
    return Ask(corner).effect;
  };
  EXPECT_EQ(effect({1980, 1990}, {2024, 2025}), Effect::kRelease);
  EXPECT_EQ(effect({1997, 2016}, {2024, 2025}), Effect::kDeny);
  EXPECT_EQ(effect({2016, 1997}, {2024, 2025}), Effect::kDeny);
  EXPECT_EQ(effect({1980, 1990}, {2001, 2024}), Effect::kDeny);
  EXPECT_EQ(effect({1980, 1990}, {2024, 2001}), Effect::kDeny);
}

TEST(Minors, AreAllOfUnknownAgeOnYellowNotices) {
  Corner corner{.record = AnArrest(), .rules = {{"CO", ToAny("p")}}};
  corner.record.mutable_notice()->set_colour(v1::COLOUR_RED);
  corner.record.add_associates()->set_id("a1");
  EXPECT_EQ(CopyOf(corner).associates_size(), 1);
  corner.record.mutable_notice()->set_colour(v1::COLOUR_YELLOW);
  EXPECT_EQ(CopyOf(corner).associates_size(), 0);
  corner.record.mutable_associates(0)->mutable_age_class()->set_common("adult");
  EXPECT_EQ(CopyOf(corner).associates_size(), 1);
}

TEST(Minors, AreVictimsOfWhomNothingIsSaid) {
  Corner corner{.record = AnArrest(), .rules = {{"CO", ToAny("p")}}};
  corner.record.add_victims()->add_injuries()->set_text("injury");
  EXPECT_EQ(CopyOf(corner).victims_size(), 0);
  corner.record.mutable_victims(0)->mutable_organisation()->set_id("g1");
  EXPECT_EQ(CopyOf(corner).victims_size(), 1);
}

TEST(Minors, TakeOrdersAgainstThemInWhateverPartTheyStand) {
  Corner corner{.record = AnArrest(), .rules = {{"CO", ToAny("p")}}};
  v1::CourtOrder& order = *corner.record.add_orders();
  order.set_id("w1");
  order.add_subject_ids("a1");
  corner.record.add_associates()->set_id("a1");
  EXPECT_EQ(CopyOf(corner).orders_size(), 1);
  corner.record.mutable_associates(0)->mutable_age_class()->set_common("minor");
  EXPECT_EQ(CopyOf(corner).orders_size(), 0);
  order.add_subject_ids("s1");
  EXPECT_EQ(CopyOf(corner).orders_size(), 1);
}

// ---- rule 15 ----

TEST(TermsByValue, AreOfWhatTheCopyShows) {
  Corner corner{.record = AnArrest()};
  corner.rules["CO"] = "  - {id: p, permit: {to: any}, fields: [event, source], purposes: [p], retention: P1Y}\n";
  v1::CourtOrder& order = *corner.record.add_orders();
  order.set_id("w1");
  order.add_subject_ids("s1");
  order.add_offence_ids("o1");
  corner.record.add_offences()->set_id("o1");
  std::vector<std::string> paths;
  for (const ValueTerm& term : TermsByValue(corner.record, Ask(corner))) {
    if (term.path.starts_with("orders")) paths.push_back(term.path);
  }
  // No subject is shown, and what points at one would tell of it.
  EXPECT_EQ(paths, (std::vector<std::string>{"orders[0]", "orders[0].id", "orders[0].offence_ids[0]"}));
}

}  // namespace
}  // namespace entente::policy
