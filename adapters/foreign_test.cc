// A record of one nation in another's format: what is written may be less than the record, and never more.
#include <gmock/gmock.h>

#include "adapters/testing.h"
#include "google/protobuf/text_format.h"

namespace entente::adapters {
namespace {

using testing::Builtin;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Read;

v1::Record Parsed(const std::string& text) {
  v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record)) << text;
  return record;
}

// A red notice about somebody; `more` goes into the person.
v1::Record RedNotice(const std::string& more = "", const std::string& header = "action: ACTION_NEW") {
  return Parsed(R"(header { national_id: "2031/1" originator { country: "XPO" } )" + header + R"(}
    notice { colour: COLOUR_RED requested_actions { common: "arrest" } }
    subjects { id: "s1" role { common: "wanted" } names { use: CURRENT parts { kind: FAMILY text: "EJEMPLO" } } )" +
                more + "}");
}

std::string Written(const v1::Record& record, const std::string& format, const std::string& edition = "") {
  const auto encoded = Builtin(format).Encode(record, edition);
  return encoded.ok() ? encoded->data : std::string("refused: ") + std::string(encoded.status().message());
}

TEST(Foreign, WhatWasTakenBackNeverStandsAsNew) {
  for (const char* action : {"action: ACTION_DELETE", "action: ACTION_WITHDRAW"}) {
    for (const char* format : {"interpol-notice", "fbi-wanted", "misp", "un-sc-list"}) {
      EXPECT_THAT(Written(RedNotice("", action), format), HasSubstr("refused: ")) << format << " " << action;
    }
  }
  EXPECT_THAT(Written(RedNotice(), "interpol-notice"), HasSubstr("EJEMPLO"));
}

TEST(Foreign, NobodyIsATerroristBecauseAnArrestIsAsked) {
  const std::string poster = Written(RedNotice(), "fbi-wanted");
  EXPECT_THAT(poster, HasSubstr("EJEMPLO"));
  EXPECT_THAT(poster, Not(HasSubstr("terrorist")));
  EXPECT_THAT(poster, Not(HasSubstr("\"ten\"")));
}

TEST(Foreign, AnUpperBoundIsInItsOwnUnitOrNotThere) {
  const auto weight = [](const std::string& unit) {
    return Written(RedNotice(R"(weight { amount: "70" amount_to: "80" unit { common: ")" + unit + R"(" } })"),
                   "fbi-wanted");
  };
  EXPECT_THAT(weight("KGM"), Not(HasSubstr("80")));
  EXPECT_THAT(weight("LBR"), HasSubstr("\"weight_max\":80"));
}

TEST(Foreign, ADateThatIsNotExactIsNotWrittenAsOne) {
  const std::string before = "birth_dates { kind: BEFORE year: 1990 month: 2 day: 3 }";
  for (const char* format : {"interpol-notice", "fbi-wanted", "ftm", "misp"}) {
    EXPECT_THAT(Written(RedNotice(before), format), Not(HasSubstr("1990"))) << format;
  }
  EXPECT_THAT(Written(RedNotice("birth_dates { kind: EXACT year: 1990 month: 2 day: 3 }"), "interpol-notice"),
              HasSubstr("1990/02/03"));
}

TEST(Foreign, AKnownDateIsWrittenInTheFormatsOwnForm) {
  const v1::Record record = RedNotice(R"(birth_dates { year: 1960 month: 3 day: 1 given: "March 1, 1960" })");
  EXPECT_THAT(Written(record, "ftm"), HasSubstr("1960-03-01"));
  EXPECT_THAT(Written(record, "ftm"), Not(HasSubstr("March")));
}

TEST(Foreign, AHomicideIsNotWrittenAsAMurder) {
  const v1::Record record = Parsed(R"(header { national_id: "1" action: ACTION_NEW originator { country: "CL" }
      event_time { year: 2016 month: 1 day: 2 } event_place { country { common: "EC" } } }
    arrest { detentions { subject_id: "s1" offence_ids: "o1" } }
    subjects { id: "s1" role { common: "arrested" } } offences { id: "o1" code { common: "homicide" } iccs: "0101" })");
  EXPECT_THAT(Written(record, "ec-detenidos", "2016"), Not(HasSubstr("ASESINATO")));
}

TEST(Foreign, WhatHappenedElsewhereIsNoRowOfANationalRegister) {
  const auto seizure = [](const std::string& country) {
    return Parsed(R"(header { national_id: "1" action: ACTION_NEW originator { country: "ES" }
        event_time { year: 2031 month: 1 day: 2 } event_place { country { common: ")" +
                  country + R"(" } } }
      seizure {} items { id: "i1" status { common: "seized" } drug { substance { common: "cocaine" } }
        quantity { amount: "2" unit { common: "KGM" } } })");
  };
  EXPECT_THAT(Written(seizure("ES"), "co-incautaciones", "portal"), HasSubstr("did not happen in CO"));
  EXPECT_THAT(Written(seizure("CO"), "co-incautaciones", "portal"), Not(HasSubstr("refused")));
}

TEST(Foreign, ALineWithoutItsNumberIsNone) {
  const auto arrests = testing::ReadSample("ec-detenidos", "2024.csv");
  ASSERT_FALSE(arrests.decoded.empty());
  EXPECT_THAT(Written(arrests.decoded[0].record, "us-nibrs-flat"), HasSubstr("refused: "));
}

