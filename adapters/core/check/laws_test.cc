// The laws on every format compiled in: over its own invented samples, and over the real slices where they are.
#include "adapters/core/check/laws.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "adapters/core/check/folder_check.h"

namespace entente::adapters {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 600;
constexpr uint32_t kSeed = 7;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

fs::path Slices() {
  const char* named = std::getenv("ENTENTE_SAMPLES");
  return named != nullptr ? fs::path(named) : fs::path(ENTENTE_SOURCE_DIR) / "../shared/samples";
}

std::vector<fs::path> FilesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const bool data = name.ends_with(".json") || name.ends_with(".jsonl") || name.ends_with(".csv") ||
                      name.ends_with(".txt") || name.ends_with(".tsv") || name.ends_with(".xlsx") ||
                      name.ends_with(".xml");
    // What lies there to describe a format holds none of its records.
    const bool describes = name.ends_with(".definition.json") || name == "mrz_vectors.json" ||
                           name == "bnmp2_gateway_dto_fields.json" ||
                           name == "icao9303_transliteration_interscript.json";
    if (data && !describes && name != "README.txt" && name != "PROVENANCE.txt" && name != "nibrsFlat.csv")
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Lines(const std::vector<std::string>& problems) {
  std::string out;
  for (const std::string& problem : problems) out += "\n  " + problem;
  return out;
}

// And what a step makes beside the field of its line.
std::set<std::string> Made(const Format& format) {
  std::set<std::string> paths = MadePaths(format);
  if (format.name() == "mrz") paths.insert("subjects[].documents[].name.note");  // that the zone cut a name off
  return paths;
}

// A file may hold nothing but reports that nothing happened.
bool HoldsARecord(const Format& format, const std::string& file) {
  bool holds = false;
  format.Split(
      file,
      [&](const Unit& unit) {
        const auto decoded = format.Decode(unit);
        holds = holds || (decoded.ok() && decoded->is_record);
      },
      [](const Refusal&) {});
  return holds;
}

void CheckLaws(const Format& format, const std::vector<fs::path>& files) {
  int64_t records = 0;  // a slice may hold none; all of them do not
  for (const fs::path& path : files) {
    const std::string file = ReadFile(path);
    const CheckReport report = CheckFile(format, file);
    EXPECT_EQ(report.unaccounted, 0) << path;
    EXPECT_EQ(report.fates.count(v1::UNMAPPED), 0u) << path;
    EXPECT_EQ(report.not_written, 0) << path << Lines(report.problems);
    EXPECT_EQ(report.unstable, 0) << path << Lines(report.problems);
    const MutationReport mutations = CheckMutations(format, file, kRounds, kSeed, Made(format));
    EXPECT_EQ(mutations.tried > 0, HoldsARecord(format, file)) << path;
    records += report.records;
    EXPECT_EQ(mutations.silent, 0) << path << Lines(mutations.problems);
    EXPECT_EQ(mutations.invented, 0) << path << Lines(mutations.problems);
    std::cout << path.filename().string() << ": " << report.records << " records, " << report.leaves
              << " leaves; mutations " << mutations.tried << " tried, " << mutations.kept << " kept, "
              << mutations.listed << " listed, " << mutations.refused << " refused, " << mutations.silent << " silent, "
              << mutations.invented << " invented\n";
  }
  EXPECT_GT(records, 0);
}

class Laws : public ::testing::TestWithParam<std::string> {};

TEST_P(Laws, HoldOnOwnSamples) {
  const Format* format = Registry::Builtin().Find(GetParam());
  ASSERT_NE(format, nullptr);
  const auto files = FilesOf(fs::path(ENTENTE_SOURCE_DIR) / "adapters" / GetParam() / "samples");
  EXPECT_FALSE(files.empty());
  CheckLaws(*format, files);
}

TEST_P(Laws, HoldOnRealSlices) {
  if (GetParam() == "ar-linea145") GTEST_SKIP() << "two files that are one: its own test reads them";
  const auto files = FilesOf(Slices() / GetParam());
  if (files.empty()) GTEST_SKIP() << "no slices of " << GetParam() << " in " << Slices();
  CheckLaws(*Registry::Builtin().Find(GetParam()), files);
}

INSTANTIATE_TEST_SUITE_P(Formats, Laws,
                         ::testing::Values("ar-linea145", "br-bnmp", "co-incautaciones", "ftm", "iom-htcds",
                                           "ec-detenidos", "fbi-wanted", "interpol-notice", "un-sc-list", "unodc-ids",
                                           "us-nibrs-flat", "us-nibrs-xml", "misp", "mrz"),
                         [](const auto& named) {
                           std::string name = named.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace entente::adapters
