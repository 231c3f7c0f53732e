// What is SQLite's own: migrations, damaged files, failing disks, erased bytes.
#include "gateway/store/sqlite/sqlite_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gateway/store/open.h"
#include "gateway/store/sqlite/connection.h"
#include "gateway/store/sqlite/errors.h"
#include "gateway/store/sqlite/faulty_vfs.h"
#include "gateway/store/sqlite/migrations.h"
#include "gateway/store/test_batches.h"

namespace entente::store {
namespace {

namespace fs = std::filesystem;

class SqliteTest : public testing::Test {
 protected:
  SqliteTest() : folder_(fs::path(testing::TempDir()) / absl::StrCat("entente-sqlite-", getpid())) { Fresh(); }
  ~SqliteTest() override { fs::remove_all(folder_); }
  void Fresh() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  std::string path() const { return (folder_ / "store.db").string(); }
  std::unique_ptr<Connection> Connect() {
    auto connection = Connection::Open({.path = path(), .create = true});
    EXPECT_TRUE(connection.ok()) << connection.status();
    return connection.ok() ? *std::move(connection) : nullptr;
  }
  // Whether any file of the database holds these bytes.
  bool OnDisk(const std::string& bytes) const {
    for (const auto& entry : fs::directory_iterator(folder_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      if (whole.find(bytes) != std::string::npos) return true;
    }
    return false;
  }

  const fs::path folder_;
};

TEST_F(SqliteTest, TheDatabaseIsItsOwnersAlone) {
  const auto store = OpenSqlite(path());
  ASSERT_TRUE(store.ok()) << store.status();
  ASSERT_TRUE((*store)->Apply(MakeBatch(MakeRevision(1, 1), 0)).ok());
  for (const auto& entry : fs::directory_iterator(folder_)) {
    struct stat facts {};
    ASSERT_EQ(stat(entry.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0077, 0u) << entry.path();
  }
}

TEST_F(SqliteTest, AFolderThatIsNotThereIsUnavailable) {
  EXPECT_TRUE(absl::IsUnavailable(OpenSqlite((folder_ / "no" / "store.db").string()).status()));
}

TEST_F(SqliteTest, ADatabaseOfANewerVersionIsRefused) {
  OpenSqlite(path())->reset();
  ASSERT_TRUE(Connect()->Execute("INSERT INTO schema_migration VALUES (999, 'of the future', 0)").ok());
  const auto store = OpenSqlite(path());
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
}

TEST_F(SqliteTest, SomebodyElsesDatabaseIsRefused) {
  ASSERT_TRUE(Connect()->Execute("CREATE TABLE theirs (x)").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenSqlite(path()).status()));
}

TEST_F(SqliteTest, AFileThatIsNoDatabaseIsDataLoss) {
  std::ofstream(path()) << std::string(8192, 'x');
  EXPECT_TRUE(absl::IsDataLoss(OpenSqlite(path()).status())) << OpenSqlite(path()).status();
}

TEST_F(SqliteTest, EachMigrationIsAppliedOnceAndWhole) {
  const auto connection = Connect();
  const Migration one{1, "one", "CREATE TABLE one (x)"};
  const Migration bad{2, "bad", "CREATE TABLE two (x); INSERT INTO nowhere VALUES (1)"};
  const Migration two{2, "two", "CREATE TABLE two (x)"};
  EXPECT_FALSE(Migrate(*connection, {one, bad}).ok());
  EXPECT_EQ(*connection->QueryInt("SELECT max(number) FROM schema_migration"), 1);
  EXPECT_EQ(*connection->QueryInt("SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0);
  ASSERT_TRUE(Migrate(*connection, {one, two}).ok());
  ASSERT_TRUE(Migrate(*connection, {one, two}).ok());
  EXPECT_EQ(*connection->QueryInt("SELECT count(*) FROM schema_migration"), 2);
}

TEST_F(SqliteTest, MigrationsAreNumberedWithoutGaps) {
  int number = 0;
  for (const Migration& migration : Migrations()) EXPECT_EQ(migration.number, ++number);
}

TEST_F(SqliteTest, TheWriteAheadLogIsSyncedAtEveryCommit) {
  const auto connection = Connect();
  EXPECT_EQ(*connection->QueryInt("PRAGMA synchronous"), 2);  // FULL
  OpenSqlite(path())->reset();
  EXPECT_EQ(*Connect()->QueryText("PRAGMA journal_mode"), "wal");
}

TEST_F(SqliteTest, DamagedPagesAreDataLoss) {
  {
    const auto store = OpenSqlite(path());
    for (int i = 0; i < 300; ++i) {
      ASSERT_TRUE((*store)->Apply(MakeBatch(MakeRevision(i, 1), static_cast<uint64_t>(i))).ok());
    }
  }
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  const auto size = fs::file_size(path());
  for (size_t page = 4096 * 2; page < size; page += 4096) {
    file.seekp(static_cast<std::streamoff>(page));
    file << std::string(64, '\xff');
  }
  file.close();
  const auto store = OpenSqlite(path());
  const absl::Status status = store.ok() ? (*store)->LogAfter(0, 1000).status() : store.status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
}

TEST_F(SqliteTest, AnErasedKeyIsNowhereOnDisk) {
  const auto store = OpenSqlite(path());
  const std::string key = "a wrapped key that must go";
  Revision revision = MakeRevision(1, 1);
  revision.key = key;
  ASSERT_TRUE((*store)->Apply(MakeBatch(revision, 0)).ok());
  revision.revision = 2;
  ASSERT_TRUE((*store)->Apply(MakeBatch(revision, 1)).ok());
  EXPECT_TRUE(OnDisk(key));
  Batch batch;
  batch.erased_keys = {revision.record_id};
  ASSERT_TRUE((*store)->Apply(batch).ok());
  EXPECT_FALSE(OnDisk(key));
}

TEST_F(SqliteTest, TheWriteAheadLogDoesNotGrowForEver) {
  const auto store = OpenSqlite(path());
  for (int i = 0; i < 40; ++i) {
    Batch batch = MakeBatch(MakeRevision(i, 1), static_cast<uint64_t>(i));
    batch.revisions[0].sealed_record = std::string(2 * 1024 * 1024, 'x');
    ASSERT_TRUE((*store)->Apply(batch).ok());
  }
  EXPECT_GT(fs::file_size(path()), 40'000'000u);
  EXPECT_LT(fs::file_size(path() + "-wal"), 60'000'000u);  // of 80 million bytes that went through it
}

#ifdef NDEBUG
constexpr int kStep = 1;
#else
constexpr int kStep = 3;  // with sanitizers all take minutes; the release build fails every one
#endif

struct Disk {
  bool for_ever;
  bool full;
};
class FailingDisk : public SqliteTest, public testing::WithParamInterface<Disk> {};

// Applies batches while the n-th write or sync fails: what was acknowledged is there afterwards, whole and in order,
// what was refused may be repeated, and where the disk recovers so does the store.
TEST_P(FailingDisk, LosesNothingAcknowledged) {
  constexpr int kBatches = 6;
  int failures = 0;
  for (int number = 1;; number += kStep) {
    Fresh();
    auto store = OpenSqliteStore({.path = path(), .vfs = FaultyVfs::Name()});
    ASSERT_TRUE(store.ok()) << store.status();
    FaultyVfs::FailAt(number, GetParam().for_ever, GetParam().full);
    int applied = 0;
    for (int attempt = 0; attempt < 2 * kBatches && applied < kBatches; ++attempt) {
      const auto answer = (*store)->Apply(MakeBatch(MakeRevision(applied, 1), static_cast<uint64_t>(applied)));
      if (answer.ok()) {
        ASSERT_EQ(answer->positions.front(), ++applied);
      } else {
        ASSERT_TRUE(absl::IsUnavailable(answer.status())) << answer.status();
        ASSERT_EQ(*(*store)->LastPosition(), applied) << "operation " << number;
      }
    }
    const bool failed = FaultyVfs::Failed();
    if (!GetParam().for_ever) {
      ASSERT_EQ(applied, kBatches) << "operation " << number;
    }
    store->reset();
    FaultyVfs::FailAt(0, false, false);
    store = OpenSqlite(path());
    ASSERT_TRUE(store.ok()) << store.status();
    const auto log = (*store)->LogAfter(0, 100);
    ASSERT_TRUE(log.ok()) << log.status();
    ASSERT_GE(static_cast<int>(log->size()), applied) << "operation " << number;
    for (int i = 0; i < applied; ++i) ASSERT_EQ((*log)[static_cast<size_t>(i)].record_id, RecordId(i));
    ASSERT_EQ(*(*store)->NextAuditIndex(), log->size());
    if (!failed) break;
    ++failures;
  }
  EXPECT_GT(failures, 20 / kStep);
}

INSTANTIATE_TEST_SUITE_P(Disks, FailingDisk,
                         testing::Values(Disk{false, false}, Disk{true, false}, Disk{false, true}, Disk{true, true}));

TEST(SqliteErrors, HaveOneMeaningEach) {
  EXPECT_TRUE(StatusFromSqlite(SQLITE_OK).ok());
  EXPECT_TRUE(StatusFromSqlite(SQLITE_DONE).ok());
  EXPECT_TRUE(absl::IsDataLoss(StatusFromSqlite(SQLITE_CORRUPT_INDEX)));
  EXPECT_TRUE(absl::IsDataLoss(StatusFromSqlite(SQLITE_NOTADB)));
  EXPECT_TRUE(absl::IsUnavailable(StatusFromSqlite(SQLITE_FULL)));
  EXPECT_TRUE(absl::IsUnavailable(StatusFromSqlite(SQLITE_IOERR_FSYNC)));
  EXPECT_TRUE(absl::IsUnavailable(StatusFromSqlite(SQLITE_BUSY_SNAPSHOT)));
  EXPECT_TRUE(absl::IsAlreadyExists(StatusFromSqlite(SQLITE_CONSTRAINT_UNIQUE)));
  EXPECT_TRUE(absl::IsInternal(StatusFromSqlite(SQLITE_CONSTRAINT_NOTNULL)));
  EXPECT_TRUE(absl::IsInternal(StatusFromSqlite(SQLITE_MISUSE)));
}

}  // namespace
}  // namespace entente::store