TEST(Foreign, AnAddressThatSaysAnotherNumberHasNotTheFirstWord) {
  const std::string notice =
      R"({"entity_id": "2031/1", "name": "EJEMPLO", "forename": "PEDRO", "date_of_birth": "1974/00/00", "height": 0.0, )"
      R"("_links": {"self": {"href": "https://ws-public.interpol.int/notices/v1/red/2031-2"}}})";
  const testing::Reading reading = Read(Builtin("interpol-notice"), notice);
  ASSERT_EQ(reading.decoded.size(), 1u);
  EXPECT_EQ(reading.decoded[0].record.header().national_id(), "2031/1");
  bool told = false;
  for (const v1::Note& note : reading.decoded[0].receipt.notes()) told = told || note.fate() == v1::SHADOWED;
  EXPECT_TRUE(told);
  // Zeros for a month and a day that nobody knows: a year. A height of nothing: not known.
  EXPECT_EQ(reading.decoded[0].record.subjects(0).birth_dates(0).year(), 1974);
  EXPECT_EQ(reading.decoded[0].record.subjects(0).birth_dates(0).month(), 0);
  EXPECT_EQ(reading.decoded[0].record.subjects(0).height().amount(), "");
}

TEST(Foreign, AnOffenceIsWrittenAsWideAsItIsOrNotAtAll) {
  const auto nibrs = [](const std::string& offence) {
    return Written(Parsed(R"(header { national_id: "AB/1" action: ACTION_NEW originator { country: "US" }
        event_time { year: 2031 month: 1 day: 2 } }
      arrest { detentions { number: "1" subject_id: "s1" offence_ids: "o1" time { year: 2031 month: 1 day: 2 } } }
      subjects { id: "s1" role { common: "arrested" } sex { common: "1" } } offences { id: "o1" )" +
                          offence + "}"),
                   "us-nibrs-xml");
  };
  EXPECT_THAT(nibrs(R"(code { common: "robbery" } iccs: "0401")"), HasSubstr(">120<"));
  // Trafficking, not said for what; and for what it is said.
  EXPECT_THAT(nibrs(R"(code { common: "human-trafficking" } iccs: "0204")"), Not(HasSubstr(">64")));
  EXPECT_THAT(nibrs(R"(code { common: "human-trafficking" } iccs: "02041")"), HasSubstr(">64A<"));
  EXPECT_THAT(nibrs(R"(code { common: "sexual-assault" } iccs: "0301")"), Not(HasSubstr(">11")));
  EXPECT_THAT(nibrs(R"(code { common: "other" })"), HasSubstr(">90Z<"));
}

TEST(Foreign, ARecordOfWhichNothingStandsThereIsNotWritten) {
  const v1::Record record = Parsed(R"(header { national_id: "1" action: ACTION_NEW originator { country: "CL" } }
      incident {} narrative: "invented")");
  EXPECT_THAT(Written(record, "iom-htcds"), HasSubstr("refused: nothing that the record says has a place"));
}

TEST(Foreign, AZeroThatMeantNotKnownIsNoWeight) {
  const v1::Record record = RedNotice(R"(weight { given: "0" })", R"(action: ACTION_NEW format: "interpol-notice")");
  EXPECT_THAT(Written(record, "fbi-wanted"), Not(HasSubstr("\"weight\":\"0\"")));
  EXPECT_THAT(Written(RedNotice(R"(weight { given: "heavy" })"), "fbi-wanted"), HasSubstr("heavy"));
}

TEST(Foreign, WhatIsMadeOfOtherFieldsIsSaidOnlyWithThem) {
  const v1::Record record =
      RedNotice(R"(height { amount: "158" unit { common: "CMT" } normal: "158" normal_unit: "CMT" })");
  const auto encoded = Builtin("fbi-wanted").Encode(record, "");
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  bool told = false;
  for (const v1::Note& note : encoded->receipt.notes()) told = told || note.path() == "subjects[0].height.normal";
  EXPECT_TRUE(told) << encoded->data;
}

TEST(Foreign, ValuesOfNoKnownPlaceAreNoRecord) {
  const testing::Reading reading = Read(Builtin("co-incautaciones"), R"([{"foo":1}])");
  EXPECT_TRUE(reading.decoded.empty());
  ASSERT_EQ(reading.refused.size(), 1u);
  EXPECT_THAT(reading.refused[0].expected, HasSubstr("some place that the mapping knows"));
}

TEST(Foreign, WhoWasAcquittedIsChargedWithNothing) {
  const auto offence = [](const std::string& charge) {
    const std::string notice =
        R"({"entity_id": "2031/1", "name": "EJEMPLO", "arrest_warrants": [{"issuing_country_id": "CO", "charge": ")" +
        charge + R"("}], "_links": {"self": {"href": "https://ws-public.interpol.int/notices/v1/red/2031-1"}}})";
    const testing::Reading reading = Read(Builtin("interpol-notice"), notice);
    EXPECT_EQ(reading.decoded.size(), 1u) << charge;
    const v1::Offence& read = reading.decoded.at(0).record.offences(0);
    EXPECT_EQ(read.charge(), charge);
    return read.code().common();
  };
  EXPECT_EQ(offence("Murder of an invented person"), "homicide");
  EXPECT_EQ(offence("Acquitted of murder"), "");
  EXPECT_EQ(offence("Homicidio; absuelto en 2031"), "");
  EXPECT_EQ(offence("Meurtre (acquitt\u00e9e)").empty(), true);
}

}  // namespace
}  // namespace entente::adapters
