// The zone by itself: layouts, check digits, dates, names, and letters that have to be spelt otherwise.
#include "adapters/core/mrz/mrz.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace entente::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr MrzDay kToday = {2026, 11, 24};

Mrz Parsed(const std::vector<std::string_view>& lines) {
  const absl::StatusOr<Mrz> mrz = ParseMrz(lines);
  EXPECT_TRUE(mrz.ok()) << mrz.status();
  return mrz.ok() ? *mrz : Mrz();
}

std::vector<std::string> Wrong(const Mrz& mrz) {
  std::vector<std::string> out;
  for (const MrzCheck& check : mrz.checks) {
    if (!check.ok()) out.emplace_back(check.field);
  }
  return out;
}

std::vector<std::string> Formatted(const Mrz& mrz) {
  const absl::StatusOr<std::vector<std::string>> lines = FormatMrz(mrz);
  EXPECT_TRUE(lines.ok()) << lines.status();
  return lines.ok() ? *lines : std::vector<std::string>();
}

std::string Spelt(std::string_view text, std::string_view issuer = "UTO") {
  const absl::StatusOr<std::string> letters = MrzLetters(text, issuer);
  return letters.ok() ? *letters : "refused";
}

// The specimen of Doc 9303 part 4.
const std::vector<std::string_view> kTd3 = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                                            "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};

TEST(Read, ThePassportOfTheStandard) {
  const Mrz mrz = Parsed(kTd3);
  EXPECT_EQ(mrz.layout, MrzLayout::kTd3);
  EXPECT_EQ(mrz.code, "P");
  EXPECT_EQ(mrz.issuer, "UTO");
  EXPECT_EQ(mrz.surname, "ERIKSSON");
  EXPECT_EQ(mrz.given, "ANNA MARIA");
  EXPECT_EQ(mrz.number, "L898902C3");
  EXPECT_EQ(mrz.nationality, "UTO");
  EXPECT_EQ(mrz.birth, "740812");
  EXPECT_EQ(mrz.sex, "F");
  EXPECT_EQ(mrz.expiry, "120415");
  EXPECT_EQ(mrz.optional, "ZE184226B");
  EXPECT_TRUE(Wrong(mrz).empty());
  EXPECT_FALSE(mrz.name_full);
}

TEST(Read, AWrongDigitIsAResultAndNotAnError) {
  EXPECT_THAT(Wrong(Parsed({kTd3[0], "L898902C36UTO7408123F1204159ZE184226B<<<<<10"})),
              ElementsAre("birth", "composite"));
  EXPECT_THAT(Wrong(Parsed({kTd3[0], "L898902C36UTO7408122F1204159ZE184226B<<<<<11"})), ElementsAre("composite"));
}

TEST(Read, TheDigitOfEmptyOptionalDataMayBeAFiller) {
  Mrz mrz = Parsed(kTd3);
  mrz.optional.clear();
  std::vector<std::string> lines = Formatted(mrz);
  EXPECT_EQ(lines[1][42], '0');
  EXPECT_TRUE(Wrong(Parsed({lines[0], lines[1]})).empty());
  lines[1][42] = '<';
  EXPECT_TRUE(Wrong(Parsed({lines[0], lines[1]})).empty());
}

