// A log's tiles on disk: written so that a crash leaves a whole one or none, read back with fallback to wider ones.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/audit/files.h"
#include "gateway/audit/tile.h"

namespace entente::audit {

inline constexpr char kCheckpointName[] = "checkpoint";

// Each file is written beside its place (in tmp/), synced and renamed; SyncFolders makes the names durable.
class TileWriter {
 public:
  TileWriter(Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  absl::Status Open();  // makes and empties tmp/
  absl::Status Put(const std::string& path, std::string_view bytes);
  absl::Status SyncFolders();
  // The partial forms of a tile that is full now.
  absl::Status RemovePartials(const Tile& tile);

 private:
  absl::Status MakeFolders(const std::string& path);

  Files& files_;
  const std::string folder_;
  std::set<std::string> made_;      // known to exist
  std::set<std::string> unsynced_;  // folders with new names
};

// Entry bundles: each entry behind a big-endian 16-bit length.
absl::Status AppendToBundle(std::string_view entry, std::string& bundle);  // InvalidArgument: empty or too long
absl::StatusOr<std::vector<std::string>> ParseBundle(std::string_view bundle);

// Of `width` entries at least; NotFound.
absl::StatusOr<std::vector<std::string>> ReadBundle(Files& files, const std::string& folder, uint64_t number,
                                                    uint64_t width);
absl::StatusOr<std::string> ReadTile(Files& files, const std::string& folder, const Tile& tile);

// All tiles that stand in the folder. DataLoss: a file that is no tile.
absl::StatusOr<std::vector<Tile>> ListTiles(Files& files, const std::string& folder);

}  // namespace entente::audit
