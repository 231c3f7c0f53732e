// The laws over generated records: decode(encode(r)) is r less what the receipt lists, for every format, and a record
// written twice is the same bytes.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "adapters/core/check/folder_check.h"
#include "adapters/core/check/generate.h"
#include "adapters/core/check/laws.h"

namespace entente::adapters {
namespace {

namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__)
constexpr int kRecordsAFormat = 60;
#else
constexpr int kRecordsAFormat = 600;
#endif

std::vector<v1::Record> ReadSamples(const Format& format) {
  std::vector<v1::Record> records;
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(fs::path(ENTENTE_SOURCE_DIR) / "adapters" / format.name() / "samples", error)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    format.Split(
        file,
        [&](const Unit& unit) {
          absl::StatusOr<Decoded> decoded = format.Decode(unit);
          if (decoded.ok() && decoded->is_record) records.push_back(std::move(decoded->record));
        },
        [](const Refusal&) {});
  }
  return records;
}

// What every format's samples hold, read once.
const std::map<std::string, std::vector<v1::Record>>& Samples() {
  static const auto* const samples = [] {
    auto* all = new std::map<std::string, std::vector<v1::Record>>;
    for (const Format* format : Registry::Builtin().all()) {
      std::vector<v1::Record> records = ReadSamples(*format);
      if (!records.empty()) all->emplace(format->name(), std::move(records));
    }
    return all;
  }();
  return *samples;
}

const Palette& ThePalette() {
  static const auto* const palette = [] {
    auto* made = new Palette;
    for (const auto& [name, records] : Samples()) {
      for (const v1::Record& record : records) made->Add(record);
    }
    return made;
  }();
  return *palette;
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& [name, records] : Samples()) names.push_back(name);
  return names;
}

// For a longer search than a run of the tests affords.
uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class Generated : public ::testing::TestWithParam<std::string> {};

TEST_P(Generated, RecordsLoseNothingInSilenceAndGainNothing) {
  const Format& format = *Registry::Builtin().Find(GetParam());
  const std::vector<v1::Record>& own = Samples().at(GetParam());
  const std::set<std::string> derived = MadePaths(format);
  int64_t written = 0;
  int64_t refused = 0;
  rc::detail::TestParams params;
  params.seed = FromEnvironment("ENTENTE_LAW_SEED", 20261124);
  params.maxSuccess = static_cast<int>(FromEnvironment("ENTENTE_LAW_RECORDS", kRecordsAFormat));
  params.maxDiscardRatio = 20;
  const auto law = [&](uint32_t which, const std::vector<std::tuple<uint32_t, uint32_t, uint32_t>>& picks) {
    v1::Record record = own[which % own.size()];
    std::vector<Edit> edits;
    for (const auto& [path, value, item] : picks) edits.push_back({path, value, item});
    ThePalette().Apply(edits, &record);
    RC_PRE(Validate(record).ok());
    MutationReport report;
    CheckWritten(format, record, "generated", derived, &report);
    written += report.refused == 0 ? 1 : 0;
    refused += report.refused;
    for (const Edit& edit : edits) RC_LOG(ThePalette().Words(edit) + "\n");
    for (const std::string& problem : report.problems) RC_LOG(problem);
    RC_ASSERT(report.silent == 0);
    RC_ASSERT(report.invented == 0);
    const absl::StatusOr<Encoded> once = format.Encode(record);
    const absl::StatusOr<Encoded> twice = format.Encode(record);
    const bool same = once.ok() && twice.ok() ? once->data == twice->data : once.ok() == twice.ok();
    RC_ASSERT(same);
  };
  rc::detail::TestMetadata metadata;
  metadata.id = GetParam();
  const rc::detail::TestResult result = rc::detail::checkTestable(law, metadata, params);
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  EXPECT_TRUE(result.is<rc::detail::SuccessResult>()) << told.str();
  EXPECT_GT(written, 0) << "every generated record was refused: the law was not tried";
  std::cout << GetParam() << ": " << written << " written and read back, " << refused << " the format cannot hold\n";
}

INSTANTIATE_TEST_SUITE_P(Formats, Generated, ::testing::ValuesIn(Names()), [](const auto& named) {
  std::string name = named.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace entente::adapters
