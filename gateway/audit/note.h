// Signed notes and checkpoints (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint), with Ed25519 keys.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/audit/log.h"

namespace entente::audit {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root;
};

class Signer {
 public:
  // InvalidArgument: not an Ed25519 key in PKCS #8, or a name that no note can carry.
  static absl::StatusOr<Signer> FromPem(std::string_view name, std::string_view private_key_pem);
  Signer(Signer&&) noexcept;
  ~Signer();

  absl::StatusOr<std::string> Sign(const Checkpoint& checkpoint) const;  // the whole note
  const std::string& verifier_key() const { return verifier_key_; }

 private:
  struct Key;
  Signer(std::unique_ptr<Key> key, std::string name, std::string verifier_key);

  std::unique_ptr<Key> key_;
  std::string name_;
  std::string verifier_key_;
};

// InvalidArgument: the verifier key cannot be read. DataLoss: the note is damaged. FailedPrecondition: it is whole, but
// of another origin or not signed by this key.
absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, std::string_view verifier_key);

}  // namespace entente::audit
