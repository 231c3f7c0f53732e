// How files are cut into records, and what a broken one does to its neighbours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/frame/lines.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Cut {
  std::vector<std::string> outside;
  std::vector<std::string> units;
  std::vector<std::string> where;
  std::vector<std::string> refused;
};

Cut CutJson(std::string_view file) {
  static const std::vector<std::vector<std::string>> envelopes = {{"_embedded", "notices"}, {"items"}};
  Cut cut;
  SplitJson(
      file, envelopes, true,
      [&](const Unit& unit) {
        Tree tree;
        static const NameIds names;
        const absl::Status read = ReadJson(unit.data, names, &tree);
        if (!read.ok()) return cut.refused.push_back(unit.where + ", " + RefusalOf(read).Message(true));
        cut.units.emplace_back(unit.data);
        cut.where.push_back(unit.where);
      },
      [&](const Refusal& refusal) { cut.refused.push_back(refusal.Message(true)); });
  return cut;
}

Cut CutCsv(std::string_view file, const CsvCut& how = {}) {
  Cut cut;
  SplitCsv(
      file, how,
      [&](const Unit& unit) {
        cut.units.emplace_back(unit.data);
        cut.where.push_back(unit.where);
      },
      [&](const Refusal& refusal) { cut.refused.push_back(refusal.Message(true)); },
      [&](const Unit& unit) { cut.outside.push_back(StrCat(unit.where, ": ", unit.data)); });
  return cut;
}

TEST(Json, OneDocumentIsOneRecordToTheByte) {
  EXPECT_THAT(CutJson("\xEF\xBB\xBF  {\"a\": {\"items\": 1}, \"b\":[{}]} \n").units,
              ElementsAre("{\"a\": {\"items\": 1}, \"b\":[{}]}"));
}

TEST(Json, ArraysAreFlattenedAndANullIsNoRecord) {
  EXPECT_THAT(CutJson("[{\"a\":1}, null, [[{\"a\":2}], {\"a\":3}]]").units,
              ElementsAre("{\"a\":1}", "{\"a\":2}", "{\"a\":3}"));
}

TEST(Json, APageWrapsAListAndThereMayBeAListOfPages) {
  EXPECT_THAT(CutJson(R"({"total":2,"items":[{"a":1},{"a":2}],"page":{"items":[{"no":1}]}})").units,
              ElementsAre("{\"a\":1}", "{\"a\":2}"));
  EXPECT_THAT(CutJson(R"([{"_embedded":{"notices":[{"a":1}]}},{"_embedded":{"notices":[]}},{"b":1}])").units,
              ElementsAre("{\"a\":1}", "{\"b\":1}"));
}

