// The log: a journal for what was appended, a publisher for tiles and checkpoints, and the rule that the first failure
// is the last.
#include "gateway/audit/log.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/files.h"
#include "gateway/audit/hash.h"
#include "gateway/audit/journal.h"
#include "gateway/audit/note.h"
#include "gateway/audit/publisher.h"
#include "gateway/audit/tile_files.h"

namespace entente::audit {

namespace {

// Publishes entries that are in `journal` beside appending; appends wait only for a list of entries to be taken over.
class TileLog : public Log {
 public:
  TileLog(const LogOptions& options, Signer signer)
      : files_(options.files != nullptr ? *options.files : RealFiles()),
        folder_(options.directory),
        origin_(options.origin),
        segment_size_max_(options.journal_segment_size_max),
        signer_(std::move(signer)),
        journal_(files_, folder_),
        writer_(files_, folder_),
        publisher_(writer_, signer_, origin_) {}

  ~TileLog() override;
  absl::Status Open();

  absl::StatusOr<uint64_t> Append(const std::vector<std::string>& entries) override;
  absl::Status Publish() override;
  absl::StatusOr<std::vector<std::string>> Read(uint64_t first, uint64_t count) override;
  uint64_t size() const override { return size_; }
  uint64_t published() const override { return published_; }

 private:
  absl::Status MakeFolder();
  absl::Status RecoverTiles(const Checkpoint& checkpoint);
  absl::Status RecoverJournal(bool has_checkpoint);
  absl::Status AppendGenesis();
  absl::Status PublishLocked();
  absl::Status Stopped() const;
  absl::Status Stop(absl::Status why);

  Files& files_;
  const std::string folder_;
  const std::string origin_;
  const size_t segment_size_max_;
  const Signer signer_;
  std::unique_ptr<FolderLock> lock_;

  mutable std::mutex mutex_;  // of the journal and what stands below
  Journal journal_;
  std::vector<Publisher::Leaf> waiting_;  // appended, not yet given to the publisher
  std::vector<Publisher::Leaf> taken_;    // given to it, not yet under a checkpoint
  absl::Status stopped_;                  // why nothing is taken any more
  std::atomic<uint64_t> size_ = 0;

