// What the table tests cannot say: instants, terms by value, several controllers, systems, minors' details.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "absl/strings/str_cat.h"
#include "gateway/policy/policy.h"

namespace entente::policy {
namespace {

const Network kNetwork{{"BE", "CO", "DO", "EC", "XPO"}, {}};
constexpr char kFloor[] = "kind: NetworkFloor\nversion: 1\n";

absl::Time At(const char* text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr));
  return time;
}

struct Asked {
  v1::Record record;
  std::map<std::string, std::string> rules;  // by country
  std::string recipient = "EC";
  std::string purpose = "p";
  absl::Time now = At("2018-06-05T12:00:00Z");
  std::optional<absl::Time> first_release;
  Requesters notice_for;
  std::string floor = kFloor;
};

Decision Ask(const Asked& asked) {
  std::vector<Source> sources;
  for (const auto& [country, rules] : asked.rules) {
    sources.push_back(
        {country, absl::StrCat("kind: CountryPolicy\ncountry: ", country, "\nversion: 1\nrules:\n", rules)});
  }
  std::vector<Fault> faults;
  const auto set = Load(kNetwork, {"network.yaml", asked.floor}, sources, &faults);
  EXPECT_TRUE(set.ok()) << set.status();
  Question question;
  question.record = &asked.record;
  question.recipient = asked.recipient;
  question.purpose = asked.purpose;
  question.now = asked.now;
  question.first_release = asked.first_release;
  question.facts =
      ExtractFacts(asked.record, asked.now, [&](const std::string&, const std::string&) { return asked.notice_for; });
  return Decide(**set, question);
}

v1::Record Arrest() {
  v1::Record record;
  record.mutable_header()->mutable_originator()->set_country("CO");
  record.mutable_header()->set_national_id("A1");
  record.mutable_header()->mutable_event_time()->set_year(2018);
  record.mutable_arrest()->add_detentions()->set_subject_id("s1");
  v1::Person& subject = *record.add_subjects();
  subject.set_id("s1");
  subject.add_names()->add_parts()->set_text("MUESTRA");
  subject.add_birth_dates()->set_year(1970);
  return record;
}

std::string Permit(const char* id, const char* fields, const char* more, const char* retention = "P1Y") {
  return absl::StrCat("  - {id: ", id, ", permit: {to: any", more, "}, fields: [", fields,
                      "], purposes: [p], retention: ", retention);
}

// ---- rule 1 ----

TEST(Controllers, AnyOfSeveralMayDeny) {
  Asked asked{.record = Arrest(),
              .rules = {{"XPO", Permit("a", "identity", "") + "}\n"}, {"DO", Permit("b", "identity", "") + "}\n"}}};
  v1::Record& record = asked.record;
  record.mutable_header()->mutable_originator()->set_country("XPO");
  record.mutable_notice()->set_colour(v1::COLOUR_RED);
  record.mutable_notice()->add_requested_by()->set_common("DO");
  EXPECT_EQ(Ask(asked).effect, Effect::kRelease);
  record.mutable_notice()->add_requested_by()->set_common("BE");
  EXPECT_EQ(Ask(asked).rule, "default-deny");  // BE is a participant and has no policy
  asked.rules["BE"] = Permit("c", "identity", "") + ", caveats: [x]}\n";
  const Decision all = Ask(asked);
  EXPECT_EQ(all.effect, Effect::kRelease);
  EXPECT_EQ(all.caveats, std::vector<std::string>{"x"});
  EXPECT_EQ(all.digests.size(), 4u);
  record.mutable_notice()->add_requested_by()->set_common("QQ");
  EXPECT_EQ(Ask(asked).effect, Effect::kRelease);  // one outside the network adds no controller
  record.mutable_notice()->add_requested_by()->set_text("somewhere");
  EXPECT_EQ(Ask(asked).rule, "default-deny");  // an unmapped one denies
}

