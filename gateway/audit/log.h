// The audit log: a C2SP tlog-tiles log on disk (https://c2sp.org/tlog-tiles), signed by the gateway's Ed25519 key.
//
// No audit entry, no answer: Append returns when the entries are on disk, and only then may what they speak of leave
// the process. Tiles and the checkpoint follow (Publish). A failed fsync stops the log for good.
//
// Thread safety: all methods may be called from any thread. Appending waits for no publishing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::audit {

inline constexpr size_t kEntrySizeMax = 32 * 1024;

using Hash = std::string;  // 32 bytes

Hash LeafHash(std::string_view entry);  // RFC 6962, 2.1

struct LogOptions {
  std::string directory;                          // created if missing
  std::string origin;                             // first line of a checkpoint, the signer's name
  std::string private_key_pem;                    // Ed25519, PKCS #8
  size_t journal_segment_size_max = 1024 * 1024;  // past it, publishing turns to a new segment
  class Files* files = nullptr;                   // null: the real ones; a test's make writes fail
};

class Log {
 public:
  virtual ~Log() = default;
  // Durable when it returns. Indices are consecutive; the first is what size() was before.
  virtual absl::StatusOr<uint64_t> Append(const std::vector<std::string>& entries) = 0;
  // Writes tiles bottom up, then the checkpoint. Does nothing when nothing is new.
  virtual absl::Status Publish() = 0;
  // Entries `first` up to `first + count`, published or not. OutOfRange: the log has fewer.
  virtual absl::StatusOr<std::vector<std::string>> Read(uint64_t first, uint64_t count) = 0;
  virtual uint64_t size() const = 0;       // entries appended
  virtual uint64_t published() const = 0;  // entries under the last checkpoint
};

// Recomputes the root from all entries and refuses (DataLoss) when it disagrees with the last checkpoint.
// FailedPrecondition: the directory belongs to another origin or key.
absl::StatusOr<std::unique_ptr<Log>> OpenLog(LogOptions options);

// A note verifier key, "name+hash+base64", as Go's sumdb/note reads it.
absl::StatusOr<std::string> VerifierKey(std::string_view origin, std::string_view private_key_pem);
absl::StatusOr<std::string> NewPrivateKeyPem();

struct Verified {
  uint64_t size = 0;  // entries under the checkpoint
  std::string root_base64;
  uint64_t unpublished = 0;  // appended after it: durable, not yet under a signature
};

// The full audit: every entry is hashed again, every tile compared, the signature and every entry's form checked.
// DataLoss names the first thing that does not hold ("entry 17 does not hash to its leaf").
absl::StatusOr<Verified> Verify(const std::string& directory, std::string_view verifier_key);

// Reads all entries of a log, verified or not, oldest first.
absl::StatusOr<std::vector<std::string>> ReadEntries(const std::string& directory);

}  // namespace entente::audit
