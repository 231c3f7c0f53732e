// Policy files that want to do harm, or that merely went wrong: a fault with its place, never a crash.
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/yaml.h"

namespace entente::policy {
namespace {

const Network kNetwork{{"CO", "EC", "NO"}, {}};
constexpr char kFloor[] = "kind: NetworkFloor\nversion: 1\nrules: []\n";

std::vector<Fault> FaultsOf(const std::string& text) {
  std::vector<Fault> faults;
  const auto set = Load(kNetwork, {"network.yaml", kFloor}, {{"policy.yaml", text}}, &faults);
  EXPECT_FALSE(set.ok());
  EXPECT_FALSE(faults.empty());
  return faults;
}

std::string Repeat(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Hostile, DeepNestingIsRefusedBeforeItIsBuilt) {
  for (const char* opening : {"[", "{a: ", "- ", "? "}) {
    const std::vector<Fault> faults = FaultsOf(Repeat(opening, 100000));
    EXPECT_LE(faults.size(), 2u) << opening;
  }
  const std::vector<Fault> faults = FaultsOf("rules: " + Repeat("[", 30) + Repeat("]", 30));
  EXPECT_NE(faults[0].message.find("nested more than 24 deep"), std::string::npos) << faults[0].ToString();
}

TEST(Hostile, AFileOverOneMebibyteIsNotRead) {
  const std::vector<Fault> faults = FaultsOf(std::string(kFileBytesMax + 1, '#'));
  EXPECT_EQ(faults[0].ToString(), "policy.yaml: the file has 1048577 bytes; at most 1048576 are read");
}

TEST(Hostile, ManyFaultsAreToldUpToALimit) {
  std::string text = "kind: CountryPolicy\ncountry: CO\nversion: 1\n";
  for (int i = 0; i < 20000; ++i) absl::StrAppend(&text, "key", i, ": x\n");
  EXPECT_EQ(FaultsOf(text).size(), kFaultsMax);
}

TEST(Hostile, AnchorsThatMultiplyAreRefused) {
  const std::vector<Fault> faults = FaultsOf(
      "kind: CountryPolicy\ncountry: CO\nversion: 1\n"
      "groups: {a: &a [EC, EC], b: &b [*a, *a]}\nrules: []\n");
  EXPECT_EQ(faults[0].line, 4);
  EXPECT_NE(faults[0].message.find("an anchor is refused"), std::string::npos);
}

TEST(Hostile, BinaryAndForeignEncodingsAreRefused) {
  for (const std::string& text :
       {std::string("kind: a\0b", 9), std::string("\xFF\xFEk\0i\0", 6), std::string("\x01")}) {
    EXPECT_EQ(FaultsOf(text)[0].message, "the file is not UTF-8 text");
  }
}

TEST(Hostile, EmptyFilesAndSecondDocumentsAreRefused) {
  FaultsOf("");
  FaultsOf("# only a comment\n");
  FaultsOf("~");
  FaultsOf("just a word");
  FaultsOf("kind: CountryPolicy\ncountry: CO\nversion: 1\n---\nkind: CountryPolicy\n");
}

// Bytes changed at random in a good file: loaded or refused, and nothing else. Fixed seed.
TEST(Hostile, GarbageIsRefusedOrRead) {
  const std::string good =
      "kind: CountryPolicy\ncountry: CO\nversion: 1\ngroups: {g: [EC]}\nsets: {s: [theft]}\n"
      "defaults: {purposes: [p], retention: P1Y}\nrules:\n"
      "  - id: a\n    permit: {to: g, records: [arrest], offences: s, minors: included}\n    fields: [event]\n"
      "overlays:\n  - {id: o, valid: {from: 2018-06-01, until: 2018-06-11, zone: UTC}, at_end: keep, rules: []}\n";
  std::mt19937 random(20180605);
  int loaded = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = good;
    for (int change = 0; change < 1 + i % 4; ++change) text[random() % text.size()] = static_cast<char>(random());
    std::vector<Fault> faults;
    if (Load(kNetwork, {"network.yaml", kFloor}, {{"policy.yaml", text}}, &faults).ok()) ++loaded;
  }
  EXPECT_GT(loaded, 0);
  EXPECT_LT(loaded, 2900);
}

TEST(Hostile, NorwayIsACountry) {
  const auto set = Load(kNetwork, {"network.yaml", kFloor},
                        {{"policy.yaml",
                          "kind: CountryPolicy\ncountry: NO\nversion: 1\nrules:\n"
                          "  - {id: a, permit: {to: [EC]}, fields: [event], purposes: [p], retention: P1Y}\n"}},
                        nullptr);
  ASSERT_TRUE(set.ok()) << set.status();
}

}  // namespace
}  // namespace entente::policy
