// The full audit. Everything is computed again from the entries; what stands on disk is only compared with it.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/files.h"
#include "gateway/audit/hash.h"
#include "gateway/audit/journal.h"
#include "gateway/audit/log.h"
#include "gateway/audit/note.h"
#include "gateway/audit/tile_files.h"
#include "gateway/audit/tree.h"
#include "gateway/audit/verify.h"

namespace entente::audit {

namespace {

class Audit {
 public:
  Audit(Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  absl::StatusOr<Verified> Run(std::string_view verifier_key);

 private:
  absl::Status ReadWhatStands();
  absl::Status TakeEntries();
  absl::Status TakeEntry(std::string_view entry);
  absl::StatusOr<std::vector<std::string>> BundleFrom(uint64_t begin) const;
  absl::Status CheckForms() const;
  absl::Status CheckJournal();
  // A tile as computed; all forms of it on disk must be the beginning of it, and those the checkpoint needs must stand.
  absl::Status Compare(const Tile& computed, std::string_view bytes);
  absl::Status CompareBundle();
  absl::Status ComparePartials();
  absl::Status CheckNothingIsMissing() const;
  uint64_t HashesUnder(int level) const;
  uint64_t WidthNeeded(const Tile& tile) const;

  Files& files_;
  const std::string folder_;
  Checkpoint checkpoint_;
  std::vector<JournalEntry> journal_;
  std::map<std::pair<int, uint64_t>, std::set<uint64_t>> on_disk_;  // (level, number) -> widths, until compared
  std::set<std::pair<int, uint64_t>> seen_;                         // compared, at the width the checkpoint needs

  Tree tree_;
  Hash root_;  // at the checkpoint's size
  uint64_t journal_first_ = 0;
  std::vector<Hash> leaves_;  // from journal_first_ on
  std::string bundle_;
  std::vector<size_t> bundle_ends_;  // after each entry of it
};

absl::Status Audit::ReadWhatStands() {
  // The tiles before the journal: every tile listed is then of entries that the journal still has or the checkpoint
  // covers.
  const auto tiles = ListTiles(files_, folder_);
  if (!tiles.ok()) return tiles.status();
  for (const Tile& tile : *tiles) on_disk_[{tile.level, tile.number}].insert(tile.width);
  auto journal = ReadJournal(files_, folder_);
  if (!journal.ok()) return journal.status();
  journal_ = *std::move(journal);
  journal_first_ = journal_.empty() ? checkpoint_.size : journal_.front().index;
  return absl::OkStatus();
}

absl::Status Audit::Compare(const Tile& computed, std::string_view bytes) {
  const auto standing = on_disk_.find({computed.level, computed.number});
  if (standing == on_disk_.end()) return absl::OkStatus();
  for (const uint64_t width : standing->second) {
    Tile tile = computed;
    tile.width = width;
    if (width > computed.width) return absl::DataLossError(absl::StrCat(TilePath(tile), " goes beyond the entries"));
    const size_t size = computed.level == Tile::kEntries ? bundle_ends_[width - 1] : width * kHashSize;
    auto read = files_.Read(absl::StrCat(folder_, "/", TilePath(tile)));
    const bool became_full = absl::IsNotFound(read.status()) && !tile.full();  // in a gateway that is running
    if (became_full) read = ReadTile(files_, folder_, tile);
    if (!read.ok()) return read.status();
    if (became_full && read->size() > size) read->resize(size);
    if (*read != bytes.substr(0, size)) {
      return absl::DataLossError(absl::StrCat(TilePath(tile), " is not what the entries hash to"));
    }
    if (width == WidthNeeded(tile) || tile.full()) seen_.insert({tile.level, tile.number});
  }
  on_disk_.erase(standing);
  return absl::OkStatus();
}

// Of this tile under the checkpoint; 0 when it lies behind it.
uint64_t Audit::WidthNeeded(const Tile& tile) const {
  const uint64_t hashes = HashesUnder(tile.level);
  const uint64_t before = tile.number * kTileWidth;
  return hashes <= before ? 0 : std::min(kTileWidth, hashes - before);
}

uint64_t Audit::HashesUnder(int level) const {
  uint64_t hashes = checkpoint_.size;
  for (int l = 0; l < level; ++l) hashes /= kTileWidth;
  return hashes;
}

absl::Status Audit::CompareBundle() {
  if (bundle_ends_.empty()) return absl::OkStatus();
  const Tile tile{.level = Tile::kEntries, .number = (tree_.size() - 1) / kTileWidth, .width = bundle_ends_.size()};
  absl::Status status = Compare(tile, bundle_);
  bundle_.clear();
  bundle_ends_.clear();
  return status;
}

absl::Status Audit::TakeEntry(std::string_view bytes) {
  if (auto status = AppendToBundle(bytes, bundle_); !status.ok()) {
    return absl::DataLossError(absl::StrCat("entry ", tree_.size(), " is empty or too long"));
  }
  bundle_ends_.push_back(bundle_.size());
  Hash leaf = LeafHash(bytes);
  if (tree_.size() >= journal_first_) leaves_.push_back(leaf);
  absl::Status status;
  tree_.Add(leaf, [&](const Tile& tile, std::string_view hashes) {
    if (status.ok()) status = Compare(tile, hashes);
  });
  if (!status.ok()) return status;
  if (tree_.size() == checkpoint_.size) root_ = tree_.Root();
  return tree_.size() % kTileWidth == 0 ? CompareBundle() : absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Audit::BundleFrom(uint64_t begin) const {
  const uint64_t width = std::min(kTileWidth, checkpoint_.size - begin);
  auto entries = ReadBundle(files_, folder_, begin / kTileWidth, width);
  if (absl::IsNotFound(entries.status())) {
    return absl::DataLossError(absl::StrCat("the entries from ", begin, " on are not there"));
  }
  if (entries.ok()) entries->resize(width);  // a full bundle may stand for a partial one
  return entries;
}

absl::Status CheckForm(uint64_t index, std::string_view bytes) {
  const auto entry = Parse(bytes);
  if (!entry.ok()) return absl::DataLossError(absl::StrCat("entry ", index, " has not an entry's form"));
  if ((entry->kind == Kind::kGenesis) != (index == 0)) {
    return absl::DataLossError(absl::StrCat("entry ", index, index == 0 ? " is no genesis" : " is a second genesis"));
  }
  return absl::OkStatus();
}

// After the hashes: nothing is parsed but what the gateway signed.
absl::Status Audit::CheckForms() const {
  for (uint64_t begin = 0; begin < checkpoint_.size; begin += kTileWidth) {
    const auto entries = BundleFrom(begin);
    if (!entries.ok()) return entries.status();
    for (uint64_t i = 0; i < entries->size(); ++i) {
      if (auto status = CheckForm(begin + i, (*entries)[i]); !status.ok()) return status;
    }
  }
  for (const JournalEntry& entry : journal_) {
    if (entry.index < checkpoint_.size) continue;
    if (auto status = CheckForm(entry.index, entry.bytes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Audit::TakeEntries() {
  while (tree_.size() < checkpoint_.size) {
    const auto entries = BundleFrom(tree_.size());
    if (!entries.ok()) return entries.status();
    for (const std::string& entry : *entries) {
      if (auto status = TakeEntry(entry); !status.ok()) return status;
    }
  }
  if (root_ != checkpoint_.root) return absl::DataLossError("the entries do not hash to the checkpoint's root");
  return absl::OkStatus();
}

// Frames under the checkpoint must be the entries there; those after it go on from it without a gap.
absl::Status Audit::CheckJournal() {
  for (const JournalEntry& entry : journal_) {
    if (entry.index > tree_.size()) {
      return absl::DataLossError(absl::StrCat("the journal lacks entry ", tree_.size()));
    }
    if (entry.index == tree_.size()) {
      if (auto status = TakeEntry(entry.bytes); !status.ok()) return status;
    } else if (entry.index < journal_first_ || entry.leaf != leaves_[entry.index - journal_first_]) {
      return absl::DataLossError(absl::StrCat("entry ", entry.index, " does not hash to its leaf in the journal"));
    }
  }
  return absl::OkStatus();
}

absl::Status Audit::ComparePartials() {
  if (auto status = CompareBundle(); !status.ok()) return status;
  absl::Status status;
  tree_.ForEachPartial([&](const Tile& tile, std::string_view hashes) {
    if (status.ok()) status = Compare(tile, hashes);
  });
  if (!status.ok() || on_disk_.empty()) return status;
  const auto& [place, widths] = *on_disk_.begin();
  const Tile tile{.level = place.first, .number = place.second, .width = *widths.begin()};
  return absl::DataLossError(absl::StrCat(TilePath(tile), " goes beyond the entries"));
}

absl::Status Audit::CheckNothingIsMissing() const {
  for (int level = Tile::kEntries; level <= 0 || HashesUnder(level) > 0; ++level) {
    const uint64_t tiles = (HashesUnder(level) + kTileWidth - 1) / kTileWidth;
    for (uint64_t number = 0; number < tiles; ++number) {
      if (seen_.contains({level, number})) continue;
      Tile tile{.level = level, .number = number};
      tile.width = WidthNeeded(tile);
      return absl::DataLossError(absl::StrCat(TilePath(tile), " is not there"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Verified> Audit::Run(std::string_view verifier_key) {
  const auto note = files_.Read(absl::StrCat(folder_, "/", kCheckpointName));
  if (!note.ok()) return note.status();
  auto checkpoint = OpenCheckpoint(*note, verifier_key);
  if (!checkpoint.ok()) return checkpoint.status();
  checkpoint_ = *std::move(checkpoint);
  if (auto status = ReadWhatStands(); !status.ok()) return status;
  if (auto status = TakeEntries(); !status.ok()) return status;
  if (auto status = CheckJournal(); !status.ok()) return status;
  if (auto status = ComparePartials(); !status.ok()) return status;
  if (auto status = CheckNothingIsMissing(); !status.ok()) return status;
  if (auto status = CheckForms(); !status.ok()) return status;
  return Verified{.size = checkpoint_.size,
                  .root_base64 = Base64(checkpoint_.root),
                  .unpublished = tree_.size() - checkpoint_.size};
}

}  // namespace

absl::StatusOr<Verified> VerifyIn(Files& files, const std::string& directory, std::string_view verifier_key) {
  while (true) {
    const auto before = files.Read(absl::StrCat(directory, "/", kCheckpointName));
    auto verified = Audit(files, directory).Run(verifier_key);
    if (verified.ok()) return verified;
    // A gateway that is running may have moved the log on while it was read: then the failure says nothing yet.
    const auto after = files.Read(absl::StrCat(directory, "/", kCheckpointName));
    if (!before.ok() || !after.ok() || *before == *after) return verified;
  }
}

absl::StatusOr<Verified> Verify(const std::string& directory, std::string_view verifier_key) {
  return VerifyIn(RealFiles(), directory, verifier_key);
}

}  // namespace entente::audit
