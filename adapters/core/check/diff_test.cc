#include "adapters/core/check/diff.h"

#include <gtest/gtest.h>

#include "adapters/core/load.h"

namespace entente::adapters {
namespace {

std::unique_ptr<Format> Make(const std::string& name, const std::string& map) {
  const Folder folder = {
      {"mapping.yaml", "lists: T\nframe: {reads: csv}\nfor: {kind: seizure}\nset: {header.action: NEW}\nmap:\n" + map},
      {"codes/drug.csv", "national,common,note\nA,cocaine,\nB,heroin,\n"},
      {"codes/one.csv", "national,common,note\nX,cocaine,\n"}};
  auto format = LoadFiles(name, folder);
  EXPECT_TRUE(format.ok()) << format.status();
  return *std::move(format);
}

TEST(Diff, OfMappingsNamesTheFieldsWithoutAPlace) {
  const auto from = Make(
      "from", "  ID: header.national_id\n  DRUG: items[status=seized].drug.substance | word drug\n  NOTE: narrative\n");
  const auto to = Make("to", "  CODE: header.national_id\n  WHAT: items[status=seized].drug.substance | word one\n");
  const std::vector<UnsaidField> unsaid = DiffMappings(*from, *to);
  ASSERT_EQ(unsaid.size(), 1u);
  EXPECT_EQ(unsaid[0].field, "narrative");
  EXPECT_EQ(unsaid[0].filled, "`NOTE`, mapping.yaml:8");
  EXPECT_TRUE(DiffMappings(*from, *from).empty());
}

TEST(Diff, OfRecordsCountsWhatStaysBehind) {
  const auto from =
      Make("from",
           "  ID: header.national_id\n  DRUG: items[status=seized].drug.substance | word drug\n  NOTE: narrative\n"
           "  PLACE: header.event_place.locality\n");
  const auto to = Make("to",
                       "  CODE: header.national_id\n  WHAT: items[status=seized].drug.substance | word one\n"
                       "  PLACE: header.event_place.locality\n");
  DiffCounts counts;
  DiffFile(*from, *to, "ID,DRUG,NOTE,PLACE\n1,A,words,Muestra\n2,B,,Muestra\n3,\n", &counts);
  EXPECT_EQ(counts.records, 2);
  EXPECT_EQ(counts.partial, 2);
  EXPECT_EQ(counts.unread.size(), 1u);
  EXPECT_EQ(counts.fields["narrative"], 1);
  EXPECT_EQ((counts.not_said[{"narrative", "no place in this format"}]), 1);
  int64_t heroin = 0;
  for (const auto& [lost, count] : counts.not_said) heroin += lost.first == "items[].drug.substance" ? count : 0;
  EXPECT_EQ(heroin, 1);
}

}  // namespace
}  // namespace entente::adapters
