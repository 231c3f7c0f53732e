// Workbooks of strangers: what is read, and what is refused before it costs anything.
#include "adapters/core/frame/xlsx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Parts = std::map<std::string, std::string>;

Parts Book(const std::string& rows) {
  return {{"xl/workbook.xml", R"(<workbook xmlns:r="urn:r"><sheets><sheet name="1" r:id="rId1"/></sheets></workbook>)"},
          {"xl/_rels/workbook.xml.rels",
           R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>)"},
          {"xl/worksheets/sheet1.xml", StrCat("<worksheet><sheetData>", rows, "</sheetData></worksheet>")}};
}

std::string Row(const std::string& text) {
  return StrCat(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>)", text, "</t></is></c></row>");
}

// Packed as any archiver would.
std::string Zip(const Parts& parts) {
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(memory);
  zip_t* archive = zip_open_from_source(memory, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, text] : parts) {
    zip_source_t* part = zip_source_buffer(archive, text.data(), text.size(), 0);
    EXPECT_GE(zip_file_add(archive, name.c_str(), part, 0), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t stat;
  EXPECT_EQ(zip_source_stat(memory, &stat), 0);
  std::string bytes(stat.size, '\0');
  EXPECT_EQ(zip_source_open(memory), 0);
  EXPECT_EQ(zip_source_read(memory, bytes.data(), bytes.size()), static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(memory);
  zip_source_free(memory);
  return bytes;
}

struct Outcome {
  std::vector<std::string> cells;
  std::string refused;  // empty: nothing was
};

Outcome Read(const std::string& file, const XlsxLimits& limits = {}) {
  Outcome out;
  const absl::Status status = ReadXlsx(file, limits, [&](int64_t, const std::vector<std::string>& cells) {
    out.cells.insert(out.cells.end(), cells.begin(), cells.end());
    return true;
  });
  if (!status.ok()) out.refused = RefusalOf(status).Message(true);
  return out;
}

// The archive says of every part that it unpacks to one byte more or less than it does.
std::string Lying(std::string file, int by) {
  constexpr std::string_view kLocal = "PK\x03\x04", kCentral = "PK\x01\x02";
  constexpr size_t kSizeInLocal = 22, kSizeInCentral = 24;
  const auto bend = [&](std::string_view mark, size_t offset) {
    for (size_t at = file.find(mark); at != file.npos; at = file.find(mark, at + 1)) {
      uint32_t size = 0;
      std::memcpy(&size, file.data() + at + offset, sizeof size);
      size += static_cast<uint32_t>(by);
      std::memcpy(file.data() + at + offset, &size, sizeof size);
    }
  };
  bend(kLocal, kSizeInLocal);
  bend(kCentral, kSizeInCentral);
  return file;
}

TEST(Xlsx, ReadsTheTextsOfItsFirstSheet) {
  const Outcome read = Read(Zip(Book(Row("Inventado") + Row("dos"))));
  EXPECT_EQ(read.refused, "");
  EXPECT_THAT(read.cells, ElementsAre("Inventado", "dos"));
}

TEST(Xlsx, ABombIsRefusedByWhatItsArchiveSaysOfItself) {
  Parts parts = Book(Row(std::string(size_t{40} << 20, ' ')));
  const std::string bomb = Zip(parts);
  ASSERT_LT(bomb.size(), size_t{100} << 10) << "it packs to next to nothing";
  EXPECT_THAT(Read(bomb).refused, HasSubstr("parts that grow at most 200 times"));
  // Also where the part is none that a reader opens.
  parts = Book(Row("small"));
  parts["xl/media/nothing.bin"] = std::string(size_t{40} << 20, '\0');
  EXPECT_THAT(Read(Zip(parts)).refused, HasSubstr("parts that grow at most 200 times"));
}

TEST(Xlsx, APartIsRefusedByItsSizeHoweverLittleItGrows) {
  XlsxLimits limits;
  limits.part_bytes = 1000;
  EXPECT_THAT(Read(Zip(Book(Row(std::string(2000, 'x')))), limits).refused, HasSubstr("at most 1000 bytes unpacked"));
}

TEST(Xlsx, AnArchiveThatSaysLessThanItHoldsIsRefusedWhereTheSizeIsPassed) {
  EXPECT_NE(Read(Lying(Zip(Book(Row("Inventado"))), -1)).refused, "");
  EXPECT_NE(Read(Lying(Zip(Book(Row("Inventado"))), +1)).refused, "");
}

TEST(Xlsx, TooManyPartsAreRefusedUnread) {
  Parts parts = Book(Row("one"));
  for (int i = 0; i < 2000; ++i) parts[StrCat("xl/part", i)] = "x";
  EXPECT_THAT(Read(Zip(parts)).refused, HasSubstr("at most 2000 parts"));
}

TEST(Xlsx, EntitiesAreRefusedWithTheDocumentTypeThatDefinesThem) {
  Parts parts = Book("");
  parts["xl/worksheets/sheet1.xml"] =
      R"(<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>)";
  EXPECT_THAT(Read(Zip(parts)).refused, HasSubstr("XML without a document type"));
}

TEST(Xlsx, DepthColumnsCellsAndSharedTextsAreBounded) {
  std::string deep, end;
  for (int i = 0; i < 70; ++i) {
    deep += "<x>";
    end += "</x>";
  }
  EXPECT_THAT(Read(Zip(Book(deep + end))).refused, HasSubstr("at most 64 deep"));
  EXPECT_THAT(Read(Zip(Book(R"(<row r="1"><c r="ZZZZ1"><v>1</v></c></row>)"))).refused,
              HasSubstr("at most 1024 columns"));
  EXPECT_THAT(Read(Zip(Book(Row(std::string(70'000, 'x'))))).refused, HasSubstr("cells of at most 65536 bytes"));
  XlsxLimits limits;
  limits.shared_bytes = 1000;
  Parts parts = Book("");
  parts["xl/sharedStrings.xml"] = StrCat("<sst><si><t>", std::string(2000, 'x'), "</t></si></sst>");
  EXPECT_THAT(Read(Zip(parts), limits).refused, HasSubstr("at most 1000 bytes of texts"));
}

TEST(Xlsx, ATornArchiveIsRefused) {
  const std::string file = Zip(Book(Row("Inventado")));
  for (size_t size = 4; size < file.size(); size += 7) {
    EXPECT_NE(Read(file.substr(0, size)).refused, "") << size << " bytes of " << file.size();
  }
}

}  // namespace
}  // namespace entente::adapters