TEST(Json, ALineThatIsNoJsonIsRefusedAndTheOthersGoOn) {
  const Cut cut = CutJson("{\"a\":1}\n{\"a\":oops}\n\n{\"a\":3}\n");
  EXPECT_THAT(cut.units, ElementsAre("{\"a\":1}", "{\"a\":3}"));
  EXPECT_THAT(cut.where, ElementsAre("line 1", "line 4"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 2")));
}

TEST(Json, APrettyPrintedPageIsNotLines) {
  const Cut cut = CutJson("{\"total\":2,\"items\":[\n{\"a\":1},\n{\"a\":2}\n]}\n");
  EXPECT_THAT(cut.units, ElementsAre("{\"a\":1}", "{\"a\":2}"));
  EXPECT_THAT(cut.refused, IsEmpty());
  EXPECT_THAT(CutJson("{\n\"a\":1\n}\n{\n\"a\":2\n}\n").units.size(), 2u);
}

TEST(Json, ABadFirstLineCostsOnlyItself) {
  for (const char* first : {"null", "{\"a\":oops}", "{\"a\":1", "garbage", "{\"a\":\"\xff\"}"}) {
    const Cut cut = CutJson(std::string(first) + "\n{\"a\":2}\n{\"a\":3}\n");
    EXPECT_THAT(cut.units, ElementsAre("{\"a\":2}", "{\"a\":3}")) << first;
    EXPECT_EQ(cut.refused.size(), std::string(first) == "null" ? 0u : 1u) << first;
  }
}

TEST(Json, ALineIsTakenWholeOrNotAtAll) {
  const Cut cut = CutJson("{\"a\":1}\n{\"a\":2} {\"a\":3}\n[{\"a\":4},\n{\"a\":5}\n");
  EXPECT_THAT(cut.units, ElementsAre("{\"a\":1}", "{\"a\":5}"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 2 column 9"), HasSubstr("line 3")));
}

TEST(Json, ABadRecordOfAListCostsOnlyItself) {
  const std::string deep = "{\"a\":" + std::string(70, '[') + std::string(70, ']') + "}";
  for (const std::string& bad :
       {deep, std::string("{\"title\":\"\xff\xfe\"}"), std::string("{\"a\" 3}"), std::string("{\"a\":\"two\nlines\"}"),
        std::string("{\"a\":1,\"a\":2}"), std::string("oops")}) {
    for (const bool page : {false, true}) {
      const Cut cut = CutJson((page ? "{\"items\":[{\"a\":1}," : "[{\"a\":1},") + bad + ", {\"a\":2},{\"b\":\"]}\"}]" +
                              (page ? "}" : ""));
      EXPECT_THAT(cut.units, ElementsAre("{\"a\":1}", "{\"a\":2}", "{\"b\":\"]}\"}")) << bad;
      EXPECT_THAT(cut.refused.size(), 1u) << bad;
    }
  }
}

TEST(Json, WhatNeverClosesRefusesTheFileFromThere) {
  const Cut cut = CutJson("[{\"a\":1},\n {\"a\":2},\n {\"a\": 3");
  EXPECT_THAT(cut.units, ElementsAre("{\"a\":1}", "{\"a\":2}"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 3")));
}

TEST(Json, AnEnvelopeWithoutAListIsNoRecord) {
  for (const char* page : {"{\"items\":null}", "{\"items\":{}}", "{\"items\":3,\"a\":1}"}) {
    const Cut cut = CutJson(page);
    EXPECT_THAT(cut.units, IsEmpty()) << page;
    EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("a list of records at `items`"))) << page;
  }
}

TEST(Json, AScalarIsExactlyOne) {
  for (const char* good : {"null", "true", "-1.5e3", "\"a\"", R"("\u00e9\ud83d\ude00\n")"})
    EXPECT_TRUE(IsJsonScalar(good)) << good;
  for (const char* bad :
       {"", "1,\"evil\":\"x\"", "\"a\"b\"", "\"a", "01", "{}", "nul", R"("\ud800")", " 1", "\"\n\""}) {
    EXPECT_FALSE(IsJsonScalar(bad)) << bad;
  }
}

TEST(Json, WhatIsNoObjectIsRefused) {
  EXPECT_THAT(CutJson("[1, {\"a\":1}]").refused, ElementsAre(HasSubstr("an object")));
  EXPECT_THAT(CutJson("\"text\"").refused.size(), 1u);
  EXPECT_THAT(CutJson("").refused, IsEmpty());
}

absl::Status ReadText(std::string_view text, Tree* tree) {
  static const NameIds names = {{"known", 0}};
  return ReadJson(text, names, tree);
}

TEST(Json, NumbersStayAsWritten) {
  Tree tree;
  ASSERT_TRUE(ReadText(R"({"known": 1.50e-05, "n": 123456789012345678901234567890, "s": "\u00e9\n"})", &tree).ok());
  EXPECT_EQ(tree[1].text, "1.50e-05");
  EXPECT_EQ(tree[1].name_id, 0);
  EXPECT_EQ(tree[2].text, "123456789012345678901234567890");
  EXPECT_EQ(tree[3].text, "\xC3\xA9\n");
}

TEST(Json, RefusesWhatWouldBeReadTwoWays) {
  Tree tree;
  EXPECT_THAT(std::string(ReadText(R"({"a":1,"a":2})", &tree).message()), HasSubstr("once"));
  EXPECT_FALSE(ReadText("{\"a\":\"\xC3\x28\"}", &tree).ok());
  EXPECT_FALSE(ReadText("{\"a\":1} {\"b\":2}", &tree).ok());
  EXPECT_FALSE(ReadText("[]", &tree).ok());
  EXPECT_FALSE(ReadText(std::string_view("{\"a\":\0}", 7), &tree).ok());
  EXPECT_FALSE(ReadText(R"({"a":"\ud800"})", &tree).ok());
}

TEST(Json, DepthIsLimitedBothWays) {
  Tree tree;
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_THAT(std::string(ReadText(deep, &tree).message()), HasSubstr("nesting"));
  EXPECT_EQ(CutJson(deep).refused.size(), 1u);
  EXPECT_EQ(CutJson(std::string(100'000, '[')).refused.size(), 1u);
}

TEST(Csv, ReadsEveryDialect) {
  const Cut cut = CutCsv(
      "\xEF\xBB\xBF"
      "a,b\r\n1,\"x\r\ny\"\r\n\r\n\"q\"\"q\",\n3,4");
  EXPECT_THAT(cut.units, ElementsAre("1,\"x\r\ny\"", "\"q\"\"q\",", "3,4"));
  EXPECT_THAT(cut.where, ElementsAre("line 2", "line 5", "line 6"));
  EXPECT_THAT(cut.refused, IsEmpty());
}

TEST(Csv, AWrongNumberOfCellsIsRefusedWithItsLine) {
  const Cut cut = CutCsv("a,b\n1\n1,2\n1,2,3\n");
  EXPECT_THAT(cut.units, ElementsAre("1,2"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 2"), HasSubstr("line 4")));
}

TEST(Csv, ARowThatIsNoRecordIsHandedOutApartAndMayHaveAnyLength) {
  CsvCut how;
  how.outside = [](const CsvRow& row) { return row.cells[0] == "TOTAL"; };
  const Cut cut = CutCsv("a,b\n1,2\nTOTAL,9\nTOTAL\n3,4\n", how);
  EXPECT_THAT(cut.units, ElementsAre("1,2", "3,4"));
  EXPECT_THAT(cut.outside, ElementsAre("line 3: TOTAL,9", "line 4: TOTAL"));
  EXPECT_THAT(cut.refused, IsEmpty());
}

TEST(Csv, ARowMayLackAsManyCellsAtItsEndAsIsSaid) {
  CsvCut how;
  how.separator = '\t';
  how.may_lack = 1;
  const Cut cut = CutCsv("a\tb\tc\n1\t2\n1\n1\t\"\t2\"\t3\n1\t2\t3\t4\n", how);
  EXPECT_THAT(cut.units, ElementsAre("1\t2", "1\t\"\t2\"\t3"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 3"), HasSubstr("line 5")));
}

TEST(Csv, AHeaderMayStandBehindABanner) {
  CsvCut how;
  how.header_at = 7;
  how.line = 2;
  const Cut cut = CutCsv("BANNER\na,b\n1,2\n", how);
  EXPECT_THAT(cut.units, ElementsAre("1,2"));
  EXPECT_THAT(cut.where, ElementsAre("line 3"));
}

TEST(Csv, AColumnWithoutANameIsCalledByItsPlace) {
  const auto header = CsvHeader(",a,,b", ',');
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_THAT(*header, ElementsAre("#1", "a", "#3", "b"));
  EXPECT_FALSE(CsvHeader("a,a", ',').ok());
}

TEST(Csv, AQuoteThatNeverEndsCostsItsLine) {
  const Cut cut = CutCsv("a,b\n1,2\n\"3,4\n5,6\n7,8\n");
  EXPECT_THAT(cut.units, ElementsAre("1,2", "5,6", "7,8"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 3")));
}

TEST(Csv, TextBehindAClosingQuoteIsRefused) {
  const Cut cut = CutCsv("a,b\n\"P\"x\"y\",2\n3,4\n");
  EXPECT_THAT(cut.units, ElementsAre("3,4"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 2")));
}

TEST(Csv, ARowLargerThanTheWindowIsStillOneRow) {
  const std::string large(200'000, 'x');
  EXPECT_THAT(CutCsv("a,b\n1,\"" + large + "\"\n2,3\n").units, ElementsAre("1,\"" + large + "\"", "2,3"));
}

TEST(Csv, ARowThatIsTooLargeIsOneRefusal) {
  const Cut cut = CutCsv("a,b\n1," + std::string(3 << 20, 'x') + "\n2,3\n");
  EXPECT_THAT(cut.units, ElementsAre("2,3"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("at most 1 MiB")));
}

TEST(Csv, WritesWhatItReads) {
  std::string out;
  for (const char* cell : {"plain", "a,b", "say \"so\"", "two\nlines"}) {
    if (!out.empty()) out += ',';
    WriteCsvCell(cell, ',', &out);
  }
  CsvRow row;
  std::string scratch;
  ReadCsvRow(out, ',', &row, &scratch);
  EXPECT_THAT(row.cells, ElementsAre("plain", "a,b", "say \"so\"", "two\nlines"));
}

TEST(Csv, AColumnNamedTwiceIsRefused) { EXPECT_FALSE(CsvHeader("a,b,a", ',').ok()); }

// One digit of length, one of segment, two of key: `0` begins a record.
Cut CutLines(std::string_view file) {
  LinesLayout layout;
  layout.length_size = 1;
  layout.segment_first = 1;
  Column key;
  key.name = "Key";
  key.first = 2;
  key.size = 2;
  key.end = 4;
  layout.shared = {key};
  layout.kinds["0"].begins = true;
  layout.kinds["1"];
  Cut cut;
  SplitLines(
      file, layout,
      [&](const Unit& unit) {
        cut.units.emplace_back(unit.data);
        cut.where.push_back(unit.where);
      },
      [&](const Refusal& refusal) { cut.refused.push_back(refusal.Message(true)); });
  return cut;
}

TEST(Lines, ABrokenLineRefusesItsRecordOnceAndNoOther) {
  const Cut cut = CutLines("50AA1\n51AA2\n50BB1\n5?BB2\n51BB3\n50CC1\n51CC2\n");
  EXPECT_THAT(cut.units, ElementsAre("50AA1\n51AA2", "50CC1\n51CC2"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 4")));
}

TEST(Lines, ABrokenBeginningRefusesItsOwnRecordAndNotTheOneBefore) {
  const Cut cut = CutLines("50AA1\n5?BB2\n51BB3\n50CC1\n");
  EXPECT_THAT(cut.units, ElementsAre("50AA1", "50CC1"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 2")));
}

TEST(Lines, WhereNobodyKnowsWhoseItIsBothAreRefused) {
  const Cut cut = CutLines("50AA1\nx\n51BB3\n50CC1\n");
  EXPECT_THAT(cut.units, ElementsAre("50CC1"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 2"), HasSubstr("line 3")));
}

TEST(Lines, ALineThatSaysItBeginsARecordBreaksNoOther) {
  const Cut cut = CutLines("50AA1\n51AA2\n40BB1\n50CC1\n");
  EXPECT_THAT(cut.units, ElementsAre("50AA1\n51AA2", "50CC1"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 3")));
}

TEST(Lines, ALineOfAnUnknownRecordAndTheOneBeforeAreBothRefused) {
  const Cut cut = CutLines("50AA1\n5?ZZ2\n50CC1\n");
  EXPECT_THAT(cut.units, ElementsAre("50CC1"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 2"), HasSubstr("line 1")));
}

TEST(Lines, ABrokenLastLineRefusesTheLastRecord) {
  const Cut cut = CutLines("50AA1\n50BB1\n51BB2\n5?BB3\n5?BB4\n");
  EXPECT_THAT(cut.units, ElementsAre("50AA1"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("line 4")));
}

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(InvalidUtf8At("plain \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"), -1);
  EXPECT_EQ(InvalidUtf8At("ab\xFF"), 2);
  EXPECT_EQ(InvalidUtf8At("\xC0\x80"), 0);          // an overlong NUL
  EXPECT_EQ(InvalidUtf8At("\xED\xA0\x80"), 0);      // half of a surrogate pair
  EXPECT_EQ(InvalidUtf8At("12345678\xE2\x82"), 8);  // cut off
}

TEST(Clip, CutsBetweenCharactersAndHidesControls) {
  EXPECT_EQ(Clip("a\nb"), "a b");
  EXPECT_EQ(Clip("a\xC2\x9B[31m"), "a [31m");
  EXPECT_EQ(Clip("a\xFFz\xC3"), "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  EXPECT_EQ(InvalidUtf8At(Clip(std::string(79, 'x') + "\xF0\x9F\x98\x80\xF0\x9F\x98\x80")), -1);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "\xC3\xA9";
  EXPECT_EQ(Clip(many).size(), 160u);
}

}  // namespace
}  // namespace entente::adapters
