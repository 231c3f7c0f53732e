// Elements that have ids and refer to one another: followed on reading, made on writing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/core/lens/compile.h"
#include "adapters/core/lens/lens_format.h"
#include "adapters/core/text.h"
#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Count;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Read;
using testing::Reading;
using testing::Written;

const char* const kMapping = R"(
format: graph
frame: {reads: xml, record: report, id: "@id", ref: "@ref", order: [number, offence, place, person, victim, subject, arrestee, arrest, hurt, relation]}
set:   {header.originator.country: US}
map:
  number: header.national_id
  offence[] > offences[]:
    charge: charge
    <- scene/offence:
      place -> place:
        shared by: place.given
        name: place.given
  subject[] > subjects[role=offender]:
    person -> person:
      marks: marks
  arrestee[] > subjects[role=arrested]:
    <- arrested/arrestee:
      arrest -> arrest:
        shared by: /arrest.detentions[subject_id=.id].number
        number: /arrest.detentions[subject_id=.id].number
  victim[] > victims[]:
    person -> person:
      marks: person.marks
    <- hurt/victim:
      offence/@ref: offence_ids[] | ref offences
    <- relation/victim > person.relations[]:
      subject/@ref: to_id | ref subjects[role=offender]
      kind: kind.text
)";

absl::StatusOr<std::unique_ptr<Format>> Graph(const std::string& mapping) {
  absl::StatusOr<std::unique_ptr<Plan>> plan = CompilePlan("graph", {{"mapping.yaml", mapping}}, "mapping.yaml");
  if (!plan.ok()) return plan.status();
  std::vector<std::unique_ptr<Plan>> plans;
  plans.push_back(*std::move(plan));
  return MakeLensFormat(std::move(plans));
}

const char* const kReport =
    "<report><number>N1</number><offence id='o'><charge>one</charge></offence><offence id='q'><charge>two</charge>"
    "</offence><place id='l'><name>Muestra</name></place><person id='p1'><marks>tall</marks></person>"
    "<person id='p2'><marks>small</marks></person><victim id='v'><person ref='p1'/></victim>"
    "<subject id='s'><person ref='p2'/></subject><arrestee id='a1'/><arrestee id='a2'/>"
    "<arrest id='x'><number>A7</number></arrest>"
    "<arrested><arrest ref='x'/><arrestee ref='a1'/></arrested><arrested><arrest ref='x'/><arrestee "
    "ref='a2'/></arrested>"
    "<scene><offence ref='o'/><place ref='l'/></scene><scene><offence ref='q'/><place ref='l'/></scene>"
    "<hurt><offence ref='q'/><victim ref='v'/></hurt><hurt><offence ref='o'/><victim ref='v'/></hurt>"
    "<relation id='r'><subject ref='s'/><victim ref='v'/><kind>stranger</kind></relation></report>";

class LinksTest : public ::testing::Test {
 protected:
  LinksTest() : format_(*Graph(kMapping)), reading_(Read(*format_, kReport)) {}
  std::unique_ptr<Format> format_;
  Reading reading_;
};

TEST_F(LinksTest, ReferencesAreFollowedBothWays) {
  ASSERT_TRUE(reading_.refused.empty()) << reading_.refused[0].Message(true);
  const v1::Record& record = reading_.decoded.at(0).record;
  EXPECT_EQ(Count(reading_.decoded[0].receipt, v1::UNMAPPED), 0) << reading_.decoded[0].receipt.Utf8DebugString();
  ASSERT_EQ(record.victims_size(), 1);
  const v1::Victim& victim = record.victims(0);
  EXPECT_EQ(victim.person().marks(), "tall");
  ASSERT_EQ(victim.offence_ids_size(), 2);
  EXPECT_EQ(victim.offence_ids(0), record.offences(1).id());
  EXPECT_EQ(victim.offence_ids(1), record.offences(0).id());
  EXPECT_EQ(victim.person().relations(0).to_id(), record.subjects(0).id());
  EXPECT_EQ(record.subjects(0).marks(), "small");
  EXPECT_EQ(record.offences(1).place().given(), "Muestra") << "one place of two offences";
  ASSERT_EQ(record.arrest().detentions_size(), 2) << "one arrest of two persons";
  EXPECT_EQ(record.arrest().detentions(1).number(), "A7");
}

