#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/core/lens/reading_day.h"
#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using ::testing::HasSubstr;
using testing::Read;
using testing::Reading;
using testing::ReadSample;
using testing::Written;

const Format& Zones() { return testing::Builtin("mrz"); }
const v1::Document& DocumentOf(const v1::Record& record) { return record.subjects(0).documents(0); }

std::string PartOf(const v1::Name& name, v1::NamePart::Kind kind) {
  for (const v1::NamePart& part : name.parts()) {
    if (part.kind() == kind) return part.text();
  }
  return "";
}

class Passports : public ::testing::Test {
 protected:
  enum Zone : size_t { kPlain, kGerman, kYearOnly, kNoSurname, kOneName, kFullName, kWrongDigit, kLetterInDate };
  const v1::Document& document(Zone zone) const { return DocumentOf(reading_.decoded.at(zone).record); }
  std::string notes(Zone zone) const {
    std::string all;
    for (const v1::Note& note : reading_.decoded.at(zone).receipt.notes()) all += note.why() + "\n";
    return all;
  }
  ScopedReadingDay day_{{2026, 11, 24}};
  Reading reading_ = ReadSample("mrz", "passports.txt");
};

TEST_F(Passports, AreReadOneForOne) {
  EXPECT_EQ(reading_.decoded.size(), 8u);
  EXPECT_TRUE(reading_.refused.empty());
}

TEST_F(Passports, HaveTheirFields) {
  const v1::Document& document = this->document(kPlain);
  EXPECT_EQ(document.kind().common(), "passport");
  EXPECT_EQ(document.country().common(), "UTO");
  EXPECT_EQ(document.number(), "X0000001");
  EXPECT_EQ(document.personal_number(), "ZE184226B");
  EXPECT_EQ(PartOf(document.name(), v1::NamePart::FAMILY), "MUESTRA");
  EXPECT_EQ(PartOf(document.name(), v1::NamePart::GIVEN), "ANA MARIA");
  EXPECT_EQ(document.sex().common(), "2");
  EXPECT_EQ(document.birth_date().year(), 1974);
  EXPECT_EQ(document.birth_date().given(), "740812");
  EXPECT_EQ(document.expires().year(), 2030);
  EXPECT_EQ(document.mrz_size(), 2);
}

TEST_F(Passports, OfOtherIssuersThanCountries) {
  EXPECT_EQ(document(kGerman).country().common(), "DE");
  EXPECT_EQ(document(kGerman).country().code(), "D");
  EXPECT_EQ(document(kYearOnly).nationality().common(), "XXA");
  EXPECT_EQ(document(kNoSurname).nationality().common(), "EU");
}

TEST_F(Passports, SayOnlyWhatIsKnown) {
  EXPECT_EQ(document(kYearOnly).birth_date().year(), 2019);
  EXPECT_EQ(document(kYearOnly).birth_date().month(), 0);
  EXPECT_FALSE(document(kNoSurname).has_birth_date());
  EXPECT_FALSE(document(kNoSurname).has_sex());
  EXPECT_EQ(document(kLetterInDate).birth_date().year(), 0);
  EXPECT_EQ(document(kLetterInDate).birth_date().given(), "74O812");
}

TEST_F(Passports, DoNotGuessNames) {
  EXPECT_EQ(PartOf(document(kNoSurname).name(), v1::NamePart::FAMILY), "");
  EXPECT_EQ(PartOf(document(kNoSurname).name(), v1::NamePart::GIVEN), "ANA MARIA");
  EXPECT_EQ(PartOf(document(kOneName).name(), v1::NamePart::WHOLE), "MUESTRA");
  EXPECT_THAT(document(kFullName).name().note(), HasSubstr("may go on"));
  EXPECT_THAT(notes(kFullName), HasSubstr("may go on"));
}

TEST_F(Passports, AWrongDigitIsARemark) {
  EXPECT_THAT(notes(kWrongDigit), HasSubstr("composite check digit"));
  EXPECT_EQ(notes(kPlain), "");
}

TEST_F(Passports, ComeBackByteForByte) {
  for (const Decoded& decoded : reading_.decoded) {
    const std::string zone = Written(Zones(), decoded.record);
    EXPECT_THAT(testing::Sample("mrz", "passports.txt"), HasSubstr(zone));
  }
}