TEST(Recipients, NobodyOutsideTheNetworkIsAny) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "identity", "") + "}\n"}}, .recipient = "QQ"};
  EXPECT_EQ(Ask(asked).rule, "default-deny");
  asked.recipient = "";
  EXPECT_EQ(Ask(asked).rule, "default-deny");
}

TEST(Recipients, SystemIsTheOriginators) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "identity", ", system: [antinarcoticos]") + "}\n"}}};
  EXPECT_EQ(Ask(asked).rule, "default-deny");  // unknown: never a permit
  asked.record.mutable_header()->mutable_originator()->set_system("antinarcoticos");
  EXPECT_EQ(Ask(asked).effect, Effect::kRelease);
  asked.record.mutable_header()->mutable_originator()->clear_system();
  asked.rules["CO"] = Permit("a", "identity", "") + "}\n  - {id: f, forbid: {to: any, system: [x]}}\n";
  EXPECT_EQ(Ask(asked).rule, "f");  // unknown: always a forbid
}

// ---- rule 5 ----

TEST(Terms, AValueStaysUntilTheLastOfItsGrantsAndBearsWhatAllCarry) {
  Asked asked{.record = Arrest(),
              .rules = {{"CO", Permit("long", "event", "", "P3Y") + ", caveats: [x, y]}\n" +
                                   Permit("short", "event, identity", "", "P1Y") + ", caveats: [y, z]}\n"}}};
  const Decision decision = Ask(asked);
  EXPECT_EQ(decision.rule, "long");
  EXPECT_EQ(decision.until, At("2021-06-05T12:00:00Z"));
  EXPECT_EQ(decision.caveats, (std::vector<std::string>{"y", "z"}));  // of the copy: what some value bears
  std::map<std::string, ValueTerm> terms;
  for (ValueTerm& term : TermsByValue(asked.record, decision)) terms[term.path] = term;
  EXPECT_EQ(terms["header.event_time.year"].until, At("2021-06-05T12:00:00Z"));
  EXPECT_EQ(terms["header.event_time.year"].caveats, std::vector<std::string>{"y"});
  EXPECT_EQ(terms["subjects[0].names[0].parts[0].text"].until, At("2019-06-05T12:00:00Z"));
  EXPECT_EQ(terms["subjects[0].names[0].parts[0].text"].caveats, (std::vector<std::string>{"y", "z"}));
}

// ---- rule 6 ----

TEST(Hits, OfARequesterAreToldApart) {
  Asked asked{.record = Arrest(), .rules = {}, .notice_for = Requesters("EC")};
  v1::Link& link = *asked.record.mutable_header()->add_links();
  link.set_kind(v1::Link::RESULT_OF);
  link.mutable_originator()->set_country("XPO");
  asked.floor = absl::StrCat(kFloor,
                             "rules:\n  - {id: r, permit: {to: requester}, reveal: hit, match: [identity], "
                             "purposes: [p], retention: P1Y}\n");
  Decision decision = Ask(asked);
  EXPECT_EQ(decision.effect, Effect::kHit);
  EXPECT_TRUE(decision.requester_hit);
  asked.floor = absl::StrCat(kFloor,
                             "rules:\n  - {id: r, permit: {to: any}, reveal: hit, match: [identity], "
                             "purposes: [p], retention: P1Y}\n");
  decision = Ask(asked);
  EXPECT_EQ(decision.effect, Effect::kHit);
  EXPECT_FALSE(decision.requester_hit);
  asked.notice_for = Requesters();
  EXPECT_EQ(Ask(asked).effect, Effect::kHit);
}

// ---- rule 8 ----

constexpr char kRequesterSees[] =
    "rules:\n  - {id: r, permit: {to: requester}, fields: [identity], purposes: [p], retention: P1Y}\n";
constexpr char kRequesterSeesNothing[] = "rules:\n  - {id: r, forbid: {to: requester}, why: w}\n";

