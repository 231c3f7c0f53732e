// The writer beside its limits, in one run: a bare two-index SQLite table, durable for each record and for each 64, and
// the audit log alone. Usage: writer_bench [FOLDER], default the current one.
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/audit/log.h"
#include "gateway/core/writer.h"
#include "gateway/store/open.h"

namespace entente::core {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kSubmitters = 64;
constexpr int kRecords = 40'000;
constexpr size_t kRecordBytes = 1000, kOriginalBytes = 800, kReceiptBytes = 200;

double Seconds(Clock::time_point since) { return std::chrono::duration<double>(Clock::now() - since).count(); }

std::string Id(int number) {
  return absl::StrCat(absl::Hex(number * 2654435761u, absl::kZeroPad16), "0123456789abcdef");
}

// Records a second, `group` of them in a transaction.
double Bare(const std::string& path, int records, int group) {
  sqlite3* database = nullptr;
  sqlite3_open(path.c_str(), &database);
  sqlite3_exec(database,
               "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
               "CREATE TABLE r (p INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, national TEXT, bytes BLOB);"
               "CREATE INDEX a ON r (id); CREATE UNIQUE INDEX b ON r (national)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO r (id, national, bytes) VALUES (?, ?, ?)", -1, &insert, nullptr);
  const std::string bytes(kRecordBytes + kOriginalBytes + kReceiptBytes, 'x');
  const auto start = Clock::now();
  for (int i = 0; i < records; ++i) {
    if (i % group == 0) sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    const std::string id = Id(i), national = absl::StrCat("N-", id);
    sqlite3_bind_text(insert, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, national.data(), static_cast<int>(national.size()), SQLITE_STATIC);
    sqlite3_bind_blob(insert, 3, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    sqlite3_step(insert);
    sqlite3_reset(insert);
    if ((i + 1) % group == 0) sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
  }
  const double rate = records / Seconds(start);
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return rate;
}

audit::LogOptions OptionsFor(const std::string& folder) {
  audit::LogOptions options;
  options.directory = folder;
  options.origin = "bench.example/audit";
  options.private_key_pem = *audit::NewPrivateKeyPem();
  return options;
}

audit::Entry MakeEntry(int number) {
  audit::Entry entry;
  entry.time = absl::FromUnixMicros(1'700'000'000'000'000 + number);
  entry.kind = audit::Kind::kSubmit;
  entry.peer = "EC/invented";
  entry.purpose = "border";
  audit::Subject subject;
  subject.record_id = Id(number);
  subject.revision = 1;
  subject.commitment = std::string(44, 'c');
  entry.subjects = {subject};
  entry.commitments = {{"officer", std::string(44, 'o')}, {"national_id", std::string(44, 'n')}};
  return entry;
}

// Entries a second, in groups of 64, published as they would be.
double AppendRate(const std::string& folder) {
  const auto log = audit::OpenLog(OptionsFor(folder));
  const auto start = Clock::now();
  for (int i = 0; i < kRecords; i += kSubmitters) {
    std::vector<std::string> group;
    for (int k = 0; k < kSubmitters; ++k) group.push_back(audit::Serialise(MakeEntry(i + k)));
    if (!(*log)->Append(group).ok()) return 0;
  }
  return kRecords / Seconds(start);
}

Operation Submission(int number, std::function<void(bool)> done) {
  Operation operation;
  operation.decide = [number](const WriterView& view, Changes& changes) {
    store::Revision revision;
    revision.record_id = Id(number);
    revision.country = "EC";
    revision.system = "invented";
    revision.national_id = absl::StrCat("N-", revision.record_id);
    revision.revision = 1;
    revision.kind = "arrest";
    revision.content_digest = std::string(32, 'd');
    revision.sealed_record = std::string(kRecordBytes, 'x');
    revision.sealed_original = std::string(kOriginalBytes, 'x');
    revision.sealed_receipt = std::string(kReceiptBytes, 'x');
    revision.key = std::string(105, 'k');
    const auto known = view.LatestSubmitted("EC", "invented", revision.national_id);
    if (known.ok()) return absl::OkStatus();
    changes.Add(std::move(revision), MakeEntry(number));
    return absl::OkStatus();
  };
  operation.done = [done = std::move(done)](const absl::StatusOr<Outcome>& outcome) { done(outcome.ok()); };
  return operation;
}

struct Measured {
  double rate = 0, p50_ms = 0, p99_ms = 0;
};

// 64 in flight: each answer sends the next.
class Load {
 public:
  Measured Run(Writer& writer) {
    writer_ = &writer;
    latencies_ms_.resize(kRecords);
    const auto start = Clock::now();
    for (int i = 0; i < kSubmitters; ++i) Next();
    while (done_ < kRecords) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    Measured measured{.rate = kRecords / Seconds(start)};
    std::sort(latencies_ms_.begin(), latencies_ms_.end());
    measured.p50_ms = latencies_ms_[kRecords / 2];
    measured.p99_ms = latencies_ms_[kRecords * 99 / 100];
    return measured;
  }

 private:
  void Next() {
    const int number = next_++;
    if (number >= kRecords) return;
    const auto start = Clock::now();
    writer_->Submit(Submission(number, [this, number, start](bool good) {
      latencies_ms_[static_cast<size_t>(number)] = good ? 1000 * Seconds(start) : 1e9;
      Next();
      ++done_;
    }));
  }

  Writer* writer_ = nullptr;
  std::vector<double> latencies_ms_;
  std::atomic<int> next_ = 0, done_ = 0;
};

Measured WriterRate(const std::string& folder) {
  const auto store = store::OpenSqlite(folder + "/writer.db");
  const auto log = audit::OpenLog(OptionsFor(folder + "/log"));
  if (!store.ok() || !log.ok()) return {};
  WriterOptions options;
  options.store = store->get();
  options.log = log->get();
  const auto writer = Writer::Start(options);
  return writer.ok() ? Load().Run(**writer) : Measured();
}

int Main(const std::string& parent) {
  const std::string folder = absl::StrCat(parent, "/writer-bench-", getpid());
  std::filesystem::create_directories(folder);
  const double bare = Bare(folder + "/bare.db", kRecords / 4, 1);
  const double bare_group = Bare(folder + "/bare-group.db", kRecords, kSubmitters);
  const double append = AppendRate(folder + "/append");
  const Measured writer = WriterRate(folder);
  std::printf("bare two-index insert, durable each:    %8.0f records/s\n", bare);
  std::printf("bare two-index insert, durable each 64: %8.0f records/s\n", bare_group);
  std::printf("audit append, 64 at a time:             %8.0f entries/s\n", append);
  std::printf("writer, 64 in flight:                   %8.0f records/s, p50 %.1f ms, p99 %.1f ms\n", writer.rate,
              writer.p50_ms, writer.p99_ms);
  std::printf("writer / bare each:    %.2f\nwriter / bare each 64: %.2f\n", writer.rate / bare,
              writer.rate / bare_group);
  std::filesystem::remove_all(folder);
  return writer.rate > 0 ? 0 : 1;
}

}  // namespace
}  // namespace entente::core

int main(int count, char** arguments) { return entente::core::Main(count > 1 ? arguments[1] : "."); }
