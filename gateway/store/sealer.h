// Seals what the store keeps: each record has its own data key and salt, wrapped by a key that is not in the database.
// Destroying the wrapped key erases the record wherever its bytes were copied.
//
// Thread safety: all methods may be called from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::store {

// Opened keys of one record. Overwritten when they go.
struct RecordKey {
  ~RecordKey();
  std::string data_key;  // 32 bytes
  std::string salt;      // 32 bytes; commitments in the audit log are made with it
};

class Sealer {
 public:
  virtual ~Sealer() = default;
  virtual absl::StatusOr<RecordKey> NewKey() = 0;
  virtual absl::StatusOr<std::string> Wrap(const RecordKey& key) = 0;
  virtual absl::StatusOr<RecordKey> Unwrap(std::string_view wrapped) = 0;  // DataLoss: not ours, or tampered with

  // `context` is authenticated but not kept (record id and part name), so that sealed values cannot change places.
  virtual absl::StatusOr<std::string> Seal(const RecordKey& key, std::string_view context, std::string_view plain) = 0;
  virtual absl::StatusOr<std::string> Open(const RecordKey& key, std::string_view context, std::string_view sealed) = 0;

  // Keyed digest for look-ups and aliases (document numbers, derived ids). 32 bytes; `domain` tells the uses apart.
  virtual std::string Digest(std::string_view domain, std::string_view value) const = 0;

  // Short tokens that leave the gateway and come back (cursors): authenticated encryption under the gateway's own key.
  virtual absl::StatusOr<std::string> SealToken(std::string_view context, std::string_view plain) = 0;
  virtual absl::StatusOr<std::string> OpenToken(std::string_view context, std::string_view token) = 0;
};

// AES-256-GCM with a file key: a file of exactly 32 bytes, readable by its owner only. FailedPrecondition otherwise.
absl::StatusOr<std::unique_ptr<Sealer>> OpenFileSealer(const std::string& key_file);
// Makes such a file. AlreadyExists.
absl::Status CreateKeyFile(const std::string& key_file);
// For tests and memory stores.
std::unique_ptr<Sealer> MakeSealer(std::string_view key_32_bytes);

}  // namespace entente::store