  std::mutex publish_mutex_;  // of what stands below; taken before mutex_
  TileWriter writer_;
  Publisher publisher_;
  std::atomic<uint64_t> published_ = 0;
};

absl::Status TileLog::Stopped() const {
  if (stopped_.ok()) return absl::OkStatus();
  return absl::UnavailableError("the audit log stopped after a failure and must be opened again");
}

absl::Status TileLog::Stop(absl::Status why) {
  if (stopped_.ok()) stopped_ = why;
  return absl::UnavailableError(absl::StrCat("the audit log failed and stopped: ", absl::string_view(why.message())));
}

TileLog::~TileLog() {
  // A log closed at rest leaves nothing but tiles and the checkpoint behind.
  std::lock_guard lock(mutex_);
  if (lock_ == nullptr || !stopped_.ok() || published_ != size_ || journal_.segment_size() == 0) return;
  auto segment = journal_.Prepare();
  if (!segment.ok()) return;
  journal_.Take(*std::move(segment));
  journal_.RemoveOthers().IgnoreError();
}

absl::Status TileLog::MakeFolder() {
  auto made = files_.MakeFolder(folder_);
  if (!made.ok()) return made.status();
  const size_t slash = folder_.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : slash == 0 ? "/" : folder_.substr(0, slash);
  return files_.SyncFolder(parent);
}

absl::Status TileLog::Open() {
  if (auto status = MakeFolder(); !status.ok()) return status;
  auto lock = files_.Lock(folder_);
  if (!lock.ok()) return lock.status();
  lock_ = *std::move(lock);
  if (auto status = writer_.Open(); !status.ok()) return status;

  const auto note = files_.Read(absl::StrCat(folder_, "/", kCheckpointName));
  if (!note.ok() && !absl::IsNotFound(note.status())) return note.status();
  if (note.ok()) {
    const auto checkpoint = OpenCheckpoint(*note, signer_.verifier_key());
    if (!checkpoint.ok()) return checkpoint.status();
    if (auto status = RecoverTiles(*checkpoint); !status.ok()) return status;
  }
  if (auto status = RecoverJournal(note.ok()); !status.ok()) return status;
  if (size_ == 0) {
    if (auto status = AppendGenesis(); !status.ok()) return status;
  }
  return note.ok() ? absl::OkStatus() : Publish();
}

absl::Status TileLog::RecoverTiles(const Checkpoint& checkpoint) {
  for (uint64_t begin = 0; begin < checkpoint.size; begin += kTileWidth) {
    const uint64_t width = std::min(kTileWidth, checkpoint.size - begin);
    const auto entries = ReadBundle(files_, folder_, begin / kTileWidth, width);
    if (absl::IsNotFound(entries.status())) {
      return absl::DataLossError(absl::StrCat("the audit log lacks the entries from ", begin, " on"));
    }
    if (!entries.ok()) return entries.status();
    for (uint64_t i = 0; i < width; ++i) {
      if (auto status = publisher_.Recover((*entries)[i]); !status.ok()) return status;
    }
  }
  if (publisher_.Root() != checkpoint.root) {
    return absl::DataLossError("the audit log's entries do not hash to its last checkpoint");
  }
  size_ = published_ = checkpoint.size;
  return absl::OkStatus();
}

absl::Status TileLog::RecoverJournal(bool has_checkpoint) {
  auto entries = ReadJournal(files_, folder_);
  if (!entries.ok()) return entries.status();
  std::vector<JournalEntry> kept;
  for (JournalEntry& entry : *entries) {
    if (entry.index < published_ + kept.size()) {
      // Under the checkpoint already, or in two segments because a crash came between writing one and removing the
      // other.
      if (entry.index >= published_ && entry.leaf != kept[entry.index - published_].leaf) {
        return absl::DataLossError(absl::StrCat("the audit journal holds two entries ", entry.index));
      }
      continue;
    }
    if (entry.index != published_ + kept.size()) {
      return absl::DataLossError(absl::StrCat("the audit log lacks entry ", published_ + kept.size()));
    }
    kept.push_back(std::move(entry));
  }
  if (!has_checkpoint && kept.size() > 1) {
    return absl::DataLossError("the audit log has entries but its checkpoint is gone");
  }
  if (auto status = journal_.Open(kept); !status.ok()) return status;
  for (JournalEntry& entry : kept) waiting_.push_back({.hash = std::move(entry.leaf), .entry = std::move(entry.bytes)});
  size_ += waiting_.size();
  return absl::OkStatus();
}

// A tree never is empty, which some tools hash otherwise; and its first entry says whose it is.
absl::Status TileLog::AppendGenesis() {
  Entry genesis;
  genesis.time = absl::Now();
  genesis.kind = Kind::kGenesis;
  genesis.details = {{"format", "entente audit 1"}, {"origin", origin_}, {"verifier", signer_.verifier_key()}};
  return Append({Serialise(genesis)}).status();
}

absl::StatusOr<uint64_t> TileLog::Append(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    if (entry.empty() || entry.size() > kEntrySizeMax) {
      return absl::InvalidArgumentError("an audit entry must have 1 to 32,768 bytes");
    }
  }
  std::lock_guard lock(mutex_);
  if (auto status = Stopped(); !status.ok()) return status;
  const uint64_t first = size_;
  if (entries.empty()) return first;
  std::string frames;
  std::vector<Hash> leaves;
  for (const std::string& entry : entries) {
    leaves.push_back(LeafHash(entry));
    frames += Frame({.index = first + leaves.size() - 1, .leaf = leaves.back(), .bytes = entry});
  }
  // Whatever a failed write or sync left on disk is unknown, so nothing is written after it.
  if (auto status = journal_.Append(frames); !status.ok()) return Stop(status);
  for (size_t i = 0; i < entries.size(); ++i) waiting_.push_back({.hash = std::move(leaves[i]), .entry = entries[i]});
  size_ += entries.size();
  return first;
}

absl::Status TileLog::Publish() {
  std::lock_guard publishing(publish_mutex_);
  absl::Status status = PublishLocked();
  if (status.ok()) return status;
  std::lock_guard lock(mutex_);
  return Stop(status);
}

absl::Status TileLog::PublishLocked() {
  bool turn = false;
  {
    std::lock_guard lock(mutex_);
    if (auto status = Stopped(); !status.ok()) return status;
    if (waiting_.empty()) return absl::OkStatus();
    turn = journal_.segment_size() > segment_size_max_;
  }
  Journal::Segment segment;
  if (turn) {
    auto prepared = journal_.Prepare();
    if (!prepared.ok()) return prepared.status();
    segment = *std::move(prepared);
  }
  {
    std::lock_guard lock(mutex_);
    if (auto status = Stopped(); !status.ok()) return status;
    taken_.swap(waiting_);
    if (turn) journal_.Take(std::move(segment));
  }
  // Readers may look at what is taken meanwhile; nobody changes it.
  if (auto status = publisher_.Publish(taken_); !status.ok()) return status;
  {
    std::lock_guard lock(mutex_);
    published_ = publisher_.size();
    taken_.clear();
  }
  return turn ? journal_.RemoveOthers() : absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> TileLog::Read(uint64_t first, uint64_t count) {
  std::lock_guard lock(mutex_);
  if (first > size_ || count > size_ - first) return absl::OutOfRangeError("the audit log has fewer entries");
  const uint64_t end = first + count;
  std::vector<std::string> entries;
  while (first < std::min<uint64_t>(end, published_)) {
    const uint64_t begin = first - first % kTileWidth;
    const uint64_t stop = std::min<uint64_t>({begin + kTileWidth, end, published_});
    auto bundle = ReadBundle(files_, folder_, begin / kTileWidth, std::min<uint64_t>(kTileWidth, published_ - begin));
    if (!bundle.ok()) return bundle.status();
    for (; first < stop; ++first) entries.push_back(std::move((*bundle)[first - begin]));
  }
  for (; first < end; ++first) {
    const uint64_t behind = first - published_;
    entries.push_back(behind < taken_.size() ? taken_[behind].entry : waiting_[behind - taken_.size()].entry);
  }
  return entries;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Log>> OpenLog(LogOptions options) {
  while (options.directory.size() > 1 && options.directory.ends_with('/')) options.directory.pop_back();
  auto signer = Signer::FromPem(options.origin, options.private_key_pem);
  if (!signer.ok()) return signer.status();
  auto log = std::make_unique<TileLog>(options, *std::move(signer));
  if (auto status = log->Open(); !status.ok()) return status;
  return std::unique_ptr<Log>(std::move(log));
}

absl::StatusOr<std::vector<std::string>> ReadEntries(const std::string& directory) {
  Files& files = RealFiles();
  std::vector<std::string> all;
  const auto tiles = ListTiles(files, directory);
  if (!tiles.ok()) return tiles.status();
  uint64_t size = 0;
  for (const Tile& tile : *tiles) {
    if (tile.level == Tile::kEntries) size = std::max(size, tile.number * kTileWidth + tile.width);
  }
  for (uint64_t begin = 0; begin < size; begin += kTileWidth) {
    auto entries = ReadBundle(files, directory, begin / kTileWidth, std::min(kTileWidth, size - begin));
    if (!entries.ok()) return entries.status();
    for (std::string& entry : *entries) all.push_back(std::move(entry));
  }
  auto journal = ReadJournal(files, directory);
  if (!journal.ok()) return journal.status();
  for (JournalEntry& entry : *journal) {
    if (entry.index == all.size()) all.push_back(std::move(entry.bytes));
  }
  return all;
}

}  // namespace entente::audit