v1::Record ArrestForNoticeOf(const char* owner) {
  v1::Record record = Arrest();
  v1::Link& link = *record.mutable_header()->add_links();
  link.set_kind(v1::Link::RESULT_OF);
  link.mutable_originator()->set_country(owner);
  link.set_national_id("2018/77");
  return record;
}

Effect AskForRequester(const char* owner, const Requesters& asked_by, const char* recipient = "EC") {
  return Ask({.record = ArrestForNoticeOf(owner),
              .rules = {},
              .recipient = recipient,
              .notice_for = asked_by,
              .floor = absl::StrCat(kFloor, kRequesterSees)})
      .effect;
}

TEST(NoticesCarriedOut, ThatAreNotFoundAreNobodysForAPermitAndAnybodysForAForbid) {
  EXPECT_EQ(AskForRequester("EC", Requesters()), Effect::kDeny);
  Asked asked{.record = ArrestForNoticeOf("DO"), .rules = {{"CO", Permit("a", "identity", "") + "}\n"}}};
  asked.floor = absl::StrCat(kFloor, kRequesterSeesNothing);
  EXPECT_EQ(Ask(asked).effect, Effect::kDeny);
  asked.notice_for = Requesters("DO");
  EXPECT_EQ(Ask(asked).effect, Effect::kRelease);
}

TEST(NoticesCarriedOut, ThatNobodyAskedForAreTheirOwners) {
  Requesters nobody;
  nobody.found = true;
  EXPECT_EQ(AskForRequester("EC", nobody), Effect::kRelease);
  EXPECT_EQ(AskForRequester("DO", nobody), Effect::kDeny);
  EXPECT_EQ(AskForRequester("XPO", nobody, "XPO"), Effect::kDeny);
}

TEST(NoticesCarriedOut, AreEveryAskersAndAnUnknownAskerIsMissing) {
  Requesters several("DO");
  several.countries.push_back("EC");
  EXPECT_EQ(AskForRequester("XPO", several), Effect::kRelease);
  several.countries.pop_back();
  several.unknown = true;
  EXPECT_EQ(AskForRequester("XPO", several), Effect::kDeny);
  Asked asked{.record = ArrestForNoticeOf("XPO"),
              .rules = {{"CO", Permit("a", "identity", "") + "}\n"}},
              .notice_for = several,
              .floor = absl::StrCat(kFloor, kRequesterSeesNothing)};
  EXPECT_EQ(Ask(asked).effect, Effect::kDeny);
}

// ---- rule 9 ----

// A telephone and who is related to it; the permit includes no minors.
bool ShowsThing(const std::function<void(v1::Record&)>& change) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "event, identity, victim, source", "") + "}\n"}}};
  v1::Item& item = *asked.record.add_items();
  item.set_id("i1");
  item.set_serial("thing-serial");
  change(asked.record);
  const Decision decision = Ask(asked);
  const auto no_link = [](const v1::Link&) { return false; };
  return Redact(asked.record, decision, no_link, 1).items_size() == 1;
}

void Relate(v1::Person& person, int born) {
  person.add_birth_dates()->set_year(born);
  person.add_relations()->set_to_id("i1");
}

TEST(Minors, TakeTheThingsThatOnlyMinorsAreRelatedTo) {
  const auto minor_victim = [](v1::Record& record) { Relate(*record.add_victims()->mutable_person(), 2010); };
  const auto minor_witness = [](v1::Record& record) { Relate(*record.add_witnesses(), 2010); };
  EXPECT_TRUE(ShowsThing([](v1::Record&) {}));
  EXPECT_FALSE(ShowsThing(minor_victim));
  EXPECT_FALSE(ShowsThing(minor_witness));
  EXPECT_FALSE(ShowsThing([](v1::Record& record) { Relate(*record.add_officers(), 2010); }));
  EXPECT_TRUE(ShowsThing([](v1::Record& record) { Relate(*record.add_victims()->mutable_person(), 1970); }));
  EXPECT_TRUE(ShowsThing([&](v1::Record& record) {
    minor_victim(record);
    Relate(*record.add_witnesses(), 1970);
  }));
  EXPECT_TRUE(ShowsThing([&](v1::Record& record) {
    minor_witness(record);
    record.add_organisations()->add_relations()->set_to_id("i1");
  }));
  EXPECT_TRUE(ShowsThing([&](v1::Record& record) {
    minor_witness(record);
    record.add_victims()->mutable_organisation()->add_relations()->set_to_id("i1");
  }));
}

