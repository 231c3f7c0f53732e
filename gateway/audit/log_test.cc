#include <gtest/gtest.h>

#include <filesystem>

#include "gateway/audit/files.h"
#include "gateway/audit/log.h"
#include "gateway/audit/test_logs.h"

namespace entente::audit {
namespace {

TEST(Log, BeginsWithAGenesisEntryUnderACheckpoint) {
  TestFolder folder;
  const auto log = MustOpen(folder);
  EXPECT_EQ(log->size(), 1u);
  EXPECT_EQ(log->published(), 1u);
  const auto entries = ReadEntries(folder.path());
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), 1u);
  EXPECT_EQ(Parse(entries->front())->kind, Kind::kGenesis);
  EXPECT_EQ(Parse(entries->front())->details.at("verifier"), TestVerifierKey());
}

TEST(Log, AnswersWithTheFirstIndex) {
  TestFolder folder;
  const auto log = MustOpen(folder);
  EXPECT_EQ(*log->Append(TestEntries(1, 3)), 1u);
  EXPECT_EQ(*log->Append(TestEntries(4, 1)), 4u);
  EXPECT_EQ(*log->Append({}), 5u);
  EXPECT_EQ(log->size(), 5u);
  EXPECT_EQ(log->published(), 1u);
  ASSERT_TRUE(log->Publish().ok());
  EXPECT_EQ(log->published(), 5u);
}

TEST(Log, KeepsWhatWasAppendedAndNotPublished) {
  TestFolder folder;
  auto log = MustOpen(folder);
  ASSERT_TRUE(log->Append(TestEntries(1, 300)).ok());
  ASSERT_TRUE(log->Publish().ok());
  ASSERT_TRUE(log->Append(TestEntries(301, 7)).ok());
  log.reset();
  log = MustOpen(folder);
  EXPECT_EQ(log->size(), 308u);
  EXPECT_EQ(log->published(), 301u);
  EXPECT_EQ(*log->Append(TestEntries(308, 1)), 308u);
  ASSERT_TRUE(log->Publish().ok());
  const auto entries = ReadEntries(folder.path());
  ASSERT_EQ(entries->size(), 309u);
  EXPECT_EQ(std::vector<std::string>(entries->begin() + 1, entries->end()), TestEntries(1, 308));
}

TEST(Log, OneProcessAtATime) {
  TestFolder folder;
  const auto log = MustOpen(folder);
  EXPECT_TRUE(absl::IsAlreadyExists(OpenLog(TestOptions(folder)).status()));
}

TEST(Log, RefusesEntriesNoBundleCanHold) {
  TestFolder folder;
  const auto log = MustOpen(folder);
  EXPECT_TRUE(absl::IsInvalidArgument(log->Append({std::string(kEntrySizeMax + 1, 'x')}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(log->Append({"good", ""}).status()));
  EXPECT_EQ(log->size(), 1u);
  EXPECT_TRUE(log->Append({std::string(kEntrySizeMax, 'x')}).ok());
  EXPECT_TRUE(log->Publish().ok());
}

TEST(Log, RefusesAnotherOriginOrKey) {
  TestFolder folder;
  MustOpen(folder).reset();
  LogOptions other_origin = TestOptions(folder);
  other_origin.origin = "another.example/log";
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenLog(other_origin).status()));
  LogOptions other_key = TestOptions(folder);
  other_key.private_key_pem = *NewPrivateKeyPem();
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenLog(other_key).status()));
  LogOptions no_key = TestOptions(folder);
  no_key.private_key_pem = "not a key";
  EXPECT_TRUE(absl::IsInvalidArgument(OpenLog(no_key).status()));
  LogOptions bad_origin = TestOptions(folder);
  bad_origin.origin = "two words";
  EXPECT_TRUE(absl::IsInvalidArgument(OpenLog(bad_origin).status()));
}

TEST(Log, RefusesToServeWhenItsEntriesDoNotHashToTheCheckpoint) {
  TestFolder folder;
  auto log = MustOpen(folder);
  ASSERT_TRUE(log->Append(TestEntries(1, 300)).ok());
  ASSERT_TRUE(log->Publish().ok());
  log.reset();
  FlipBit(folder.file("tile/entries/000"), 8 * 1000);
  EXPECT_TRUE(absl::IsDataLoss(OpenLog(TestOptions(folder)).status()));
}

TEST(Log, RefusesToServeWithoutItsCheckpoint) {
  TestFolder folder;
  auto log = MustOpen(folder);
  ASSERT_TRUE(log->Append(TestEntries(1, 3)).ok());
  ASSERT_TRUE(log->Publish().ok());
  ASSERT_TRUE(log->Append(TestEntries(4, 3)).ok());
  log.reset();
  std::filesystem::remove(folder.file("checkpoint"));
  EXPECT_TRUE(absl::IsDataLoss(OpenLog(TestOptions(folder)).status()));
}

TEST(Log, TilesHaveTheirPlaces) {
  TestFolder folder;
  auto log = MustOpen(folder);
  for (int i = 0; i < 299; ++i) {
    ASSERT_TRUE(log->Append(TestEntries(i + 1, 1)).ok());
    if (i == 99 || i == 254) {
      ASSERT_TRUE(log->Publish().ok());
    }
  }
  // 256 entries: the partial forms of the first tile are gone, and the second level has begun.
  EXPECT_EQ(folder.Files(),
            (std::vector<std::string>{"checkpoint", "tile/0/000", "tile/1/000.p/1", "tile/entries/000"}));
  ASSERT_TRUE(log->Publish().ok());
  EXPECT_EQ(folder.Files(), (std::vector<std::string>{"checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
                                                      "tile/entries/000", "tile/entries/001.p/44"}));
}

TEST(Log, AJournalGrownLongTurnsToANewSegment) {
  TestFolder folder;
  auto log = MustOpen(folder);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(log->Append(std::vector<std::string>(64, std::string(kEntrySizeMax - i, 'x'))).ok());
    ASSERT_TRUE(log->Publish().ok());
    ASSERT_TRUE(log->Append({"after"}).ok());
  }
  log.reset();
  EXPECT_EQ(MustOpen(folder)->size(), 196u);
}

TEST(Log, ClosedAtRestItsJournalIsEmpty) {
  TestFolder folder;
  auto log = MustOpen(folder);
  ASSERT_TRUE(log->Append(TestEntries(1, 5)).ok());
  ASSERT_TRUE(log->Publish().ok());
  log.reset();
  for (const auto& entry : std::filesystem::directory_iterator(folder.file("journal"))) {
    EXPECT_EQ(entry.file_size(), 0u);
  }
}

}  // namespace
}  // namespace entente::audit
