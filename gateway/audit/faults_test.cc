// The n-th write, sync, rename and so on of a log fails, once and for ever, and then the power goes: nothing
// acknowledged is lost, nothing is silently different, and no size has two checkpoints.
#include <gtest/gtest.h>

#include <set>

#include "gateway/audit/fake_files.h"
#include "gateway/audit/note.h"
#include "gateway/audit/test_logs.h"
#include "gateway/audit/verify.h"

namespace entente::audit {
namespace {

constexpr char kFolder[] = "/log";

absl::StatusOr<std::unique_ptr<Log>> OpenOn(FakeFiles& files) {
  LogOptions options;
  options.directory = kFolder;
  options.origin = kTestOrigin;
  options.private_key_pem = TestKey();
  options.files = &files;
  options.journal_segment_size_max = 8 * 1024;  // so that the journal turns
  return OpenLog(options);
}

// What a gateway may have told somebody: entry and the index it got.
using Acknowledged = std::vector<std::string>;

#ifdef NDEBUG
constexpr int kStep = 1;
#else
constexpr int kStep = 7;  // with sanitizers all operations take minutes; the release build fails every one
#endif

// Appends in groups and publishes between them until something fails. The large group fills a tile.
void Work(Log& log, Acknowledged& acknowledged) {
  for (int round = 0; round < 5; ++round) {
    const int next = static_cast<int>(acknowledged.size());
    const std::vector<std::string> group = TestEntries(next, round == 2 ? 250 : 3);
    const auto first = log.Append(group);
    if (!first.ok()) return;
    ASSERT_EQ(*first, acknowledged.size());
    acknowledged.insert(acknowledged.end(), group.begin(), group.end());
    if (!log.Publish().ok()) return;
  }
}

void ExpectNothingLost(FakeFiles& files, Acknowledged& acknowledged, int number) {
  auto log = OpenOn(files);
  ASSERT_TRUE(log.ok()) << "operation " << number << ": " << log.status();
  ASSERT_GE((*log)->size(), acknowledged.size()) << "operation " << number;
  const auto kept = (*log)->Read(0, acknowledged.size());
  ASSERT_TRUE(kept.ok());
  for (size_t i = 1; i < acknowledged.size(); ++i) ASSERT_EQ((*kept)[i], acknowledged[i]) << "operation " << number;
  // What was on disk and never acknowledged may be there too; from here on it counts.
  acknowledged = *(*log)->Read(0, (*log)->size());
  Work(**log, acknowledged);
  ASSERT_EQ((*log)->size(), acknowledged.size());
  ASSERT_TRUE((*log)->Publish().ok());
  const auto verified = VerifyIn(files, kFolder, TestVerifierKey());
  ASSERT_TRUE(verified.ok()) << "operation " << number << ": " << verified.status();
  ASSERT_EQ(verified->size, acknowledged.size());
}

void ExpectOneCheckpointASize(const FakeFiles& files) {
  std::map<uint64_t, std::string> by_size;
  for (const std::string& note : files.WrittenAs(std::string(kFolder) + "/checkpoint")) {
    const auto checkpoint = OpenCheckpoint(note, TestVerifierKey());
    ASSERT_TRUE(checkpoint.ok());
    const auto [known, fresh] = by_size.try_emplace(checkpoint->size, note);
    ASSERT_EQ(known->second, note);
  }
}

class Faults : public testing::TestWithParam<std::tuple<FakeFiles::Failure, bool>> {};

TEST_P(Faults, NothingAcknowledgedIsLost) {
  const auto [failure, power_goes] = GetParam();
  int operations = 0;
  for (int number = 1;; number += kStep) {
    FakeFiles files;
    ASSERT_TRUE(files.MakeFolder(kFolder).ok() && files.SyncFolder("/").ok());
    files.FailAt(number, failure);
    Acknowledged acknowledged(1, "the genesis");
    auto log = OpenOn(files);
    if (log.ok()) Work(**log, acknowledged);
    const bool failed = files.failed();
    if (failed && log.ok()) {
      // The first failure is the last: nothing is taken any more, though the disk may have recovered.
      const auto later = (*log)->Append(TestEntries(1, 1));
      EXPECT_TRUE(later.ok() || absl::IsUnavailable(later.status()));
      if (later.ok()) acknowledged.push_back(TestEntries(1, 1).front());
    }
    if (log.ok()) log->reset();
    if (power_goes) {
      files.LosePower();
    } else {
      files.FailAt(0, FakeFiles::Failure::kNone);  // the process alone went: what it wrote is there
    }
    if (log.ok() || files.Contents().contains(std::string(kFolder) + "/checkpoint")) {
      ExpectNothingLost(files, acknowledged, number);
    } else {
      acknowledged.clear();
      ExpectNothingLost(files, acknowledged, number);
    }
    ExpectOneCheckpointASize(files);
    if (testing::Test::HasFatalFailure()) return;
    if (!failed) break;
    operations = number;
  }
  EXPECT_GT(operations, 100);  // the loop really went through the work
}

INSTANTIATE_TEST_SUITE_P(All, Faults,
                         testing::Combine(testing::Values(FakeFiles::Failure::kOnce, FakeFiles::Failure::kForEver),
                                          testing::Bool()));

TEST(Faults, AFailedSyncStopsTheLogForGood) {
  FakeFiles files;
  ASSERT_TRUE(files.MakeFolder(kFolder).ok());
  auto log = OpenOn(files);
  ASSERT_TRUE(log.ok()) << log.status();
  files.FailAt(2, FakeFiles::Failure::kOnce);  // the write goes well, the sync does not
  EXPECT_TRUE(absl::IsUnavailable((*log)->Append(TestEntries(1, 1)).status()));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(absl::IsUnavailable((*log)->Append(TestEntries(1, 1)).status()));
    EXPECT_TRUE(absl::IsUnavailable((*log)->Publish()));
  }
  EXPECT_EQ(files.operations(), 2);  // not even tried again
  EXPECT_EQ((*log)->size(), 1u);
}

TEST(Faults, PowerLossWithoutAFailureLosesNothingAcknowledged) {
  FakeFiles files;
  ASSERT_TRUE(files.MakeFolder(kFolder).ok() && files.SyncFolder("/").ok());
  for (int round = 0; round < 20; ++round) {
    auto log = OpenOn(files);
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_EQ((*log)->size(), 1u + 30u * static_cast<unsigned>(round));
    ASSERT_TRUE((*log)->Append(TestEntries(1, 17)).ok());
    if (round % 3 == 0) {
      ASSERT_TRUE((*log)->Publish().ok());
    }
    ASSERT_TRUE((*log)->Append(TestEntries(1, 13)).ok());
    files.LosePower();  // while it is open
  }
}

}  // namespace
}  // namespace entente::audit