TEST(Minors, TakeTheRecordsOwnMediaAndLinkNamesFromThatGrant) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "event, identity, biometric, official", "") + "}\n"}}};
  asked.record.add_media()->set_uri("own-picture");
  v1::Link& link = *asked.record.mutable_header()->add_links();
  link.set_national_id("L1");
  link.mutable_name()->set_latin("link-name");
  const auto text = [&] {
    return Redact(
               asked.record, Ask(asked), [](const v1::Link&) { return true; }, 1)
        .Utf8DebugString();
  };
  EXPECT_NE(text().find("own-picture"), std::string::npos);
  EXPECT_NE(text().find("link-name"), std::string::npos);
  v1::Person& officer = *asked.record.add_officers();  // a cadet: a minor in any role
  officer.mutable_age()->set_amount("17");
  officer.mutable_age()->mutable_unit()->set_common("ANN");
  EXPECT_EQ(text().find("own-picture"), std::string::npos);
  EXPECT_EQ(text().find("link-name"), std::string::npos);
  EXPECT_NE(text().find("L1"), std::string::npos);
  EXPECT_NE(text().find("MUESTRA"), std::string::npos);
}

TEST(Minors, ByEveryKindOfClaim) {
  const auto effect = [](const std::function<void(v1::Person&)>& claim) {
    Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "event, identity", "") + "}\n"}}};
    v1::Person& subject = *asked.record.mutable_subjects(0);
    subject.clear_birth_dates();
    claim(subject);
    return Ask(asked).effect;
  };
  const auto age = [&](const char* amount, const char* unit) {
    return effect([&](v1::Person& person) {
      person.mutable_age()->set_amount(amount);
      person.mutable_age()->mutable_unit()->set_common(unit);
    });
  };
  EXPECT_EQ(effect([](v1::Person&) {}), Effect::kRelease);  // unknown, and no victim
  EXPECT_EQ(age("17", "ANN"), Effect::kDeny);
  EXPECT_EQ(age("18", "ANN"), Effect::kRelease);
  EXPECT_EQ(age("215", "MON"), Effect::kDeny);
  EXPECT_EQ(age("300", "DAY"), Effect::kDeny);
  EXPECT_EQ(age("30", ""), Effect::kDeny);  // thirty of what nobody knows
  EXPECT_EQ(effect([](v1::Person& person) { person.mutable_age_class()->set_common("minor"); }), Effect::kDeny);
  EXPECT_EQ(effect([](v1::Person& person) { person.mutable_age_class()->set_common("adult"); }), Effect::kRelease);
  EXPECT_EQ(effect([](v1::Person& person) {
              person.add_birth_dates()->set_year(1970);
              person.add_names()->mutable_birth_date()->set_year(2005);  // the youngest claim counts
            }),
            Effect::kDeny);
  EXPECT_EQ(effect([](v1::Person& person) {
              v1::PartialDate& birth = *person.add_birth_dates();
              birth.set_year(1999);
              birth.set_kind(v1::PartialDate::APPROXIMATE);
            }),
            Effect::kDeny);
  EXPECT_EQ(effect([](v1::Person& person) {
              v1::PartialDate& birth = *person.add_birth_dates();
              birth.set_year(1980);
              birth.set_kind(v1::PartialDate::AFTER);
            }),
            Effect::kDeny);
  EXPECT_EQ(effect([](v1::Person& person) {
              v1::PartialDate& birth = *person.add_birth_dates();
              birth.set_year(1980);
              birth.set_month(77);
              birth.set_day(-3);
            }),
            Effect::kRelease);
}

