// `entente convert` and `entente formats` on the samples that stand beside each format.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <regex>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

namespace fs = std::filesystem;

struct Count {
  int64_t records = -1, refused = -1, leaves = -1, fates = 0;
  int64_t around = 0, around_unmapped = 0;
};

// "N records, M refused, L leaves: a mapped, b coded, c carried, d empty, e dropped, f unmapped", and for a file that
// holds more than its records "; g around the records, h of them unmapped"
Count CountOf(const std::string& line) {
  static const std::regex form(
      R"((\d+) records, (\d+) refused, (\d+) leaves: (\d+) mapped, (\d+) coded, (\d+) carried, (\d+) empty, (\d+) dropped, (\d+) unmapped(?:; (\d+) around the records, (\d+) of them unmapped)?)");
  std::smatch match;
  Count count;
  EXPECT_TRUE(std::regex_match(line, match, form)) << line;
  if (match.empty()) return count;
  count = {.records = std::stoll(match[1]), .refused = std::stoll(match[2]), .leaves = std::stoll(match[3])};
  for (size_t i = 4; i <= 9; ++i) count.fates += std::stoll(match[i]);
  if (match[10].matched) {
    count.around = std::stoll(match[10]);
    count.around_unmapped = std::stoll(match[11]);
  }
  return count;
}

TEST(Formats, ListsTheSixWithTheirSyntax) {
  const Ran ran = Entente({"formats"});
  EXPECT_EQ(ran.code, 0);
  for (const char* name : {"common", "ec-detenidos", "fbi-wanted", "interpol-notice", "unodc-ids", "us-nibrs-flat"}) {
    EXPECT_NE(ran.out.find(std::string("\n") + name + " "), std::string::npos) << name << "\n" << ran.out;
  }
}

struct Sample {
  const char* format;
  const char* file;
};
void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.file; }

class Quickstart : public testing::TestWithParam<Sample> {
 protected:
  std::string file() const { return SourceFile(std::string("examples/quickstart/data/") + GetParam().file); }
};

