#include "gateway/audit/tile_files.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/audit/log.h"

namespace entente::audit {

namespace {

constexpr int kFolderDepthMax = 10;

std::string ParentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

absl::Status ListInto(Files& files, const std::string& folder, const std::string& path, int depth,
                      std::vector<Tile>& tiles) {
  const auto names = files.List(absl::StrCat(folder, "/", path));
  if (absl::IsNotFound(names.status())) return absl::OkStatus();  // removed meanwhile: partial forms of a full tile
  if (!names.ok()) return absl::DataLossError("a file among the tiles is none of them");
  for (const std::string& name : *names) {
    const std::string below = absl::StrCat(path, "/", name);
    if (const auto tile = ParseTilePath(below)) {
      tiles.push_back(*tile);
    } else if (depth == 0) {
      return absl::DataLossError("a file among the tiles is none of them");
    } else if (auto status = ListInto(files, folder, below, depth - 1, tiles); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TileWriter::Open() {
  const std::string tmp = absl::StrCat(folder_, "/tmp");
  if (auto made = files_.MakeFolder(tmp); !made.ok()) return made.status();
  const auto names = files_.List(tmp);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    if (auto status = files_.Remove(absl::StrCat(tmp, "/", name)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status TileWriter::MakeFolders(const std::string& path) {
  if (path.size() <= folder_.size() || made_.contains(path)) return absl::OkStatus();
  const std::string parent = ParentOf(path);
  if (auto status = MakeFolders(parent); !status.ok()) return status;
  if (auto made = files_.MakeFolder(path); !made.ok()) return made.status();
  made_.insert(path);
  unsynced_.insert(parent);  // also when it was there: a crash may have come before its sync
  return absl::OkStatus();
}

absl::Status TileWriter::Put(const std::string& path, std::string_view bytes) {
  const std::string target = absl::StrCat(folder_, "/", path);
  const std::string temporary = absl::StrCat(folder_, "/tmp/next");
  if (auto status = MakeFolders(ParentOf(target)); !status.ok()) return status;
  auto file = files_.Create(temporary);
  if (!file.ok()) return file.status();
  if (auto status = (*file)->Write(bytes); !status.ok()) return status;
  if (auto status = (*file)->Sync(); !status.ok()) return status;
  if (auto status = files_.Rename(temporary, target); !status.ok()) return status;
  unsynced_.insert(ParentOf(target));
  return absl::OkStatus();
}

absl::Status TileWriter::SyncFolders() {
  for (const std::string& folder : std::exchange(unsynced_, {})) {
    if (auto status = files_.SyncFolder(folder); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status TileWriter::RemovePartials(const Tile& tile) {
  const std::string partials = absl::StrCat(folder_, "/", PartialFolder(tile));
  const auto names = files_.List(partials);
  if (absl::IsNotFound(names.status())) return absl::OkStatus();
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    if (auto status = files_.Remove(absl::StrCat(partials, "/", name)); !status.ok()) return status;
  }
  made_.erase(partials);
  return files_.Remove(partials);
}

absl::Status AppendToBundle(std::string_view entry, std::string& bundle) {
  if (entry.empty() || entry.size() > kEntrySizeMax) {
    return absl::InvalidArgumentError("an audit entry must have 1 to 32,768 bytes");
  }
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 0xff);
  bundle += entry;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ParseBundle(std::string_view bundle) {
  std::vector<std::string> entries;
  while (!bundle.empty()) {
    if (bundle.size() < 2) return absl::DataLossError("a bundle of entries ends within an entry");
    const size_t size =
        (static_cast<size_t>(static_cast<unsigned char>(bundle[0])) << 8) | static_cast<unsigned char>(bundle[1]);
    bundle.remove_prefix(2);
    if (size > bundle.size()) return absl::DataLossError("a bundle of entries ends within an entry");
    entries.emplace_back(bundle.substr(0, size));
    bundle.remove_prefix(size);
  }
  return entries;
}

absl::StatusOr<std::string> ReadTile(Files& files, const std::string& folder, const Tile& tile) {
  auto bytes = files.Read(absl::StrCat(folder, "/", TilePath(tile)));
  if (!absl::IsNotFound(bytes.status()) || tile.full()) return bytes;
  // Partial forms go once the full tile is there.
  Tile full = tile;
  full.width = kTileWidth;
  return files.Read(absl::StrCat(folder, "/", TilePath(full)));
}

absl::StatusOr<std::vector<std::string>> ReadBundle(Files& files, const std::string& folder, uint64_t number,
                                                    uint64_t width) {
  const auto bytes = ReadTile(files, folder, {.level = Tile::kEntries, .number = number, .width = width});
  if (!bytes.ok()) return bytes.status();
  auto entries = ParseBundle(*bytes);
  if (!entries.ok()) return entries.status();
  if (entries->size() < width) return absl::DataLossError("a bundle holds fewer entries than its name says");
  return entries;
}

absl::StatusOr<std::vector<Tile>> ListTiles(Files& files, const std::string& folder) {
  std::vector<Tile> tiles;
  if (auto status = ListInto(files, folder, "tile", kFolderDepthMax, tiles); !status.ok()) return status;
  return tiles;
}

}  // namespace entente::audit