// ---- rules 10, 13 and 15 ----

TEST(Matter, NeedsANamedReviewer) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "identity", ", matter: ordinary") + "}\n"}}};
  asked.record.mutable_header()->add_matters(v1::MATTER_ORDINARY);
  asked.record.mutable_header()->mutable_matter_review()->set_reference("7");
  EXPECT_EQ(Ask(asked).effect, Effect::kDeny);
  asked.record.mutable_header()->mutable_matter_review()->set_reviewer("someone");
  EXPECT_EQ(Ask(asked).effect, Effect::kRelease);
  asked.record.mutable_header()->add_matters(static_cast<v1::Matter>(99));
  EXPECT_EQ(Ask(asked).effect, Effect::kDeny);
}

TEST(Retention, CountsFromTheFirstRelease) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "identity", "") + "}\n"}}};
  asked.first_release = At("2017-12-01T00:00:00Z");
  EXPECT_EQ(Ask(asked).until, At("2018-12-01T00:00:00Z"));
  asked.first_release = At("2017-01-01T00:00:00Z");
  EXPECT_EQ(Ask(asked).rule, "nothing-left");
}

TEST(References, ToWhatIsGoneAreRemoved) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "event", "") + "}\n"}}};
  v1::CourtOrder& order = *asked.record.add_orders();
  order.set_id("w1");
  order.add_subject_ids("s1");
  order.add_offence_ids("o1");
  asked.record.add_offences()->set_id("o1");
  const v1::Record copy = Redact(
      asked.record, Ask(asked), [](const v1::Link&) { return true; }, 1);
  EXPECT_EQ(copy.arrest().detentions(0).subject_id(), "");
  EXPECT_EQ(copy.orders(0).subject_ids_size(), 0);
  EXPECT_EQ(copy.orders(0).offence_ids(0), copy.offences(0).id());
  EXPECT_EQ(copy.offences(0).id(), "n1");
}

TEST(ManyRecipients, AreDecidedAsOneByOne) {
  Asked asked{.record = Arrest(), .rules = {}};
  const auto set =
      Load(kNetwork, {"network.yaml", kFloor},
           {{"CO", absl::StrCat("kind: CountryPolicy\ncountry: CO\nversion: 1\nrules:\n",
                                Permit("a", "identity", "") + "}\n  - {id: f, forbid: {to: [DO]}, why: w}\n")}},
           nullptr);
  ASSERT_TRUE(set.ok()) << set.status();
  Question question;
  question.record = &asked.record;
  question.purpose = "p";
  question.now = asked.now;
  const std::vector<std::string> recipients = {"EC", "DO", "CO/x", "BE/y", "QQ"};
  const std::vector<Decision> all = DecideForAll(**set, question, recipients);
  ASSERT_EQ(all.size(), recipients.size());
  for (size_t i = 0; i < recipients.size(); ++i) {
    question.recipient = recipients[i];
    const Decision one = Decide(**set, question);
    EXPECT_EQ(all[i].effect, one.effect) << recipients[i];
    EXPECT_EQ(all[i].rule, one.rule) << recipients[i];
  }
  EXPECT_EQ(all[1].rule, "f");
  EXPECT_EQ(all[2].effect, Effect::kOwn);
}

TEST(Explain, SaysWhyInSentences) {
  Asked asked{.record = Arrest(), .rules = {{"CO", Permit("a", "identity", ", records: [seizure]") + "}\n"}}};
  Question question;
  question.recipient = "EC";
  question.purpose = "p";
  const std::string text = Explain(Ask(asked), question);
  EXPECT_NE(text.find("`EC` for `p`: denied: no permit matches."), std::string::npos) << text;
  EXPECT_NE(text.find("`a` would permit, but for `records`."), std::string::npos) << text;
}

}  // namespace
}  // namespace entente::policy
