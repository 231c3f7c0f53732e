// Zones of real cards and of specimens, where they lie beside the source: every check digit comes out as it was
// counted there. None of them is copied here.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "adapters/core/mrz/mrz.h"
#include "rapidjson/document.h"

namespace entente::adapters {
namespace {

namespace fs = std::filesystem;

std::string Vectors() {
  const char* named = std::getenv("ENTENTE_SAMPLES");
  const fs::path folder =
      named != nullptr ? fs::path(named) : fs::path(ENTENTE_SOURCE_DIR) / ".." / "shared" / "samples";
  std::ifstream in(folder / "mrz" / "mrz_vectors.json", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The vectors' names of the digits.
const std::map<std::string_view, const char*> kNames = {
    {"number", "doc"}, {"birth", "dob"}, {"expiry", "exp"}, {"optional", "opt"}, {"composite", "comp"}};

// A long number is right with its filler counted or without.
bool Counted(const rapidjson::Value& checks, std::string_view field) {
  bool right = checks[kNames.at(field)].GetBool();
  if (field == "number" && checks.HasMember("doc_without_filler_in_calc")) {
    right = right || checks["doc_without_filler_in_calc"].GetBool();
  }
  return right;
}

TEST(Vectors, HaveTheCheckDigitsThatWereCounted) {
  const std::string text = Vectors();
  if (text.empty()) GTEST_SKIP() << "no vectors beside the source";
  rapidjson::Document vectors;
  vectors.Parse(text.c_str());
  ASSERT_TRUE(vectors.IsArray());
  int read = 0;
  int refused = 0;
  for (rapidjson::SizeType i = 0; i < vectors.Size(); ++i) {
    const rapidjson::Value& vector = vectors[i];
    std::vector<std::string_view> lines;
    for (const auto& line : vector["lines"].GetArray()) lines.emplace_back(line.GetString(), line.GetStringLength());
    const absl::StatusOr<Mrz> mrz = ParseMrz(lines);
    const std::string type = vector["type"].GetString();
    if (!mrz.ok()) {
      ++refused;
      EXPECT_EQ(type, "FR-ID") << "vector " << i << " is refused: " << mrz.status();
      continue;
    }
    ++read;
    EXPECT_EQ(MrzName(mrz->layout), type) << "vector " << i;
    for (const MrzCheck& check : mrz->checks) {
      EXPECT_EQ(check.ok(), Counted(vector["checks"], check.field)) << "vector " << i << ", " << check.field;
    }
  }
  EXPECT_EQ(read, 21);
  EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace entente::adapters