TEST(Cards, LongNumbersAreJoined) {
  const Reading reading = ReadSample("mrz", "cards.txt");
  ASSERT_EQ(reading.decoded.size(), 4u);
  EXPECT_EQ(DocumentOf(reading.decoded[1].record).number(), "X0000000112");
  EXPECT_EQ(DocumentOf(reading.decoded[2].record).number(), "X0000000113AB");
  EXPECT_EQ(DocumentOf(reading.decoded[2].record).personal_number(), "Z1");
  EXPECT_EQ(DocumentOf(reading.decoded[2].record).kind().common(), "residence-permit");
  EXPECT_EQ(reading.decoded[0].record.subjects(0).carried(0).text(), "99887766554");
}

TEST(Visas, HaveNoCompositeDigit) {
  const Reading reading = ReadSample("mrz", "visas.txt");
  ASSERT_EQ(reading.decoded.size(), 2u);
  EXPECT_EQ(DocumentOf(reading.decoded[0].record).kind().common(), "visa");
  EXPECT_EQ(DocumentOf(reading.decoded[1].record).mrz(0).size(), 36u);
}

v1::Record Foreign() {
  v1::Record record;
  record.mutable_notice()->set_colour(v1::COLOUR_RED);
  v1::Person* person = record.add_subjects();
  person->set_id("s1");
  v1::Document* document = person->add_documents();
  document->mutable_kind()->set_common("passport");
  document->mutable_country()->set_common("DE");
  document->set_number("X0000009");
  v1::NamePart* family = document->mutable_name()->add_parts();
  family->set_kind(v1::NamePart::FAMILY);
  family->set_text("Müller-Muster");
  v1::NamePart* given = document->mutable_name()->add_parts();
  given->set_kind(v1::NamePart::GIVEN);
  given->set_text("LOTTE");
  return record;
}

TEST(Write, AnotherNationsDocumentBecomesAZone) {
  const absl::StatusOr<Encoded> encoded = Zones().Encode(Foreign());
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  EXPECT_THAT(encoded->data, HasSubstr("P<D<<MUELLER<MUSTER<<LOTTE<<"));
  std::string lost;
  for (const v1::Note& note : encoded->receipt.notes()) lost += note.path() + ": " + note.why() + "\n";
  EXPECT_THAT(lost, HasSubstr("subjects[0].documents[0].name.parts[0].text: written as `MUELLER MUSTER`"));
  EXPECT_THAT(lost, HasSubstr("notice.colour"));
  EXPECT_THAT(lost, ::testing::Not(HasSubstr("number")));
}

TEST(Write, ARecordWithoutADocumentIsNoZone) {
  v1::Record record = Foreign();
  record.mutable_subjects(0)->clear_documents();
  EXPECT_EQ(Zones().Encode(record).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Write, ALetterWithoutASpellingRefuses) {
  v1::Record record = Foreign();
  record.mutable_subjects(0)->mutable_documents(0)->mutable_name()->mutable_parts(1)->set_text("山田");
  EXPECT_THAT(std::string(Zones().Encode(record).status().message()), HasSubstr("spelling"));
}

TEST(BadInput, CostsItsOwnLinesOnly) {
  std::string file = "p<utomuestra<<ana\n" + testing::Sample("mrz", "passports.txt");
  file += "\nI<UTOX000000115<<<<<<<<<<<<<<<\n7408122F3012316UTO998877665542\n";
  const Reading reading = Read(Zones(), file);
  EXPECT_EQ(reading.decoded.size(), 8u);
  ASSERT_EQ(reading.refused.size(), 2u);
  EXPECT_EQ(reading.refused[0].where, "line 1 column 1");
  EXPECT_THAT(reading.refused[1].expected, HasSubstr("3 lines of 30"));
}

TEST(BadInput, AFileWithoutAZoneIsRefusedOnce) {
  const Reading reading = Read(Zones(), "{\"a\": 1}\n{\"a\": 2}\n");
  EXPECT_TRUE(reading.decoded.empty());
  EXPECT_EQ(reading.refused.size(), 1u);
}

}  // namespace
}  // namespace entente::adapters