TEST_F(LinksTest, WritingMakesElementsIdsAndReferences) {
  const std::string written = Written(*format_, reading_.decoded.at(0).record);
  EXPECT_THAT(written, HasSubstr("<offence id=\"offence1\">"));
  EXPECT_THAT(written, HasSubstr("<subject ref=\"subject1\"/>"));
  EXPECT_EQ(written.find("<arrest id="), written.rfind("<arrest id=")) << "shared, and written once\n" << written;
  EXPECT_EQ(written.find("<place id="), written.rfind("<place id=")) << written;
  const Reading again = Read(*format_, written);
  ASSERT_EQ(again.decoded.size(), 1u) << written;
  EXPECT_EQ(again.decoded[0].record.Utf8DebugString(), reading_.decoded[0].record.Utf8DebugString()) << written;
}

TEST_F(LinksTest, EveryValueIsSaid) {
  const auto encoded = format_->Encode(reading_.decoded.at(0).record);
  ASSERT_TRUE(encoded.ok());
  EXPECT_EQ(encoded->receipt.said(), encoded->receipt.leaves()) << encoded->receipt.Utf8DebugString();
}

TEST_F(LinksTest, AReferenceToNothingIsRefusedWithItsPlace) {
  const Reading nothing =
      Read(*format_, "<report><number>1</number><subject id='s'><person ref='p9'/></subject></report>");
  ASSERT_EQ(nothing.refused.size(), 1u);
  EXPECT_THAT(nothing.refused[0].Message(true), HasSubstr("found `p9`, expected the id of a `person`"));
  EXPECT_THAT(nothing.refused[0].where, HasSubstr("subject/person/@ref"));
  const Reading twice = Read(*format_,
                             "<report><person id='p'><marks>a</marks></person><person id='p'><marks>b</marks></person>"
                             "<subject id='s'><person ref='p'/></subject></report>");
  EXPECT_EQ(twice.refused.size(), 1u) << "two have the id";
  const Reading other = Read(*format_, "<report><offence id='p'/><subject id='s'><person ref='p'/></subject></report>");
  EXPECT_EQ(other.refused.size(), 1u) << "an offence is no person";
}

TEST_F(LinksTest, ElementsThatAllNameOneAnotherEndSoon) {
  std::string report = "<report><person id='p'><marks>m</marks></person>";
  for (int i = 0; i < 300; ++i) StrAppend(&report, "<arrestee id='a", i, "'/>");
  report += "<arrest id='x'><number>A7</number></arrest>";
  for (int i = 0; i < 300; ++i) {
    for (int k = 0; k < 20; ++k) StrAppend(&report, "<arrested><arrest ref='x'/><arrestee ref='a0'/></arrested>");
  }
  const Reading reading = Read(*format_, report + "</report>");
  EXPECT_EQ(reading.decoded.size() + reading.refused.size(), 1u);
}

TEST_F(LinksTest, AnElementThatPointsAtNothingIsRefusedWithItsPlace) {
  const Reading reading = Read(*format_,
                               "<report><number>1</number><victim id='v'/><hurt><offence ref='o'/><victim ref='w'/>"
                               "</hurt><offence id='o'/></report>");
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].Message(true), HasSubstr("found `w`, expected the id of one thing in the record"));
  EXPECT_THAT(reading.refused[0].where, HasSubstr("hurt/victim/@ref"));
}

const char* const kKeeping = R"(
format: keeping
frame: {reads: xml, record: report, id: "@id", ref: "@ref", identity: [head/unit, case/number]}
for:   {kind: incident}
set:   {header.originator.country: US}
map:
  head/unit: header.agencies[list=unit].code
  case/number: identity
  subject[] > subjects[role=offender]:
    person -> person:
      marks: marks
      size: keep
  victim[] > victims[]:
    person -> person:
      marks: person.marks
      size: keep
      <- officer/person:
        badge: keep
    <- relation/victim > person.relations[]:
      subject/@ref: to_id | ref subjects[role=offender]
      since: keep
)";

const char* const kKept =
    "<report><head><unit>U1</unit></head><case><number>7</number></case>"
    "<subject id='s'><person ref='p2'/></subject><victim id='v'><person ref='p1'/></victim>"
    "<person id='p1'><marks>tall</marks><size>L</size></person><person id='p2'><size>S</size></person>"
    "<officer><person ref='p1'/><badge>B1</badge></officer><officer><person ref='p1'/><badge>B2</badge></officer>"
    "<relation><subject ref='s'/><victim ref='v'/><since>2001</since></relation></report>";

