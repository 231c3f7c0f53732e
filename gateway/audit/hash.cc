#include "gateway/audit/hash.h"

#include <openssl/evp.h>

#include <memory>

#include "absl/strings/escaping.h"

namespace entente::audit {

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetched once, one context a thread: both cost more than hashing a small entry.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  return algorithm;
}

EVP_MD_CTX* Context() {
  static thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  return context.get();
}

constexpr char kLeaf = 0;
constexpr char kNode = 1;

}  // namespace

Hash Sha256(std::initializer_list<std::string_view> parts) {
  Hash hash(kHashSize, '\0');
  EVP_MD_CTX* context = Context();
  EVP_DigestInit_ex2(context, Algorithm(), nullptr);
  for (const std::string_view part : parts) EVP_DigestUpdate(context, part.data(), part.size());
  EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(hash.data()), nullptr);
  return hash;
}

Hash LeafHash(std::string_view entry) { return Sha256({std::string_view(&kLeaf, 1), entry}); }

Hash NodeHash(std::string_view left, std::string_view right) {
  return Sha256({std::string_view(&kNode, 1), left, right});
}

std::string Base64(std::string_view bytes) { return absl::Base64Escape(View(bytes)); }

absl::StatusOr<std::string> FromBase64(std::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(View(text), &bytes) || Base64(bytes) != text) {
    return absl::InvalidArgumentError("not canonical base64");
  }
  return bytes;
}

}  // namespace entente::audit
