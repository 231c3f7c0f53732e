// The few primitives the sealer stands on, each one call into OpenSSL.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::store {

inline constexpr size_t kKeySize = 32;
inline constexpr size_t kNonceSize = 12;
inline constexpr size_t kTagSize = 16;

// Bytes that are overwritten when they go.
class Secret {
 public:
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  ~Secret();
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

void Cleanse(std::string& bytes);
absl::StatusOr<std::string> RandomBytes(size_t size);
std::string HmacSha256(std::string_view key, std::string_view message);  // 32 bytes

// AES-256-GCM: ciphertext with its tag behind it.
absl::StatusOr<std::string> Encrypt(std::string_view key, std::string_view nonce, std::string_view context,
                                    std::string_view plain);
// DataLoss when the tag, and so the key, nonce, context or ciphertext, is not the right one.
absl::StatusOr<std::string> Decrypt(std::string_view key, std::string_view nonce, std::string_view context,
                                    std::string_view sealed);

}  // namespace entente::store
