// Every fault of a mapping is found when it is loaded, with file, line and column.
#include "adapters/core/lens/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/core/lens/lens_format.h"
#include "adapters/core/load.h"

namespace entente::adapters {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string LoadError(const std::string& map, const std::string& frame = "{reads: json}",
                      const std::string& more = "") {
  Folder folder = {{"codes/sex.csv", "national,common,note\nM,1,\nF,2,\n"},
                   {"codes/twice.csv", "national,common,note\nM,1,\nM,2,\n"},
                   {"codes/hole.csv", "note,national,common\n\"a, b\",M,1\n\"a, b\",X,manlike\n"},
                   {"codes/iccshole.csv", "national,common,iccs\n1,rape,03011\n2,rape,0999\n"},
                   {"codes/crime.csv", "national,common\nrape,rape\nmischief,mischief\n"},
                   {"codes/age.csv", "national,common\nNN,0 DAY\nNB,1-6 SUN\n"},
                   {"codes/column.csv", "national,common,colour\nM,1,red\n"},
                   {"codes/short.csv", "national,common,note\nM,1\n"},
                   {"codes/flag.csv", "national,common\nY,true\nN,no\n"},
                   {"codes/country-iso3.csv", "national,common\nOWN,XX\n"}};
  folder["mapping.yaml"] = "format: Test\nlists: T\nframe: " + frame + "\n" + more + "map:\n" + map;
  const auto plan = CompilePlan("test", folder, "mapping.yaml");
  return plan.ok() ? "" : std::string(plan.status().message());
}

TEST(Compile, AcceptsASoundMapping) {
  EXPECT_EQ(LoadError("  sex: subjects[role=wanted].sex | code sex\n  NO: narrative\n"), "");
}

TEST(Compile, WhatNobodyHasDecidedLoadsAndStaysUnmapped) {
  Folder folder = {
      {"mapping.yaml", "frame: {reads: csv}\nmap:\n  A: TODO header.event_time | date YYYY\n  B: narrative\n"}};
  const auto format = LoadFiles("test", folder);
  ASSERT_TRUE(format.ok()) << format.status();
  Trace trace;
  const auto decoded = DecodeTraced(**format, {.data = "1999,words\n", .preamble = "A,B\n"}, &trace);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  ASSERT_EQ(trace.leaves().size(), 2u);
  EXPECT_EQ(trace.leaves()[0].fate, v1::UNMAPPED);
  EXPECT_EQ(trace.leaves()[0].line->source, "mapping.yaml:3");
  EXPECT_EQ(trace.leaves()[1].fate, v1::MAPPED);
  EXPECT_EQ(trace.leaves()[1].field, "narrative");
}

// One amount read and written again, or the word "refused".
std::string Amount(const std::string& cell) {
  const Folder folder = {
      {"mapping.yaml", "frame: {reads: csv, separator: \";\"}\nmap:\n  A: items[0].quantity.amount | decimal comma\n"}};
  const auto format = LoadFiles("test", folder);
  EXPECT_TRUE(format.ok()) << format.status();
  const auto decoded = (*format)->Decode({.data = cell, .preamble = "A\n"});
  if (!decoded.ok()) return "refused";
  const v1::Quantity& quantity = decoded->record.items(0).quantity();
  const auto encoded = (*format)->Encode(decoded->record);
  EXPECT_TRUE(encoded.ok() && encoded->data == cell + "\n") << cell;
  return quantity.amount() + (quantity.given().empty() ? "" : " given " + quantity.given());
}

TEST(Compile, ADecimalCommaIsReadAndWrittenAsItStood) {
  EXPECT_EQ(Amount("12,50"), "12.50");
  EXPECT_EQ(Amount("-7"), "-7");
  EXPECT_EQ(Amount("1.234,5"), "1234.5 given 1.234,5");
  EXPECT_EQ(Amount("1.234"), "1234 given 1.234");
  for (const char* none : {"1.23", "1,2,3", "12.34,5", ".123", "1234.567,8", "1,", ",5", "1.234.56"}) {
    EXPECT_EQ(Amount(none), "refused") << none;
  }
}

TEST(Compile, FaultsHaveAPlaceAndSayWhatWasExpected) {
  struct Case {
    const char* name;
    std::string map;
    const char* says;
  };
  const Case cases[] = {
      {"a place twice", "  a: narrative\n  a: narrative\n", "test/mapping.yaml:6:3: `a` is named twice"},
      {"a place in two spellings", "  a[]: narrative\n  a: header.national_id\n",
       "test/mapping.yaml:6:3: `a` is mapped by line 5 already"},
      {"a place in a block and beside it", "  a/b: narrative\n  a:\n    b: header.national_id\n",
       "test/mapping.yaml:6:3: `a/b` is mapped by line 5 already"},
      {"unknown step", "  a: narrative | shout\n", "no step is named `shout`"},
      {"unknown field", "  a: subjects[0].nose\n", "`Person` has no field `nose`"},
      {"unknown table", "  a: subjects[0].sex | code nosuch\n", "there is no table `codes/nosuch.csv`"},
      {"a code twice", "  a: subjects[0].sex | code twice\n", "test/codes/twice.csv:3:1: `M` stands twice"},
      {"a date for a text", "  a: narrative | date YYYY\n", "`narrative` takes a text"},
      {"a code without table", "  a: subjects[0].sex\n", "`sex` takes `code TABLE`"},
      {"a list without brackets", "  a: subjects.note\n", "`subjects` is a list: say `subjects[]`"},
      {"an index on what is no list", "  a: header[0].national_id\n", "`header` is no list"},
      {"unknown enum value", "  a: subjects[0].names[use=BRAND].note\n", "`use` has no value `BRAND`"},
      {"words of no enum", "  a: notice.colour | code sex\n", "is no value of `colour`"},
      {"a hole", "  a: subjects[0].sex | code hole\n",
       "test/codes/hole.csv:3:10: `manlike` is not in the common list `sex`"},
      {"and which line writes it", "  a: subjects[0].sex | code hole\n", "(test/mapping.yaml:5)"},
      {"a hole for the second field", "  a: header.status.code also subjects[0].sex | code hole\n", "`manlike`"},
      {"a hole among the digits", "  a: offences[0].code | code iccshole\n", "iccshole.csv:3:3: `0999`"},
      {"a hole among words found", "  a: offences[0].charge | finds crime\n", "crime.csv:3:10: `mischief`"},
      {"a hole behind a reference", "  a: victims[0].offence_ids[] | ref offences by code via crime else add\n",
       "crime.csv:3:10: `mischief`"},
      {"an age in no unit", "  a: subjects[0].age | quantity ANN words age\n", "age.csv:3:4: `SUN`"},
      {"no truth value", "  a: header.test | code flag\n", "flag.csv:3:3: `no` is no value of `test`"},
      {"an own table before the shared one", "  a: subjects[0].nationalities[] | code country-iso3\n", "`XX`"},
      {"unknown column of a table", "  a: subjects[0].sex | code column\n",
       "column.csv:1:1: no column is named `colour`"},
      {"a row too short", "  a: subjects[0].sex | code short\n", "short.csv:2:1: expected 3 cells"},
      {"unreachable alternative", "  a: narrative or narrative\n", "can never be reached"},
      {"no value", "  a: header.event_place\n", "is no value"},
      {"wrong date form", "  a: header.event_time | date DD\n", "is no form of a date"},
      {"a word of no word", "  a: subjects[birth_dates!=1].note\n", "has no single field `birth_dates`"},
      {"a negative of an amount", "  a: subjects[age!=1].note\n", "`age` is neither a text, a Code nor an enum"},
      {"alone without a list", "  a: subjects[0].note or subjects[1].note | alone b\n", "`alone NAMES` needs a list"},
      {"alone with one field", "  a[]: header.operations[] | alone b\n", "and two fields of one kind"},
      {"a link behind what is no list of ids", "  a: header.matters->offences.charge\n", "must follow a list of ids"},
      {"another list in a group", "  p[] groups items by status:\n    q[] > media[]:\n      r: uri\n",
       "a block in it makes its elements"},
      {"a reference for a group", "  p[] groups items by status:\n    r: order_ids[] | ref orders by number else add\n",
       "cannot stand for a whole group"},
      {"references need xml", "  a -> b:\n    c: narrative\n", "ids"},
  };
  for (const Case& c : cases) {
    const std::string error = LoadError(c.map);
    EXPECT_THAT(error, HasSubstr(c.says)) << c.name;
    EXPECT_THAT(error, StartsWith("test/")) << c.name;
  }
}

// What a cell at `A` becomes by the mapping's right side, which fills the first subject or the first detention.
v1::Record Decoded1(const std::string& right, const std::string& cell) {
  const Folder folder = {
      {"mapping.yaml", "lists: T\nframe: {reads: csv, separator: \";\"}\nmap:\n  A: " + right + "\n"}};
  const auto format = LoadFiles("test", folder);
  EXPECT_TRUE(format.ok()) << format.status();
  if (!format.ok()) return {};
  const auto decoded = (*format)->Decode({.data = cell, .preamble = "A\n"});
  EXPECT_TRUE(decoded.ok()) << decoded.status();
  return decoded.ok() ? v1::Record(decoded->record) : v1::Record();
}

TEST(Steps, AStepBehindADecimalCommaLeavesTheSpellingAlone) {
  // Longer than a string keeps within itself, and shorter.
  const std::string weight = "subjects[0].weight | decimal comma | clean | quantity KGM";
  EXPECT_EQ(Decoded1(weight, "1234567890123456,75").subjects(0).weight().amount(), "1234567890123456.75");
  EXPECT_EQ(Decoded1(weight, "1234567890123456,75").subjects(0).weight().given(), "");
  const std::string height = "subjects[0].height | decimal comma | zeros 20 | quantity CMT";
  EXPECT_EQ(Decoded1(height, "1,5").subjects(0).height().amount(), "1.5");
  EXPECT_EQ(Decoded1(height, "1,5").subjects(0).height().given(), "");
}

TEST(Steps, AFieldBesideMayBeAList) {
  const v1::Detention detention =
      Decoded1("arrest.detentions[0].number also arrest.detentions[0].offence_ids[]", "o1").arrest().detentions(0);
  EXPECT_EQ(detention.number(), "o1");
  ASSERT_EQ(detention.offence_ids_size(), 1);
  EXPECT_EQ(detention.offence_ids(0), "o1");
  const v1::Offence offence = Decoded1("offences[].charge also offences[].factors[]", "invented").offences(0);
  EXPECT_EQ(offence.charge(), "invented");
  EXPECT_EQ(offence.factors_size(), 1);
}

TEST(Compile, ATableThatNoFolderHasIsTheSharedOne) {
  Folder folder = {{"mapping.yaml",
                    "lists: T\nframe: {reads: json}\nmap:\n  a: subjects[0].nationalities[] | code country-iso2\n"
                    "  b: header.event_place.country | code country-iso2 as state\n"}};
  const auto plan = CompilePlan("test", folder, "mapping.yaml");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_NE((*plan)->tables.at("country-iso2")->Find("EC"), nullptr);
  // A list is named after what the table is about, or as the line says.
  EXPECT_EQ((*plan)->lists, (std::vector<std::string>{"T.country", "T.state"}));
}

TEST(Compile, ColumnsMustNotOverlap) {
  const std::string frame = "{reads: lines, length: 1-4, segment: 5, segments: {1: one}, begins: [1]}";
  EXPECT_EQ(LoadError("  one > subjects[role=wanted]:\n    A 6-9: note\n    B 10: marks\n", frame), "");
  EXPECT_THAT(LoadError("  one > subjects[role=wanted]:\n    A 6-9: note\n    B 9: marks\n", frame),
              HasSubstr("mapping.yaml:7:5: the columns overlap those of `A`"));
  EXPECT_THAT(LoadError("  two > subjects[role=wanted]:\n    A 6-9: note\n", frame), HasSubstr("no segment `two`"));
}

TEST(Compile, TheColumnsWrittenAreThoseMapped) {
  const std::string map = "  A: narrative\n  B: header.operations[]\n";
  EXPECT_EQ(LoadError(map, "{reads: csv, columns: [B, A]}"), "");
  EXPECT_THAT(LoadError(map, "{reads: csv, columns: [B, A, C]}"), HasSubstr("mapping.yaml:3:37: no line maps `C`"));
  EXPECT_THAT(LoadError(map, "{reads: csv, columns: [B]}"), HasSubstr("`A` is mapped and does not stand in `columns`"));
}

TEST(Compile, HostileFilesAreErrors) {
  EXPECT_THAT(LoadError("  a: *nothing\n"), HasSubstr("not YAML"));
  EXPECT_FALSE(LoadError("  - a\n").empty());
  EXPECT_FALSE(LoadError("", "[]").empty());
  std::string deep = "  a: narrative\n  b > subjects[]:\n";
  for (int i = 0; i < 60; ++i) deep += std::string(static_cast<size_t>(4 + 2 * i), ' ') + "b > /subjects[]:\n";
  EXPECT_FALSE(LoadError(deep).empty());
  std::string laughs = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string below = "*x" + std::to_string(i - 1);
    laughs += "x" + std::to_string(i) + ": &x" + std::to_string(i) + " [" + below;
    for (int k = 0; k < 9; ++k) laughs += ", " + below;
    laughs += "]\n";
  }
  EXPECT_THAT(LoadError("  a: narrative\n", "{reads: json}", laughs), HasSubstr("50000"));
}

TEST(Compile, AnEditionIsADifference) {
  Folder folder = {{"mapping.yaml", "frame: {reads: csv, when: A}\nmap:\n  A: narrative\n  B: header.operations[]\n"},
                   {"2024.yaml", "like: mapping.yaml\nframe: {when: C}\nmap:\n  A: ~\n  C: narrative\n"}};
  const auto plan = CompilePlan("test", folder, "2024.yaml");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ((*plan)->full_name(), "test/2024");
  EXPECT_TRUE((*plan)->frame->FitsFile("B,C\n", (*plan)->names).ok());
  EXPECT_FALSE((*plan)->frame->FitsFile("A,B\n", (*plan)->names).ok());
  EXPECT_EQ((*plan)->branches[0].top.ops.size(), 2u);
}

}  // namespace
}  // namespace entente::adapters
