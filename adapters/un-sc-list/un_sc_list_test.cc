#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/core/convert.h"
#include "adapters/testing.h"

namespace entente::adapters {
namespace {

using testing::Count;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Read;
using testing::Reading;
using testing::ReadSample;
using testing::Written;

const Format& List() { return testing::Builtin("un-sc-list"); }

class UnList : public testing::OfSample {
 protected:
  UnList() : OfSample("un-sc-list", "list.xml") {}
  const v1::Person& person() const { return record(0).subjects(0); }
};

TEST_F(UnList, IndividualsAndEntitiesAreNoticesOfTheUn) {
  ASSERT_EQ(reading_.decoded.size(), 3u);
  EXPECT_TRUE(reading_.refused.empty());
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(record(i).notice().colour(), v1::COLOUR_UN);
    EXPECT_EQ(record(i).header().originator().country(), "UNO");
    EXPECT_EQ(Count(reading_.decoded[i].receipt, v1::UNMAPPED), 0);
  }
  EXPECT_EQ(record(0).subjects_size(), 1);
  EXPECT_EQ(record(2).subjects_size(), 0);
  EXPECT_EQ(record(2).organisations(0).role().common(), "listed");
}

TEST_F(UnList, NamePartsKeepTheirPlaceAndAreNeitherGivenNorFamily) {
  const v1::Name& name = person().names(0);
  ASSERT_EQ(name.parts_size(), 6);
  EXPECT_EQ(name.parts(0).text(), "PEDRO");
  EXPECT_EQ(name.parts(1).text(), "EJEMPLO");
  EXPECT_EQ(name.parts(2).text(), "") << "there is no third name";
  EXPECT_EQ(name.parts(3).text(), "INVENTADO");
  for (int i = 0; i < 4; ++i) EXPECT_EQ(name.parts(i).kind(), v1::NamePart::KIND_UNSPECIFIED);
  EXPECT_EQ(name.parts(4).kind(), v1::NamePart::TITLE);
  EXPECT_EQ(name.parts(4).text(), " General ");
  EXPECT_EQ(person().names(1).use(), v1::Name::CURRENT) << "the same name in its own script";
}

TEST_F(UnList, APersonWithOneNameAndATitleDoesNotGetASecondName) {
  std::string file = testing::Sample("un-sc-list", "list.xml");
  for (const char* name : {"SECOND_NAME", "FOURTH_NAME"}) {
    const size_t at = file.find(std::string("<") + name);
    file.erase(at, file.find('\n', at) - at);
  }
  const Reading reading = Read(List(), file);
  const std::string written = Written(List(), reading.decoded.at(0).record);
  EXPECT_THAT(written, HasSubstr("<FIRST_NAME>PEDRO</FIRST_NAME>"));
  EXPECT_THAT(written, HasSubstr("<VALUE> General </VALUE>"));
  EXPECT_EQ(written.find("SECOND_NAME"), std::string::npos);
}

TEST_F(UnList, QualityTellsAliasFromFormerName) {
  EXPECT_EQ(person().names(2).use(), v1::Name::ALIAS);
  EXPECT_EQ(person().names(2).quality().common(), "strong");
  EXPECT_EQ(person().names(3).quality().common(), "weak");
  EXPECT_EQ(person().names(2).birth_date().year(), 1970);
  EXPECT_EQ(person().names(2).birth_place().country().common(), "IQ");
  EXPECT_EQ(person().names(2).parts(0).text(), "Abu Muestra; Abu Ejemplo b) Pedro I. Ejemplo");
  const v1::Organisation& company = record(2).organisations(0);
  ASSERT_EQ(company.names_size(), 4);
  EXPECT_EQ(company.names(2).use(), v1::Name::ALIAS);
  EXPECT_EQ(company.names(3).use(), v1::Name::FORMER);
}

TEST_F(UnList, BirthDatesHaveFiveShapesAndExactIsNoPrecision) {
  ASSERT_EQ(person().birth_dates_size(), 5) << "an empty one is a placeholder";
  const auto& dates = person().birth_dates();
  EXPECT_EQ(dates[0].day(), 3);
  EXPECT_EQ(dates[1].kind(), v1::PartialDate::EXACT);
  EXPECT_EQ(dates[1].month(), 0);
  EXPECT_EQ(dates[2].kind(), v1::PartialDate::APPROXIMATE);
  EXPECT_EQ(dates[2].given(), "Approximately ");
  EXPECT_EQ(dates[3].year(), 1968);
  EXPECT_EQ(dates[3].to_year(), 1971);
  EXPECT_EQ(dates[4].given(), "30-35 years old");
  EXPECT_EQ(dates[4].year(), 0);
}

TEST_F(UnList, GbIsGuineaBissauAndCountriesAreUnNames) {
  EXPECT_EQ(record(0).notice().programmes(0).common(), "un-guinea-bissau");
  EXPECT_EQ(person().nationalities(0).common(), "GW");
  EXPECT_EQ(person().nationalities(1).common(), "IR");
  EXPECT_EQ(record(2).organisations(0).addresses(0).country().common(), "KP");
  EXPECT_EQ(person().addresses(1).country().text(), "Land that is none");
  EXPECT_EQ(person().addresses(1).country().common(), "");
}

TEST_F(UnList, DocumentTypesAreInThreeLanguages) {
  ASSERT_EQ(person().documents_size(), 3);
  EXPECT_EQ(person().documents(0).kind().common(), "passport");
  EXPECT_EQ(person().documents(1).kind().text(), "Num\xC3\xA9ro de passeport ");
  EXPECT_EQ(person().documents(1).kind().common(), "passport");
  EXPECT_EQ(person().documents(2).kind().common(), "national-number");
  EXPECT_EQ(person().documents(0).number(), "diplomatic passport no. X0000001 ") << "blanks stay";
  EXPECT_EQ(person().documents(1).issued().given(), "invented month of 2030");
  ASSERT_GE(person().carried_size(), 1);
}

TEST_F(UnList, AListingDateMayHaveAnOffset) {
  EXPECT_EQ(record(0).notice().published().day(), 7);
  EXPECT_EQ(record(0).notice().published().zone(), "-04:00");
  EXPECT_EQ(record(0).notice().updated_size(), 2) << "an empty VALUE is none";
}

TEST_F(UnList, PlaceholdersMeanNothing) {
  const v1::Person& least = record(1).subjects(0);
  EXPECT_EQ(least.names_size(), 1);
  EXPECT_EQ(least.addresses_size() + least.birth_dates_size() + least.birth_places_size() + least.documents_size(), 0);
}

TEST_F(UnList, AReferenceLosesItsBlankAndTheReceiptSaysSo) {
  EXPECT_EQ(record(2).header().national_id(), "KPe.903");
  bool told = false;
  for (const v1::Note& note : reading_.decoded[2].receipt.notes()) told |= note.text() == "KPe.903 ";
  EXPECT_TRUE(told);
}

TEST_F(UnList, AWholeListIsWrittenAsOneDocument) {
  std::string out;
  Wrapping wrapping;
  const ConvertCallbacks callbacks{[&](std::string_view bytes) { out += bytes; }, nullptr, [](const Refusal&) {}};
  const std::string file = testing::Sample("un-sc-list", "list.xml");
  Convert(file, List(), List(), "", callbacks, &wrapping);
  out += wrapping.End();
  EXPECT_THAT(out, HasSubstr("    </INDIVIDUAL>\n  </INDIVIDUALS>\n  <ENTITIES>\n    <ENTITY>\n"));
  EXPECT_THAT(out, ::testing::EndsWith("    </ENTITY>\n  </ENTITIES>\n</CONSOLIDATED_LIST>\n"));
  EXPECT_EQ(Read(List(), out).decoded.size(), 3u);
  // Every text of the source but placeholders, blanks around a reference and comments stands there again, to the byte.
  for (const char* text :
       {"<VALUE>a) Invented Commander </VALUE>", "<NOTE>Approximately </NOTE>", "<FROM_YEAR>1968</FROM_YEAR>",
        "<LISTED_ON>2031-04-07-04:00</LISTED_ON>", "Second line, with &lt;angles&gt; &amp; an ampersand.",
        "<TYPE_OF_DOCUMENT2>Invented diplomatic passport </TYPE_OF_DOCUMENT2>"}) {
    EXPECT_THAT(out, HasSubstr(text));
  }
}

TEST(UnNames, ANameInAnotherScriptGetsItsLatinSpellingBesideItAndOneInLatinNone) {
  const testing::Reading reading = ReadSample("un-sc-list", "list.xml");
  ASSERT_FALSE(reading.decoded.empty());
  const v1::Person& person = reading.decoded[0].record.subjects(0);
  ASSERT_GE(person.names_size(), 2);
  EXPECT_EQ(person.names(0).script(), "Latn");
  EXPECT_EQ(person.names(0).latin(), "");
  EXPECT_EQ(person.names(1).script(), "Arab");
  EXPECT_THAT(person.names(1).latin(), ::testing::MatchesRegex("[A-Z ]+"));
  EXPECT_NE(person.names(1).parts(0).text(), person.names(1).latin());
}

TEST(UnListBroken, ABrokenPersonIsRefusedWithItsPlaceAndTheOthersAreRead) {
  std::string file = testing::Sample("un-sc-list", "list.xml");
  const size_t at = file.find("</VERSIONNUM>");
  file.replace(at, 13, "</VERSION>   ");
  const Reading reading = Read(List(), file);
  EXPECT_EQ(reading.decoded.size(), 2u);
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_EQ(reading.refused[0].where, "line 6, column 20");
}

}  // namespace
}  // namespace entente::adapters
