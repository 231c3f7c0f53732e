// The durable file of entries that may not be in tiles yet: <folder>/journal/<number>, written at the end only.
//
// An entry is a frame: magic (4 bytes), index (8, big-endian), size (4), leaf hash (32), check of these (4), the bytes.
// A crash can leave the last frame unfinished: it was never acknowledged, and is passed over. Any other frame that does
// not hold is DataLoss: what was acknowledged is never taken for the leavings of a crash.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/audit/files.h"
#include "gateway/audit/log.h"

namespace entente::audit {

struct JournalEntry {
  uint64_t index = 0;
  Hash leaf;
  std::string bytes;
};

std::string Frame(const JournalEntry& entry);
// All whole frames of one segment.
absl::StatusOr<std::vector<JournalEntry>> ParseFrames(std::string_view segment);
// All segments of a log's folder, oldest first; none when there is no journal. Segments removed meanwhile are left out.
absl::StatusOr<std::vector<JournalEntry>> ReadJournal(Files& files, const std::string& folder);

// Not thread-safe, but that Prepare may run beside Append.
class Journal {
 public:
  Journal(Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  // Begins a segment that holds `kept` and removes all others.
  absl::Status Open(const std::vector<JournalEntry>& kept);
  absl::Status Append(std::string_view frames);  // on disk when it returns
  size_t segment_size() const { return segment_size_; }

  // Turning to a new segment, in three steps so that appending waits for the second only: make its file; take it;
  // remove the others once nothing in them is needed.
  struct Segment {
    uint64_t number = 0;
    std::unique_ptr<OpenFile> file;
  };
  absl::StatusOr<Segment> Prepare();
  void Take(Segment segment);
  absl::Status RemoveOthers();

 private:
  std::string Path(uint64_t number) const;

  Files& files_;
  const std::string folder_;
  Segment current_;
  size_t segment_size_ = 0;
};

}  // namespace entente::audit