TEST(Read, ALongNumberGoesOnInTheOptionalData) {
  const Mrz mrz =
      Parsed({"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "MUESTRA<<PEDRO<JUAN<<<<<<<<<<<"});
  EXPECT_EQ(mrz.layout, MrzLayout::kTd1);
  EXPECT_EQ(mrz.number, "D23145890734");
  EXPECT_EQ(mrz.optional, "");
  EXPECT_TRUE(Wrong(mrz).empty());
  EXPECT_EQ(Formatted(mrz)[0], "I<UTOD23145890<7349<<<<<<<<<<<");
}

TEST(Read, TheFillerOfALongNumberMayCountInItsDigit) {
  const std::string with(1, MrzCheckDigit("AB1234567<10"));
  const std::string without(1, MrzCheckDigit("AB123456710"));
  ASSERT_NE(with, without);
  for (const std::string& digit : {with, without}) {
    const std::string first = "I<UTOAB1234567<10" + digit + "<<<<<<<<<<<<";
    const Mrz mrz = Parsed({first, "7408122F1204159UTO<<<<<<<<<<<0", "MUESTRA<<ANA<<<<<<<<<<<<<<<<<<"});
    EXPECT_EQ(mrz.number, "AB123456710");
    EXPECT_TRUE(mrz.checks.front().ok());
  }
}

TEST(Read, LayoutsAreToldByWidthAndFirstLetter) {
  EXPECT_EQ(*MrzLayoutOf(36, 'I'), MrzLayout::kTd2);
  EXPECT_EQ(*MrzLayoutOf(36, 'V'), MrzLayout::kMrvB);
  EXPECT_EQ(*MrzLayoutOf(44, 'V'), MrzLayout::kMrvA);
  EXPECT_FALSE(MrzLayoutOf(44, 'X').ok());
  EXPECT_FALSE(MrzLayoutOf(43, 'P').ok());
}

TEST(Read, ANationalCardOfTheSameSizeIsRefused) {
  const std::string first = "IDFRA" + std::string("MUESTRA").append(18, '<') + "000000";
  const std::string second = "9999000000012ANA<<<<<<<<<<<8001014F8";
  EXPECT_THAT(ParseMrz({first, second}).status().message(), HasSubstr("nationality"));
}

TEST(Read, SmallLettersAndBlanksAreRefused) {
  EXPECT_THAT(ParseMrz({"P<UTOeriksson<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", kTd3[1]}).status().message(),
              HasSubstr("capital letters"));
}

TEST(Names, WithoutASecondPartAreOneName) {
  const Mrz mrz = Parsed({"P<UTOMUESTRA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", kTd3[1]});
  EXPECT_EQ(mrz.name, "MUESTRA");
  EXPECT_EQ(mrz.surname, "");
}

TEST(Names, MayLackTheFirstPart) {
  const Mrz mrz = Parsed({"P<UTO<<ANA<MARIA<<<<<<<<<<<<<<<<<<<<<<<<<<<<", kTd3[1]});
  EXPECT_EQ(mrz.surname, "");
  EXPECT_EQ(mrz.given, "ANA MARIA");
  EXPECT_EQ(Formatted(mrz)[0], "P<UTO<<ANA<MARIA<<<<<<<<<<<<<<<<<<<<<<<<<<<<");
}

TEST(Names, TooLongEndInALetter) {
  Mrz mrz = Parsed(kTd3);
  mrz.given = "ANNA MARIA ANTONIA BERNARDA CAROLINA DOLORES";
  const std::string cut = Formatted(mrz)[0];
  EXPECT_EQ(cut, "P<UTOERIKSSON<<ANNA<MARIA<ANTONIA<BERNARDA<C");
  EXPECT_TRUE(Parsed({cut, kTd3[1]}).name_full);
  mrz.surname = std::string(50, 'M');
  EXPECT_EQ(Formatted(mrz)[0], "P<UTO" + std::string(36, 'M') + "<<A");
}

TEST(Names, NeverEndInAFillerWhenTheyAreCut) {
  Mrz mrz = Parsed(kTd3);
  mrz.surname = "MUESTRA";
  mrz.given = "ANA MARIA ANTONIA BERNARDA CAR DOLORES";  // the 39th character would be a filler
  const std::string cut = Formatted(mrz)[0];
  EXPECT_NE(cut.back(), '<') << cut;
}

TEST(Letters, AreSpeltByTheStandard) {
  EXPECT_EQ(Spelt("Müller-Ångström"), "MUELLER<AANGSTROEM");
  EXPECT_EQ(Spelt("Peña O'Brien"), "PENA<OBRIEN");
  EXPECT_EQ(Spelt("Łukasz Žižka"), "LUKASZ<ZIZKA");
  EXPECT_EQ(Spelt("Þórsdóttir"), "THORSDOTTIR");
  EXPECT_EQ(Spelt("Jose 2"), "refused");
  EXPECT_EQ(Spelt("山田"), "refused");
}

TEST(Letters, OfCyrillicDependOnTheIssuer) {
  EXPECT_EQ(Spelt("Щукин", "RUS"), "SHCHUKIN");
  EXPECT_EQ(Spelt("Щукин", "BGR"), "SHTUKIN");
  EXPECT_EQ(Spelt("Гринь", "BLR"), "HRIN");
  EXPECT_EQ(Spelt("Кирило", "UKR"), "KYRYLO");
  EXPECT_EQ(Spelt("حسن"), "XHSN");
}

TEST(Dates, OfBirthAreNeverToCome) {
  MrzDay date;
  ASSERT_TRUE(ReadMrzDate("261124", MrzWhen::kPast, kToday, &date));
  EXPECT_EQ(date.year, 2026);
  ASSERT_TRUE(ReadMrzDate("261125", MrzWhen::kPast, kToday, &date));
  EXPECT_EQ(date.year, 1926);
}

TEST(Dates, OfExpiryAreNear) {
  MrzDay date;
  ASSERT_TRUE(ReadMrzDate("360101", MrzWhen::kNear, kToday, &date));
  EXPECT_EQ(date.year, 2036);
  ASSERT_TRUE(ReadMrzDate("951231", MrzWhen::kNear, kToday, &date));
  EXPECT_EQ(date.year, 1995);
}

TEST(Dates, KeepWhatIsKnown) {
  MrzDay date;
  ASSERT_TRUE(ReadMrzDate("7408<<", MrzWhen::kPast, kToday, &date));
  EXPECT_EQ(date.month, 8);
  EXPECT_EQ(date.day, 0);
  ASSERT_TRUE(ReadMrzDate("74<<<<", MrzWhen::kPast, kToday, &date));
  EXPECT_EQ(date.year, 1974);
  EXPECT_FALSE(ReadMrzDate("<<0812", MrzWhen::kPast, kToday, &date));
  EXPECT_FALSE(ReadMrzDate("740231", MrzWhen::kPast, kToday, &date));
  EXPECT_FALSE(ReadMrzDate("74O812", MrzWhen::kPast, kToday, &date));
}

TEST(Write, EveryLayoutReadsBack) {
  for (const MrzLayout layout :
       {MrzLayout::kTd1, MrzLayout::kTd2, MrzLayout::kTd3, MrzLayout::kMrvA, MrzLayout::kMrvB}) {
    Mrz mrz = Parsed(kTd3);
    mrz.layout = layout;
    mrz.code = layout == MrzLayout::kTd3 ? "P" : MrzName(layout).starts_with("MRV") ? "V" : "I";
    mrz.optional = "ABC";
    const std::vector<std::string> lines = Formatted(mrz);
    const Mrz back = Parsed({lines.begin(), lines.end()});
    EXPECT_EQ(back.layout, layout);
    EXPECT_TRUE(Wrong(back).empty()) << MrzName(layout);
    EXPECT_EQ(back.given, mrz.given);
    EXPECT_EQ(back.optional, "ABC");
  }
}

TEST(Write, ANumberOfTenCharactersHasNoRoomInAPassport) {
  Mrz mrz = Parsed(kTd3);
  mrz.number = "L898902C37";
  EXPECT_THAT(FormatMrz(mrz).status().message(), HasSubstr("document number"));
}

}  // namespace
}  // namespace entente::adapters