// What is kept of an element that a link leads to must not leave what protects it.
TEST(LinksKeep, AVictimsValueIsCarriedByTheVictim) {
  const auto format = Graph(kKeeping);
  ASSERT_TRUE(format.ok()) << format.status();
  const Reading reading = Read(**format, kKept);
  ASSERT_EQ(reading.decoded.size(), 1u) << reading.refused.at(0).Message(true);
  const v1::Record& record = reading.decoded[0].record;
  EXPECT_EQ(Count(reading.decoded[0].receipt, v1::UNMAPPED), 0);
  EXPECT_EQ(record.carried_size(), 0);
  ASSERT_EQ(record.subjects(0).carried_size(), 1);
  EXPECT_EQ(record.subjects(0).carried(0).path(), "-> person/size");
  ASSERT_EQ(record.victims(0).carried_size(), 4);
  EXPECT_EQ(record.victims(0).carried(0).path(), "-> person/<- officer/badge");
  EXPECT_EQ(record.victims(0).carried(1).path(), "-> person/<- officer[1]/badge");
  EXPECT_EQ(record.victims(0).carried(1).text(), "B2");
  EXPECT_EQ(record.victims(0).carried(3).path(), "<- relation/since");
}

TEST(LinksKeep, CarriedValuesGoBackBehindTheirLinks) {
  const auto format = Graph(kKeeping);
  ASSERT_TRUE(format.ok()) << format.status();
  const v1::Record record = Read(**format, kKept).decoded.at(0).record;
  const std::string written = Written(**format, record);
  const Reading again = Read(**format, written);
  ASSERT_EQ(again.decoded.size(), 1u) << written;
  ASSERT_EQ(again.decoded[0].record.victims_size(), 1) << written;
  EXPECT_EQ(again.decoded[0].record.victims(0).Utf8DebugString(), record.victims(0).Utf8DebugString()) << written;
  EXPECT_EQ(again.decoded[0].record.subjects(0).Utf8DebugString(), record.subjects(0).Utf8DebugString());
}

TEST(LinksIdentity, AnIdIsMadeOfNestedPlaces) {
  const auto format = Graph(kKeeping);
  ASSERT_TRUE(format.ok()) << format.status();
  v1::Record record = Read(**format, kKept).decoded.at(0).record;
  EXPECT_EQ(record.header().national_id(), "U1/7");
  EXPECT_EQ(record.header().agencies(0).code(), "U1");
  EXPECT_EQ(Read(**format, Written(**format, record)).decoded.at(0).record.header().national_id(), "U1/7");
  record.mutable_header()->mutable_agencies(0)->set_code("U2");
  const auto encoded = (*format)->Encode(record);
  ASSERT_TRUE(encoded.ok());
  EXPECT_THAT(encoded->data, HasSubstr("<unit>U2</unit>")) << "a value of its own is not overwritten";
  EXPECT_THAT(encoded->receipt.Utf8DebugString(), HasSubstr("another value stands where the id would"));
}

TEST(LinksIdentity, ARecordWithoutAPartOfItsIdIsToldByItsBytes) {
  const auto format = Graph(kKeeping);
  ASSERT_TRUE(format.ok()) << format.status();
  const Reading reading = Read(**format, "<report><head><unit>U1</unit></head></report>");
  EXPECT_THAT(reading.decoded.at(0).record.header().national_id(), HasSubstr("sha256:"));
}

TEST(LinksLoad, WhatCannotWorkIsAnErrorWithItsPlace) {
  const auto error = [](const std::string& frame, const std::string& line) {
    const auto made = Graph(StrCat("format: g\nframe: {reads: xml, record: r", frame, "}\nmap:\n  ", line, "\n"));
    return made.ok() ? std::string() : std::string(made.status().message());
  };
  EXPECT_THAT(error("", "<- a/b:\n    c: narrative"), HasSubstr("graph/mapping.yaml:4:3: `->` and `<-` need `id`"));
  EXPECT_THAT(error("", "a -> b:\n    c: narrative"), HasSubstr("need `id` and `ref`"));
  EXPECT_THAT(error(", ref: \"@ref\"", "c: narrative"), HasSubstr("`ref` needs `id`"));
  EXPECT_THAT(error(", id: \"@id\", ref: \"@ref\"", "<- a:\n    c: narrative"),
              HasSubstr("expected `<- ELEMENT/CHILD`"));
  EXPECT_THAT(error("", "x:c: narrative"), HasSubstr("the prefix `x` stands for no namespace"));
  EXPECT_THAT(error("", "c: victims[0].offence_ids[] | ref offences"), HasSubstr("needs `id` and `ref` in `frame`"));
  EXPECT_THAT(error("", "a[]/b[]: narrative"), HasSubstr("`[]` stands once"));
}

}  // namespace
}  // namespace entente::adapters