TEST_P(Quickstart, ConvertsWithEveryLeafAccountedFor) {
  const Ran ran = Entente({"convert", "--from", GetParam().format, file()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const Count count = CountOf(ran.last_err_line());
  EXPECT_GT(count.records, 0);
  EXPECT_EQ(count.refused, 0);
  EXPECT_GT(count.leaves, count.records);
  EXPECT_EQ(count.fates, count.leaves);
  EXPECT_EQ(count.around_unmapped, 0);
  EXPECT_EQ(static_cast<int64_t>(ran.out_lines().size()), count.records);
  for (const std::string& line : ran.out_lines()) EXPECT_EQ(line.rfind("{\"header\":", 0), 0U) << line.substr(0, 60);
}

TEST_P(Quickstart, ReadsStandardInputAsWell) {
  const Ran file_run = Entente({"convert", "--from", GetParam().format, file()});
  const Ran input_run = Entente({"convert", "--from", GetParam().format}, ReadAll(file()));
  EXPECT_EQ(input_run.out, file_run.out);
  EXPECT_EQ(input_run.last_err_line(), file_run.last_err_line());
}

TEST_P(Quickstart, ComesHomeAsTheSameRecords) {
  const Ran common = Entente({"convert", "--from", GetParam().format, file()});
  const Ran home = Entente({"convert", "--from", "common", "--to", GetParam().format}, common.out);
  EXPECT_EQ(home.code, 0) << home.err;
  const Ran again = Entente({"convert", "--from", GetParam().format}, home.out);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.out, common.out);
  EXPECT_EQ(Entente({"convert", "--from", "common", "--to", GetParam().format}, again.out).out, home.out);
}

TEST_P(Quickstart, WritesAReceiptForEachRecordAndDirection) {
  const std::string receipts = FreshFolder() + "/receipts.jsonl";
  const Ran ran = Entente({"convert", "--from", GetParam().format, "--receipts", receipts, file()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const std::string text = ReadAll(receipts);
  // And one for the page around them, where the file is a page.
  const int64_t pages = CountOf(ran.last_err_line()).around > 0 ? 1 : 0;
  EXPECT_EQ(text.find("\"where\":\"around the records\"") != std::string::npos, pages == 1);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 * static_cast<int64_t>(ran.out_lines().size()) + pages);
  EXPECT_NE(text.find(std::string("\"format\":\"") + GetParam().format), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Data, Quickstart,
                         testing::Values(Sample{"interpol-notice", "notices.json"}, Sample{"fbi-wanted", "wanted.json"},
                                         Sample{"us-nibrs-flat", "incidents.txt"},
                                         Sample{"ec-detenidos", "detenidos.csv"},
                                         Sample{"unodc-ids", "incautaciones.csv"}));

TEST(Convert, ABrokenRecordIsRefusedWithItsPlaceAndTheRestGoOn) {
  const std::string good = ReadAll(SourceFile("examples/quickstart/data/incautaciones.csv"));
  const size_t second_line = good.find('\n') + 1;
  std::string bad = good;
  bad.insert(second_line, "one;field;too;few\n");
  const Ran whole = Entente({"convert", "--from", "unodc-ids"}, good);
  const Ran ran = Entente({"convert", "--from", "unodc-ids"}, bad);
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, whole.out);
  EXPECT_NE(ran.err.find("entente: standard input: line 2: "), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("expected "), std::string::npos) << ran.err;
  EXPECT_EQ(CountOf(ran.last_err_line()).refused, 1);
}

TEST(Convert, SeveralFilesAreOneCount) {
  const std::string file = SourceFile("examples/quickstart/data/incautaciones.csv");
  const Count one = CountOf(Entente({"convert", "--from", "unodc-ids", file}).last_err_line());
  const Count two = CountOf(Entente({"convert", "--from", "unodc-ids", file, file}).last_err_line());
  EXPECT_EQ(two.records, 2 * one.records);
  EXPECT_EQ(two.leaves, 2 * one.leaves);
}

TEST(Convert, ANullAmongJsonLinesIsNoRecord) {
  const Ran ran = Entente({"convert", "--from", "common"}, "null\nnull\n");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(CountOf(ran.last_err_line()).records, 0);
}

TEST(Convert, AFormatThatIsNotThereIsWrongUsage) {
  const Ran ran = Entente({"convert", "--from", "atlantis"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("`atlantis` is no format here, expected one of ar-linea145, br-bnmp"), std::string::npos)
      << ran.err;
}

TEST(Convert, AFileThatCannotBeReadIsRefusedAndTheOthersGoOn) {
  const std::string file = SourceFile("examples/quickstart/data/incautaciones.csv");
  const Ran whole = Entente({"convert", "--from", "unodc-ids", file});
  const Ran ran = Entente({"convert", "--from", "unodc-ids", "nowhere.csv", file});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("`nowhere.csv` cannot be read"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out, whole.out);
  EXPECT_EQ(CountOf(ran.last_err_line()).refused, 1);
}

TEST(Convert, ReceiptsNeverOverwriteWhatIsRead) {
  const std::string file = FreshFolder() + "/seizures.csv";
  const std::string text = ReadAll(SourceFile("examples/quickstart/data/incautaciones.csv"));
  std::ofstream(file) << text;
  const std::string other_name = fs::path(file).parent_path().string() + "/./seizures.csv";
  const Ran ran = Entente({"convert", "--from", "unodc-ids", "--receipts", other_name, file});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ReadAll(file), text);
}

TEST(Convert, AFieldUnderBothSpellingsIsRefused) {
  const Ran ran = Entente({"convert", "--from", "common"},
                          R"({"header":{"national_id":"a","nationalId":"b"},"notice":{"colour":"RED"}})");
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("/header/nationalId"), std::string::npos) << ran.err;
}

TEST(Convert, APageThatFailedIsNoNotice) {
  for (const char* page : {R"({"message":"Too many requests"})", R"({"items":null})", R"({"items":{}})", "[{}]"}) {
    const Ran ran = Entente({"convert", "--from", "fbi-wanted"}, page);
    EXPECT_EQ(ran.code, 1) << page;
    EXPECT_EQ(ran.out, "") << page;
  }
}

TEST(Convert, APrettyPrintedPageIsReadWhole) {
  const Ran ran =
      Entente({"convert", "--from", "fbi-wanted"},
              "{\"total\":2,\"items\":[\n{\"uid\":\"a\",\"title\":\"X\"},\n{\"uid\":\"b\",\"title\":\"Y\"}\n]}\n");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(CountOf(ran.last_err_line()).records, 2);
}

TEST(Convert, HostileInputIsRefusedAndNothingElse) {
  const std::string deep(200'000, '[');
  for (const char* format : {"interpol-notice", "fbi-wanted", "common", "ec-detenidos", "unodc-ids", "us-nibrs-flat"}) {
    for (const std::string& input : {deep, std::string("\0\xff\xfe{", 4), std::string("{\"a\":")}) {
      const Ran ran = Entente({"convert", "--from", format}, input);
      EXPECT_EQ(ran.code, 1) << format << ": " << ran.err.substr(0, 300);
      EXPECT_EQ(ran.out, "") << format;
    }
  }
}

}  // namespace
}  // namespace entente::cli_test
