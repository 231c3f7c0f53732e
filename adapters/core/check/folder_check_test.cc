// The kit finds each fault that is put into a sound folder, and says where.
#include "adapters/core/check/folder_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace entente::adapters {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

using Files = std::map<std::string, std::string>;

const Files& Sound() {
  static const Files* const files = new Files{
      {"mapping.yaml",
       "format: Invented seizures\nlists: CL\nframe: {reads: csv, separator: \";\"}\nfor: {kind: seizure}\n"
       "set: {header.originator.country: CL}\nmap:\n"
       "  FECHA: header.event_time | date DD-MM-YYYY else text\n"
       "  DROGA: items[drug=any,status=seized].drug.substance | word droga\n"
       "  KILOS: items[drug=any,status=seized].quantity | decimal comma | quantity KGM\n"
       "  COMUNA: header.event_place.locality\n"},
      {"codes/droga.csv", "national,common,note\nCOCAINA,cocaine,\nMARIHUANA,cannabis,\n"},
      {"samples/a.csv", "FECHA;DROGA;KILOS;COMUNA\n24-11-2026;COCAINA;1,5;MUESTRA\n25-11-2026;MARIHUANA;2;EJEMPLO\n"},
      {"README.md", "# Invented\n"}};
  return *files;
}

FolderReport Report(const Files& files, bool laws = false) {
  const fs::path root = fs::path(::testing::TempDir()) / "adapter_kit" / "cl-prueba";
  fs::remove_all(root);
  for (const auto& [name, text] : files) {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name, std::ios::binary) << text;
  }
  return CheckFolder(root.string(), {.mutations = laws ? 60 : 0, .hostile_seconds_max = laws ? 1.0 : 0.0});
}

std::string Faults(const FolderReport& report) {
  std::string out;
  for (const Check& check : report.checks) {
    for (const Finding& finding : check.findings) {
      if (!finding.fault()) continue;
      EXPECT_FALSE(finding.todo.empty()) << finding.what;
      out += check.name + ": " + finding.where + ": " + finding.what + "\n";
    }
  }
  return out;
}

Files With(const std::string& name, const std::string& from, const std::string& to) {
  Files files = Sound();
  std::string& text = files[name];
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return files;
}

TEST(FolderCheck, ASoundFolderPasses) {
  const FolderReport report = Report(Sound(), /*laws=*/true);
  EXPECT_TRUE(report.passed()) << Faults(report);
  EXPECT_EQ(report.records, 2);
  EXPECT_EQ(report.leaves, 8);
  ASSERT_EQ(report.lines.size(), 4u);
  EXPECT_EQ(report.lines[0].where, "mapping.yaml:7");
  EXPECT_EQ(report.lines[1].Count(v1::CODED), 2);
}

