#include "gateway/store/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstring>
#include <limits>
#include <memory>

namespace entente::store {

namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Fetched once: looking an algorithm up costs more than sealing a small record.
const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

bool FitsInt(size_t size) { return size <= static_cast<size_t>(std::numeric_limits<int>::max()) - kTagSize; }

// Drawn ahead: OpenSSL's generator costs the same system call for twelve bytes as for a thousand. What was given away
// is wiped, so that no key or nonce stays behind in the pool.
class RandomPool {
 public:
  ~RandomPool() { OPENSSL_cleanse(bytes_, sizeof bytes_); }

  bool Take(unsigned char* to, size_t size) {
    if (size > sizeof bytes_) return RAND_bytes(to, static_cast<int>(size)) == 1;
    if (size > sizeof bytes_ - used_) {
      if (RAND_bytes(bytes_, sizeof bytes_) != 1) return false;
      used_ = 0;
    }
    std::memcpy(to, bytes_ + used_, size);
    OPENSSL_cleanse(bytes_ + used_, size);
    used_ += size;
    return true;
  }

 private:
  unsigned char bytes_[2048];
  size_t used_ = sizeof bytes_;
};

absl::Status Damaged() { return absl::DataLossError("sealed bytes are damaged or were sealed under another key"); }

}  // namespace

Secret::~Secret() { Cleanse(bytes_); }

void Cleanse(std::string& bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
}

absl::StatusOr<std::string> RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  // One a thread. The programs do not fork; a child would draw what its parent draws.
  thread_local RandomPool pool;
  if (!pool.Take(Bytes(bytes), size)) {
    return absl::UnavailableError("the system gives no random bytes");
  }
  return bytes;
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(message), message.size(), Bytes(digest), &size);
  return digest;
}

absl::StatusOr<std::string> Encrypt(std::string_view key, std::string_view nonce, std::string_view context,
                                    std::string_view plain) {
  if (key.size() != kKeySize || nonce.size() != kNonceSize || !FitsInt(plain.size()) || !FitsInt(context.size())) {
    return absl::InvalidArgumentError("these bytes cannot be sealed: a key, nonce or text has the wrong size");
  }
  const Context cipher(EVP_CIPHER_CTX_new());
  std::string sealed(plain.size() + kTagSize, '\0');
  int size = 0;
  const bool good =
      cipher != nullptr && EVP_EncryptInit_ex2(cipher.get(), Aes256Gcm(), Bytes(key), Bytes(nonce), nullptr) == 1 &&
      (context.empty() ||
       EVP_EncryptUpdate(cipher.get(), nullptr, &size, Bytes(context), static_cast<int>(context.size())) == 1) &&
      (plain.empty() ||
       EVP_EncryptUpdate(cipher.get(), Bytes(sealed), &size, Bytes(plain), static_cast<int>(plain.size())) == 1) &&
      EVP_EncryptFinal_ex(cipher.get(), Bytes(sealed) + plain.size(), &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, Bytes(sealed) + plain.size()) == 1;
  if (!good) return absl::InternalError("the cryptographic library refused to seal");
  return sealed;
}

absl::StatusOr<std::string> Decrypt(std::string_view key, std::string_view nonce, std::string_view context,
                                    std::string_view sealed) {
  if (key.size() != kKeySize || nonce.size() != kNonceSize || !FitsInt(sealed.size()) || !FitsInt(context.size())) {
    return absl::InvalidArgumentError("these bytes cannot be opened: a key, nonce or text has the wrong size");
  }
  if (sealed.size() < kTagSize) return Damaged();
  const std::string_view ciphertext = sealed.substr(0, sealed.size() - kTagSize);
  std::string tag(sealed.substr(ciphertext.size()));
  const Context cipher(EVP_CIPHER_CTX_new());
  std::string plain(ciphertext.size(), '\0');
  unsigned char nothing[kTagSize];
  int size = 0;
  const bool good =
      cipher != nullptr && EVP_DecryptInit_ex2(cipher.get(), Aes256Gcm(), Bytes(key), Bytes(nonce), nullptr) == 1 &&
      (context.empty() ||
       EVP_DecryptUpdate(cipher.get(), nullptr, &size, Bytes(context), static_cast<int>(context.size())) == 1) &&
      (ciphertext.empty() || EVP_DecryptUpdate(cipher.get(), Bytes(plain), &size, Bytes(ciphertext),
                                               static_cast<int>(ciphertext.size())) == 1) &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), nothing, &size) == 1;
  if (good) return plain;
  Cleanse(plain);  // not authenticated: nobody may see it
  return Damaged();
}

}  // namespace entente::store