TEST(FolderCheck, EachFaultIsFoundAtItsPlace) {
  struct Case {
    const char* name;
    Files files;
    const char* says;
  };
  const std::string row = "25-11-2026;MARIHUANA;2;EJEMPLO";
  const Case cases[] = {
      {"does not load", With("mapping.yaml", "| word droga", "| shout"), "loads: mapping: cl-prueba/mapping.yaml:8:10"},
      {"a TODO", With("mapping.yaml", "header.event_place.locality", "TODO header.event_place.locality"),
       "decided: mapping.yaml:10"},
      {"a TODO is unmapped", With("mapping.yaml", "header.event_place.locality", "TODO"),
       "coverage: mapping: `COMUNA`: 2 values"},
      {"a TODO in a table", With("codes/droga.csv", "cannabis", "TODO"), "decided: codes/droga.csv:3"},
      {"an unmapped place", With("mapping.yaml", "  COMUNA: header.event_place.locality\n", ""),
       "coverage: mapping: `COMUNA`: 2 values"},
      {"a wrong date form", With("mapping.yaml", "DD-MM-YYYY", "YYYY-MM-DD"),
       "fates: mapping.yaml:7: `FECHA`: 2 of 2 stay words"},
      {"an unlisted word", With("samples/a.csv", row, "25-11-2026;HEROINA;2;EJEMPLO"),
       "code tables: mapping.yaml:8: `DROGA`: codes/droga.csv does not list `HEROINA` once"},
      {"a hole", With("codes/droga.csv", "cannabis", "nosuch"), "loads: mapping: cl-prueba/codes/droga.csv:3:11"},
      {"a word that others mean otherwise by", With("codes/droga.csv", "COCAINA,cocaine", "COCAINA,cannabis"),
       "code tables: codes/droga.csv:2: `COCAINA` is `cannabis` here and `cocaine` in "},
      {"a broken row", With("samples/a.csv", row, "25-11-2026;MARIHUANA"), "samples: samples/a.csv line 3: is refused"},
      {"no owner", With("mapping.yaml", "set: {header.originator.country: CL}\n", ""), "the record has no owner"},
      {"a column said twice",
       With("mapping.yaml", "  COMUNA: header.event_place.locality",
            "  COMUNA: items[drug=any,status=seized].drug.substance.text"),
       "fates: mapping.yaml:10"},
  };
  for (const Case& c : cases) {
    const FolderReport report = Report(c.files);
    EXPECT_FALSE(report.passed()) << c.name;
    EXPECT_THAT(Faults(report), HasSubstr(c.says)) << c.name;
  }
}

TEST(FolderCheck, WhatTheReadmeExplainsIsNoFault) {
  Files files = With("mapping.yaml", "DD-MM-YYYY", "YYYY-MM-DD");
  files["README.md"] +=
      "\n## Explained\n- `FECHA`: the invented source writes\n  them so.\n\n## More\n- `DROGA`: not this\n";
  const FolderReport report = Report(files);
  EXPECT_TRUE(report.passed()) << Faults(report);
  const auto explained = [&] {
    for (const Check& check : report.checks) {
      for (const Finding& finding : check.findings) {
        if (!finding.fault()) return finding.explained;
      }
    }
    return std::string();
  };
  EXPECT_EQ(explained(), "the invented source writes them so.");
}

TEST(FolderCheck, OneWordOfATableMayBeExplained) {
  Files files = With("samples/a.csv", "COCAINA", "HEROINA");
  files["samples/a.csv"] += "26-11-2026;OPIO;2;EJEMPLO\n";
  files["README.md"] += "\n## Explained\n- `codes/droga.csv: HEROINA`: on purpose.\n";
  const std::string faults = Faults(Report(files));
  EXPECT_THAT(faults, HasSubstr("does not list `OPIO` once"));
  EXPECT_THAT(faults, ::testing::Not(HasSubstr("HEROINA")));
}

TEST(FolderCheck, AFolderWithoutSamplesDoesNotPass) {
  Files files = Sound();
  files.erase("samples/a.csv");
  EXPECT_THAT(Faults(Report(files)), HasSubstr("there is no sample"));
}

TEST(Shape, ShowsNoLetterAndNoDigit) {
  EXPECT_EQ(ShapeOf("AB-123 x"), "AA-999 a");
  EXPECT_EQ(ShapeOf("24/11/2026"), "99/99/9999");
  EXPECT_EQ(ShapeOf("Ñandú"), "Aaaaa");
}

// The gate of every format compiled in: nothing unmapped, no date left as words, no word unlisted, unless its README
// says why. The laws have a test of their own (laws_test), which also has the real slices.
TEST(OurFormats, HaveNothingThatTheirReadmesDoNotExplain) {
  int formats = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(ENTENTE_SOURCE_DIR) / "adapters")) {
    if (!entry.is_directory() || entry.path().filename() == "core" || !fs::exists(entry.path() / "samples")) continue;
    ++formats;
    const FolderReport report = CheckFolder(entry.path().string(), {.mutations = 0, .hostile_seconds_max = 0});
    EXPECT_TRUE(report.passed()) << entry.path() << "\n" << Faults(report);
  }
  EXPECT_GE(formats, 5);
}

}  // namespace
}  // namespace entente::adapters
